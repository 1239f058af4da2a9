/** Finds times and days in a text, in five languages, that are none of the offered ones. */

import type { Temporal as dates } from 'temporal-polyfill';
import { weekdayOf } from '../insight/preferences.ts';
import type { FreeSlot } from './slots.ts';
import type { Language } from './templates.ts';
import { namesDayAfterTomorrow, namesOtherHour } from './times-in-words.ts';

type Offered = readonly Pick<FreeSlot, 'localDate' | 'localTime'>[];

const CLOCK = /(?<![\d.:])([01]?\d|2[0-3])[:h]([0-5]\d)(?!\d)/gi;
const HALF_DAY = /(?<!\d)(1[0-2]|[1-9])(?:[:.]([0-5]\d))?\s*([ap])\.?\s?m(?!\p{L})/giu;
/** "17 часов", "17 hodin", "5 o'clock". */
const FULL_HOUR =
  /(?<!\d)([01]?\d|2[0-3])\s*(?:o['’]clock|час(?:а|ов|у|ът)?(?!\p{L})|ч\.|hod(?:in[auy]?)?(?!\p{L})|годин[аиуі]?(?!\p{L}))/giu;
/** "at 5." and "в 17,": an hour with nothing after it. */
const BARE_HOUR = /(?<!\p{L})(?:at|в|во|о|об|v|ve)\s+([01]?\d|2[0-3])(?=\s*(?:[,;!?)]|\.(?!\d)|$))/giu;
const NUMERIC_DATE = /(?<![\d.:])(\d{1,2})[./](\d{1,2})(?:[./]\d{2,4})?(?![\d:])/g;
const ISO_DATE = /\d{4}-\d{2}-\d{2}/g;

const WEEKDAYS: readonly RegExp[] = [
  'monday|понедельник|понеділ|понеделник|pondělí|pondělk',
  'tuesday|вторник|вівтор|úter',
  'wednesday|сред[ауыеі](?!\\p{L})|серед[ауиі](?!\\p{L})|сряда|střed[auy](?!\\p{L})',
  'thursday|четверг|четвер|четвъртък|čtvrt(?:ek|k)',
  "friday|пятниц|п[’']?ятниц|петък|pátek|pátk",
  'saturday|суббот|субот|събота|sobot',
  'sunday|воскресень|неділ|neděl',
].map((stems) => new RegExp(`(?<!\\p{L})(?:${stems})`, 'giu'));

const MONTHS: readonly RegExp[] = [
  'january|январ|січ(?:ень|ня)|януари|led(?:en|na)(?!\\p{L})',
  'february|феврал|лют(?:ий|ого)|февруари|únor',
  'march(?!\\p{L})|марта?(?!\\p{L})|берез(?:ень|ня)|březn|březen',
  'april|апрел|квіт(?:ень|ня)|април|dub(?:en|na)(?!\\p{L})',
  'may(?!\\p{L})|ма[йя](?!\\p{L})|трав(?:ень|ня)|květ(?:en|na)(?!\\p{L})',
  'june|июн|черв(?:ень|ня)|юни|červ(?:en|na)(?!\\p{L})',
  'july|июл|лип(?:ень|ня)|юли|červen(?:ec|ce)',
  'august|август|серп(?:ень|ня)|srp(?:en|na)',
  'september|сентябр|верес(?:ень|ня)|септември|září',
  'october|октябр|жовт(?:ень|ня)|октомври|říj(?:en|na)',
  'november|ноябр|листопад|ноември|listopad',
  'december|декабр|груд(?:ень|ня)|декември|prosin(?:ec|ce)',
].map(
  (stems) =>
    new RegExp(
      `(?:(?<!\\d)(\\d{1,2})(?:\\.|st|nd|rd|th|-?го|-?е)?\\s*(?:of\\s+)?)?(?<!\\p{L})(?:${stems})\\p{L}*(?:\\s+(\\d{1,2})(?![\\d:.]))?`,
      'giu',
    ),
);

/** In Russian the same word is a week. */
const BULGARIAN_SUNDAY = /(?<!\p{L})неделя/iu;

const TODAY = /(?<!\p{L})(?:today|tonight|сегодня|сьогодні|днес|dnes)(?!\p{L})/iu;
const TOMORROW = /(?<!\p{L})(?:tomorrow|завтра|утре|zítra)(?!\p{L})/iu;

export function inventedTimes(text: string, offered: Offered): boolean {
  const times = new Set(offered.map((slot) => slot.localTime));
  if (namesOtherHour(text, times)) return true;
  const named = [
    ...[...text.matchAll(CLOCK)].map((match) => clock(Number(match[1]), match[2])),
    ...[...text.matchAll(HALF_DAY)].map((match) =>
      clock((Number(match[1]) % 12) + (match[3]?.toLowerCase() === 'p' ? 12 : 0), match[2]),
    ),
    ...[...text.matchAll(FULL_HOUR), ...text.matchAll(BARE_HOUR)].map((match) => clock(Number(match[1]))),
  ];
  // "5 o'clock" may well mean the offered 17:00.
  return named.some(
    (time) =>
      !times.has(time) &&
      !(Number(time.slice(0, 2)) < 12 && times.has(clock(Number(time.slice(0, 2)) + 12, time.slice(3)))),
  );
}

export function inventedDates(text: string, offered: Offered, today: dates.PlainDate, language: Language): boolean {
  const days = new Set(offered.map((slot) => slot.localDate));
  const monthDays = new Set(offered.map((slot) => slot.localDate.slice(5)));
  const times = new Set(offered.map((slot) => slot.localTime));
  const weekdays = new Set(offered.map((slot) => weekdayOf(slot.localDate)));
  if (WEEKDAYS.some((name, index) => [...text.matchAll(name)].length > 0 && !weekdays.has(index + 1))) return true;
  if (language === 'bg' && BULGARIAN_SUNDAY.test(text) && !weekdays.has(7)) return true;
  if (TODAY.test(text) && !days.has(today.toString())) return true;
  if (namesDayAfterTomorrow(text) && !days.has(today.add({ days: 2 }).toString())) return true;
  if (TOMORROW.test(text) && !days.has(today.add({ days: 1 }).toString())) return true;
  if ([...text.matchAll(ISO_DATE)].some(([day]) => !days.has(day))) return true;
  for (const [, first = '', second = ''] of text.matchAll(NUMERIC_DATE)) {
    const isOffered = monthDays.has(monthDay(second, first)) || monthDays.has(monthDay(first, second));
    // "17.00" is a time in some countries.
    if (!isOffered && !times.has(clock(Number(first), second))) return true;
  }
  return MONTHS.some((name, index) =>
    [...text.matchAll(name)].some(([, before, after]) => {
      const day = before ?? after;
      return day !== undefined && !monthDays.has(monthDay(String(index + 1), day));
    }),
  );
}

const clock = (hour: number, minutes = '00'): string => `${String(hour).padStart(2, '0')}:${minutes.padStart(2, '0')}`;
const monthDay = (month: string, day: string): string => `${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
