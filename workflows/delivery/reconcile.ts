/** Fills Temporal from the open rows, whatever happened to either: at every start and every five minutes. */

import { proxyActivities } from '@temporalio/workflow';
import type { Reconciled, ReconcileActivities } from '../../activities/delivery/reconcile.ts';
import { TASK_QUEUES } from '../../contracts/workflows/temporal.ts';

const { startMissing } = proxyActivities<ReconcileActivities>({
  taskQueue: TASK_QUEUES.core,
  startToCloseTimeout: '4m',
  heartbeatTimeout: '30s',
  // The next run comes in five minutes anyway.
  retry: { initialInterval: '2s', maximumAttempts: 5 },
});

export async function reconcile(): Promise<Reconciled> {
  return startMissing({ at: new Date().toISOString() });
}
