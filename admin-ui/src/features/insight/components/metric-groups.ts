/** The metrics in the groups in which a manager thinks of them, what kind of number each is, and whether more of it is good. */

import { METRICS, type MetricKey } from '../../../../../contracts/http/insight-keys.ts';
import type { NumberKind } from './trend.ts';

export type { MetricKey };
export interface Nature {
  kind: NumberKind;
  /** Which way is good news; null where it depends. */
  good: 'up' | 'down' | null;
}

const GOOD: Record<MetricKey, Nature['good']> = {
  new_clients_7d: 'up',
  new_clients_30d: 'up',
  trial_conversion: 'up',
  weekly_active: 'up',
  monthly_active: 'up',
  core_clients: 'up',
  early_churn: 'down',
  inactive_60: 'down',
  inactive_180: 'down',
  pt_first: 'up',
  pt_repeat: 'up',
  pt_churn: 'down',
  high_ltv: 'up',
  milestone_10: null,
  milestone_25: null,
  milestone_50: null,
  milestone_100: null,
  milestone_200: null,
  milestone_500: null,
  average_bill_30d: 'up',
  revenue_30d: 'up',
  no_show_rate_30d: 'down',
};
/** An average is money like any other here: how it was rounded is not seen. */
const kindOf = (key: MetricKey): NumberKind => (METRICS[key] === 'money_average' ? 'money' : METRICS[key]);
export const NATURES = Object.fromEntries(
  Object.entries(GOOD).map(([key, good]) => [key, { kind: kindOf(key as MetricKey), good }]),
) as Record<MetricKey, Nature>;

export const GROUPS: { group: string; keys: MetricKey[] }[] = [
  { group: 'active', keys: ['monthly_active', 'weekly_active', 'core_clients', 'no_show_rate_30d'] },
  { group: 'trial', keys: ['new_clients_30d', 'new_clients_7d', 'trial_conversion'] },
  { group: 'lost', keys: ['early_churn', 'inactive_60', 'inactive_180'] },
  { group: 'value', keys: ['revenue_30d', 'average_bill_30d', 'high_ltv'] },
  { group: 'pt', keys: ['pt_repeat', 'pt_first', 'pt_churn'] },
];
export const MILESTONES: MetricKey[] = [
  'milestone_10',
  'milestone_25',
  'milestone_50',
  'milestone_100',
  'milestone_200',
  'milestone_500',
];
/** Where segments are counted, fewer of these are good news. */
const WANTED_SEGMENTS = ['regular_members', 'vip_members'];

export function natureOf(key: string): Nature | undefined {
  const segment = segmentOf(key);
  if (segment !== null) return { kind: 'count', good: WANTED_SEGMENTS.includes(segment) ? 'up' : 'down' };
  return key in NATURES ? NATURES[key as MetricKey] : undefined;
}

/** `segment_at_risk` is the history of a segment. */
export const segmentOf = (key: string): string | null =>
  key.startsWith('segment_') ? key.slice('segment_'.length) : null;
