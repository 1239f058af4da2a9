/** The people in Telegram: they write and press buttons, and the bot hears of it as much as a real bot would. */

import { randomInt } from 'node:crypto';
import type { Clock } from '../../domain/clock.ts';
import type { InlineButton } from './keyboard.ts';
import {
  asBotSees,
  currentChat,
  roomKey,
  roomOf,
  type Message,
  type Room,
  type Tap,
  type TelegramChat,
  type TelegramEvent,
  type TelegramState,
  type User,
} from './state.ts';
import type { Updates } from './updates.ts';

export interface Person {
  id: number;
  name: string;
  kind: 'moderator' | 'stranger';
}

export interface TapOrder {
  userId: number;
  chatId?: number;
  /** Without it, the newest message that has the button. */
  messageId?: number;
  /** The callback data, or the button's words. */
  data?: string;
  button?: string;
  /** The person's screen is old: the button (or even the message) is gone by now, and they press it all the same. */
  force?: boolean;
}

export interface MessageOrder {
  userId: number;
  chatId?: number;
  text: string;
  replyTo?: number;
}

export interface PeopleOptions {
  state: TelegramState;
  append: (event: TelegramEvent) => void;
  updates: Updates;
  clock: Clock;
  /** The bot of the moderators' group. */
  bot: { token: string; username: string; id: number };
  group: TelegramChat;
  people: readonly Person[];
}

export interface People {
  tap: (order: TapOrder) => Tap | { problem: string };
  write: (order: MessageOrder) => Message | { problem: string };
}

export function createPeople({ state, append, updates, clock, bot, group, people }: PeopleOptions): People {
  const seconds = () => Math.floor(clock.now().getTime() / 1000);
  const userOf = (person: Person): User => ({
    id: person.id,
    is_bot: false,
    first_name: person.name,
    language_code: 'en',
  });

  function chatFor(person: Person, chatId: number): TelegramChat | undefined {
    const here = currentChat(state, group);
    if (chatId === here.id) return here;
    return chatId === person.id ? { id: person.id, type: 'private', first_name: person.name } : undefined;
  }

  /** In a group a bot hears only what is meant for it: commands, its own mention, and answers to its messages. */
  function isHeard(message: Message): boolean {
    const text = message.text ?? '';
    return (
      message.chat.type === 'private' ||
      text.startsWith('/') ||
      text.includes(`@${bot.username}`) ||
      message.reply_to_message?.from.id === bot.id
    );
  }

  function write(order: MessageOrder): Message | { problem: string } {
    const person = people.find(({ id }) => id === order.userId);
    const chat = person && chatFor(person, order.chatId ?? currentChat(state, group).id);
    if (!person || !chat) return { problem: 'no such person, or not in that chat' };
    const text = order.text.trim();
    if (text === '') return { problem: 'text is missing' };
    const key = roomKey(bot.token, chat.id);
    const room = roomOf(state, key, chat);
    const original = order.replyTo === undefined ? undefined : room.messages.get(order.replyTo);
    if (order.replyTo !== undefined && !original) return { problem: 'the message to answer is gone' };
    const { reply_to_message: _deeper, ...repliedTo } = original ?? ({} as Message);
    const command = /^\/\w+(@\w+)?/.exec(text)?.[0];
    const message: Message = {
      message_id: room.nextMessageId,
      from: userOf(person),
      chat,
      date: seconds(),
      text,
      ...(command === undefined ? {} : { entities: [{ type: 'bot_command', offset: 0, length: command.length }] }),
      ...(original ? { reply_to_message: repliedTo } : {}),
    };
    append({ type: 'message', room: key, message });
    if (isHeard(message)) updates.queue(bot.token, 'message', asBotSees(message));
    return message;
  }

  function tap(order: TapOrder): Tap | { problem: string } {
    const person = people.find(({ id }) => id === order.userId);
    const chat = person && chatFor(person, order.chatId ?? currentChat(state, group).id);
    const room = chat && state.rooms.get(roomKey(bot.token, chat.id));
    if (!person || !room) return { problem: 'no such person, or not in that chat' };
    const found = findButton(room, order) ?? remembered(room, order);
    if (!found) return { problem: 'there is no such button' };
    const { message, button } = found;
    const tap: Tap = {
      queryId: `${String(randomInt(1e9, 9e9))}${String(randomInt(1e8, 9e8))}`,
      bot: bot.token,
      userId: person.id,
      chatId: room.chat.id,
      messageId: message.message_id,
      button: button.text,
      at: clock.now().getTime(),
      answeredAt: null,
      toast: null,
      isAlert: false,
    };
    append({ type: 'tapped', tap });
    updates.queue(bot.token, 'callback_query', {
      id: tap.queryId,
      from: userOf(person),
      message: 'from' in message ? asBotSees(message) : message,
      chat_instance: String(Math.abs(room.chat.id) * 7),
      data: button.callback_data,
    });
    return tap;
  }

  return { tap, write };
}

/** What a screen that has not been redrawn still shows; a deleted message reaches the bot as an inaccessible one. */
function remembered(room: Room, { force, messageId, data }: TapOrder) {
  if (force !== true || messageId === undefined || data === undefined) return undefined;
  const message = room.messages.get(messageId) ?? { message_id: messageId, chat: room.chat, date: 0 };
  return { message, button: { text: data, callback_data: data } };
}

function findButton(room: Room, order: TapOrder): { message: Message; button: InlineButton } | undefined {
  const messages = [...room.messages.values()]
    .filter(({ message_id: id }) => order.messageId === undefined || id === order.messageId)
    .toSorted((left, right) => right.message_id - left.message_id);
  for (const message of messages) {
    const markup = message.reply_markup;
    if (!markup || !('inline_keyboard' in markup)) continue;
    const buttons = (markup.inline_keyboard as InlineButton[][]).flat();
    const button = buttons.find(
      (one) =>
        one.callback_data !== undefined &&
        (order.data === undefined ? one.text === order.button : one.callback_data === order.data),
    );
    if (button) return { message, button };
  }
  return undefined;
}
