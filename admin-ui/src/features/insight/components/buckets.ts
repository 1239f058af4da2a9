/** Whether a day, a week or a month of activity is there as a whole. */

import { addDays, addMonths, firstOfMonth } from '../../../platform/days.ts';

/**
 * Cut by the ends of the span, or by today: lower than its neighbours for no other reason.
 * Weeks begin on Mondays and end on Sundays, so one with fewer than seven days is cut wherever it begins.
 */
export function isCut(
  { from, to }: { from: string; to: string },
  by: 'day' | 'week' | 'month',
  today: string | undefined,
): boolean {
  if (to === today) return true;
  if (by === 'day') return false;
  if (by === 'week') return to < addDays(from, 6);
  return from !== firstOfMonth(from) || to < addDays(addMonths(firstOfMonth(from), 1), -1);
}
