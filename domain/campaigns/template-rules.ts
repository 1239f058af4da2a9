/** WhatsApp's rules for a template's text, and when one may be submitted, edited or deleted. */

import type { Language } from './templates.ts';

export type TextProblem =
  | 'empty'
  | 'too_long'
  | 'variables_changed'
  | 'variable_at_edge'
  | 'variables_side_by_side'
  | 'too_few_words'
  | 'wrong_whitespace';

const BODY_LIMIT = 1024;
/** WhatsApp gives no number; twice the variables plus one is what its refusals show, and three leave room for its mood. */
const WORDS_PER_VARIABLE = 3;

/** `variables`: how many the text must have, each once and in order. */
export function textProblem(body: string, variables: number): TextProblem | null {
  const text = body.trim();
  if (text === '') return 'empty';
  if (text.length > BODY_LIMIT) return 'too_long';
  if (/\n{3,}|\t| {5,}/.test(text)) return 'wrong_whitespace';
  const places = [...text.matchAll(/\{\{(.*?)\}\}/g)].map((match) => match[1]);
  if (places.join() !== Array.from({ length: variables }, (_, index) => String(index + 1)).join())
    return 'variables_changed';
  if (/^[^\p{L}\p{N}]*\{\{|\}\}[^\p{L}\p{N}]*$/u.test(text)) return 'variable_at_edge';
  if (/\}\}\s*\{\{/.test(text)) return 'variables_side_by_side';
  const words = text
    .replaceAll(/\{\{\d+\}\}/g, ' ')
    .split(/\s+/)
    .filter((word) => /\p{L}/u.test(word)).length;
  return words < variables * WORDS_PER_VARIABLE ? 'too_few_words' : null;
}

export interface TemplateState {
  status: string;
  externalId: string | null;
  deletedAt: Date | null;
  /** When it was edited while it was approved. */
  editedAt: readonly Date[];
  wanted: string | null;
}

export type Refusal = { code: string; until?: Date };

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const EDITABLE = ['APPROVED', 'REJECTED', 'PAUSED'];
const EDITS_IN_30_DAYS = 10;

/** Whether WhatsApp has it at all, in whatever state. */
export const isSubmitted = ({ status }: Pick<TemplateState, 'status'>): boolean =>
  !['NOT_SUBMITTED', 'DELETED'].includes(status);

export function maySubmit(template: TemplateState, at: Date): Refusal | null {
  if (template.wanted !== null) return { code: 'template_busy' };
  if (isSubmitted(template)) return { code: 'template_submitted' };
  const blockedUntil = template.deletedAt && new Date(template.deletedAt.getTime() + 30 * DAY_MS);
  return blockedUntil && blockedUntil > at ? { code: 'template_name_blocked', until: blockedUntil } : null;
}

/** WhatsApp: only approved, rejected and paused ones; an approved one once in 24 hours and ten times in 30 days. */
export function mayEdit(template: TemplateState, at: Date): Refusal | null {
  if (template.wanted !== null) return { code: 'template_busy' };
  if (!EDITABLE.includes(template.status) || template.externalId === null) return { code: 'template_not_editable' };
  if (template.status !== 'APPROVED') return null;
  const edits = template.editedAt.map((edit) => edit.getTime()).toSorted((a, b) => a - b);
  const month = edits.filter((edit) => edit > at.getTime() - 30 * DAY_MS);
  const last = month.at(-1);
  const until = Math.max(
    last === undefined ? 0 : last + DAY_MS,
    month.length < EDITS_IN_30_DAYS ? 0 : (month.at(-EDITS_IN_30_DAYS) ?? 0) + 30 * DAY_MS,
  );
  return until > at.getTime() ? { code: 'template_edit_limit', until: new Date(until) } : null;
}

export function mayDelete(template: TemplateState): Refusal | null {
  if (template.wanted !== null) return { code: 'template_busy' };
  return isSubmitted(template) && template.externalId !== null ? null : { code: 'template_not_submitted' };
}

/** WhatsApp pauses a template of low quality for three hours, then for six, then for good. */
export function pausedUntil(title: string | null, at: Date): Date | null {
  if (title === 'FIRST_PAUSE') return new Date(at.getTime() + 3 * HOUR_MS);
  if (title === 'SECOND_PAUSE') return new Date(at.getTime() + 6 * HOUR_MS);
  return null;
}

/** Codes of a refused send that say something about the template: what its row must say from then on. */
export const STATUS_OF_SEND_ERROR: Readonly<Record<string, 'PAUSED' | 'DISABLED' | 'MISSING' | 'MISMATCH'>> = {
  '132000': 'MISMATCH',
  '132001': 'MISSING',
  '132012': 'MISMATCH',
  '132015': 'PAUSED',
  '132016': 'DISABLED',
};

/** `cs-CZ`, `en_US` → ours. */
export const baseLanguage = (language: string): string => language.toLowerCase().split(/[-_]/)[0] ?? language;
export const isFor = (template: { language: string }, language: Language): boolean =>
  baseLanguage(template.language) === language;
