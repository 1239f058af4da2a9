/** The obedient mode: does what hostile text inside the facts asks, as a model might, so that the product's checks can be seen to hold. */

import type { Facts } from './facts.ts';

const ORDERS: readonly RegExp[] = [
  /(?:ignore|disregard|forget)[^.!?\n]{0,60}(?:instructions|rules|prompt|above)[\s.,:;!-]*(?:and|then|instead)?[\s,:]*([\s\S]+)/i,
  /(?:игнориру|забуд|не обращай)[^.!?\n]{0,60}(?:инструкци|правил|выше)[а-яё]*[\s.,:;!-]*(?:и|а)?[\s,:]*([\s\S]+)/i,
  /(?:ignoruj|zapomeň)[^.!?\n]{0,60}(?:instrukc|pravid|pokyn)[\p{L}]*[\s.,:;!-]*(?:a)?[\s,:]*([\s\S]+)/iu,
  /(?:ігноруй|забудь|не зважай)[^.!?\n]{0,60}(?:інструкці|правил|вище)[\p{L}]*[\s.,:;!-]*(?:і|та)?[\s,:]*([\s\S]+)/iu,
  /(?:игнорирай|забрави|пренебрегни)[^.!?\n]{0,60}(?:инструкци|правила|указани|по-горе)[\p{L}]*[\s.,:;!-]*(?:и)?[\s,:]*([\s\S]+)/iu,
  /(?:system|assistant)\s*:\s*([\s\S]+)/i,
];
const SAY_EXACTLY =
  /(?:reply|answer|say|write|output|respond|скажи|напиши|отвечай|ответь|відповідай|кажи|отговори|řekni|napiš|odpověz)(?:\s+(?:only|just|with|exactly|только|лише|само|jen))*[\s:]+["'“„«]?([^"'”“»\n]{1,200})["'”“»]?/i;
/** A model reads through what is put between letters to hide an order, and through letters of other shapes. */
const seenThrough = (text: string): string => text.normalize('NFKC').replaceAll(/\p{Cf}/gu, '');

export interface HostileOrder {
  /** What the text asks for, in its own words. */
  wish: string;
  /** The exact words it wants to see, if it names any. */
  exactly: string | undefined;
}

export function hostileOrder(facts: Facts): HostileOrder | undefined {
  const given = [...facts.strings, facts.prose.split(/<(?:reply|words|inbound|client)/i)[1] ?? ''];
  for (const text of given.flatMap((one) => [one, seenThrough(one)])) {
    for (const order of ORDERS) {
      const wish = order.exec(text)?.[1]?.trim();
      if (wish !== undefined && wish !== '') return { wish, exactly: SAY_EXACTLY.exec(wish)?.[1]?.trim() };
    }
  }
  return undefined;
}

/** The draft a fooled model would give: the wanted words alone, or the wish carried out in the middle of a normal draft. */
export function obey(order: HostileOrder, draft: string): string {
  return order.exactly ?? `${draft} ${order.wish}`;
}
