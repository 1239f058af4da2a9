/** How the club's people live: what they come for, how often, when they began and when they stopped coming. */

import type { Chance } from '../random.ts';
import { GYM, TRIAL } from './catalogue.ts';

export interface Habit {
  kind: 'regular' | 'classes' | 'personal' | 'massage' | 'occasional' | 'trial';
  /** What they book, by weight. */
  services: readonly (readonly [number, number])[];
  meanGapDays: number;
  /** Days before today: began, and the last day they still came (0 while they do). */
  beganDaysAgo: number;
  stoppedDaysAgo: number;
  buysPasses: boolean;
  hour: number;
}

const KINDS = [
  {
    kind: 'regular',
    share: 16,
    services: [
      [GYM, 8],
      [4, 1],
      [5, 1],
    ],
    gap: [4, 8],
    passes: 0.8,
  },
  {
    kind: 'classes',
    share: 22,
    services: [
      [2, 3],
      [3, 3],
      [4, 2],
      [5, 1],
      [6, 1],
    ],
    gap: [6, 12],
    passes: 0.45,
  },
  {
    kind: 'personal',
    share: 14,
    services: [
      [7, 8],
      [8, 1],
      [GYM, 2],
      [11, 0.3],
    ],
    gap: [6, 13],
    passes: 0.25,
  },
  {
    kind: 'massage',
    share: 12,
    services: [
      [9, 5],
      [10, 3],
    ],
    gap: [20, 38],
    passes: 0.02,
  },
  {
    kind: 'occasional',
    share: 22,
    services: [
      [GYM, 3],
      [2, 2],
      [4, 2],
      [6, 1],
      [10, 1],
    ],
    gap: [16, 40],
    passes: 0.08,
  },
  { kind: 'trial', share: 14, services: [[TRIAL, 1]], gap: [1000, 1000], passes: 0 },
] as const;

/** January fills the club, summer empties it; the month is 1 to 12. */
const SEASON = [1.35, 1.2, 1.1, 1, 0.95, 0.85, 0.6, 0.6, 1.15, 1.1, 1, 0.75];
export const seasonOf = (date: string): number => SEASON[Number(date.slice(5, 7)) - 1] ?? 1;

export const HISTORY_DAYS = 730;

export function inventHabit(chance: Chance): Habit {
  const kind = chance.weighted(KINDS.map((each) => [each, each.share] as const));
  const beganDaysAgo = chance.of(0.35) ? chance.between(400, HISTORY_DAYS) : chance.between(4, 600);
  // About half still come; the others drifted off, most of them within the last year.
  const stays = kind.kind !== 'trial' && chance.of(0.5);
  const stoppedDaysAgo = stays
    ? 0
    : Math.min(beganDaysAgo, chance.of(0.75) ? chance.between(15, 200) : chance.between(180, 600));
  return {
    kind: kind.kind,
    services: kind.services,
    meanGapDays: chance.between(kind.gap[0], kind.gap[1]),
    beganDaysAgo,
    stoppedDaysAgo,
    buysPasses: chance.of(kind.passes),
    hour: chance.weighted([
      [chance.between(10, 11), 3],
      [chance.between(12, 16), 3],
      [chance.between(16, 18), 5],
    ]),
  };
}
