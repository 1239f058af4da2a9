/** Putting a message off: until when, and never so long that it would expire unseen. */

import { Temporal as dates } from 'temporal-polyfill';
import { EXPIRE_AFTER_HOURS } from './overdue.ts';

export const SNOOZES = ['hour', 'evening', 'tomorrow'] as const;
export type Snooze = (typeof SNOOZES)[number];

const EVENING = dates.PlainTime.from('18:00');
const MORNING = dates.PlainTime.from('10:00');
/** "This evening" at a quarter to six would be back before anybody has looked away. */
const LEAST_MINUTES = 30;
/** Back this long before it expires at the latest, so that somebody can still decide. */
const LAST_HOUR_MS = 3_600_000;

/** On the company's clock; null when this evening has come already. */
export function snoozedUntil(snooze: Snooze, now: Date, timeZone: string): Date | null {
  if (snooze === 'hour') return new Date(now.getTime() + 3_600_000);
  const here = dates.Instant.fromEpochMilliseconds(now.getTime()).toZonedDateTimeISO(timeZone);
  const until =
    snooze === 'evening'
      ? here.withPlainTime(EVENING)
      : here.toPlainDate().add({ days: 1 }).toZonedDateTime({ timeZone, plainTime: MORNING });
  const ms = until.epochMilliseconds;
  return ms - now.getTime() < LEAST_MINUTES * 60_000 ? null : new Date(ms);
}

export interface Expiring {
  awaitingSince: Date | null;
  goodUntil: Date | null;
}

/** When the message goes by itself: undecided for too long, or past what it is good for. */
export function expiresAt({ awaitingSince, goodUntil }: Expiring, now: Date): Date {
  const undecided = (awaitingSince ?? now).getTime() + EXPIRE_AFTER_HOURS * 3_600_000;
  return new Date(Math.min(undecided, goodUntil?.getTime() ?? Infinity));
}

export type AskedSnooze = { until: Date } | { problem: 'evening_has_come' | 'expires_too_soon' };

export function checkedSnooze(snooze: Snooze, message: Expiring, now: Date, timeZone: string): AskedSnooze {
  const wanted = snoozedUntil(snooze, now, timeZone);
  if (wanted === null) return { problem: 'evening_has_come' };
  const last = expiresAt(message, now).getTime() - LAST_HOUR_MS;
  const until = Math.min(wanted.getTime(), last);
  return until <= now.getTime() ? { problem: 'expires_too_soon' } : { until: new Date(until) };
}
