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

/** The company's own mark; until there is one, the words decide. */
export function isPtService(service: { mark: boolean | null; category: string | null; title: string }): boolean {
  return service.mark ?? (hasPtWords(service.category) || hasPtWords(service.title));
}
