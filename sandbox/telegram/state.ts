/** What Telegram knows: people, chats with their messages, each bot's queue of updates, and button taps waiting for an answer. */

import type { Entity } from './html.ts';
import type { ReplyMarkup } from './keyboard.ts';

export interface User {
  id: number;
  is_bot: boolean;
  first_name: string;
  username?: string;
  language_code?: string;
}

export interface TelegramChat {
  id: number;
  type: 'private' | 'group' | 'supergroup';
  title?: string;
  first_name?: string;
}

export interface Message {
  message_id: number;
  from: User;
  chat: TelegramChat;
  date: number;
  edit_date?: number;
  text?: string;
  entities?: Entity[] | undefined;
  caption?: string;
  document?: { file_id: string; file_unique_id: string; file_name: string; mime_type: string; file_size: number };
  reply_markup?: ReplyMarkup;
  reply_to_message?: Message;
}

export interface Update {
  update_id: number;
  [kind: string]: unknown;
}

/** A tap, and what the bot answered: the toast that the person saw. */
export interface Tap {
  queryId: string;
  bot: string;
  userId: number;
  chatId: number;
  messageId: number;
  button: string;
  at: number;
  answeredAt: number | null;
  toast: string | null;
  isAlert: boolean;
}

export interface Room {
  chat: TelegramChat;
  messages: Map<number, Message>;
  nextMessageId: number;
  /** A group that became a supergroup lives on under this id. */
  migratedTo?: number;
}

export interface BotState {
  nextUpdateId: number;
  updates: { update: Update; at: number }[];
  allowedUpdates: string[] | null;
  commands: unknown[];
}

export type TelegramEvent =
  | { type: 'message'; room: string; message: Message }
  | { type: 'migrated'; room: string; to: TelegramChat }
  | { type: 'message_deleted'; room: string; messageId: number }
  | { type: 'update'; bot: string; update: Update; at: number }
  | { type: 'updates_confirmed'; bot: string; before: number }
  | { type: 'allowed_updates'; bot: string; allowed: string[] }
  | { type: 'commands'; bot: string; commands: unknown[] }
  | { type: 'tapped'; tap: Tap }
  | { type: 'tap_answered'; queryId: string; at: number; toast: string | null; isAlert: boolean };

export interface TelegramState {
  rooms: Map<string, Room>;
  bots: Map<string, BotState>;
  taps: Map<string, Tap>;
}

/** What the server tells a bot: inline keyboards only. A prompt for a reply is between Telegram and the person's screen. */
export function asBotSees(message: Message): Message {
  const { reply_markup: markup, reply_to_message: original, ...kept } = message;
  return {
    ...kept,
    ...(markup && 'inline_keyboard' in markup ? { reply_markup: markup } : {}),
    ...(original ? { reply_to_message: asBotSees(original) } : {}),
  };
}

/** A private chat is one per bot and person; a group is the same for all bots in it. */
export const roomKey = (bot: string, chatId: number): string =>
  chatId < 0 ? String(chatId) : `${bot}:${String(chatId)}`;

export function emptyState(): TelegramState {
  return { rooms: new Map(), bots: new Map(), taps: new Map() };
}

export function roomOf(state: TelegramState, key: string, chat: TelegramChat): Room {
  const known = state.rooms.get(key);
  if (known) return known;
  const room: Room = { chat, messages: new Map(), nextMessageId: 1 };
  state.rooms.set(key, room);
  return room;
}

/** Where a group is now, however often it moved. */
export function currentChat(state: TelegramState, chat: TelegramChat): TelegramChat {
  const room = state.rooms.get(String(chat.id));
  const next = room?.migratedTo === undefined ? undefined : state.rooms.get(String(room.migratedTo));
  return next ? currentChat(state, next.chat) : chat;
}

export function botOf(state: TelegramState, bot: string): BotState {
  const known = state.bots.get(bot);
  if (known) return known;
  // The real server starts anywhere; an offset of 0 must not look like the beginning.
  const fresh: BotState = { nextUpdateId: 401_000_001, updates: [], allowedUpdates: null, commands: [] };
  state.bots.set(bot, fresh);
  return fresh;
}

export function applyEvent(state: TelegramState, event: TelegramEvent): void {
  switch (event.type) {
    case 'message': {
      const room = roomOf(state, event.room, event.message.chat);
      room.messages.set(event.message.message_id, event.message);
      room.nextMessageId = Math.max(room.nextMessageId, event.message.message_id + 1);
      return;
    }
    case 'migrated': {
      const room = state.rooms.get(event.room);
      if (room) room.migratedTo = event.to.id;
      roomOf(state, String(event.to.id), event.to);
      return;
    }
    case 'message_deleted':
      state.rooms.get(event.room)?.messages.delete(event.messageId);
      return;
    case 'update': {
      const bot = botOf(state, event.bot);
      bot.updates.push({ update: event.update, at: event.at });
      bot.nextUpdateId = event.update.update_id + 1;
      return;
    }
    case 'updates_confirmed': {
      const bot = botOf(state, event.bot);
      bot.updates = bot.updates.filter(({ update }) => update.update_id >= event.before);
      return;
    }
    case 'allowed_updates':
      botOf(state, event.bot).allowedUpdates = event.allowed;
      return;
    case 'commands':
      botOf(state, event.bot).commands = event.commands;
      return;
    case 'tapped':
      state.taps.set(event.tap.queryId, event.tap);
      return;
    case 'tap_answered': {
      const tap = state.taps.get(event.queryId);
      if (tap) Object.assign(tap, { answeredAt: event.at, toast: event.toast, isAlert: event.isAlert });
    }
  }
}
