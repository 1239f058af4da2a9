/** A minute's copying of the booking platform. */

import type { InsightActivities } from '../../../activities/insight/create-insight-activities.ts';
import type { SyncActivities } from '../../../activities/sync/create-sync-activities.ts';
import { runSyncCycleId } from '../../../contracts/workflows/sync.ts';
import { TASK_QUEUES } from '../../../contracts/workflows/temporal.ts';
import { Unavailable } from '../../../domain/errors.ts';
import { asStoredFailure } from '../../../workers/activity-interceptor.ts';
import { COMPANY, type Story } from './story.ts';

type Synced = Awaited<ReturnType<SyncActivities['syncChanges']>>;

function cycle(name: string, synced: Synced | null, ends: object): Story {
  const booking: Pick<SyncActivities, 'syncChanges' | 'readCards'> = {
    async syncChanges() {
      if (synced === null) throw asStoredFailure(new Unavailable('booking', 'http_503', 1_000));
      return synced;
    },
    readCards: async () => ({ read: 2, hasMore: false }),
  };
  return {
    workflow: 'runSyncCycle',
    name,
    activities: {
      booking,
      core: { wakeInsight: async () => undefined } satisfies Pick<InsightActivities, 'wakeInsight'>,
    },
    async start({ env }) {
      const workflowId = runSyncCycleId(COMPANY);
      await env.client.workflow.start('runSyncCycle', {
        workflowId,
        taskQueue: TASK_QUEUES.core,
        args: [{ companyId: COMPANY }],
      });
      return { workflowId };
    },
    ends,
  };
}

const changed = { outcome: 'changed', counts: { visits: 2, clients: 1 } } as const;

export const syncStories: Story[] = [
  cycle('idle', { outcome: 'idle', counts: {}, hasCardsDue: false }, { outcome: 'idle', counts: {} }),
  cycle('changed', { ...changed, hasCardsDue: true }, changed),
  cycle('platform-away', null, { fails: 'Unavailable' }),
];
