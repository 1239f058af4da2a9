/** Whether a text says what somebody else wrote: so many words of theirs in a row are no coincidence, they told the model what to say. */

import { asRead } from './hidden-text.ts';

const IN_A_ROW = 4;

/** Cyrillic letters that look like Latin ones: a word written with either is the same word to its reader. */
const LOOKALIKES: Record<string, string> = {
  а: 'a',
  с: 'c',
  е: 'e',
  о: 'o',
  р: 'p',
  х: 'x',
  у: 'y',
  і: 'i',
  ѕ: 's',
  ј: 'j',
  в: 'b',
  к: 'k',
  м: 'm',
  н: 'h',
  т: 't',
};

const wordsOf = (text: string): string[] =>
  asRead(text)
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{M}+/gu, '')
    .replace(/[а-яіѕј]/g, (letter) => LOOKALIKES[letter] ?? letter)
    .match(/[\p{L}\d]+/gu) ?? [];

/** `ours`: what may be said whoever said it first, such as the free times and the names. */
export function repeatsWords(text: string, theirs: readonly string[], ours: readonly string[] = []): boolean {
  const whole = wordsOf(text);
  const said = ` ${without(whole, ours).join(' ')} `;
  return theirs.some((one) => {
    const words = wordsOf(one);
    // Nothing but their words, however few.
    if (whole.length > 1 && ` ${words.join(' ')} `.includes(` ${whole.join(' ')} `)) return true;
    return words.some(
      (_, at) => at + IN_A_ROW <= words.length && said.includes(` ${words.slice(at, at + IN_A_ROW).join(' ')} `),
    );
  });
}

/** A bar stays where ours stood, so that no new row of words comes together. */
function without(words: readonly string[], ours: readonly string[]): string[] {
  let left = ` ${words.join(' ')} `;
  for (const one of ours) {
    const phrase = wordsOf(one).join(' ');
    if (phrase !== '') left = left.replaceAll(` ${phrase} `, ' | ');
  }
  return left.trim().split(' ');
}
