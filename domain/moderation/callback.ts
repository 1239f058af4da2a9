/** What a button of the moderation bot says when pressed: a letter and a key, never anything about a person. */

import { type Snooze, SNOOZES } from './snooze.ts';

export const CALLBACK_LIMIT_BYTES = 64;

/** Reasons for a rejection that take one tap. */
export const QUICK_REASONS = ['wrong_tone', 'wrong_facts', 'too_long', 'wrong_person'] as const;
export type QuickReason = (typeof QUICK_REASONS)[number];

/** About one card. */
export type CardPress =
  | {
      press: 'approve' | 'reject' | 'edit' | 'rewrite' | 'rewrite_now' | 'explain';
      key: string;
      version: number | null;
    }
  | { press: 'quick_reason'; key: string; reason: QuickReason }
  | CardChange;

/** What is no decision. */
export type CardChange =
  | { press: 'translate' | 'wake'; key: string; version: number | null }
  | { press: 'snooze'; key: string; snooze: Snooze };

/** About a list of texts that are approved together; `page` counts from 1. */
export type BatchPress =
  | { press: 'batch_page'; key: string; page: number }
  | { press: 'batch_confirm' | 'batch_cancel'; key: string };

export type CompanyPress = { press: 'more' | 'approve_all'; companyId: number };

export type Press = CardPress | BatchPress | CompanyPress;

export const isCompanyPress = (press: Press): press is CompanyPress => 'companyId' in press;
export const isBatchPress = (press: Press): press is BatchPress => press.press.startsWith('batch_');
export const isCardChange = (press: CardPress): press is CardChange =>
  press.press === 'translate' || press.press === 'wake' || press.press === 'snooze';

const LETTERS = {
  approve: 'a',
  reject: 'r',
  edit: 'e',
  rewrite: 'w',
  rewrite_now: 'n',
  explain: 'o',
  translate: 't',
  wake: 'u',
} as const;
const COMPANY_LETTERS = { more: 'm', approve_all: 'l' } as const;
const BATCH_LETTERS = { batch_confirm: 'y', batch_cancel: 'c' } as const;
const KEY = /^[0-9a-f]{32}$/;

/** `<letter>:<key>:<version>`: the version the person sees, so that a card that lagged behind approves nothing unseen. */
export function callbackData(press: Press): string {
  switch (press.press) {
    case 'more':
    case 'approve_all':
      return `${COMPANY_LETTERS[press.press]}:${String(press.companyId)}`;
    case 'quick_reason':
      return `q${String(QUICK_REASONS.indexOf(press.reason))}:${press.key}`;
    case 'snooze':
      return `s${String(SNOOZES.indexOf(press.snooze))}:${press.key}`;
    case 'batch_page':
      return `p:${press.key}:${String(press.page)}`;
    case 'batch_confirm':
    case 'batch_cancel':
      return `${BATCH_LETTERS[press.press]}:${press.key}`;
    default:
      return `${LETTERS[press.press]}:${press.key}${press.version === null ? '' : `:${String(press.version)}`}`;
  }
}

/** Null for anything that is not ours: old buttons and hostile clients may send whatever they like. */
export function parseCallback(data: string): Press | null {
  const [letter = '', key = '', number, ...rest] = data.split(':');
  if (rest.length > 0 || (number !== undefined && !isWhole(number))) return null;
  const company = named(COMPANY_LETTERS, letter);
  if (company) return number === undefined && isWhole(key) ? { press: company, companyId: Number(key) } : null;
  if (!KEY.test(key)) return null;
  if (letter === 'p') return number === undefined ? null : { press: 'batch_page', key, page: Number(number) };
  const press = named(LETTERS, letter);
  if (press) return { press, key, version: number === undefined ? null : Number(number) };
  return number === undefined ? withoutNumber(letter, key) : null;
}

function withoutNumber(letter: string, key: string): Press | null {
  const batch = named(BATCH_LETTERS, letter);
  if (batch) return { press: batch, key };
  const reason = /^q\d$/.test(letter) ? QUICK_REASONS[Number(letter[1])] : undefined;
  if (reason) return { press: 'quick_reason', key, reason };
  const snooze = /^s\d$/.test(letter) ? SNOOZES[Number(letter[1])] : undefined;
  return snooze ? { press: 'snooze', key, snooze } : null;
}

/** The press that a letter stands for. */
function named<Name extends string>(letters: Readonly<Record<Name, string>>, letter: string): Name | undefined {
  return (Object.keys(letters) as Name[]).find((name) => letters[name] === letter);
}

const isWhole = (digits: string): boolean => /^[1-9]\d{0,8}$/.test(digits);
