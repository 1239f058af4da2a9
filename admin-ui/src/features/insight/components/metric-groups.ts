/** The metrics in the groups in which a manager thinks of them, what kind of number each is, and whether more of it is good. */

import type { Metrics } from '../../../../../contracts/http/metrics.ts';
import type { NumberKind } from './trend.ts';

export type MetricKey = keyof Metrics['metrics'];
export interface Nature {
  kind: NumberKind;
  /** Which way is good news; null where it depends. */
  good: 'up' | 'down' | null;
}

const people = (good: Nature['good']): Nature => ({ kind: 'count', good });
export const NATURES: Record<MetricKey, Nature> = {
  new_clients_7d: people('up'),
  new_clients_30d: people('up'),
  trial_conversion: { kind: 'rate', good: 'up' },
  weekly_active: people('up'),
  monthly_active: people('up'),
  core_clients: people('up'),
  early_churn: people('down'),
  inactive_60: people('down'),
  inactive_180: people('down'),
  pt_first: people('up'),
  pt_repeat: people('up'),
  pt_churn: people('down'),
  high_ltv: people('up'),
  milestone_10: people(null),
  milestone_25: people(null),
  milestone_50: people(null),
  milestone_100: people(null),
  milestone_200: people(null),
  milestone_500: people(null),
  average_bill_30d: { kind: 'money', good: 'up' },
  revenue_30d: { kind: 'money', good: 'up' },
  no_show_rate_30d: { kind: 'rate', good: 'down' },
};

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
  if (segment !== null) return people(WANTED_SEGMENTS.includes(segment) ? 'up' : 'down');
  return key in NATURES ? NATURES[key as MetricKey] : undefined;
}

/** `segment_at_risk` is the history of a segment. */
export const segmentOf = (key: string): string | null =>
  key.startsWith('segment_') ? key.slice('segment_'.length) : null;
