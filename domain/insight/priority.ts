/** Who comes first: the classic score, exact to the last digit, so that ties are ties. */

import type { Loyalty } from './loyalty.ts';

const LOYALTY_POINTS: Record<Loyalty, number> = { VIP: 5, Gold: 4, Silver: 3, Bronze: 2, New: 1 };

export interface ScoreFacts {
  loyalty: Loyalty;
  spendMinor: number;
  /** Decimal places of the company's currency. */
  currencyDigits: number;
  visits: number;
  daysSince: number;
}

/**
 * definitions.md, "priority (classic)": loyalty × 0.4 + spend/1000 × 0.3 + visits × 2 × 0.2 + daysSince/10 × 0.1.
 * Counted in whole ten-thousandths of a minor unit, because 0.1 + 0.2 is not 0.3 in a computer and a tie would be lost.
 */
function wholeParts(facts: ScoreFacts) {
  const minor = 10 ** facts.currencyDigits;
  return {
    unit: 10_000 * minor,
    loyalty: 4_000 * minor * LOYALTY_POINTS[facts.loyalty],
    spend: 3 * facts.spendMinor,
    visits: 4_000 * minor * facts.visits,
    days: 100 * minor * facts.daysSince,
  };
}

export function classicScore(facts: ScoreFacts): number {
  const { unit, loyalty, spend, visits, days } = wholeParts(facts);
  return (loyalty + spend + visits + days) / unit;
}

/** One summand of the score, for a sentence: the fact, and what it adds. */
export interface ScorePart {
  code: 'loyalty' | 'visits' | 'spend' | 'days_since';
  /** Exact: the parts, added as decimals, are the score. */
  part: number;
  [fact: string]: string | number;
}

/** The first number of each is its fact, as sentences with plural forms expect. */
export function scoreParts(facts: ScoreFacts): [ScorePart, ...ScorePart[]] {
  const { unit, loyalty, spend, visits, days } = wholeParts(facts);
  return [
    { code: 'days_since', days: facts.daysSince, part: days / unit },
    { code: 'loyalty', loyalty: facts.loyalty, points: LOYALTY_POINTS[facts.loyalty], part: loyalty / unit },
    { code: 'visits', visits: facts.visits, part: visits / unit },
    { code: 'spend', spendMinor: facts.spendMinor, part: spend / unit },
  ];
}

export interface Ranked {
  score: number;
  /** The last visit of any service. */
  lastVisitOn: string;
  clientId: number;
}

/** Higher first; then whoever has been away longer; then the smaller client id. */
export function byPriority(a: Ranked, b: Ranked): number {
  if (a.score !== b.score) return b.score - a.score;
  if (a.lastVisitOn !== b.lastVisitOn) return a.lastVisitOn < b.lastVisitOn ? -1 : 1;
  return a.clientId - b.clientId;
}
