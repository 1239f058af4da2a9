/** The words the product itself knows: how a free time reads, and what is written when the model is away or fails the checks. */

import { soundsLikeOffer } from './draft-check.ts';
import type { FreeSlot } from './slots.ts';
import type { Language } from './templates.ts';

const LOCALES: Record<Language, string> = { en: 'en-GB', ru: 'ru-RU', cs: 'cs-CZ', uk: 'uk-UA', bg: 'bg-BG' };

const AT_TIME: Record<Language, string> = { en: 'at', ru: 'в', cs: 'v', uk: 'о', bg: 'в' };

/** "Tuesday 24 November at 17:00", by the company's clock. Without commas, so that a row of them stays readable. */
export function slotLabel(slot: Pick<FreeSlot, 'localDate' | 'localTime'>, language: Language): string {
  const day = new Intl.DateTimeFormat(LOCALES[language], {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    timeZone: 'UTC',
  }).format(new Date(`${slot.localDate}T12:00:00Z`));
  return oneLine(`${day.replaceAll(',', '')} ${AT_TIME[language]} ${slot.localTime}`);
}

/** One line, single spaces: WhatsApp refuses a variable with a line break, a tab or four spaces. */
export function oneLine(text: string): string {
  return text.replaceAll(/[\s\p{Cc}]+/gu, ' ').trim();
}

const LONGEST_NAME = 30;
const LONGEST_WHOLE = 80;
const NO_NAME = /[:"“„«{}<>[\]=%$@]|:\/\/|[.!?] \p{L}{2,} \p{L}{2,}/u;

/** The first word of a card's name when it is nothing but a name; a card can hold anything, also what somebody wrote about themselves. */
export function firstNameOf(cardName: string): string | null {
  const whole = oneLine(cardName);
  // Whoever writes a sentence instead of a name is not greeted by its first word.
  if (whole.length > LONGEST_WHOLE || NO_NAME.test(whole)) return null;
  const first = whole.split(' ')[0] ?? '';
  const isName = /^\p{L}[\p{L}\p{M}’'-]*$/u.test(first) && first.length <= LONGEST_NAME;
  return isName && isPlain(first) && !soundsLikeOffer(first) ? first : null;
}

/** Letters that are what they look like, all of one script. */
const isPlain = (name: string): boolean =>
  name.normalize('NFKC') === name.normalize('NFC') &&
  !(/\p{Script=Latin}/u.test(name) && /\p{Script=Cyrillic}/u.test(name));

export interface FallbackFacts {
  language: Language;
  serviceTitle: string | null;
  daysSince: number | null;
  discountPercent: number | null;
  slotLabels: readonly string[];
}

interface Sentences {
  service: (title: string, days: string) => string;
  visit: (days: string) => string;
  welcome: string;
  slots: (list: string) => string;
  discount: (percent: string) => string;
  thanks: string;
  confirmed: (label: string) => string;
}

/** Written so that no number changes the words around it. */
const SENTENCES: Record<Language, Sentences> = {
  en: {
    service: (title, days) => `Days since your last visit for ${title}: ${days}, so it may be time for the next one.`,
    visit: (days) => `Days since your last visit: ${days}, and we would love to see you again.`,
    welcome: 'We would love to see you again.',
    slots: (list) => `These times are free: ${list}.`,
    discount: (percent) => `This time you have a discount of ${percent}%.`,
    thanks: 'Thank you for your answer! We will get back to you soon.',
    confirmed: (label) => `Thank you! We are looking forward to seeing you on ${label}.`,
  },
  ru: {
    service: (title, days) => `С вашего последнего визита («${title}») прошло ${days} дн., возможно, пора повторить.`,
    visit: (days) => `С вашего последнего визита прошло ${days} дн., будем рады видеть вас снова.`,
    welcome: 'Будем рады видеть вас снова.',
    slots: (list) => `Есть свободное время: ${list}.`,
    discount: (percent) => `В этот раз для вас скидка ${percent}%.`,
    thanks: 'Спасибо за ответ! Мы скоро вам напишем.',
    confirmed: (label) => `Спасибо! Ждём вас: ${label}.`,
  },
  cs: {
    service: (title, days) => `Od vaší poslední návštěvy (${title}) už je to ${days} dní, možná je čas na další.`,
    visit: (days) => `Od vaší poslední návštěvy už je to ${days} dní a rádi vás zase uvidíme.`,
    welcome: 'Rádi vás zase uvidíme.',
    slots: (list) => `Volné termíny: ${list}.`,
    discount: (percent) => `Tentokrát pro vás máme slevu ${percent} %.`,
    thanks: 'Děkujeme za odpověď! Brzy se vám ozveme.',
    confirmed: (label) => `Děkujeme! Těšíme se na vás: ${label}.`,
  },
  uk: {
    service: (title, days) => `Від вашого останнього візиту («${title}») минуло ${days} дн., можливо, час повторити.`,
    visit: (days) => `Від вашого останнього візиту минуло ${days} дн., будемо раді бачити вас знову.`,
    welcome: 'Будемо раді бачити вас знову.',
    slots: (list) => `Є вільний час: ${list}.`,
    discount: (percent) => `Цього разу для вас знижка ${percent}%.`,
    thanks: 'Дякуємо за відповідь! Ми скоро вам напишемо.',
    confirmed: (label) => `Дякуємо! Чекаємо на вас: ${label}.`,
  },
  bg: {
    service: (title, days) =>
      `От последното ви посещение („${title}“) минаха ${days} дни, може би е време за следващото.`,
    visit: (days) => `От последното ви посещение минаха ${days} дни и ще се радваме да ви видим отново.`,
    welcome: 'Ще се радваме да ви видим отново.',
    slots: (list) => `Свободни часове: ${list}.`,
    discount: (percent) => `Този път имате отстъпка ${percent}%.`,
    thanks: 'Благодарим за отговора! Скоро ще ви пишем.',
    confirmed: (label) => `Благодарим! Очакваме ви: ${label}.`,
  },
};

const LONGEST_TITLE = 80;

/** The personal part without the model: the reason, the real free times, the discount. */
export function fallbackPart(facts: FallbackFacts): string {
  const say = SENTENCES[facts.language];
  const title = facts.serviceTitle === null ? '' : oneLine(facts.serviceTitle).slice(0, LONGEST_TITLE);
  const days = facts.daysSince === null ? null : String(facts.daysSince);
  const reason = days === null ? say.welcome : title === '' ? say.visit(days) : say.service(title, days);
  return oneLine([reason, ...offers(facts)].join(' '));
}

/** An answer without the model: it promises nothing but that somebody will write. */
export function fallbackAnswer(
  facts: Pick<FallbackFacts, 'language' | 'slotLabels'> & { confirmedLabel: string | null },
): string {
  const say = SENTENCES[facts.language];
  if (facts.confirmedLabel !== null) return say.confirmed(facts.confirmedLabel);
  return oneLine([say.thanks, ...offers({ ...facts, discountPercent: null })].join(' '));
}

function offers(facts: Pick<FallbackFacts, 'language' | 'discountPercent' | 'slotLabels'>): string[] {
  const say = SENTENCES[facts.language];
  return [
    ...(facts.slotLabels.length > 0 ? [say.slots(facts.slotLabels.join(', '))] : []),
    ...(facts.discountPercent ? [say.discount(String(facts.discountPercent))] : []),
  ];
}
