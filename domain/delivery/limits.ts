/** How much one WhatsApp number may send: by its age, by hand, and less when people complain. */

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

const SPAM_HALVES_ABOVE = 0.3;
const SPAM_PAUSES_ABOVE = 0.6;

export function warmUpAt(ageDays: number): WarmUp {
  if (ageDays < 30) return 'cold';
  return ageDays <= 90 ? 'warm' : 'hot';
}

/** Manual mode replaces all three; what a company left empty there stays as the warm-up says. */
export function limitsFor(account: { ageDays: number; manual: Partial<Limits> | null; spamScore: number }): Limits {
  const usual = BY_WARM_UP[warmUpAt(account.ageDays)];
  const chosen = { ...usual, ...account.manual };
  if (account.spamScore > SPAM_PAUSES_ABOVE) return { ...chosen, daily: 0, hourly: 0 };
  if (account.spamScore <= SPAM_HALVES_ABOVE) return chosen;
  return {
    daily: Math.floor(chosen.daily / 2),
    hourly: Math.floor(chosen.hourly / 2),
    concurrent: Math.max(1, Math.floor(chosen.concurrent / 2)),
  };
}
