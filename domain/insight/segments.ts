/** The eight behavioural segments, who fits into each, and their order of precedence (definitions.md, "Segments"). */

/** Highest priority first; a company may order them otherwise. */
export const SEGMENTS = [
  'pt_cancellations',
  'vip_members',
  'trial_dropoffs',
  'lost_clients',
  'nearly_lost',
  'going_silent',
  'at_risk',
  'regular_members',
] as const;
export type Segment = (typeof SEGMENTS)[number];

/** What a client's segment depends on, as of a day. */
export interface SegmentFacts {
  visits: number;
  /** Null: never came. */
  daysSince: number | null;
  isHighLtv: boolean;
  ptVisits: number;
  daysSincePt: number | null;
  hasFutureBooking: boolean;
  hasFuturePtBooking: boolean;
  everHadMembership: boolean;
  /** Between consecutive visits of the last 180 days; null with fewer than two of them. */
  medianGapDays: number | null;
  visits30d: number;
  /** Of the 30 days before those. */
  visits30dBefore: number;
}

const between = (value: number | null, from: number, to: number): boolean =>
  value !== null && value >= from && value <= to;

function isSlowingDown(facts: SegmentFacts): boolean {
  const isLate = facts.medianGapDays !== null && facts.daysSince !== null && facts.daysSince > 2 * facts.medianGapDays;
  return isLate || (facts.visits30dBefore > 0 && 2 * facts.visits30d <= facts.visits30dBefore);
}

const FITS: Readonly<Record<Segment, (facts: SegmentFacts) => boolean>> = {
  pt_cancellations: (facts) => facts.ptVisits >= 2 && between(facts.daysSincePt, 30, 120) && !facts.hasFuturePtBooking,
  vip_members: (facts) => facts.isHighLtv && between(facts.daysSince, 0, 59),
  trial_dropoffs: (facts) => facts.visits === 1 && !facts.everHadMembership && between(facts.daysSince, 14, 179),
  lost_clients: (facts) => between(facts.daysSince, 365, Infinity),
  nearly_lost: (facts) => between(facts.daysSince, 180, 364),
  going_silent: (facts) => between(facts.daysSince, 60, 179),
  at_risk: (facts) =>
    facts.visits >= 4 && between(facts.daysSince, 14, 59) && !facts.hasFutureBooking && isSlowingDown(facts),
  regular_members: (facts) => facts.visits30d >= 3,
};

/** The first that fits; null when none does. db/queries/client-standing.sql says the same over sets; a test holds them together. */
export function segmentOf(facts: SegmentFacts, order: readonly Segment[] = SEGMENTS): Segment | null {
  return order.find((segment) => FITS[segment](facts)) ?? null;
}
