/** A minute's copying of the booking platform, and a night's reading of everything. */

import type { InsightActivities } from '../../../activities/insight/create-insight-activities.ts';
import type { RebuildActivities, RebuildReading } from '../../../activities/sync/create-rebuild-activities.ts';
import type { RebuildStretch } from '../../../activities/sync/rebuild-pages.ts';
import type { SyncActivities } from '../../../activities/sync/create-sync-activities.ts';
import {
  pauseRebuild,
  rebuildCompanyId,
  rebuildProgress,
  resumeRebuild,
  runSyncCycleId,
} from '../../../contracts/workflows/sync.ts';
import { TASK_QUEUES } from '../../../contracts/workflows/temporal.ts';
import { RuleBroken, Unavailable } from '../../../domain/errors.ts';
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

type Stretch = Omit<RebuildStretch, 'collection' | 'page' | 'pages' | 'drift'>;

/** The stretches are what the rows would answer each time; a function of how often they were asked for. */
function rebuilding(
  name: string,
  stretch: (asked: number) => Stretch['outcome'] | Error,
  ends: object,
  more: Partial<Story> = {},
): Story {
  let asked = 0;
  const core: RebuildActivities & Pick<InsightActivities, 'wakeInsight'> = {
    startRebuild: async () => undefined,
    beginRebuild: async () => ({ rebuildId: 4, isPaused: false }),
    pauseRebuild: async () => undefined,
    endRebuild: async () => undefined,
    wakeInsight: async () => undefined,
  };
  const booking: RebuildReading = {
    async rebuildPages() {
      asked += 1;
      const outcome = stretch(asked);
      if (outcome instanceof Error) throw outcome;
      return { outcome, collection: outcome === 'done' ? null : 'records', page: asked, pages: 40, drift: 2 };
    },
  };
  return {
    workflow: 'rebuildCompany',
    name,
    activities: { core, booking },
    start: ({ gateway }) => gateway.startRebuild(COMPANY),
    ends,
    ...more,
  };
}

const done = { outcome: 'done', drift: 2 } as const;
const NIGHT: Stretch['outcome'][] = ['busy', 'room', 'more', 'done'];
/** The stretch under way ends when somebody has paused it. */
let isPaused = false;

const rebuildStories: Story[] = [
  rebuilding('done', (asked) => NIGHT[asked - 1] ?? 'done', done),
  rebuilding('paused-and-resumed', (asked) => (asked === 1 ? 'busy' : isPaused ? 'done' : 'more'), done, {
    async meanwhile({ handle, until }) {
      await until(rebuildProgress, 'waiting');
      await handle.executeUpdate(pauseRebuild);
      isPaused = true;
      await until(rebuildProgress, 'paused');
      await handle.executeUpdate(resumeRebuild);
    },
  }),
  rebuilding('refused-on-the-way', () => asStoredFailure(new RuleBroken('booking_token_refused', 'forbidden')), {
    fails: 'booking_token_refused',
  }),
  rebuilding('continued-as-new', (asked) => (asked > 110 ? 'done' : 'more'), done, { isLong: true }),
  {
    ...rebuilding('by-its-schedule', () => 'done', { outcome: 'started', drift: 0 }),
    async start({ env }) {
      // As a schedule names what it starts.
      const workflowId = `${rebuildCompanyId(COMPANY)}-2026-11-21T04:10:00Z`;
      await env.client.workflow.start('rebuildCompany', {
        workflowId,
        taskQueue: TASK_QUEUES.core,
        args: [{ companyId: COMPANY, isScheduled: true }],
      });
      return { workflowId };
    },
  },
];

const changed = { outcome: 'changed', counts: { visits: 2, clients: 1 } } as const;

export const syncStories: Story[] = [
  cycle('idle', { outcome: 'idle', counts: {}, hasCardsDue: false }, { outcome: 'idle', counts: {} }),
  cycle('changed', { ...changed, hasCardsDue: true }, changed),
  cycle('platform-away', null, { fails: 'Unavailable' }),
  ...rebuildStories,
];
