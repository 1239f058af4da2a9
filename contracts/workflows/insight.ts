/** refreshInsight: ids, messages, input and result. */

import { defineQuery, defineSignal } from '@temporalio/workflow';

export const refreshInsightId = (companyId: number): string => `insight:${String(companyId)}`;
export const insightScheduleId = (companyId: number): string => `insight:${String(companyId)}`;

export interface RefreshInsight {
  companyId: number;
  /** Everything is computed anew and not only what changed: nightly. */
  isFull?: boolean;
  /** A schedule's run under a name of its own: it only wakes the company's. */
  isScheduled?: boolean;
}
export interface RefreshedInsight {
  /** `woken`: a schedule's run only wakes the company's own. */
  outcome: 'done' | 'woken';
}

/** Something changed; told again while it works, it looks once more. */
export const insightWanted = defineSignal<[{ isFull: boolean }]>('insightWanted');

export interface InsightProgress {
  stage: 'refreshing' | 'filling_past' | 'done';
  /** Snapshots of the past: made, and planned. */
  done: number;
  total: number;
}
export const insightProgress = defineQuery<InsightProgress>('insightProgress');
