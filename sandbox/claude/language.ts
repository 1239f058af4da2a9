/** The five languages: which one is asked for, which one somebody wrote, and the months and weekdays in each. */

import type { Facts } from './facts.ts';

export const LANGUAGES = ['en', 'ru', 'cs', 'uk', 'bg'] as const;
export type Language = (typeof LANGUAGES)[number];

const NAMES: Readonly<Record<string, Language>> = {
  english: 'en',
  russian: 'ru',
  czech: 'cs',
  ukrainian: 'uk',
  bulgarian: 'bg',
};

export function languageOf(facts: Facts): Language {
  const given = (facts.text('language', 'lang', 'locale', 'clientLanguage', 'writeIn') ?? '').toLowerCase();
  const known = LANGUAGES.find((language) => given.slice(0, 2) === language) ?? NAMES[given];
  return known ?? languageWritten(facts.prose) ?? 'en';
}

const CZECH = /[ěščřžýůťďň]|\b(ano|děkuji|prosím|nechci|dobrý|díky|mám|jsem)\b/i;
const UKRAINIAN = /[іїєґ]|(?<!\p{L})(так|дякую|будь ласка|вітаю)(?!\p{L})/iu;
const BULGARIAN =
  /(?<!\p{L})(благодаря|искам|моля|здравейте|няма|съм|нямам|добре|ще|утре)(?!\p{L})|ъ(?=\p{L}*[^\p{L}])/iu;

/** The clear language of somebody's own words; undefined when they could be any. */
export function languageWritten(words: string): Language | undefined {
  if (/[а-яёіїєґ]/i.test(words)) {
    if (UKRAINIAN.test(words)) return 'uk';
    return BULGARIAN.test(words) && !/[ыэё]/i.test(words) ? 'bg' : 'ru';
  }
  if (CZECH.test(words)) return 'cs';
  return words.trim().split(/\s+/).length >= 2 && /[a-z]{2}/i.test(words) ? 'en' : undefined;
}

/** Beginnings of the months' names; one list for all five languages, January first. */
const MONTHS: readonly RegExp[] = [
  /^(jan|янв|led[en]|січ|яну)/,
  /^(feb|фев|únor|лют)/,
  /^(mar|мар|břez|берез)/,
  /^(apr|апр|dub[en]|квіт)/,
  /^(may|мая|май|květ|трав)/,
  /^(june?$|июн|červ(en|na)$|черв|юни)/,
  /^(july?$|июл|červen?c|лип|юли)/,
  /^(aug|авг|srp|серп)/,
  /^(sep|сен|září|верес|сеп)/,
  /^(oct|окт|říj|жовт)/,
  /^(nov|ноя|листопада?$|listopad|ное)/,
  /^(dec|дек|prosin|груд)/,
];

export function monthNamed(word: string): number | undefined {
  const at = MONTHS.findIndex((month) => month.test(word.toLowerCase()));
  return at === -1 ? undefined : at + 1;
}

/** ISO weekdays, Monday first. */
const WEEKDAYS: readonly RegExp[] = [
  /\bmon(day)?\b|понедельник|pond[ěe]l|понеділ|понеделник/i,
  /\btue(s|sday)?\b|вторник|úter|вівтор/i,
  /\bwed(nesday)?\b|среду|среда|střed|серед|сряда/i,
  /\bthu(r|rs|rsday)?\b|четверг|čtvrt|четвер|четвъртък/i,
  /\bfri(day)?\b|пятниц|pátek|pátku|п['’]?ятниц|петък/i,
  /\bsat(urday)?\b|суббот|sobot|субот|събота/i,
  /\bsun(day)?\b|воскресень|neděl|неділ|неделя/i,
];

export function weekdayNamed(words: string): number | undefined {
  const at = WEEKDAYS.findIndex((weekday) => weekday.test(words));
  return at === -1 ? undefined : at + 1;
}
