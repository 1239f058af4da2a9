/** Words with which people say no, in five languages: alone they count at once, inside a sentence a person or the model decides. */

/** What our own templates' opt-out buttons carry. */
export const OPT_OUT_PAYLOAD = 'opt_out';

/** As people type them; compared after `normalised`, so case, accents and punctuation do not matter. */
export const OPT_OUT_WORDS: Record<'en' | 'ru' | 'cs' | 'uk' | 'bg', readonly string[]> = {
  en: [
    'stop',
    'stopall',
    'stop all',
    'stop promotions',
    'unsubscribe',
    'unsubscribe me',
    'opt out',
    'optout',
    'remove me',
    'no more messages',
    'do not message me',
    'do not write to me',
    'stop messaging me',
    'stop writing',
  ],
  ru: [
    'стоп',
    'отписаться',
    'отписка',
    'отпишите',
    'отпишите меня',
    'отпиши',
    'отпиши меня',
    'не пишите',
    'не пишите мне',
    'не пишите мне больше',
    'больше не пишите',
    'больше не пишите мне',
    'не писать',
    'удалите мой номер',
  ],
  cs: [
    'stop',
    'odhlásit',
    'odhlásit se',
    'odhlašte mě',
    'odhlaste me',
    'zrušit odběr',
    'nepište',
    'nepište mi',
    'už nepište',
    'už mi nepište',
    'nechci zprávy',
    'konec zpráv',
  ],
  uk: [
    'стоп',
    'відписатися',
    'відписатись',
    'відписка',
    'відпишіть',
    'відпишіть мене',
    'не пишіть',
    'не пишіть мені',
    'більше не пишіть',
    'більше не пишіть мені',
    'не писати',
    'видаліть мій номер',
  ],
  bg: [
    'стоп',
    'спри',
    'спрете',
    'отпиши ме',
    'отпишете ме',
    'отписване',
    'отпиши',
    'не пишете',
    'не ми пишете',
    'не ми пишете повече',
    'не искам съобщения',
    'премахнете ме',
  ],
};

/** Lower case without accents, punctuation and emoji, one space between words. ё and е, й and и count as one letter on purpose. */
export function normalised(text: string): string {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{M}+/gu, '')
    .replace(/['’ʼ`]/g, '')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

const WORDS = new Set(Object.values(OPT_OUT_WORDS).flat().map(normalised));

/**
 * 'opts_out': the whole text is one of the words. 'ambiguous': one of them is in it ("I'll stop by Friday").
 * Whole words only: "unstoppable" contains none.
 */
export function readsAsOptOut(text: string): 'opts_out' | 'ambiguous' | 'no' {
  const said = normalised(text);
  if (WORDS.has(said)) return 'opts_out';
  const padded = ` ${said} `;
  for (const word of WORDS) if (padded.includes(` ${word} `)) return 'ambiguous';
  return 'no';
}

/** The scenario of the one message that still goes to somebody who has opted out: that they have (definitions.md, "What a reply does"). */
export const OPT_OUT_CONFIRMATION = 'opt_out_confirmation';
