/** Cuts a span of days into days, weeks or months, none left out. */

import { Temporal as dates } from 'temporal-polyfill';

/** Both days belong to it. */
export interface Stretch {
  from: string;
  to: string;
}
export type By = 'day' | 'week' | 'month';

/** What one page can show, and a database count, without anybody waiting: three years of days. */
export const MOST_STRETCHES = 1_200;
export const DEFAULT_WEEKS = 12;
export const DEFAULT_MONTHS = 12;

/** Weeks begin on Monday. The first and the last stretch are cut by the span. */
export function bucketsOf({ from, to }: Stretch, by: By): Stretch[] {
  const last = dates.PlainDate.from(to);
  const stretches: Stretch[] = [];
  let first = dates.PlainDate.from(from);
  while (dates.PlainDate.compare(first, last) <= 0) {
    const end = endOf(first, by);
    stretches.push({
      from: first.toString(),
      to: (dates.PlainDate.compare(end, last) > 0 ? last : end).toString(),
    });
    first = end.add({ days: 1 });
  }
  return stretches;
}

function endOf(day: dates.PlainDate, by: By): dates.PlainDate {
  if (by === 'day') return day;
  if (by === 'week') return day.add({ days: 7 - day.dayOfWeek });
  return day.with({ day: day.daysInMonth });
}

/** Too many to be cut, by a bound that needs no cutting. */
export function isTooLong({ from, to }: Stretch, by: By): boolean {
  const { days } = dates.PlainDate.from(from).until(dates.PlainDate.from(to), { largestUnit: 'days' });
  return days / { day: 1, week: 7, month: 28 }[by] > MOST_STRETCHES;
}

/** The twelve weeks that end with the one of `to`, whole ones as far as it lets. */
export function lastWeeks(to: string): string {
  const day = dates.PlainDate.from(to);
  return day.subtract({ days: day.dayOfWeek - 1 + (DEFAULT_WEEKS - 1) * 7 }).toString();
}

/** The twelve months that end with the one of `to`. */
export function lastMonths(to: string): string {
  return dates.PlainDate.from(to)
    .with({ day: 1 })
    .subtract({ months: DEFAULT_MONTHS - 1 })
    .toString();
}

const WEEK = 7;

/**
 * What a span is compared with: as many days that end before it. Days and weeks are moved by whole weeks, because a weekend
 * is no Tuesday; a month has all weekdays about as often as the next.
 */
export function spanBefore({ from, to }: Stretch, by: By): Stretch {
  const days = dates.PlainDate.from(from).until(dates.PlainDate.from(to), { largestUnit: 'days' }).days + 1;
  const moved = by === 'month' ? days : Math.ceil(days / WEEK) * WEEK;
  return { from: daysBefore(from, moved), to: daysBefore(to, moved) };
}

export const daysBefore = (day: string, days: number): string =>
  dates.PlainDate.from(day).subtract({ days }).toString();
export const isLastOfMonth = (day: string): boolean => {
  const date = dates.PlainDate.from(day);
  return date.day === date.daysInMonth;
};
