/** One person over weeks: write, wait for a reply, a booking or a no, write again with the next discount, until it ends. */

import {
  ActivityFailure,
  allHandlersFinished,
  ApplicationFailure,
  CancellationScope,
  condition,
  continueAsNew,
  isCancellation,
  proxyActivities,
  setCurrentDetails,
  setHandler,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import type { NextStep, ReactivateActivities } from '../../activities/campaigns/reactivate.ts';
import {
  bookingChanged,
  bookingCreated,
  cancelReactivation,
  clientOptedOut,
  messageMoved,
  pauseReactivation,
  type ReactivateClient,
  type ReactivationEnd,
  reactivationProgress,
  replyUnderstood,
  resumeReactivation,
} from '../../contracts/workflows/campaigns.ts';
import { SEARCH_ATTRIBUTES, TASK_QUEUES } from '../../contracts/workflows/temporal.ts';

const activities = proxyActivities<ReactivateActivities>({
  taskQueue: TASK_QUEUES.core,
  startToCloseTimeout: '20s',
  retry: { initialInterval: '500ms', maximumInterval: '30s' },
});

type Waiting = Extract<NextStep, { state: 'waiting' }>;

/** What an operator reads in Temporal's UI; never who it is for. */
const STORY: Record<Waiting['waitsFor'], string> = {
  message: 'its message is on its way',
  response: 'waits for a reply',
  next_attempt: 'nobody answered; waits until the next attempt',
  last_response: 'was the last; stays open for a late answer',
  pause: 'paused',
  switch: 'reactivation is switched off; looks again tomorrow',
};

const MOST_EVENTS = 2_000;

export async function reactivateClient(input: ReactivateClient): Promise<{ ends: ReactivationEnd }> {
  // `news` only grows: what comes while the rows are being read is not missed, and what comes twice reads them once more.
  const told = { news: 0, read: 0 };
  let step: NextStep | undefined;
  let startedMessage: number | null = null;

  const isNews = (): boolean => told.news > told.read;
  const hear = (): void => {
    told.news += 1;
  };
  setHandler(messageMoved, hear, { description: 'The attempt’s message left, arrived or ended' });
  setHandler(replyUnderstood, hear, { description: 'They answered' });
  setHandler(bookingCreated, hear, { description: 'They booked' });
  setHandler(bookingChanged, hear, { description: 'Their booking took place, or was cancelled' });
  setHandler(clientOptedOut, hear, { description: 'They want no more messages' });

  const asked = async (record: () => Promise<{ status: string }>): Promise<{ status: string }> => {
    try {
      return await record();
    } catch (error) {
      // The caller is told the broken rule, not that some activity failed.
      throw error instanceof ActivityFailure && error.cause instanceof ApplicationFailure ? error.cause : error;
    } finally {
      told.news += 1;
    }
  };
  const mustBeOpen = (): void => {
    if (step?.state === 'ended') throw ApplicationFailure.nonRetryable('already ended', 'reactivation_ended');
  };
  const validator = { validator: mustBeOpen };
  setHandler(pauseReactivation, ({ until }) => asked(() => activities.recordPause({ ...input, until, at: now() })), {
    validator: (_asked: { until: string | null }) => {
      mustBeOpen();
    },
    description: 'A person pauses it',
  });
  setHandler(resumeReactivation, () => asked(() => activities.recordResume({ ...input, at: now() })), {
    ...validator,
    description: 'A person resumes it',
  });
  setHandler(cancelReactivation, () => asked(() => activities.recordCancel({ ...input, at: now() })), {
    ...validator,
    description: 'A person ends it',
  });
  setHandler(reactivationProgress, () => ({
    stage: step === undefined ? 'starting' : step.state === 'ended' ? step.as : step.waitsFor,
    attempt: step?.state === 'waiting' ? step.attempt : 0,
  }));

  try {
    for (;;) {
      told.read = told.news;
      // The rows are the truth: after a crash, a lost notice or on another server it goes on from them.
      step = await activities.takeStep({ ...input, at: now() });
      tell(step);
      if (step.state === 'ended') break;
      if (step.messageId !== null && step.messageId !== startedMessage) {
        await activities.startAttempt({ companyId: input.companyId, messageId: step.messageId });
        startedMessage = step.messageId;
      }
      await newsOr(step, isNews);
      if (isLong()) {
        await condition(allHandlersFinished);
        await continueAsNew<typeof reactivateClient>(input);
      }
    }
  } catch (error) {
    // An operator cancelled the workflow: the row says so, and what has not been sent is not sent.
    if (isCancellation(error))
      await CancellationScope.nonCancellable(() => activities.recordCancel({ ...input, at: now() }));
    throw error;
  }
  await condition(allHandlersFinished);
  return { ends: step.as };
}

async function newsOr({ until, waitsFor }: Waiting, isNews: () => boolean): Promise<void> {
  if (until === null) await condition(isNews);
  else await condition(isNews, Math.max(1, Date.parse(until) - Date.now()), { summary: STORY[waitsFor] });
}

const now = (): string => new Date().toISOString();

function isLong(): boolean {
  const { continueAsNewSuggested, historyLength } = workflowInfo();
  return continueAsNewSuggested || historyLength > MOST_EVENTS;
}

function tell(step: NextStep): void {
  const status = step.state === 'ended' ? step.as : step.waitsFor;
  upsertSearchAttributes([{ key: SEARCH_ATTRIBUTES.status, value: status }]);
  if (step.state === 'ended') setCurrentDetails(`Ended: ${step.as}`);
  else
    setCurrentDetails(
      `Attempt ${String(step.attempt)}: ${STORY[step.waitsFor]}${step.until ? ` (${step.until})` : ''}`,
    );
}
