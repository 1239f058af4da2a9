/** A message in the moderators' language: when one is needed, and whether what the model made of it may be shown. */

import { readsAs } from '../campaigns/language.ts';
import { isLanguage, type Language } from '../campaigns/templates.ts';

export interface Translatable {
  /** As WhatsApp knows the template, which may be more than two letters. */
  language: string | null;
  text: string | null;
  companyLanguage: string;
  /** What somebody asked for, if it is another than the company's. */
  translationLanguage: string | null;
}

/** Null: it needs none, because those who decide read the message as it is. */
export function translationTarget(message: Translatable): Language | null {
  const { language, text, companyLanguage, translationLanguage } = message;
  if (language === null || text === null || text.trim() === '') return null;
  const asked = translationLanguage ?? companyLanguage;
  const target = isLanguage(asked) ? asked : 'en';
  return baseOf(language) === target ? null : target;
}

const baseOf = (language: string): string => language.toLowerCase().split(/[_-]/)[0] ?? '';

export type TranslationProblem =
  | 'empty'
  | 'too_long'
  | 'hidden_characters'
  | 'not_translated'
  | 'wrong_language'
  | 'other_numbers'
  | 'link';

const HIDDEN = /[\p{Cf}\p{Co}\p{Cn}\p{Cs}\u115F\u1160\u2800\u3164\uFFA0]|(?![\t\n\v\f\r])\p{Cc}/u;
const LINK = /https?:\/\/|www\.|@/i;
const PLENTY = 200;

/**
 * Nobody may approve words for what they do not say: the same numbers in it (a discount, a time), no link that was not there,
 * and the language that was asked for. Empty lets it through.
 */
export function translationProblems(
  text: string,
  translation: string,
  { target, known }: { target: Language; known: readonly string[] },
): TranslationProblem[] {
  const said = translation.trim();
  // Names and titles keep their own script.
  const bare = known.filter((name) => name.trim() !== '').reduce((left, name) => left.replaceAll(name, ' '), said);
  const checks: readonly (readonly [TranslationProblem, boolean])[] = [
    ['empty', said === ''],
    ['too_long', said.length > text.length * 2 + PLENTY],
    ['hidden_characters', HIDDEN.test(said)],
    ['not_translated', said === text.trim()],
    ['wrong_language', !readsAs(bare, target)],
    ['other_numbers', numbersIn(said) !== numbersIn(text)],
    ['link', LINK.test(said) && !LINK.test(text)],
  ];
  return checks.flatMap(([problem, holds]) => (holds ? [problem] : []));
}

/** In whatever order: languages put the day before the time or behind it. */
const numbersIn = (text: string): string =>
  (text.match(/\d+/g) ?? [])
    .map(Number)
    .toSorted((a, b) => a - b)
    .join();
