/** Checks a reply markup as the server does: every inline button has exactly one action, and 64 bytes are 64 bytes. */

import { badRequest } from './bot-error.ts';

export interface InlineButton {
  text: string;
  callback_data?: string;
  url?: string;
  style?: string;
  [other: string]: unknown;
}

export type ReplyMarkup =
  | { inline_keyboard: InlineButton[][] }
  | { force_reply: true; [other: string]: unknown }
  | { remove_keyboard: true; [other: string]: unknown }
  | { keyboard: unknown[][]; [other: string]: unknown };

const ACTIONS = [
  'callback_data',
  'url',
  'web_app',
  'login_url',
  'switch_inline_query',
  'switch_inline_query_current_chat',
  'switch_inline_query_chosen_chat',
  'copy_text',
  'callback_game',
  'pay',
];
const STYLES = ['danger', 'success', 'primary'];
const DATA_LIMIT_BYTES = 64;
const BUTTONS_LIMIT = 100;

type Fields = Readonly<Record<string, unknown>>;
const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export function readMarkup(given: unknown): ReplyMarkup | undefined {
  if (given === undefined || given === null || given === '') return undefined;
  if (!isFields(given)) throw badRequest('object expected as reply markup');
  if ('inline_keyboard' in given) {
    const rows = readRows(given['inline_keyboard']);
    return rows.length === 0 ? undefined : { inline_keyboard: rows };
  }
  if (given['force_reply'] === true) return { ...given, force_reply: true };
  if (given['remove_keyboard'] === true) return { ...given, remove_keyboard: true };
  if (Array.isArray(given['keyboard'])) return { ...given, keyboard: given['keyboard'] as unknown[][] };
  return undefined;
}

function readRows(given: unknown): InlineButton[][] {
  if (!Array.isArray(given)) throw badRequest('Field "inline_keyboard" must be of the type Array');
  const rows = given.map((row: unknown) => {
    if (!Array.isArray(row)) throw badRequest('Field "inline_keyboard" must be an Array of Arrays');
    return row.map((button: unknown) => readButton(button));
  });
  if (rows.flat().length > BUTTONS_LIMIT) throw badRequest('REPLY_MARKUP_TOO_LONG');
  return rows.filter((row) => row.length > 0);
}

function readButton(given: unknown): InlineButton {
  if (!isFields(given)) throw badRequest("can't parse inline keyboard button: InlineKeyboardButton must be an Object");
  const { text, style } = given;
  if (typeof text !== 'string' || text === '') {
    throw badRequest('can\'t parse inline keyboard button: Field "text" must be a non-empty String');
  }
  const actions = ACTIONS.filter((name) => given[name] !== undefined);
  if (actions.length === 0)
    throw badRequest("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard");
  if (actions.length > 1) throw badRequest("can't parse inline keyboard button: exactly one action is allowed");
  if (style !== undefined && (typeof style !== 'string' || !STYLES.includes(style)))
    throw badRequest('can\'t parse inline keyboard button: invalid "style"');
  if ('callback_data' in given) checkData(given['callback_data']);
  if ('url' in given) checkUrl(given['url']);
  return { ...given, text };
}

function checkData(data: unknown): void {
  const bytes = typeof data === 'string' ? Buffer.byteLength(data) : 0;
  if (bytes < 1 || bytes > DATA_LIMIT_BYTES) throw badRequest('BUTTON_DATA_INVALID');
}

/** A host without a dot, such as localhost, is no address to Telegram. */
function checkUrl(url: unknown): void {
  const host = typeof url === 'string' && URL.canParse(url) ? new URL(url).hostname : '';
  if (!host.includes('.')) throw badRequest(`inline keyboard button URL '${String(url)}' is invalid: Wrong HTTP URL`);
}
