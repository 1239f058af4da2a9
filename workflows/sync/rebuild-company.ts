/** A company's whole copy read again, in stretches between its cycles; a person may pause it and let it go on. */

import {
  ActivityFailure,
  allHandlersFinished,
  ApplicationFailure,
  CancellationScope,
  condition,
  ContinueAsNew,
  continueAsNew,
  isCancellation,
  proxyActivities,
  setCurrentDetails,
  setHandler,
  sleep,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import type { InsightActivities } from '../../activities/insight/create-insight-activities.ts';
import type { RebuildActivities, RebuildReading } from '../../activities/sync/create-rebuild-activities.ts';
import type { RebuildStretch } from '../../activities/sync/rebuild-pages.ts';
import {
  pauseRebuild,
  type RebuildCompany,
  rebuildProgress,
  type RebuildProgress,
  type RebuiltCompany,
  resumeRebuild,
} from '../../contracts/workflows/sync.ts';
import { SEARCH_ATTRIBUTES, TASK_QUEUES } from '../../contracts/workflows/temporal.ts';

const rows = proxyActivities<RebuildActivities>({
  taskQueue: TASK_QUEUES.core,
  startToCloseTimeout: '20s',
  retry: { initialInterval: '500ms', maximumInterval: '30s' },
});
const booking = proxyActivities<RebuildReading>({
  taskQueue: TASK_QUEUES.booking,
  // A stretch is a hundred requests; in the background they wait for whoever is waited for.
  startToCloseTimeout: '30 minutes',
  heartbeatTimeout: '8 seconds',
  // A platform that is away for a part of the night does not cost the night's rebuild.
  retry: { initialInterval: '2 seconds', maximumInterval: '5 minutes', maximumAttempts: 40 },
});

const { wakeInsight } = proxyActivities<Pick<InsightActivities, 'wakeInsight'>>({
  taskQueue: TASK_QUEUES.core,
  startToCloseTimeout: '10 seconds',
  retry: { initialInterval: '500 milliseconds', maximumAttempts: 4 },
});

/** A cycle that was let in is at it by then; an idle one is through. */
const ROOM = '2 seconds';
/** A cycle has the company, a first copy for hours; or others need the platform's limit. */
const BUSY = '15 seconds';
const MOST_STRETCHES = 100;

export async function rebuildCompany({ companyId, isScheduled, carried }: RebuildCompany): Promise<RebuiltCompany> {
  if (isScheduled) {
    await rows.startRebuild({ companyId });
    return { outcome: 'started', drift: 0 };
  }

  let rebuildId = carried?.rebuildId;
  let isPaused = carried?.isPaused ?? false;
  let stage: RebuildProgress['stage'] = 'beginning';
  let last: RebuildStretch | undefined;

  const progress = (): RebuildProgress => ({
    stage: isPaused && stage !== 'done' ? 'paused' : stage,
    collection: last?.collection ?? null,
    page: last?.page ?? 0,
    pages: last?.pages ?? null,
    drift: last?.drift ?? 0,
  });
  const mayTurn = (wanted: boolean): void => {
    if (stage === 'done') throw ApplicationFailure.nonRetryable('it has ended', 'rebuild_ended');
    if (rebuildId === undefined) throw ApplicationFailure.nonRetryable('it has not begun', 'rebuild_not_begun');
    if (isPaused === wanted)
      throw ApplicationFailure.nonRetryable('nothing to do', wanted ? 'rebuild_paused' : 'rebuild_not_paused');
  };
  const turn = async (wanted: boolean): Promise<RebuildProgress> => {
    isPaused = wanted;
    // The stretch under way reads the row after every page.
    if (rebuildId !== undefined) await rows.pauseRebuild({ companyId, rebuildId, isPaused: wanted });
    return progress();
  };
  setHandler(pauseRebuild, () => turn(true), {
    validator: () => {
      mayTurn(true);
    },
    description: 'A person pauses it',
  });
  setHandler(resumeRebuild, () => turn(false), {
    validator: () => {
      mayTurn(false);
    },
    description: 'A person lets it go on',
  });
  setHandler(rebuildProgress, progress);

  if (rebuildId === undefined) {
    const begun = await rows.beginRebuild({ companyId, at: now() });
    if (begun === null) {
      stage = 'done';
      tell('refused', 'The platform refuses the company: nothing can be read');
      return { outcome: 'refused', drift: 0 };
    }
    ({ rebuildId, isPaused } = begun);
  }
  const one = { companyId, rebuildId };
  // A function, because the compiler does not see that handlers change it while the main line waits.
  const isHeld = (): boolean => isPaused;

  try {
    for (let stretches = 0; ; stretches += 1) {
      // Each is up to a hundred pages.
      if (stretches >= MOST_STRETCHES || workflowInfo().continueAsNewSuggested) {
        await condition(allHandlersFinished);
        await continueAsNew<typeof rebuildCompany>({ companyId, carried: { rebuildId, isPaused: isHeld() } });
      }
      if (isHeld()) {
        tell('paused', `Paused; ${told(last)}`);
        await condition(() => !isHeld());
      }
      stage = 'reading';
      tell('running', told(last));
      last = await booking.rebuildPages.executeWithOptions({ summary: 'Read some pages again' }, [
        { ...one, at: now() },
      ]);
      if (last.outcome === 'done') break;
      stage = last.outcome === 'busy' ? 'waiting' : stage;
      if (last.outcome === 'busy') tell('waiting', `Others are at the platform; ${told(last)}`);
      if (last.outcome === 'busy' || last.outcome === 'room') await sleep(last.outcome === 'busy' ? BUSY : ROOM);
    }
    stage = 'done';
    await rows.endRebuild({ ...one, failureCode: null });
    if (last.drift > 0) await tellInsight(companyId);
    tell('done', `${String(last.drift)} rows differed`);
    await condition(allHandlersFinished);
    return { outcome: 'done', drift: last.drift };
  } catch (error) {
    if (error instanceof ContinueAsNew) throw error;
    stage = 'done';
    const code = isCancellation(error) ? 'cancelled' : codeOf(error);
    await CancellationScope.nonCancellable(() => rows.endRebuild({ ...one, failureCode: code }));
    tell('failed', 'Failed: what is merged stays, tomorrow’s rebuild reads everything again');
    throw isCancellation(error) ? error : ApplicationFailure.nonRetryable('The rebuild failed', code);
  }
}

/** The rows are in, and nothing is lost when nobody can be told of them: reconcile finds their marks. */
async function tellInsight(companyId: number): Promise<void> {
  try {
    await wakeInsight({ companyId, isFull: false });
  } catch (error) {
    if (isCancellation(error)) throw error;
  }
}

const now = (): string => new Date().toISOString();

function codeOf(error: unknown): string {
  const cause = error instanceof ActivityFailure ? error.cause : error;
  return cause instanceof ApplicationFailure && cause.type ? cause.type : 'failed';
}

function told(stretch: RebuildStretch | undefined): string {
  if (!stretch?.collection) return 'reading everything again';
  const of = stretch.pages === null ? '' : ` of ${String(stretch.pages)}`;
  return `${stretch.collection}, page ${String(stretch.page)}${of}; ${String(stretch.drift)} rows differed`;
}

function tell(status: string, story: string): void {
  upsertSearchAttributes([{ key: SEARCH_ATTRIBUTES.status, value: status }]);
  setCurrentDetails(story);
}
