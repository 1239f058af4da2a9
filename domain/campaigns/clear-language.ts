/** Which language somebody clearly wrote in: what the model believes, where the letters agree with it. */

import { isLanguage, type Language } from './templates.ts';

const IS_CYRILLIC: Record<Language, boolean> = { en: false, cs: false, ru: true, uk: true, bg: true };
/** "ok" and "da" could be anybody's. */
const LEAST_LETTERS = 4;

/** null: not clear, so the language known before stays. Source: definitions.md, "client's language". */
export function clearLanguage(claimed: string | null, texts: readonly string[]): Language | null {
  if (claimed === null || !isLanguage(claimed)) return null;
  const letters = texts.join('').match(/\p{L}/gu) ?? [];
  const cyrillic = letters.filter((letter) => /\p{Script=Cyrillic}/u.test(letter)).length;
  if (letters.length < LEAST_LETTERS) return null;
  return cyrillic * 2 > letters.length === IS_CYRILLIC[claimed] ? claimed : null;
}
