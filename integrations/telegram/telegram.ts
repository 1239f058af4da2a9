/** Telegram's Bot API as the moderation bot needs it: calls with deadlines, and every known refusal as a value. */

import { Api, GrammyError } from 'grammy';
import type { Update } from 'grammy/types';
import { Unavailable } from '../../domain/errors.ts';

export type { CallbackQuery, Message, Update, User } from 'grammy/types';

export interface Button {
  text: string;
  data: string;
}

export interface SendOptions {
  keyboard?: Button[][];
  replyTo?: number;
  /** Opens the reply box of the mentioned person at once. */
  askReply?: { placeholder: string };
}

export type Refusal =
  /** Flood wait: Telegram says how long. */
  | { outcome: 'wait'; ms: number }
  /** Kicked, blocked, deleted or never there: writing again is of no use. */
  | { outcome: 'chat_gone'; reason: string }
  /** The group became a supergroup with another id. */
  | { outcome: 'chat_moved'; chatId: number }
  /** The message to edit is no longer there, or may not be edited. */
  | { outcome: 'message_gone' }
  /** Anything else Telegram will refuse again: our bug. `code` never holds its text, which may quote ours. */
  | { outcome: 'refused'; code: string };

export type Told = { outcome: 'done'; messageId: number } | Refusal;

/** Only these are asked for; the setting is sticky at Telegram's, so it is sent with every poll. */
export const ALLOWED_UPDATES = ['message', 'callback_query', 'my_chat_member'] as const;

const CALL_SECONDS = 10;
const POLL_SECONDS = 25;

export function createTelegram({ token, apiRoot }: { token: string; apiRoot: string }) {
  const api = new Api(token, { apiRoot, timeoutSeconds: CALL_SECONDS, sensitiveLogs: false });
  const polling = new Api(token, { apiRoot, timeoutSeconds: POLL_SECONDS + CALL_SECONDS, sensitiveLogs: false });

  return {
    /** Waits for news. `offset` confirms everything before it; without one, whatever has not been confirmed comes again. */
    async updates(offset: number | undefined, signal: AbortSignal, timeoutSeconds = POLL_SECONDS): Promise<Update[]> {
      return calling(() =>
        polling.getUpdates(
          {
            ...(offset === undefined ? {} : { offset }),
            timeout: timeoutSeconds,
            allowed_updates: ALLOWED_UPDATES,
          },
          signal as Parameters<typeof polling.getUpdates>[1],
        ),
      );
    },

    async send(chatId: number, html: string, options: SendOptions = {}): Promise<Told> {
      return asking(async () => {
        const message = await api.sendMessage(chatId, html, {
          parse_mode: 'HTML',
          link_preview_options: { is_disabled: true },
          ...(options.replyTo === undefined
            ? {}
            : { reply_parameters: { message_id: options.replyTo, allow_sending_without_reply: true } }),
          ...replyMarkup(options),
        });
        return { outcome: 'done', messageId: message.message_id };
      });
    },

    /** The same words again are a success: Telegram calls them "not modified". */
    async edit(chatId: number, messageId: number, html: string, keyboard: Button[][]): Promise<Told> {
      return asking(async () => {
        await api.editMessageText(chatId, messageId, html, {
          parse_mode: 'HTML',
          link_preview_options: { is_disabled: true },
          reply_markup: inlineKeyboard(keyboard),
        });
        return { outcome: 'done', messageId };
      }, messageId);
    },

    /** Ends the spinner on a button. A query that is too old is nobody's concern any more. */
    async answer(queryId: string, toast: string, isAlert = false): Promise<void> {
      const told = await asking(async () => {
        await api.answerCallbackQuery(queryId, { text: toast.slice(0, 200), show_alert: isAlert });
        return { outcome: 'done', messageId: 0 };
      });
      if (told.outcome === 'wait') throw new Unavailable('telegram', 'flood_wait', told.ms);
    },
  };
}

export type Telegram = ReturnType<typeof createTelegram>;

const inlineKeyboard = (keyboard: Button[][]) => ({
  inline_keyboard: keyboard.map((row) => row.map(({ text, data }) => ({ text, callback_data: data }))),
});

function replyMarkup({ keyboard, askReply }: SendOptions) {
  if (keyboard && keyboard.length > 0) return { reply_markup: inlineKeyboard(keyboard) };
  if (!askReply) return {};
  return {
    reply_markup: { force_reply: true as const, selective: true, input_field_placeholder: askReply.placeholder },
  };
}

/** Known refusals become values; what may pass by itself is Unavailable. */
async function asking(call: () => Promise<Told>, editedMessageId?: number): Promise<Told> {
  try {
    return await call();
  } catch (error) {
    if (!(error instanceof GrammyError)) throw unavailable(error);
    const refusal = refusalOf(error);
    if (refusal === 'same') return { outcome: 'done', messageId: editedMessageId ?? 0 };
    if (refusal === null) throw unavailable(error);
    return refusal;
  }
}

async function calling<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw unavailable(error);
  }
}

const MESSAGE_GONE = /message to edit not found|message can't be edited|MESSAGE_ID_INVALID/;
const CHAT_GONE = /chat not found|not enough rights|CHAT_WRITE_FORBIDDEN|PEER_ID_INVALID|have no rights to send/;

/** Telegram has no error codes of its own; these texts are what its server forms. */
function refusalOf(error: GrammyError): Refusal | 'same' | null {
  const { error_code: code, description, parameters } = error;
  if (code === 429) return { outcome: 'wait', ms: (parameters.retry_after ?? 5) * 1000 };
  if (parameters.migrate_to_chat_id !== undefined)
    return { outcome: 'chat_moved', chatId: parameters.migrate_to_chat_id };
  if (code === 403) return { outcome: 'chat_gone', reason: 'forbidden' };
  if (code !== 400) return null;
  if (description.includes('message is not modified')) return 'same';
  if (MESSAGE_GONE.test(description)) return { outcome: 'message_gone' };
  if (CHAT_GONE.test(description)) return { outcome: 'chat_gone', reason: 'chat_not_found' };
  if (description.includes('query is too old')) return { outcome: 'refused', code: 'query_too_old' };
  return { outcome: 'refused', code: 'http_400' };
}

/** The original error is dropped on purpose: its texts hold the URL with the token, or what we wrote. */
function unavailable(error: unknown): Unavailable {
  if (error instanceof Unavailable) return error;
  if (!(error instanceof GrammyError)) return new Unavailable('telegram', 'unreachable', 2_000);
  const { error_code: code, parameters } = error;
  if (code === 429) return new Unavailable('telegram', 'flood_wait', (parameters.retry_after ?? 5) * 1000);
  if (code === 401 || code === 404) return new Unavailable('telegram', 'token_refused', 30_000);
  if (code === 409) return new Unavailable('telegram', 'second_poller', 3_000);
  return new Unavailable('telegram', `http_${String(code)}`, 2_000);
}
