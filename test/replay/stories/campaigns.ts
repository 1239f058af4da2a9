/** A person's weeks, a day's run and a conversation, with scripted steps. */

import { ApplicationFailure } from '@temporalio/common';
import type { DialogueActivities } from '../../../activities/campaigns/dialogue.ts';
import type { NextStep, ReactivateActivities } from '../../../activities/campaigns/reactivate.ts';
import type { RunActivities } from '../../../activities/campaigns/run-people.ts';
import type { SuggestIntervalsActivities } from '../../../activities/campaigns/suggest-intervals.ts';
import {
  bookingCreated,
  cancelReactivation,
  clientOptedOut,
  handOverChanged,
  inboundReceived,
  messageMoved,
  pauseReactivation,
  reactivationProgress,
  replyUnderstood,
  resumeReactivation,
  runReactivationId,
  suggestIntervalsId,
} from '../../../contracts/workflows/campaigns.ts';
import { TASK_QUEUES } from '../../../contracts/workflows/temporal.ts';
import { Unavailable } from '../../../domain/errors.ts';
import { asStoredFailure } from '../../../workers/activity-interceptor.ts';
import { COMPANY, type Play, type Story } from './story.ts';

const DAY_MS = 86_400_000;
const CLIENT = 5;

type Waiting = Extract<NextStep, { state: 'waiting' }>;
type Step = (at: string) => NextStep;

const waits =
  (waitsFor: Waiting['waitsFor'], days: number | null, attempt = 1): Step =>
  (at) => ({
    state: 'waiting',
    waitsFor,
    until: days === null ? null : new Date(Date.parse(at) + days * DAY_MS).toISOString(),
    attempt,
    messageId: attempt,
  });
const ends =
  (as: Extract<NextStep, { state: 'ended' }>['as']): Step =>
  () => ({ state: 'ended', as });

/** The steps are what the rows would answer each time the workflow asks. */
function weeks(name: string, steps: Step[], ended: object, meanwhile: (play: Play) => Promise<void>): Story {
  let asked = 0;
  const core: ReactivateActivities = {
    async takeStep({ at }) {
      const step = steps[Math.min(asked, steps.length - 1)];
      asked += 1;
      if (!step) throw ApplicationFailure.nonRetryable('story_without_steps', 'story_without_steps');
      return step(at);
    },
    startAttempt: async () => undefined,
    recordPause: async () => ({ status: 'paused' }),
    recordResume: async () => ({ status: 'running' }),
    recordCancel: async () => ({ status: 'cancelled' }),
  };
  return {
    workflow: 'reactivateClient',
    name,
    activities: { core },
    start: ({ gateway }) => gateway.startReactivation({ companyId: COMPANY, reactivationId: 3, clientId: CLIENT }),
    meanwhile,
    ends: ended,
  };
}

async function delivered(play: Play): Promise<void> {
  await play.until(reactivationProgress, 'message');
  await play.tell(messageMoved);
}

const people: Story[] = [
  weeks(
    'converted',
    [waits('message', null), waits('response', 7), waits('response', 5), ends('converted')],
    { ends: 'converted' },
    async (play) => {
      await delivered(play);
      await play.until(reactivationProgress, 'response');
      await play.env.sleep('2 days');
      await play.tell(bookingCreated);
      await play.tell(messageMoved);
    },
  ),
  weeks(
    'max-attempts',
    [
      waits('message', null, 1),
      waits('response', 7, 1),
      waits('next_attempt', 7, 1),
      waits('message', null, 2),
      waits('response', 7, 2),
      waits('next_attempt', 7, 2),
      waits('message', null, 3),
      waits('last_response', 14, 3),
      ends('max_attempts'),
    ],
    { ends: 'max_attempts' },
    async (play) => {
      for (let attempt = 1; attempt <= 3; attempt += 1) {
        await delivered(play);
        await play.until(reactivationProgress, attempt < 3 ? 'response' : 'last_response');
        await play.env.sleep('8 days');
        if (attempt < 3) await play.env.sleep('8 days');
      }
    },
  ),
  weeks(
    'paused-and-resumed',
    [
      waits('message', null),
      waits('response', 7),
      waits('pause', null),
      waits('response', 7),
      waits('pause', 3),
      waits('switch', 1),
      ends('expired'),
    ],
    { ends: 'expired' },
    async (play) => {
      await delivered(play);
      await play.until(reactivationProgress, 'response');
      await play.handle.executeUpdate(pauseReactivation, { args: [{ until: null }] });
      await play.until(reactivationProgress, 'pause');
      await play.env.sleep('4 days');
      await play.handle.executeUpdate(resumeReactivation);
      await play.until(reactivationProgress, 'response');
      const until = new Date((await play.env.currentTimeMs()) + 3 * DAY_MS).toISOString();
      await play.handle.executeUpdate(pauseReactivation, { args: [{ until }] });
    },
  ),
  weeks(
    'declined',
    [waits('message', null), waits('response', 7), ends('declined')],
    { ends: 'declined' },
    async (play) => {
      await delivered(play);
      await play.until(reactivationProgress, 'response');
      await play.tell(replyUnderstood);
    },
  ),
  weeks(
    'opted-out',
    [waits('message', null), waits('response', 7), ends('opted_out')],
    { ends: 'opted_out' },
    async (play) => {
      await delivered(play);
      await play.until(reactivationProgress, 'response');
      await play.tell(clientOptedOut);
    },
  ),
  weeks('cancelled', [waits('message', null), ends('cancelled')], { ends: 'cancelled' }, async (play) => {
    await play.until(reactivationProgress, 'message');
    await play.handle.executeUpdate(cancelReactivation);
  }),
  weeks('cancelled-by-an-operator', [waits('message', null)], { fails: 'cancelled' }, async (play) => {
    await play.until(reactivationProgress, 'message');
    await play.handle.cancel();
  }),
];

const RUN: RunActivities = {
  openRun: async () => ({ outcome: 'open', runId: 1 }),
  choosePeople: async () => ({ considered: 5, started: 3 }),
  startPeople: async () => ({ started: 3 }),
  closeRun: async () => undefined,
};

const away = (retryAfterMs: number) => async (): Promise<never> => {
  throw asStoredFailure(new Unavailable('temporal', 'grpc_14', retryAfterMs));
};

function run(name: string, activities: Partial<RunActivities>, ended: object): Story {
  return {
    workflow: 'runReactivation',
    name,
    activities: { core: { ...RUN, ...activities } },
    async start({ env }) {
      const workflowId = runReactivationId(COMPANY);
      await env.client.workflow.start('runReactivation', {
        workflowId,
        taskQueue: TASK_QUEUES.core,
        args: [{ companyId: COMPANY }],
      });
      return { workflowId };
    },
    ends: ended,
  };
}

const runs: Story[] = [
  run('done', {}, { outcome: 'done', considered: 5, started: 3 }),
  run('busy', { openRun: async () => ({ outcome: 'busy' }) }, { outcome: 'busy' }),
  run('failed', { startPeople: away(1_000) }, { fails: 'failed' }),
  run('too-long', { startPeople: away(40 * 60_000) }, { fails: 'too_long' }),
];

function conversation(
  name: string,
  activities: Partial<DialogueActivities>,
  ended: object,
  meanwhile?: (play: Play) => Promise<void>,
): Story {
  const all: DialogueActivities = {
    readReplies: async () => ({ outcome: 'read', upToReplyId: 2 }),
    actOnReplies: async () => ({ handled: 1, messageId: 9, needsPerson: false }),
    startAnswer: async () => undefined,
    leaveToPerson: async () => ({ outcome: 'read', upToReplyId: 2 }),
    ...activities,
  };
  return {
    workflow: 'holdConversation',
    name,
    activities: { core: all, model: all },
    start: ({ gateway }) => gateway.startConversation({ companyId: COMPANY, conversationId: 4 }),
    ...(meanwhile ? { meanwhile } : {}),
    ends: ended,
  };
}

const needsPerson = async () => ({ handled: 1, messageId: null, needsPerson: true });

const conversations: Story[] = [
  conversation('answered', {}, { handled: 1 }),
  conversation('burst-then-taken-over', { actOnReplies: needsPerson }, { handled: 1 }, async (play) => {
    await play.tell(inboundReceived);
    await play.tell(inboundReceived);
    await play.tell(handOverChanged);
  }),
  conversation('nothing-new', { readReplies: async () => ({ outcome: 'nothing_new' }) }, { handled: 0 }),
  conversation('model-away', { readReplies: away(10 * 60_000), actOnReplies: needsPerson }, { handled: 1 }),
];

function suggestions(
  name: string,
  activities: Partial<SuggestIntervalsActivities>,
  byHand: number[] | null,
  ended: object,
): Story {
  const all: SuggestIntervalsActivities = {
    planSuggestions: async ({ serviceIds }) => ({ batches: serviceIds === null ? [[1, 2], [3]] : [serviceIds] }),
    suggestForServices: async ({ serviceIds }) => ({ suggested: serviceIds.length }),
    ...activities,
  };
  return {
    workflow: 'suggestIntervals',
    name,
    activities: { core: all, model: all },
    async start({ env, gateway }) {
      if (byHand !== null) return gateway.startSuggestIntervals({ companyId: COMPANY, serviceIds: byHand });
      const workflowId = suggestIntervalsId(COMPANY);
      await env.client.workflow.start('suggestIntervals', {
        workflowId,
        taskQueue: TASK_QUEUES.core,
        args: [{ companyId: COMPANY }],
      });
      return { workflowId };
    },
    ends: ended,
  };
}

const intervals: Story[] = [
  suggestions('weekly', {}, null, { asked: 3, suggested: 3, failed: 0 }),
  suggestions('by-hand', {}, [5], { asked: 1, suggested: 1, failed: 0 }),
  suggestions('model-away', { suggestForServices: away(1_000) }, null, { asked: 3, suggested: 0, failed: 3 }),
];

export const campaignStories: Story[] = [...people, ...runs, ...conversations, ...intervals];
