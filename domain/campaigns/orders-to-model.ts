/** Words that are meant for a machine and not for a studio: a person reads those, and nothing is booked by them. */

import { asRead } from './hidden-text.ts';

const ORDERS: readonly RegExp[] = [
  /(?<!\p{L})(?:ignore|disregard|forget|override)[^.!?\n]{0,60}(?:instruction|rules|prompt|above)/iu,
  /(?<!\p{L})(?:игнорируй|забудь|не обращай)[^.!?\n]{0,60}(?:инструкци|правил|указани|выше)/iu,
  /(?<!\p{L})(?:ignoruj|zapomeň)[^.!?\n]{0,60}(?:instrukc|pravid|pokyn)/iu,
  /(?<!\p{L})(?:ігноруй|забудь|не зважай)[^.!?\n]{0,60}(?:інструкці|правил|вказівк|вище)/iu,
  /(?<!\p{L})(?:игнорирай|забрави|пренебрегни)[^.!?\n]{0,60}(?:инструкци|правила|указани|по-горе)/iu,
  /(?<!\p{L})(?:system|assistant|developer)\s*:/iu,
  /(?<!\p{L})(?:system prompt|системн\p{L}+ пром[пт]т?|systémov\p{L}+ prompt|jailbreak|debug mode)/iu,
  /(?<!\p{L})(?:opts?[_ ]out\s*[=":]|opts_out|wants_slot|needs_person|<\/?(?:facts|script|system)>|drop table|delete from)/iu,
  /(?<!\p{L})(?:(?:i am|i'm) (?:the |an |your )?(?:admin|administrator|owner|developer)|я (?:твой |твій )?(?:администратор|адміністратор|разработчик|розробник|владелец|власник)|jsem (?:tvůj )?(?:administrátor|vývojář|majitel)|аз съм (?:твоят )?(?:администратор|разработчик|собственик))/iu,
];

/** Tag letters are seen by a model and by nobody else. */
const TAGS = /[\u{E0020}-\u{E007F}]{3,}/u;

export function ordersModel(texts: readonly string[]): boolean {
  return texts.some((text) => TAGS.test(text) || ORDERS.some((order) => order.test(asRead(text))));
}
