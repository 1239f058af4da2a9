/** How often one person may hear from a company at all, whatever the campaign. */

import { Temporal as dates } from 'temporal-polyfill';

/** definitions.md, "Across everything": one in the dates D−6 … D, four in D−29 … D. */
export const WEEK = { days: 7, messages: 1 };
export const MONTH = { days: 30, messages: 4 };

export type CapVerdict =
  | { allowed: true }
  | {
      allowed: false;
      reason: 'weekly_cap' | 'monthly_cap';
      /** The first local date on which the cap has room again. */ until: string;
    };

/** `sentOn` are the local dates of this person's marketing messages, those under way included; answers are not among them. */
export function capsAllow(sentOn: string[], today: string): CapVerdict {
  const day = dates.PlainDate.from(today);
  const newestFirst = sentOn.toSorted().toReversed();
  const within = (span: number): string[] => {
    const first = day.subtract({ days: span - 1 }).toString();
    return newestFirst.filter((date) => date >= first);
  };
  const room = (date: string, span: number): string => dates.PlainDate.from(date).add({ days: span }).toString();
  const week = within(WEEK.days)[WEEK.messages - 1];
  if (week !== undefined) return { allowed: false, reason: 'weekly_cap', until: room(week, WEEK.days) };
  const month = within(MONTH.days)[MONTH.messages - 1];
  if (month !== undefined) return { allowed: false, reason: 'monthly_cap', until: room(month, MONTH.days) };
  return { allowed: true };
}
