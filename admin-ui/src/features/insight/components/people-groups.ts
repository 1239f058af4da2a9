/** Groups of people that a page looks at one by one: the number that counts them, and what finds them. */

import type { Metrics } from '../../../../../contracts/http/metrics.ts';
import type { Segments } from '../../../../../contracts/http/insight.ts';
import { segmentOf } from './metric-groups.ts';

/** A metric, or a segment as its history is called: `segment_lost_clients`. */
export type GroupKey = string;

export const CHURNED: GroupKey[] = ['early_churn', 'inactive_60', 'inactive_180', 'segment_lost_clients'];
export const TRAINING: GroupKey[] = ['pt_first', 'pt_repeat', 'pt_churn', 'segment_pt_cancellations'];

/** How the list of clients is asked for exactly these people. */
export function filterOf(key: GroupKey): Record<string, string> {
  const segment = segmentOf(key);
  return segment === null ? { metric: key } : { segment };
}

/** Undefined until it is known. */
export function countOf(
  key: GroupKey,
  metrics: Metrics['metrics'] | undefined,
  segments: Segments['segments'] | undefined,
): number | undefined {
  const segment = segmentOf(key);
  const found =
    segment === null ? metrics?.[key as keyof Metrics['metrics']] : segments?.[segment as keyof Segments['segments']];
  return found ?? undefined;
}

/** The one in the address if the page has it, else the one to begin with. */
export const chosenOf = (groups: readonly GroupKey[], asked: string | undefined, first: GroupKey): GroupKey =>
  groups.find((key) => key === asked) ?? first;
