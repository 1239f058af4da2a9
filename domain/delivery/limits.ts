/** How much one WhatsApp number may send: by its age, by hand, and less when people complain. */

import { spamBandOf } from './spam-score.ts';

export type WarmUp = 'cold' | 'warm' | 'hot';

export interface Limits {
  /** Marketing messages on one company-local day. */
  daily: number;
  /** All messages in the last 60 minutes. */
  hourly: number;
  /** Requests under way at once, so at most so many rows are ever in doubt. */
  concurrent: number;
}

/** definitions.md, "warm-up" and "daily / hourly / concurrent". */
const BY_WARM_UP: Record<WarmUp, Limits> = {
  cold: { daily: 20, hourly: 5, concurrent: 2 },
  warm: { daily: 100, hourly: 20, concurrent: 5 },
  hot: { daily: 500, hourly: 100, concurrent: 10 },
};

/** Days until the next level; a number is hot from its 91st day. */
const WARM_FROM = 30;
const HOT_FROM = 91;

export function warmUpAt(ageDays: number): WarmUp {
  if (ageDays < WARM_FROM) return 'cold';
  return ageDays < HOT_FROM ? 'warm' : 'hot';
}

/** The next level and the days until it; null: there is none above. */
export function nextWarmUp(ageDays: number): { level: WarmUp; inDays: number; limits: Limits } | null {
  if (ageDays >= HOT_FROM) return null;
  const level = ageDays < WARM_FROM ? 'warm' : 'hot';
  return { level, inDays: (level === 'warm' ? WARM_FROM : HOT_FROM) - ageDays, limits: BY_WARM_UP[level] };
}

/** Manual mode replaces all three; what a company left empty there stays as the warm-up says. */
export function limitsFor(account: { ageDays: number; manual: Partial<Limits> | null; spamScore: number }): Limits {
  const usual = BY_WARM_UP[warmUpAt(account.ageDays)];
  const chosen = { ...usual, ...account.manual };
  const band = spamBandOf(account.spamScore);
  if (band === 'paused') return { ...chosen, daily: 0, hourly: 0 };
  if (band === 'calm') return chosen;
  return {
    daily: Math.floor(chosen.daily / 2),
    hourly: Math.floor(chosen.hourly / 2),
    concurrent: Math.max(1, Math.floor(chosen.concurrent / 2)),
  };
}
