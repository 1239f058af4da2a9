/** Where the days of one person lie on the line of the twelve months that end with a day. */

import { parseAbsolute, toCalendarDate } from '@internationalized/date';
import { addDays, daysBetween } from '../../../platform/days.ts';

export const YEAR_DAYS = 365;

export interface Strip {
  /** Shares of the line, 0 the oldest day and 1 the last; null without a visit in these months. */
  came: { from: number; to: number } | null;
  /** From the last visit to the end. */
  away: { from: number; to: number };
}

/** Also for somebody who began before these months: the line then starts at its left edge. */
export function stripOf(firstOn: string | null, lastOn: string | null, today: string): Strip {
  if (firstOn === null || lastOn === null || daysBetween(lastOn, today) >= YEAR_DAYS)
    return { came: null, away: { from: 0, to: 1 } };
  const to = placeOf(lastOn, today) ?? 1;
  return { came: { from: placeOf(firstOn, today) ?? 0, to }, away: { from: to, to: 1 } };
}

/** Null outside of the line. */
export function placeOf(day: string, today: string): number | null {
  const ago = daysBetween(day, today);
  return ago < 0 || ago >= YEAR_DAYS ? null : 1 - ago / (YEAR_DAYS - 1);
}

/** The first days of the line's months, for its scale. */
export function monthsOf(today: string): { on: string; at: number }[] {
  const days = Array.from({ length: YEAR_DAYS }, (_, index) => addDays(today, index + 1 - YEAR_DAYS));
  return days.filter((day) => day.endsWith('-01')).map((day) => ({ on: day, at: placeOf(day, today) ?? 0 }));
}

export interface Dot {
  key: string;
  at: number;
  on: string;
  isMissed: boolean;
}

/** The visits and the missed ones of a story that lie on the line, oldest first. */
export function dotsOf(
  items: readonly { key: string; kind: string; at: string }[],
  today: string,
  timeZone: string,
): Dot[] {
  return items
    .filter(({ kind }) => kind === 'visit' || kind === 'no_show')
    .flatMap(({ key, kind, at }) => {
      const on = localDay(at, timeZone);
      const place = placeOf(on, today);
      return place === null ? [] : [{ key, at: place, on, isMissed: kind === 'no_show' }];
    })
    .toReversed();
}

/** Whether the oldest entry that is here lies within the line: what came before it may, too. */
export const reachesBack = (oldestAt: string | undefined, today: string, timeZone: string): boolean =>
  oldestAt !== undefined && daysBetween(localDay(oldestAt, timeZone), today) >= YEAR_DAYS;

export const localDay = (instant: string, timeZone: string): string =>
  toCalendarDate(parseAbsolute(instant, timeZone)).toString();
