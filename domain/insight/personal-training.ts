/** Which services are personal training (docs/glossary.md, "Personal-training words"). */

/** SQL has the same list in `has_pt_words`; a test holds the two together. */
export const PT_WORDS: readonly string[] = [
  'personal training',
  'personal trainer',
  'pt',
  'персональная тренировка',
  'персональный тренинг',
  'пт',
  'персональне тренування',
  'osobní trénink',
  'osobní trenér',
  'персонална тренировка',
];

/** As whole words, in any case; whatever is neither a letter nor a digit parts words. */
export function hasPtWords(text: string | null): boolean {
  const words = ` ${(text ?? '')
    .normalize()
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')} `;
  return PT_WORDS.some((word) => words.includes(` ${word} `));
}
