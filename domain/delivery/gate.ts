/** Whether a number may send at all right now, how much more, and if not, why and until when. */

import type { Limits } from './limits.ts';
import { dayStart, localDate, nextOpening, type SendingWindow } from './window.ts';

export type HoldReason = 'stopped' | 'number_paused' | 'outside_hours' | 'daily_limit' | 'hourly_limit';

export type Gate =
  | { open: true }
  | { open: false; reason: HoldReason; /** null: until a person changes it. */ until: Date | null };

export interface NumberUse {
  /** Marketing messages of the company-local day, those claimed or in doubt included. */
  today: number;
  /** All messages of the last 60 minutes, likewise. */
  lastHour: number;
  /** When the hour's oldest message left. */
  oldestInHour: Date | null;
  /** Rows in `sending`, and rows claimed for it. */
  inFlight: number;
  /** Unique people written to outside a window in the last 24 hours. */
  people: number;
}

export interface NumberFacts {
  at: Date;
  window: SendingWindow;
  stopped: boolean;
  paused: boolean;
  pausedUntil: Date | null;
  limits: Limits;
  tierLimit: number;
  use: NumberUse;
}

/** The three kinds of row that one number sends. */
export interface Gates {
  marketing: Gate;
  /** A birthday: the hours apply, the weekdays do not. */
  birthday: Gate;
  /** Answers inside a dialogue: neither weekdays nor the daily limit. */
  answer: Gate;
}

export interface Room {
  daily: number;
  /** Of the hourly and the concurrent limit, the smaller. */
  total: number;
  newPeople: number;
}

export function gatesOf(facts: NumberFacts): Gates {
  return {
    marketing: gateFor(facts, { anyWeekday: false, countsDaily: true }),
    birthday: gateFor(facts, { anyWeekday: true, countsDaily: true }),
    answer: gateFor(facts, { anyWeekday: true, countsDaily: false }),
  };
}

export function roomOf({ limits, use, tierLimit }: NumberFacts): Room {
  return {
    daily: Math.max(0, limits.daily - use.today),
    total: Math.max(0, Math.min(limits.hourly - use.lastHour, limits.concurrent - use.inFlight)),
    newPeople: Math.max(0, tierLimit - use.people),
  };
}

/** The strongest reason wins: what a person stopped is told before what a clock will solve. */
function gateFor(facts: NumberFacts, row: { anyWeekday: boolean; countsDaily: boolean }): Gate {
  const { at, window, use, limits } = facts;
  const opening = (from: Date): Date | null => nextOpening(window, from, { anyWeekday: row.anyWeekday });
  if (facts.stopped) return { open: false, reason: 'stopped', until: null };
  if (facts.paused) return { open: false, reason: 'number_paused', until: facts.pausedUntil };
  const opens = opening(at);
  if (opens?.getTime() !== at.getTime()) return { open: false, reason: 'outside_hours', until: opens };
  if (row.countsDaily && use.today >= limits.daily) {
    const tomorrow = dayStart(localDate(at, window.timeZone).add({ days: 1 }), window.timeZone);
    return { open: false, reason: 'daily_limit', until: opening(tomorrow) };
  }
  if (use.lastHour >= limits.hourly) {
    const frees = new Date((use.oldestInHour ?? at).getTime() + 3_600_000);
    return { open: false, reason: 'hourly_limit', until: opening(frees) };
  }
  return { open: true };
}
