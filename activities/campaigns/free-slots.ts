/** Asking for real free times: which days are looked at, and what a time is on the company's clock. */

import { Temporal as dates } from 'temporal-polyfill';
import type { Scope } from '../../domain/access/scope.ts';
import type { FreeSlot } from '../../domain/campaigns/slots.ts';

/** activities/sync/free-slots.ts fits. */
export type AskFreeSlots = (
  scope: Scope,
  question: { staffIds: number[]; serviceId: number; from: string; to: string; at: string },
  beat?: () => void,
) => Promise<{ staffId: number; startsAt: string }[]>;

/** definitions.md, "slots". */
const DAYS_AHEAD = 14;

/** The last day that is asked about. */
export function lastDayToAsk(today: string): string {
  return dates.PlainDate.from(today).add({ days: DAYS_AHEAD }).toString();
}

/** When a slot begins, as the company's clock shows it. */
export function onTheClock(startsAt: string, timeZone: string): Pick<FreeSlot, 'localDate' | 'localTime'> {
  const local = dates.Instant.from(startsAt).toZonedDateTimeISO(timeZone);
  return {
    localDate: local.toPlainDate().toString(),
    localTime: local.toPlainTime().toString({ smallestUnit: 'minute' }),
  };
}
