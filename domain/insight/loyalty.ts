/** How loyal a person is: by what they spent and how often they came. */

export type Loyalty = 'VIP' | 'Gold' | 'Silver' | 'Bronze' | 'New';

/** definitions.md, "loyalty": the least number of visits for each level below VIP. */
const LEAST_VISITS: readonly (readonly [Loyalty, number])[] = [
  ['Gold', 25],
  ['Silver', 10],
  ['Bronze', 3],
];

/**
 * definitions.md, "high LTV". `thresholdMinor` is the company's own, or else the 90th percentile of the clients who spent
 * anything; null when nobody has.
 */
export function isHighLtv(spendMinor: number, thresholdMinor: number | null): boolean {
  return spendMinor > 0 && thresholdMinor !== null && spendMinor >= thresholdMinor;
}

export function loyaltyOf(person: { visits: number; isHighLtv: boolean }): Loyalty {
  if (person.isHighLtv) return 'VIP';
  return LEAST_VISITS.find(([, least]) => person.visits >= least)?.[0] ?? 'New';
}
