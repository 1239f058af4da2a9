/** Which language somebody clearly wrote in: what the model believes, where letters and small words agree with it. */

import { readsAs } from './language.ts';
import { isLanguage, type Language } from './templates.ts';

/** "ok" and "da" could be anybody's. */
const LEAST_LETTERS = 4;

/** null: not clear, so the language known before stays. Source: definitions.md, "client's language". */
export function clearLanguage(claimed: string | null, texts: readonly string[]): Language | null {
  if (claimed === null || !isLanguage(claimed)) return null;
  const text = texts.join('\n');
  const letters = text.match(/\p{L}/gu) ?? [];
  if (letters.length < LEAST_LETTERS) return null;
  // What is too short to be read tells at least its script.
  const isCyrillic = letters.filter((letter) => /\p{Script=Cyrillic}/u.test(letter)).length * 2 > letters.length;
  if (isCyrillic !== ['ru', 'uk', 'bg'].includes(claimed)) return null;
  return readsAs(text, claimed) ? claimed : null;
}
