/** The platform's limits: 5 requests a second and 200 a minute from one address, counted over sliding windows. */

export interface Limits {
  perSecond: number;
  perMinute: number;
}

export const PLATFORM_LIMITS: Limits = { perSecond: 5, perMinute: 200 };

const SECOND_MS = 1000;
const MINUTE_MS = 60_000;

/** Answers how long to wait, or 0 when the request is let through. Refused requests are not counted. */
export function createLimiter(limits: Limits | null): (address: string, now: number) => number {
  const seen = new Map<string, number[]>();
  return (address, now) => {
    if (limits === null) return 0;
    const times = (seen.get(address) ?? []).filter((at) => at > now - MINUTE_MS);
    seen.set(address, times);
    const lastSecond = times.filter((at) => at > now - SECOND_MS);
    if (times.length >= limits.perMinute) return (times[0] ?? now) + MINUTE_MS - now;
    if (lastSecond.length >= limits.perSecond) return (lastSecond[0] ?? now) + SECOND_MS - now;
    times.push(now);
    return 0;
  };
}
