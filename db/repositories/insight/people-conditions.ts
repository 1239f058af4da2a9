/** Who is behind a number: the conditions of definitions.md on one row of facts `m` as of a day. */

import type { MetricKey, TrialStep } from '../../../domain/insight/metric-keys.ts';

const DAY = 'cast(:asOf as date)';
const milestone = (n: number): string => `m.visits >= ${String(n)} and m.visits - m.visits_30d < ${String(n)}`;

/** The same as db/queries/metrics-people.sql counts in one pass; a test holds every list to its number. */
export const BEHIND_METRIC: Readonly<Partial<Record<MetricKey, string>>> = {
  new_clients_7d: `m.first_visit_on >= ${DAY} - 6`,
  new_clients_30d: `m.first_visit_on >= ${DAY} - 29`,
  weekly_active: 'm.visits_7d > 0',
  monthly_active: 'm.visits_30d > 0',
  core_clients: 'm.visits_30d >= 3',
  early_churn: `m.first_visit_on between ${DAY} - 89 and ${DAY} - 30 and m.last_visit_on <= ${DAY} - 21 and not m.has_future_booking`,
  inactive_60: `m.last_visit_on between ${DAY} - 179 and ${DAY} - 60`,
  inactive_180: `m.last_visit_on <= ${DAY} - 180`,
  pt_first: `m.first_pt_on >= ${DAY} - 29`,
  pt_repeat: `m.pt_visits >= 2 and m.last_pt_on >= ${DAY} - 29`,
  pt_churn: `m.pt_visits >= 2 and m.last_pt_on between ${DAY} - 180 and ${DAY} - 45 and not m.has_future_pt_booking`,
  high_ltv: 'm.is_high_ltv',
  milestone_10: milestone(10),
  milestone_25: milestone(25),
  milestone_50: milestone(50),
  milestone_100: milestone(100),
  milestone_200: milestone(200),
  milestone_500: milestone(500),
};

const TRIED = `m.first_visit_on between ${DAY} - 179 and ${DAY} - 90`;
const CAME_AGAIN = 'coalesce(m.second_visit_on <= m.first_visit_on + 30, false)';
const JOINED = 'coalesce(m.first_membership_on <= m.first_visit_on + 30, false)';
const HABIT = 'm.came_thrice_in_thirty';
/** As db/queries/metrics-trial-funnel.sql counts them. Each step asks for those before it as well. */
const REACHED: Readonly<Record<TrialStep, string[]>> = {
  first_visit: [TRIED],
  second_visit: [TRIED, CAME_AGAIN],
  membership: [TRIED, CAME_AGAIN, JOINED],
  three_in_thirty_days: [TRIED, CAME_AGAIN, JOINED, HABIT],
};
const NEXT_STEP: Readonly<Partial<Record<TrialStep, string>>> = {
  first_visit: CAME_AGAIN,
  second_visit: JOINED,
  membership: HABIT,
};

/** Who reached a step; with `dropped` those who went no further (from the last step nobody can drop). */
export function behindTrialStep(step: TrialStep, dropped: boolean): string {
  const reached = REACHED[step].join(' and ');
  if (!dropped) return reached;
  const next = NEXT_STEP[step];
  return next === undefined ? 'false' : `${reached} and not ${next}`;
}
