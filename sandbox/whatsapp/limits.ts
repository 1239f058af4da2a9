/** How fast one may write: to one person (a message in six seconds, bursts borrowed from the future) and from one number. */

export interface Limits {
  /** What the next message from this number to this person runs into, if anything. A refusal uses nothing up. */
  refusal: (phoneNumberId: string, waId: string, nowMs: number) => 'pair' | 'throughput' | undefined;
  /** Messages in count against the number too. */
  countInbound: (phoneNumberId: string, nowMs: number) => void;
}

const PAIR_INTERVAL_MS = 6_000;
const PAIR_BURST = 45;

/** A virtual schedule: each message moves the next allowed instant on, and may run ahead of it by the burst. */
function createPace(intervalMs: number, burst: number) {
  const nextAt = new Map<string, number>();
  return {
    isFree: (key: string, nowMs: number) => (nextAt.get(key) ?? 0) - nowMs <= intervalMs * (burst - 1),
    use(key: string, nowMs: number) {
      nextAt.set(key, Math.max(nextAt.get(key) ?? 0, nowMs) + intervalMs);
    },
  };
}

export function createLimits(throughputPerSecond: number): Limits {
  const pair = createPace(PAIR_INTERVAL_MS, PAIR_BURST);
  const number = createPace(1000 / throughputPerSecond, throughputPerSecond);
  return {
    refusal(phoneNumberId, waId, nowMs) {
      const pairKey = `${phoneNumberId}:${waId}`;
      if (!number.isFree(phoneNumberId, nowMs)) return 'throughput';
      if (!pair.isFree(pairKey, nowMs)) return 'pair';
      number.use(phoneNumberId, nowMs);
      pair.use(pairKey, nowMs);
      return undefined;
    },
    countInbound: (phoneNumberId, nowMs) => {
      number.use(phoneNumberId, nowMs);
    },
  };
}
