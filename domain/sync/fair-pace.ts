/** How often each company is asked after when all share one limit: the budget is shared fairly, and a minute is the shortest. */

/** Of some 195 turns a minute; the rest is for cards, first copies, rebuilds and whoever is waited for. */
export const CYCLES_BUDGET_PER_MINUTE = 150;
export const USUAL_INTERVAL_SECONDS = 60;

/**
 * What one company may ask a minute. Nobody has more than the others unless these do not need it: small companies keep
 * their minute, and what they leave is shared by the large ones.
 */
export function fairShare(requestsPerCycle: readonly number[], budget: number): number {
  let left = budget;
  let sharers = requestsPerCycle.length;
  for (const wanted of [...requestsPerCycle].sort((a, b) => a - b)) {
    if (wanted > left / sharers) return left / sharers;
    left -= wanted;
    sharers -= 1;
  }
  return Infinity;
}

/** Whole minutes, because cycles begin with the minute. */
export function intervalSeconds(requestsPerCycle: number, share: number): number {
  return USUAL_INTERVAL_SECONDS * Math.max(1, Math.ceil(requestsPerCycle / share));
}

/** A cycle's cost after one more: a single large change does not slow a company down for long. */
export function smoothedCost(known: number, measured: number): number {
  return known * 0.8 + measured * 0.2;
}

export interface Shared {
  requestsPerCycle: number;
  intervalSeconds: number;
  sharedBy: number;
}

/**
 * How soon after its last cycle a company may have one because the platform told of a change. Who has the limit alone may at
 * once. Who shares it takes no more than an equal part of it however often something changes, and waits no longer than usual.
 */
export function toldIntervalSeconds(
  { requestsPerCycle, intervalSeconds: usual, sharedBy }: Shared,
  budget: number,
): number {
  if (sharedBy <= 1) return 0;
  return Math.min(usual, Math.ceil((USUAL_INTERVAL_SECONDS * requestsPerCycle * sharedBy) / budget));
}
