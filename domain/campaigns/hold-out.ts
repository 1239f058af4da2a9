/** Who is kept back to see what would have happened anyway: drawn by a stable hash, never by chance. */

import { createHash } from 'node:crypto';

/** definitions.md, "Hold-out". */
export const HOLD_OUT_REST_DAYS = 28;
const BUCKETS = 10_000;

/** 0 … 9999; the same for the same campaign and person for ever, on every machine. */
export function holdOutBucket(campaign: string, person: string): number {
  const digest = createHash('sha256').update(`${campaign}\n${person}`).digest();
  // Six bytes fit a safe integer, and their remainder by 10,000 is as good as even.
  return digest.readUIntBE(0, 6) % BUCKETS;
}

export function isHeldOut(campaign: string, person: string, percent: number): boolean {
  return holdOutBucket(campaign, person) < (percent * BUCKETS) / 100;
}
