/** When a company may write: hours and weekdays in its own time, and the next instant they open. */

import { Temporal as dates } from 'temporal-polyfill';

export interface SendingHours {
  start: number;
  /** Exclusive; 24 means midnight. */
  end: number;
}

export interface SendingWindow {
  timeZone: string;
  hours: SendingHours;
  /** ISO weekdays, 1 is Monday. */
  days: number[];
  /** A narrower window of the WhatsApp account; what counts is the intersection. */
  accountHours?: SendingHours | null;
  accountDays?: number[] | null;
}

/** The default of definitions.md: weekdays from ten to seven. */
export const DEFAULT_HOURS: SendingHours = { start: 10, end: 19 };
export const DEFAULT_DAYS = [1, 2, 3, 4, 5];

/** Two weeks reach past every weekday at least once, whatever the clock does in between. */
const LOOK_AHEAD_DAYS = 14;

/**
 * The first instant from `at` on when sending is allowed: `at` itself while the window is open, null when it never opens.
 * Openings and closings are instants of the local calendar day, so a day with a clock change is merely longer or shorter.
 */
export function nextOpening(window: SendingWindow, at: Date, options: { anyWeekday?: boolean } = {}): Date | null {
  const start = Math.max(window.hours.start, window.accountHours?.start ?? 0);
  const end = Math.min(window.hours.end, window.accountHours?.end ?? 24);
  if (start >= end) return null;
  const today = localDate(at, window.timeZone);
  for (let ahead = 0; ahead <= LOOK_AHEAD_DAYS; ahead += 1) {
    const day = today.add({ days: ahead });
    if (!options.anyWeekday && !allowsDay(window, day.dayOfWeek)) continue;
    const opens = hourOn(day, start, window.timeZone);
    const closes = hourOn(day, end, window.timeZone);
    const from = Math.max(opens, at.getTime());
    if (from < closes) return new Date(from);
  }
  return null;
}

export function isOpen(window: SendingWindow, at: Date, options: { anyWeekday?: boolean } = {}): boolean {
  return nextOpening(window, at, options)?.getTime() === at.getTime();
}

function allowsDay(window: SendingWindow, weekday: number): boolean {
  return window.days.includes(weekday) && (window.accountDays?.includes(weekday) ?? true);
}

/** 24 is the next day's first instant, which in a few zones is not 00:00. */
function hourOn(day: dates.PlainDate, hour: number, timeZone: string): number {
  if (hour >= 24) return day.add({ days: 1 }).toZonedDateTime(timeZone).epochMilliseconds;
  if (hour <= 0) return day.toZonedDateTime(timeZone).epochMilliseconds;
  return day.toZonedDateTime({ timeZone, plainTime: new dates.PlainTime(hour) }).epochMilliseconds;
}

export function localDate(at: Date, timeZone: string): dates.PlainDate {
  return dates.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(timeZone).toPlainDate();
}

/** The instant a company-local day begins. */
export function dayStart(day: dates.PlainDate | string, timeZone: string): Date {
  return new Date(dates.PlainDate.from(day).toZonedDateTime(timeZone).epochMilliseconds);
}

/** Whole local days from one instant to another: the age of an account. */
export function daysBetween(from: Date, to: Date, timeZone: string): number {
  return localDate(from, timeZone).until(localDate(to, timeZone), { largestUnit: 'days' }).days;
}
