/** One person's unread messages: wait until they have finished typing, understand, act, answer or call a person. */

import {
  allHandlersFinished,
  condition,
  isCancellation,
  proxyActivities,
  setCurrentDetails,
  setHandler,
} from '@temporalio/workflow';
import type { DialogueActivities } from '../../activities/campaigns/dialogue.ts';
import { handOverChanged, type HoldConversation, inboundReceived } from '../../contracts/workflows/campaigns.ts';
import { TASK_QUEUES } from '../../contracts/workflows/temporal.ts';

const reading = proxyActivities<DialogueActivities>({
  taskQueue: TASK_QUEUES.model,
  startToCloseTimeout: '90 seconds',
  // A model that is away for an hour is waited for; after that a person reads it.
  retry: { initialInterval: '2 seconds', maximumInterval: '2 minutes' },
  scheduleToCloseTimeout: '1 hour',
});
const acting = proxyActivities<DialogueActivities>({
  taskQueue: TASK_QUEUES.core,
  startToCloseTimeout: '20 seconds',
  retry: { maximumInterval: '30 seconds' },
});

/** People write in bursts: the answer waits for a few quiet seconds, but not for ever. */
const QUIET = '4 seconds';
const MOST_BURSTS = 15;

export async function holdConversation(input: HoldConversation): Promise<{ handled: number }> {
  let hasNews = true;
  setHandler(inboundReceived, () => void (hasNews = true), { description: 'The client wrote' });
  setHandler(handOverChanged, () => void (hasNews = true), { description: 'A person took over, or gave back' });

  let handled = 0;
  while (hasNews) {
    for (let bursts = 0; hasNews && bursts < MOST_BURSTS; bursts += 1) {
      hasNews = false;
      await condition(() => hasNews, QUIET);
    }
    hasNews = false;
    setCurrentDetails('Reading what the client wrote');
    // The rows are the truth: however many signals came or were lost, what is unhandled is read.
    const read = await understood(input);
    if (read.outcome === 'nothing_new') continue;
    const acted = await acting.actOnReplies({ ...input, upToReplyId: read.upToReplyId, at: now() });
    handled += acted.handled;
    if (acted.messageId !== null) await acting.startAnswer({ ...input, messageId: acted.messageId });
    setCurrentDetails(acted.needsPerson ? 'A person has to answer' : 'Answered, or nothing to answer');
  }
  await condition(allHandlersFinished);
  return { handled };
}

/** When the model stays away, a person reads: silence towards a client who wrote is the one thing not allowed. */
async function understood(
  input: HoldConversation,
): Promise<{ outcome: 'nothing_new' } | { outcome: 'read'; upToReplyId: number }> {
  try {
    return await reading.readReplies({ ...input, at: now() });
  } catch (error) {
    if (isCancellation(error)) throw error;
    return acting.leaveToPerson({ ...input, at: now() });
  }
}

const now = (): string => new Date().toISOString();
