/** One message from draft to the end of its row: write it, let a person decide where the company wants that, and hand it over when it may go. */

import {
  allHandlersFinished,
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
import type { DeliveryActivities, MessageStage } from '../../activities/delivery.ts';
import type { ModerationActivities } from '../../activities/moderation.ts';
import {
  approveMessage,
  type BookingSteps,
  cancelMessage,
  type Decide,
  type Decided,
  DEFAULT_PATIENCE,
  type DeliverMessage,
  type Delivered,
  editMessage,
  type Ending,
  messageProgress,
  rejectMessage,
  rewriteMessage,
  rowSettled,
  rowTakenBack,
  type WritingSteps,
} from '../../contracts/workflows/delivery.ts';
import { SEARCH_ATTRIBUTES, TASK_QUEUES } from '../../contracts/workflows/temporal.ts';
import { type DecisionKind, ModerationCard } from './moderation-card.ts';

/** Short database work: again soon, and as long as it takes. */
const QUICK = {
  taskQueue: TASK_QUEUES.core,
  startToCloseTimeout: '10s',
  retry: { initialInterval: '500ms', maximumInterval: '15s' },
} as const;
const delivery = proxyActivities<DeliveryActivities>(QUICK);
const moderation = proxyActivities<ModerationActivities>(QUICK);
const writing = proxyActivities<WritingSteps>({
  taskQueue: TASK_QUEUES.model,
  startToCloseTimeout: '2m',
  retry: { initialInterval: '1s', maximumInterval: '1m' },
});
const booking = proxyActivities<BookingSteps>({
  taskQueue: TASK_QUEUES.booking,
  startToCloseTimeout: '1m',
  retry: { initialInterval: '1s', maximumInterval: '1m' },
});

/** Messages that expire together would wake together. */
const JITTER_MS = 10 * 60_000;
const MOST_EVENTS = 2_000;

/** What an operator reads in Temporal's UI; never who it is for or what it says. */
const STORY: Record<MessageStage['stage'], string> = {
  drafting: 'Being written',
  awaiting_approval: 'Waits for a moderator',
  approved: 'On its way to the outbox',
  queued: 'In the outbox: leaves when window, limits and caps allow',
  ended: 'Ended',
};

export async function deliverMessage(input: DeliverMessage): Promise<Delivered> {
  const message = { companyId: input.companyId, messageId: input.messageId };
  const card = new ModerationCard();
  // `news` only grows: what comes while the row is being read is not missed, and what comes twice reads it once more.
  const told = { news: 0, read: 0, isCancelled: false };
  let now: MessageStage | undefined;

  const decide = async (kind: DecisionKind, { decisionId }: Decide): Promise<Decided> => {
    try {
      const recorded = await card.decide(kind, () => moderation.recordDecision({ ...message, decisionId, at: at() }));
      return { status: recorded.status, decisionId };
    } finally {
      // Also after a refusal: the row may know of something that this workflow does not.
      told.news += 1;
    }
  };
  const validator = (_asked: Decide): void => {
    card.mustBeDecidable();
  };
  setHandler(approveMessage, (asked) => decide('approve', asked), { validator, description: 'A person says yes' });
  setHandler(rejectMessage, (asked) => decide('reject', asked), { validator, description: 'A person says no' });
  setHandler(editMessage, (asked) => decide('edit', asked), { validator, description: 'A person changes the text' });
  setHandler(rewriteMessage, (asked) => decide('rewrite', asked), {
    validator,
    description: 'Written again, with an instruction',
  });
  setHandler(cancelMessage, () => void (told.isCancelled = true), {
    description: 'What has not been sent is not sent',
  });
  setHandler(rowSettled, () => void (told.news += 1), { description: 'The outbox row reached its end' });
  setHandler(rowTakenBack, () => void (told.news += 1), { description: 'The row has to be looked at again' });
  setHandler(messageProgress, () => ({ stage: now?.stage ?? 'starting' }));

  /** Remembers how much was known when a step asked where the message stands: what comes later makes the loop ask again. */
  const stands = (step: () => Promise<MessageStage>): Promise<MessageStage> => {
    told.read = told.news;
    return step();
  };
  const look = (): Promise<MessageStage> => stands(() => delivery.messageStage(message));
  const cancel = (): Promise<MessageStage> =>
    stands(() => delivery.endMessage({ ...message, ending: 'cancelled', reason: null, at: at() }));
  let isAsked = false;
  async function ask(): Promise<void> {
    // Open before the first person can see it: whoever clicks the moment the card appears must not hear "not ready".
    card.open();
    await moderation.openForApproval({ ...message, at: at() });
    isAsked = true;
  }

  async function drafted(state: MessageStage): Promise<MessageStage> {
    card.withdraw();
    if (told.isCancelled) return cancel();
    if (state.needsDraft) {
      const draft = await writing.draftMessage({ ...message, at: at() });
      if (draft.outcome === 'skipped')
        return stands(() => delivery.endMessage({ ...message, ending: 'skipped', reason: draft.reason, at: at() }));
    }
    // Asked again: the company may have changed its mode while the text was being written.
    const { mode } = await delivery.messageStage(message);
    if (mode === 'notification') return stands(() => delivery.queueMessage({ ...message, at: at() }));
    await ask();
    return look();
  }

  async function decided(state: MessageStage): Promise<MessageStage> {
    card.open();
    // A row that came back unapproved, or whose workflow was lost, may have no open card yet.
    if (!isAsked) await ask();
    const isNews = (): boolean => !card.isOpen || told.isCancelled || told.news > told.read;
    await condition(() => !card.isBusy && isNews(), patienceLeft(input, state), { summary: 'until it expires' });
    // A decision that arrived at the last moment still counts.
    await condition(() => !card.isBusy);
    if (!card.isOpen || told.news > told.read) return look();
    card.close();
    if (told.isCancelled) return cancel();
    await moderation.expireMessage({ ...message, at: at() });
    return look();
  }

  async function handedOver(state: MessageStage): Promise<MessageStage> {
    card.close();
    isAsked = false;
    if (told.isCancelled) return cancel();
    if (state.booksSlot) {
      const slot = await booking.bookSlot({ ...message, at: at() });
      if (slot.outcome === 'slot_gone')
        return stands(() => delivery.redraftMessage({ ...message, reason: 'slot_gone', at: at() }));
    }
    return stands(() => delivery.queueMessage({ ...message, at: at() }));
  }

  async function settled(): Promise<MessageStage> {
    card.close();
    isAsked = false;
    const wasCancelled = told.isCancelled;
    if (wasCancelled) {
      const state = await cancel();
      // Under way already: nobody can call it back, so its answer is waited for.
      if (state.stage !== 'queued') return state;
    }
    await condition(() => told.news > told.read || told.isCancelled !== wasCancelled);
    return look();
  }

  const steps = { drafting: drafted, awaiting_approval: decided, approved: handedOver, queued: settled };
  try {
    now = await look();
    while (now.stage !== 'ended') {
      tell(now.stage, now.stage);
      now = await steps[now.stage](now);
      while (card.isBusy || told.news > told.read) {
        await condition(() => !card.isBusy);
        now = await look();
      }
      if (isLong() && now.stage !== 'ended' && !told.isCancelled) {
        await condition(allHandlersFinished);
        await continueAsNew<typeof deliverMessage>(input);
      }
    }
  } catch (error) {
    // An operator cancelled the workflow: the message is cancelled with it, unless it is on its way.
    if (isCancellation(error)) await CancellationScope.nonCancellable(cancel);
    throw error;
  }
  card.close();
  await condition(allHandlersFinished);
  return ended(now);
}

function isLong(): boolean {
  const { continueAsNewSuggested, historyLength } = workflowInfo();
  return continueAsNewSuggested || historyLength > MOST_EVENTS;
}

/** Workflow time, for activities: they never ask the wall clock for a decision of the business. */
const at = (): string => new Date().toISOString();

/** Counted from when people could first decide, so that a restart gives no second helping. */
function patienceLeft(input: DeliverMessage, state: MessageStage): number {
  const patience = (input.patience ?? DEFAULT_PATIENCE).expireAfterMs;
  const since = state.awaitingSince === null ? Date.now() : Date.parse(state.awaitingSince);
  const jitter = Math.random() * Math.min(JITTER_MS, patience / 10);
  return Math.max(1, since + patience + jitter - Date.now());
}

function ended({ status, reason }: MessageStage): Delivered {
  const isSent = status === 'sent' || status === 'delivered' || status === 'read';
  const ending: Ending = isSent ? 'sent' : (status as Ending);
  tell('ended', ending);
  return reason === null ? { ending } : { ending, reason };
}

function tell(stage: MessageStage['stage'], status: string): void {
  upsertSearchAttributes([{ key: SEARCH_ATTRIBUTES.status, value: status }]);
  setCurrentDetails(stage === 'ended' ? `Ended: ${status}` : STORY[stage]);
}
