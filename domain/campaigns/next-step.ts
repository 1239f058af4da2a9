/** One person's weeks: what a reactivation does next, from what its rows say. */

import type { Effect } from './reply-effect.ts';

const DAY_MS = 86_400_000;
/** definitions.md, "attempts" and "ends". */
export const RESPONSE_DAYS = 7;
export const OPEN_AFTER_LAST_DAYS = 14;

export type End = 'converted' | 'max_attempts' | 'opted_out' | 'declined' | 'cancelled' | 'expired';

/** The latest attempt and its message. Instants are ISO. */
export interface LatestAttempt {
  number: number;
  messageStatus: string;
  messageReason: string | null;
  sentAt: string | null;
  deliveredAt: string | null;
  /** It is already written down that nobody answered. */
  isSilenceNoted: boolean;
  /** The last thing they wrote since it was sent. */
  lastWordAt: string | null;
}

export interface ReactivationFacts {
  endsAs: End | null;
  isPaused: boolean;
  /** The first instant of the day on which the pause ends; null is until somebody resumes it. */
  pausedUntil: string | null;
  optedOut: boolean;
  /** False while the company has switched reactivation off: what runs waits. */
  isOn: boolean;
  hasFutureBooking: boolean;
  /** Attempts delivered in earlier reactivations for this service since the last visit with it. */
  attemptsBefore: number;
  latest: LatestAttempt | null;
  maxAttempts: number;
  retryDays: number;
}

export type WaitsFor = 'message' | 'response' | 'next_attempt' | 'last_response' | 'pause' | 'switch';

export type Step =
  | { step: 'end'; as: End }
  | { step: 'resume' }
  | { step: 'note_silence'; attempt: number }
  | { step: 'attempt'; number: number }
  /** `until` null: only news ends the wait. */
  | { step: 'wait'; waitsFor: WaitsFor; until: string | null };

const ON_ITS_WAY = new Set(['drafting', 'awaiting_approval', 'waiting', 'queued', 'sending', 'failed', 'unknown']);
const REACHED = new Set(['sent', 'delivered', 'read']);

const after = (from: string | number, days: number): number =>
  (typeof from === 'number' ? from : Date.parse(from)) + days * DAY_MS;
const iso = (ms: number): string => new Date(ms).toISOString();

/** definitions.md, "discount": the last value repeats. */
export function discountFor(progression: readonly number[], attempt: number): number {
  return progression[Math.min(attempt, progression.length) - 1] ?? 0;
}

export function nextStep(facts: ReactivationFacts, at: string): Step {
  if (facts.endsAs) return { step: 'end', as: facts.endsAs };
  if (facts.optedOut) return { step: 'end', as: 'opted_out' };
  if (facts.isPaused) {
    if (facts.pausedUntil !== null && Date.parse(facts.pausedUntil) <= Date.parse(at)) return { step: 'resume' };
    return { step: 'wait', waitsFor: 'pause', until: facts.pausedUntil };
  }
  const { latest } = facts;
  if (!latest) return attemptOrEnd(facts, facts.attemptsBefore + 1, at);
  if (ON_ITS_WAY.has(latest.messageStatus)) return { step: 'wait', waitsFor: 'message', until: null };
  if (!REACHED.has(latest.messageStatus)) return { step: 'end', as: endOfUnsent(latest) };
  return afterSending(facts, latest, Date.parse(at));
}

/** Somebody who has booked by themselves is not written to; without any message of ours nothing was won by it. */
function attemptOrEnd(facts: ReactivationFacts, number: number, at: string): Step {
  if (facts.hasFutureBooking) return { step: 'end', as: facts.latest ? 'converted' : 'cancelled' };
  if (number > facts.maxAttempts) return { step: 'end', as: 'max_attempts' };
  if (!facts.isOn) return { step: 'wait', waitsFor: 'switch', until: iso(after(at, 1)) };
  return { step: 'attempt', number };
}

/** A message that will never arrive ends the person's weeks: a moderator said no, nobody decided, or it cannot be sent. */
function endOfUnsent(latest: LatestAttempt): End {
  if (latest.messageReason === 'opted_out') return 'opted_out';
  return latest.messageStatus === 'expired' ? 'expired' : 'cancelled';
}

function afterSending(facts: ReactivationFacts, latest: LatestAttempt, now: number): Step {
  const reached = Date.parse(latest.deliveredAt ?? latest.sentAt ?? iso(now));
  const answered = latest.lastWordAt !== null;
  // Every word of theirs gives the dialogue another week.
  const deadline = after(answered ? Math.max(reached, Date.parse(latest.lastWordAt ?? '')) : reached, RESPONSE_DAYS);
  const isLast = latest.number >= facts.maxAttempts;
  const closes = Math.max(after(reached, isLast ? OPEN_AFTER_LAST_DAYS : facts.retryDays), deadline);
  if (!answered && !latest.isSilenceNoted && now >= deadline) return { step: 'note_silence', attempt: latest.number };
  if (now >= closes) {
    if (!isLast) return attemptOrEnd(facts, latest.number + 1, iso(now));
    return { step: 'end', as: facts.hasFutureBooking ? 'converted' : 'max_attempts' };
  }
  if (now < deadline) return { step: 'wait', waitsFor: 'response', until: iso(deadline) };
  return { step: 'wait', waitsFor: isLast ? 'last_response' : 'next_attempt', until: iso(closes) };
}

/** When the next attempt may go at the earliest, for people to see; null while that is not known or there is none. */
export function nextAttemptAt(facts: ReactivationFacts): string | null {
  const { latest } = facts;
  const reached = latest?.deliveredAt ?? latest?.sentAt ?? null;
  if (!latest || reached === null || latest.number >= facts.maxAttempts || facts.endsAs) return null;
  const word = latest.lastWordAt === null ? 0 : after(latest.lastWordAt, RESPONSE_DAYS);
  return iso(Math.max(after(reached, facts.retryDays), after(reached, RESPONSE_DAYS), word));
}

/** What a reply leaves in the row; waiting longer follows from its time alone. */
export function changeOf(effect: Effect): { endsAs: End } | { pausedUntil: string } | null {
  if (effect.effect === 'stop') return { endsAs: effect.ends };
  return effect.effect === 'pause' ? { pausedUntil: effect.until } : null;
}
