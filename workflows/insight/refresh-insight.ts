/** A company's numbers: brought up to date after every change, kept as today's snapshot, and filled in for the past. */

import {
  condition,
  continueAsNew,
  patched,
  proxyActivities,
  setCurrentDetails,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import type { InsightActivities, PastFilled } from '../../activities/insight/create-insight-activities.ts';
import {
  insightProgress,
  type InsightProgress,
  insightWanted,
  type RefreshedInsight,
  type RefreshInsight,
} from '../../contracts/workflows/insight.ts';
import { TASK_QUEUES } from '../../contracts/workflows/temporal.ts';

const insight = proxyActivities<InsightActivities>({
  taskQueue: TASK_QUEUES.core,
  // The largest company takes five seconds, on a busy machine a minute; a slice of the past a few more.
  startToCloseTimeout: '10 minutes',
  heartbeatTimeout: '8 seconds',
  // What is not done stays marked: reconcile and the next cycle wake this again.
  retry: { initialInterval: '1 second', maximumInterval: '30 seconds', maximumAttempts: 8 },
});

/** About ten minutes of slices: a history that a person can still read. */
const MOST_EVENTS = 180;
/** A busy evening must not keep the snapshot waiting: what is still marked then is asked for again. */
const MOST_REFRESHES = 20;

export async function refreshInsight(input: RefreshInsight): Promise<RefreshedInsight> {
  const { companyId } = input;
  // A schedule adds the time to the ids it starts; a company has one refresh, which is known by its name.
  if (input.isScheduled) {
    await insight.wakeInsight({ companyId, isFull: input.isFull ?? false });
    return { outcome: 'woken' };
  }

  let wanted: 'changed' | 'full' | null = input.isFull ? 'full' : 'changed';
  let progress: InsightProgress = { stage: 'refreshing', done: 0, total: 0 };
  setHandler(insightWanted, ({ isFull }) => {
    wanted = isFull ? 'full' : (wanted ?? 'changed');
  });
  setHandler(insightProgress, () => progress);

  const isWanted = (): boolean => wanted !== null;
  const isFullWanted = (): boolean => wanted === 'full';
  const show = (next: InsightProgress): void => {
    progress = next;
    setCurrentDetails(STORY[next.stage](next));
  };
  const now = (): string => new Date().toISOString();

  async function refresh(): Promise<{ pastLeft: number }> {
    show({ ...progress, stage: 'refreshing' });
    let keepsRest = false;
    for (let round = 0; wanted !== null && round < MOST_REFRESHES; round += 1) {
      const isFull = wanted === 'full';
      wanted = null;
      const refreshed = await insight.refreshClients.executeWithOptions(
        { summary: isFull ? 'Compute everything' : 'Compute what changed' },
        [{ companyId, at: now(), isFull }],
      );
      if (refreshed.hasMore) wanted ??= 'changed';
      keepsRest ||= refreshed.keepsRest ?? false;
    }
    const { pastLeft } = await insight.takeSnapshot.executeWithOptions({ summary: 'Keep the numbers of today' }, [
      { companyId, at: now(), keepsRest },
    ]);
    return { pastLeft };
  }

  const isLong = (): boolean => {
    const { continueAsNewSuggested, historyLength } = workflowInfo();
    return continueAsNewSuggested || historyLength > MOST_EVENTS;
  };

  // The past is filled in beside: a change does not wait for it.
  let slice: Slice | null = null;
  for (;;) {
    if (isWanted()) {
      const { pastLeft } = await refresh();
      if (pastLeft === 0 && slice === null && !isWanted()) break;
      // While changes keep coming this is the only place that is passed.
      if (isLong() && patched('begin-anew-while-changing')) {
        await slice?.result;
        await continueAsNew<typeof refreshInsight>({ companyId, isFull: isFullWanted() });
      }
      continue;
    }
    slice ??= begin(insight.fillPast.executeWithOptions({ summary: 'Fill in the past' }, [{ companyId, at: now() }]));
    const filling: Slice = slice;
    show({ ...progress, stage: 'filling_past' });
    await condition(() => isWanted() || filling.isOver);
    if (!filling.isOver) continue;
    slice = null;
    const { done, total } = await filling.result;
    show({ stage: 'filling_past', done, total });
    if (isWanted()) continue;
    if (done >= total) break;
    if (isLong()) await continueAsNew<typeof refreshInsight>({ companyId });
  }
  show({ ...progress, stage: 'done' });
  return { outcome: 'done' };
}

interface Slice {
  isOver: boolean;
  result: Promise<PastFilled>;
}

/** A failure is kept with the result: it is thrown where somebody waits for it. */
function begin(result: Promise<PastFilled>): Slice {
  const slice: Slice = { isOver: false, result };
  const over = (): void => {
    slice.isOver = true;
  };
  result.then(over, over);
  return slice;
}

const STORY: Record<InsightProgress['stage'], (progress: InsightProgress) => string> = {
  refreshing: () => 'Brings the numbers up to date',
  filling_past: ({ done, total }) => `Fills in the past: ${String(done)} of ${String(total)} days`,
  done: () => 'All numbers are up to date',
};
