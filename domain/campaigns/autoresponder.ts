/** Whether a machine answers for somebody: two of them would talk to each other until one is stopped. */

import { asRead } from './hidden-text.ts';

const SAYS_SO: readonly RegExp[] = [
  /(?<!\p{L})(?:auto(?:matic|mated)?[- ]?(?:reply|response|responder|message)|out of (?:the )?office|(?:thank you|thanks) for (?:contacting|your (?:message|enquiry|inquiry))|we(?: will|'ll) (?:reply|get back to you|respond) (?:as soon as|shortly|within)|this is an automated)/iu,
  /(?:автоответ|автоматическ\p{L}+ (?:ответ|сообщени)|спасибо за (?:ваше )?(?:обращение|сообщение)[\s\S]{0,80}(?:ответим|свяжемся)|мы ответим вам (?:в ближайшее|как только))/iu,
  /(?:automatick\p{L}+ (?:odpověď|zpráv)|jsem mimo kancelář|děkujeme za (?:vaši )?(?:zprávu|kontaktování)[\s\S]{0,80}(?:ozveme|odpovíme))/iu,
  /(?:автовідповід|автоматичн\p{L}+ (?:відповід|повідомленн)|дякуємо за (?:ваше )?(?:звернення|повідомлення)[\s\S]{0,80}(?:відповімо|зв['’ʼ]?яжемося))/iu,
  /(?:автоматич\p{L}+ (?:отговор|съобщени)|благодарим (?:ви )?за (?:вашето )?(?:съобщение|запитване)[\s\S]{0,80}(?:отговорим|свържем))/iu,
];
/** "Ok" twice is a person; a long sentence word for word, once more, is not. */
const LEAST_LETTERS = 25;

const plain = (text: string): string =>
  asRead(text)
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();

/** `before`: what they wrote lately, before these. */
export function isAutomatic(texts: readonly string[], before: readonly string[]): boolean {
  const said = new Set(before.map(plain));
  return texts.some(
    (text) =>
      SAYS_SO.some((words) => words.test(asRead(text))) || (text.length >= LEAST_LETTERS && said.has(plain(text))),
  );
}
