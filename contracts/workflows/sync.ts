/** runSyncCycle and rebuildCompany: ids, messages, inputs and results. */

import { defineQuery, defineUpdate } from '@temporalio/workflow';

export const syncScheduleId = (companyId: number): string => `sync:${String(companyId)}`;
export const runSyncCycleId = (companyId: number): string => `sync:${String(companyId)}`;
export interface RunSyncCycle {
  companyId: number;
}
export interface SyncedCycle {
  outcome: 'changed' | 'idle' | 'busy';
  /** Rows written per collection. */
  counts: Record<string, number>;
}

export const rebuildScheduleId = (companyId: number): string => `rebuild:${String(companyId)}`;
export const rebuildCompanyId = (companyId: number): string => `rebuild:${String(companyId)}`;
export interface RebuildCompany {
  companyId: number;
  /** A schedule adds the time to the ids it starts: such a run only has the one of the company's own name begun. */
  isScheduled?: true;
  /** Of the run before, which began this one anew. */
  carried?: { rebuildId: number; isPaused: boolean };
}
export interface RebuiltCompany {
  /** `refused`: the platform refuses the company, so nothing was read · `started`: the schedule had the one of that name begun. */
  outcome: 'done' | 'refused' | 'started';
  /** Rows that differed. */
  drift: number;
}

/** Validated: a paused rebuild is not paused again. */
export const pauseRebuild = defineUpdate<RebuildProgress>('pause');
/** Validated: only a paused one goes on. */
export const resumeRebuild = defineUpdate<RebuildProgress>('resume');
export const rebuildProgress = defineQuery<RebuildProgress>('progress');
export interface RebuildProgress {
  stage: 'beginning' | 'reading' | 'waiting' | 'paused' | 'done';
  collection: string | null;
  page: number;
  /** Null where the platform tells no total. */
  pages: number | null;
  drift: number;
}
