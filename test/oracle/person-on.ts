/** What definitions.md says about one person as of a day, and the segment that fits first. */

import type { Person } from './facts.ts';

export interface PersonOn {
  key: string;
  days: number[];
  first: number | null;
  daysSince: number | null;
  spendMinor: number;
  ptDays: number[];
  hasFutureBooking: boolean;
  hasFuturePtBooking: boolean;
  membershipsBoughtOn: number[];
  isHighLtv: boolean;
}

const sum = (numbers: number[]): number => numbers.reduce((total, number) => total + number, 0);
/** How many of these days lie in [from, to]. */
export const within = (days: readonly number[], from: number, to: number): number =>
  days.filter((day) => day >= from && day <= to).length;

export function personOn(person: Person, on: number): PersonOn {
  const visits = person.visits.filter((visit) => visit.day <= on);
  const days = visits.map((visit) => visit.day);
  const last = days.at(-1);
  const memberships = person.memberships.filter((each) => each.boughtOn <= on);
  const future = person.waiting.filter((each) => each.day > on);
  return {
    key: person.key,
    days,
    first: days[0] ?? null,
    daysSince: last === undefined ? null : on - last,
    spendMinor: sum([
      ...visits.map((visit) => visit.costMinor),
      ...memberships.map((each) => each.costMinor),
      ...person.goods.filter((each) => each.day <= on).map((each) => each.costMinor),
    ]),
    ptDays: visits.filter((visit) => visit.isPt).map((visit) => visit.day),
    hasFutureBooking: future.length > 0,
    hasFuturePtBooking: future.some((each) => each.isPt),
    membershipsBoughtOn: memberships.map((each) => each.boughtOn),
    isHighLtv: false,
  };
}

export function median(numbers: readonly number[]): number | null {
  const sorted = [...numbers].sort((a, b) => a - b);
  const low = sorted[Math.floor((sorted.length - 1) / 2)];
  const high = sorted[Math.ceil((sorted.length - 1) / 2)];
  return low === undefined || high === undefined ? null : (low + high) / 2;
}

/** percentile_cont: between the two nearest values, in proportion. */
export function percentile(numbers: readonly number[], share: number): number | null {
  const sorted = [...numbers].sort((a, b) => a - b);
  const at = share * (sorted.length - 1);
  const [low, high] = [sorted[Math.floor(at)], sorted[Math.ceil(at)]];
  if (low === undefined || high === undefined) return null;
  return low + (high - low) * (at - Math.floor(at));
}

const SEGMENT_RULES: readonly (readonly [string, (person: PersonOn, since: number, on: number) => boolean])[] = [
  [
    'pt_cancellations',
    ({ ptDays, hasFuturePtBooking }, _since, on) => {
      const ptSince = on - (ptDays.at(-1) ?? -Infinity);
      return ptDays.length >= 2 && ptSince >= 30 && ptSince <= 120 && !hasFuturePtBooking;
    },
  ],
  ['vip_members', ({ isHighLtv }, since) => isHighLtv && since < 60],
  [
    'trial_dropoffs',
    ({ days, membershipsBoughtOn }, since) =>
      days.length === 1 && membershipsBoughtOn.length === 0 && since >= 14 && since <= 179,
  ],
  ['lost_clients', (_person, since) => since >= 365],
  ['nearly_lost', (_person, since) => since >= 180 && since <= 364],
  ['going_silent', (_person, since) => since >= 60 && since <= 179],
  ['at_risk', isAtRisk],
  ['regular_members', ({ days }, _since, on) => within(days, on - 29, on) >= 3],
];

function isAtRisk(person: PersonOn, since: number, on: number): boolean {
  if (person.days.length < 4 || since < 14 || since > 59 || person.hasFutureBooking) return false;
  const recent = person.days.filter((day) => day >= on - 179);
  const gap = median(recent.slice(1).map((day, index) => day - (recent[index] ?? day)));
  if (gap !== null && since > 2 * gap) return true;
  const before = within(person.days, on - 59, on - 30);
  return before > 0 && within(person.days, on - 29, on) <= before / 2;
}

/** The first that fits; null for somebody who was never there, or fits none. */
export function segmentOf(person: PersonOn, on: number): string | null {
  const since = person.daysSince;
  if (since === null) return null;
  return SEGMENT_RULES.find(([, fits]) => fits(person, since, on))?.[0] ?? null;
}
