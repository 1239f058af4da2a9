/** Decides what a reply does to the person's reactivation. */

import { Temporal as dates } from 'temporal-polyfill';
import type { Understood } from './dialogue.ts';

export type Effect =
  | { effect: 'stop'; ends: 'opted_out' | 'declined' }
  /** Company-local day on which writing may begin again. */
  | { effect: 'pause'; until: string }
  | { effect: 'restart_deadline' }
  | { effect: 'hold_attempts' };

/** definitions.md, "What a reply does": away without a date. */
export const AWAY_DAYS = 30;

/**
 * An opt-out wins over everything else the same words may mean. What could not be understood is still an answer: somebody
 * is there, so the deadline starts again. Source: definitions.md, "What a reply does".
 */
export function effectOf(reply: Understood | null, today: string): Effect {
  if (!reply) return { effect: 'restart_deadline' };
  if (reply.optsOut) return { effect: 'stop', ends: 'opted_out' };
  if (reply.isAway || reply.awayUntil !== null) return { effect: 'pause', until: awayUntil(reply.awayUntil, today) };
  if (reply.tone === 'negative') return { effect: 'stop', ends: 'declined' };
  return { effect: reply.tone === 'positive' ? 'hold_attempts' : 'restart_deadline' };
}

/** A day that has passed, or is none at all, names nothing. */
export function awayUntil(named: string | null, today: string): string {
  if (named !== null && /^\d{4}-\d{2}-\d{2}$/.test(named) && named > today) {
    try {
      return dates.PlainDate.from(named, { overflow: 'reject' }).toString();
    } catch {
      // A 31 June names nothing either.
    }
  }
  return dates.PlainDate.from(today).add({ days: AWAY_DAYS }).toString();
}
