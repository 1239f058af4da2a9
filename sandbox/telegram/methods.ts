/** The bot's methods: each checks its arguments as the real server does, changes the chat, and gives the result. */

import { randomUUID } from 'node:crypto';
import type { Clock } from '../../domain/clock.ts';
import type { Arguments } from './arguments.ts';
import { badRequest, BotError } from './bot-error.ts';
import { parseHtml, trimmed, type Entity, type FormattedText } from './html.ts';
import { readMarkup, type ReplyMarkup } from './keyboard.ts';
import type { Limits } from './limits.ts';
import {
  asBotSees,
  botOf,
  roomKey,
  type Message,
  type Room,
  type TelegramEvent,
  type TelegramState,
  type User,
} from './state.ts';

const TEXT_LIMIT = 4096;
const CAPTION_LIMIT = 1024;
const TOAST_LIMIT = 200;
const FILE_LIMIT_BYTES = 50 * 1024 * 1024;
/** A tap is answered soon or never. */
const TAP_LIVES_MS = 15 * 60_000;

export interface MethodsOptions {
  state: TelegramState;
  append: (event: TelegramEvent) => void;
  limits: Limits;
  clock: Clock;
}

export type Method = (bot: string, me: User, given: Arguments) => unknown;

export function createMethods({ state, append, limits, clock }: MethodsOptions): Readonly<Record<string, Method>> {
  const seconds = () => Math.floor(clock.now().getTime() / 1000);

  function room(bot: string, given: Arguments): { key: string; room: Room; chatId: number } {
    const chatId = given.integer('chat_id');
    if (chatId === undefined)
      throw badRequest(given.text('chat_id') === undefined ? 'chat_id is empty' : 'chat not found');
    const key = roomKey(bot, chatId);
    const known = state.rooms.get(key);
    if (known?.migratedTo !== undefined)
      throw new BotError(400, 'Bad Request: group chat was upgraded to a supergroup chat', {
        migrate_to_chat_id: known.migratedTo,
      });
    if (known) return { key, room: known, chatId };
    if (chatId > 0) throw new BotError(403, "Forbidden: bot can't initiate conversation with a user");
    throw badRequest('chat not found');
  }

  function repliedTo(given: Arguments, found: Room): { reply_to_message?: Message } {
    const parameters = given.nested('reply_parameters') as
      | { message_id?: number; allow_sending_without_reply?: boolean }
      | undefined;
    const wanted = parameters?.message_id ?? given.integer('reply_to_message_id');
    if (wanted === undefined) return {};
    const original = found.messages.get(wanted);
    if (original) {
      // One level deep, as the server does.
      const { reply_to_message: _deeper, ...kept } = original;
      return { reply_to_message: kept };
    }
    if (parameters?.allow_sending_without_reply === true) return {};
    throw badRequest('message to be replied not found');
  }

  function post(bot: string, me: User, given: Arguments, content: (found: Room) => Partial<Message>): Message {
    const { key, room: found, chatId } = room(bot, given);
    const markup = readMarkup(given.nested('reply_markup'));
    const message: Message = {
      message_id: found.nextMessageId,
      from: me,
      chat: found.chat,
      date: seconds(),
      ...repliedTo(given, found),
      ...content(found),
      ...(markup === undefined ? {} : { reply_markup: markup }),
    };
    limits.use(bot, chatId, true, Date.now());
    append({ type: 'message', room: key, message });
    return asBotSees(message);
  }

  function edit(bot: string, me: User, given: Arguments, changed: (old: Message) => Partial<Message>): Message {
    const { key, room: found, chatId } = room(bot, given);
    const old = found.messages.get(given.integer('message_id') ?? 0);
    if (!old) throw badRequest('message to edit not found');
    if (old.from.id !== me.id) throw badRequest("message can't be edited");
    const { reply_markup: oldMarkup, edit_date: _edited, ...kept } = old;
    const markup: ReplyMarkup | undefined = readMarkup(given.nested('reply_markup'));
    // A left-out keyboard is taken away: an edit says what the message is from now on.
    const next: Message = {
      ...kept,
      ...changed(old),
      edit_date: seconds(),
      ...(markup === undefined ? {} : { reply_markup: markup }),
    };
    const isSame =
      next.text === old.text &&
      JSON.stringify(next.entities) === JSON.stringify(old.entities) &&
      JSON.stringify(markup) === JSON.stringify(oldMarkup);
    if (isSame) {
      throw badRequest(
        'message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message',
      );
    }
    limits.use(bot, chatId, false, Date.now());
    append({ type: 'message', room: key, message: next });
    return asBotSees(next);
  }

  function answerTap(bot: string, given: Arguments): true {
    const toast = given.text('text') ?? '';
    if (lengthOf(toast) > TOAST_LIMIT) throw badRequest('MESSAGE_TOO_LONG');
    const tap = state.taps.get(given.text('callback_query_id') ?? '');
    const at = clock.now().getTime();
    if (!tap || tap.bot !== bot || tap.answeredAt !== null || at - tap.at > TAP_LIVES_MS) {
      throw badRequest('query is too old and response timeout expired or query ID is invalid');
    }
    append({
      type: 'tap_answered',
      queryId: tap.queryId,
      at,
      toast: toast === '' ? null : toast,
      isAlert: given.flag('show_alert'),
    });
    return true;
  }

  return {
    getme: (_bot, me) => ({
      ...me,
      can_join_groups: true,
      can_read_all_group_messages: false,
      supports_inline_queries: false,
      can_connect_to_business: false,
      has_main_web_app: false,
    }),
    sendmessage: (bot, me, given) => post(bot, me, given, () => textContent(given)),
    senddocument: (bot, me, given) => post(bot, me, given, () => documentContent(given)),
    editmessagetext: (bot, me, given) =>
      edit(bot, me, given, (old) => {
        if (old.text === undefined) throw badRequest('there is no text in the message to edit');
        const { entities, text } = textContent(given);
        return { text, entities };
      }),
    editmessagereplymarkup: (bot, me, given) => edit(bot, me, given, () => ({})),
    deletemessage(bot, _me, given) {
      const { key, room: found } = room(bot, given);
      const messageId = given.integer('message_id') ?? 0;
      if (!found.messages.has(messageId)) throw badRequest('message to delete not found');
      append({ type: 'message_deleted', room: key, messageId });
      return true;
    },
    answercallbackquery: (bot, _me, given) => answerTap(bot, given),
    sendchataction: (bot, _me, given) => room(bot, given).chatId !== 0,
    getchat: (bot, _me, given) => room(bot, given).room.chat,
    setmycommands(bot, _me, given) {
      const commands = given.nested('commands');
      if (!Array.isArray(commands)) throw badRequest('parameter "commands" is required');
      append({ type: 'commands', bot, commands });
      return true;
    },
    getmycommands: (bot) => botOf(state, bot).commands,
    deletewebhook: () => true,
    getwebhookinfo: (bot) => ({
      url: '',
      has_custom_certificate: false,
      pending_update_count: botOf(state, bot).updates.length,
    }),
    setwebhook() {
      throw badRequest('the sandbox delivers updates through getUpdates only');
    },
  };
}

/** In code points, as the server counts. */
const lengthOf = (text: string): number => Array.from(text).length;

/** `entities` is left undefined where there are none, so that a message and its edit compare equal. */
function textContent(given: Arguments): { text: string; entities: Entity[] | undefined } {
  const { text, entities } = formatted(given, given.text('text') ?? '');
  if (text === '') throw badRequest('message text is empty');
  if (lengthOf(text) > TEXT_LIMIT) throw badRequest('message is too long');
  return { text, entities: entities.length === 0 ? undefined : entities };
}

function formatted(given: Arguments, text: string): FormattedText {
  const mode = given.text('parse_mode') ?? '';
  if (mode.toLowerCase() === 'html') return parseHtml(text);
  if (mode !== '') throw badRequest(`unsupported parse_mode: the sandbox reads HTML only, not ${mode}`);
  return trimmed({ text, entities: (given.nested('entities') ?? []) as Entity[] });
}

function documentContent(given: Arguments): Partial<Message> {
  const file = given.file('document');
  if (!file)
    throw badRequest(
      given.text('document') === undefined
        ? 'there is no document in the request'
        : 'wrong file identifier/HTTP URL specified',
    );
  if (file.sizeBytes > FILE_LIMIT_BYTES) throw new BotError(413, 'Request Entity Too Large');
  const { text: caption } = formatted(given, given.text('caption') ?? '');
  if (lengthOf(caption) > CAPTION_LIMIT) throw badRequest('message caption is too long');
  return {
    document: {
      file_id: `sandbox-file-${randomUUID()}`,
      file_unique_id: randomUUID().slice(0, 8),
      file_name: file.name,
      mime_type: file.type,
      file_size: file.sizeBytes,
    },
    ...(caption === '' ? {} : { caption }),
  };
}
