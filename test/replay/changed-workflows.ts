/** What a careless release would look like: the same workflow type with another first step. Only the replay test bundles it. */

import { proxyActivities, sleep } from '@temporalio/workflow';
import type { ReconcileActivities } from '../../activities/delivery/reconcile.ts';

const { startMissing } = proxyActivities<ReconcileActivities>({ startToCloseTimeout: '4m' });

export async function reconcile(): Promise<unknown> {
  await sleep('1 minute');
  return startMissing({ at: new Date().toISOString() });
}
