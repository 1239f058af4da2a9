/** When a message that was certainly not accepted is tried again. */

export const MAX_TRIES = 8;
const FIRST_DELAY_MS = 30_000;
const LONGEST_DELAY_MS = 3_600_000;
const SPREAD = 0.2;

/**
 * 30 s × 2ⁿ ± 20 %, never more than an hour; null when the eighth try failed too.
 * `triesSoFar` counts the one that just failed; `random` is in [0, 1) and spreads tries that failed together.
 */
export function retryDelayMs(triesSoFar: number, random: number): number | null {
  if (triesSoFar >= MAX_TRIES) return null;
  const planned = FIRST_DELAY_MS * 2 ** (triesSoFar - 1);
  return Math.min(LONGEST_DELAY_MS, Math.round(planned * (1 - SPREAD + 2 * SPREAD * random)));
}
