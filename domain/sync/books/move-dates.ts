/** Moves the days of the books forward by whole weeks, so that what happened then looks like yesterday (definitions.md, "Books"). */

import { Temporal as dates } from 'temporal-polyfill';

/** The largest number of whole weeks, in days, for which the last receipt lies before today. */
export function shiftDaysFor(lastReceipt: string, today: string): number {
  const days = dates.PlainDate.from(lastReceipt).until(dates.PlainDate.from(today), { largestUnit: 'days' }).days;
  return Math.floor((days - 1) / 7) * 7;
}

/** A few hundred days fill the books, and the calendar is asked once for each. */
export function dayMover(days: number): (date: string) => string {
  const known = new Map<string, string>();
  return (date) => {
    if (days === 0) return date;
    let moved = known.get(date);
    if (moved === undefined) known.set(date, (moved = dates.PlainDate.from(date).add({ days }).toString()));
    return moved;
  };
}
