/** One minute of copying: what changed at the booking platform since the last cycle, then some of the cards that nobody has read yet. */

import { isCancellation, proxyActivities } from '@temporalio/workflow';
import type { InsightActivities } from '../../activities/insight/create-insight-activities.ts';
import type { SyncActivities } from '../../activities/sync/create-sync-activities.ts';
import type { RunSyncCycle, SyncedCycle } from '../../contracts/workflows/sync.ts';
import { TASK_QUEUES } from '../../contracts/workflows/temporal.ts';

const booking = proxyActivities<SyncActivities>({
  taskQueue: TASK_QUEUES.booking,
  // A first copy of years takes minutes at 200 requests a minute; it shows every few seconds that it lives.
  startToCloseTimeout: '30 minutes',
  heartbeatTimeout: '8 seconds',
  // The next minute's cycle goes on where this one stopped, so giving up early loses nothing.
  retry: { initialInterval: '2 seconds', maximumInterval: '30 seconds', maximumAttempts: 6 },
});

const { wakeInsight } = proxyActivities<Pick<InsightActivities, 'wakeInsight'>>({
  taskQueue: TASK_QUEUES.core,
  startToCloseTimeout: '10 seconds',
  retry: { initialInterval: '500 milliseconds', maximumAttempts: 4 },
});

export async function runSyncCycle({ companyId }: RunSyncCycle): Promise<SyncedCycle> {
  const at = new Date().toISOString();
  // An idle cycle is this one activity.
  const { outcome, counts, hasCardsDue } = await booking.syncChanges.executeWithOptions(
    { summary: 'Copy what changed' },
    [{ companyId, at }],
  );
  // The numbers do not wait for the cards, which take up to a minute and may bring memberships.
  if (outcome === 'changed') await tellInsight(companyId);
  if (hasCardsDue) {
    const { read } = await booking.readCards.executeWithOptions({ summary: 'Read cards' }, [{ companyId, at }]);
    if (read > 0) await tellInsight(companyId);
  }
  return { outcome, counts };
}

/** The rows are in, and nothing is lost when nobody can be told of them: reconcile finds their marks. */
async function tellInsight(companyId: number): Promise<void> {
  try {
    await wakeInsight({ companyId, isFull: false });
  } catch (error) {
    if (isCancellation(error)) throw error;
  }
}
