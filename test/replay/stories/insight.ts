/** A company's numbers, brought up to date and filled in for the past. */

import type { InsightActivities, PastFilled } from '../../../activities/insight/create-insight-activities.ts';
import { insightWanted, refreshInsightId } from '../../../contracts/workflows/insight.ts';
import { TASK_QUEUES } from '../../../contracts/workflows/temporal.ts';
import { Unavailable } from '../../../domain/errors.ts';
import { asStoredFailure } from '../../../workers/activity-interceptor.ts';
import { COMPANY, type Story } from './story.ts';

interface Script {
  pastLeft?: number;
  slices?: number;
  /** How often something has changed meanwhile. */
  changes?: number;
  isAway?: boolean;
  isFull?: boolean;
  isScheduled?: boolean;
}

function refresh(name: string, ends: object, script: Script = {}): Story {
  const { pastLeft = 0, slices = 0, changes = 0, isAway = false, isFull = false, isScheduled = false } = script;
  let filled = 0;
  let refreshed = 0;
  const core: InsightActivities = {
    async refreshClients() {
      if (isAway) throw asStoredFailure(new Unavailable('database', 'away', 1));
      refreshed += 1;
      return { hasMore: refreshed <= changes };
    },
    takeSnapshot: async () => ({ pastLeft }),
    async fillPast(): Promise<PastFilled> {
      filled += 1;
      return { done: Math.min(filled, slices), total: slices };
    },
    wakeInsight: async () => undefined,
  };
  return {
    workflow: 'refreshInsight',
    name,
    activities: { core },
    async start({ env }) {
      const workflowId = `${refreshInsightId(COMPANY)}${isScheduled ? '-nightly' : ''}`;
      await env.client.workflow.signalWithStart('refreshInsight', {
        workflowId,
        taskQueue: TASK_QUEUES.core,
        args: [{ companyId: COMPANY, isFull, isScheduled }],
        signal: insightWanted,
        signalArgs: [{ isFull }],
      });
      return { workflowId };
    },
    ends,
  };
}

const done = { outcome: 'done' };

export const insightStories: Story[] = [
  refresh('changed', done),
  refresh('full-and-past', done, { isFull: true, pastLeft: 2, slices: 3 }),
  refresh('woken-by-schedule', { outcome: 'woken' }, { isFull: true, isScheduled: true }),
  refresh('database-away', { fails: 'Unavailable' }, { isAway: true }),
  // Enough slices for the 180 events after which it begins anew.
  refresh('continued-as-new', done, { pastLeft: 1, slices: 40 }),
  // As many events of changes alone: the past, which is still to be filled in, never gets its turn in this run.
  refresh('continued-as-new-while-changing', done, { pastLeft: 1, slices: 2, changes: 27 }),
];
