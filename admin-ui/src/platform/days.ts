/** Calendar arithmetic on local days (`2026-11-20`), by the calendar library: days are counted, hours never come into it. */

import { parseDate, startOfMonth, startOfWeek, startOfYear } from '@internationalized/date';

export const addDays = (day: string, days: number): string => parseDate(day).add({ days }).toString();
export const addMonths = (day: string, months: number): string => parseDate(day).add({ months }).toString();
export const firstOfMonth = (day: string): string => startOfMonth(parseDate(day)).toString();
/** Weeks begin on Mondays everywhere in the product, whatever the reader's language. */
export const mondayOf = (day: string): string => startOfWeek(parseDate(day), 'en', 'mon').toString();
export const firstOfYear = (day: string): string => startOfYear(parseDate(day)).toString();
/** How many days later `to` is. */
export const daysBetween = (from: string, to: string): number => parseDate(to).compare(parseDate(from));

/** A day as it may stand in an address; anything else is as if it were not there. */
export function asDay(text: string | undefined): string | undefined {
  try {
    return text === undefined || text === '' ? undefined : parseDate(text).toString();
  } catch {
    return undefined;
  }
}

const EPOCH = parseDate('2000-01-01');
/** A day as a number, for the axis of a chart. */
export const dayNumber = (day: string): number => parseDate(day).compare(EPOCH);
