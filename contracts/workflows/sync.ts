/** runSyncCycle: ids, input and result. */

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
