/** The names of everything that is counted about a company, and what kind of number each is (definitions.md, "Metrics"). */

/** `count`: people · `rate`: a fraction · `money`: minor units · `money_average`: minor units, not rounded. */
export type MetricKind = 'count' | 'rate' | 'money' | 'money_average';

export const METRICS = {
  new_clients_7d: 'count',
  new_clients_30d: 'count',
  trial_conversion: 'rate',
  weekly_active: 'count',
  monthly_active: 'count',
  core_clients: 'count',
  early_churn: 'count',
  inactive_60: 'count',
  inactive_180: 'count',
  pt_first: 'count',
  pt_repeat: 'count',
  pt_churn: 'count',
  high_ltv: 'count',
  milestone_10: 'count',
  milestone_25: 'count',
  milestone_50: 'count',
  milestone_100: 'count',
  milestone_200: 'count',
  milestone_500: 'count',
  average_bill_30d: 'money_average',
  revenue_30d: 'money',
  no_show_rate_30d: 'rate',
} as const satisfies Record<string, MetricKind>;

export type MetricKey = keyof typeof METRICS;
export const METRIC_KEYS = Object.keys(METRICS) as [MetricKey, ...MetricKey[]];

/** Behind each count are people: these can be opened as a list. */
export const PEOPLE_METRIC_KEYS = METRIC_KEYS.filter((key) => METRICS[key] === 'count') as [MetricKey, ...MetricKey[]];

export const MILESTONES = [10, 25, 50, 100, 200, 500] as const;

/** definitions.md, "trial_funnel": each step holds those who also passed the one before. */
export const TRIAL_STEPS = ['first_visit', 'second_visit', 'membership', 'three_in_thirty_days'] as const;
export type TrialStep = (typeof TRIAL_STEPS)[number];
