/** One message from draft to the end of its row: write it, let a person decide where the company wants that, and hand it over when it may go. */

import {
  allHandlersFinished,
  CancellationScope,
  condition,
  continueAsNew,
  isCancellation,
  setCurrentDetails,
  setHandler,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import type { MessageStage } from '../../activities/delivery.ts';
import {
  approveMessage,
  cancelMessage,
  type Decide,
  type DeliverMessage,
  type Delivered,
  editMessage,
  type Ending,
  messageProgress,
  rejectMessage,
  rewriteMessage,
  rowSettled,
  rowTakenBack,
} from '../../contracts/workflows/delivery.ts';
import { SEARCH_ATTRIBUTES } from '../../contracts/workflows/temporal.ts';
import { MessageSteps } from './message-steps.ts';

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
  const steps = new MessageSteps(input);
  const now = { stage: 'starting' };
  listen(steps);
  setHandler(messageProgress, () => ({ stage: now.stage }));
  try {
    let state = await steps.look();
    while (state.stage !== 'ended') {
      now.stage = state.stage;
      tell(state.stage, state.stage);
      state = await steps[state.stage](state);
      while (steps.hasNews) {
        await condition(() => !steps.card.isBusy);
        state = await steps.look();
      }
      if (isLong() && state.stage !== 'ended' && !steps.isCancelled) {
        await condition(allHandlersFinished);
        await continueAsNew<typeof deliverMessage>(input);
      }
    }
    now.stage = 'ended';
    steps.card.close();
    await condition(allHandlersFinished);
    return ended(state);
  } catch (error) {
    // An operator cancelled the workflow: the message is cancelled with it, unless it is on its way.
    if (isCancellation(error)) await CancellationScope.nonCancellable(() => steps.cancel());
    throw error;
  }
}

function listen(steps: MessageSteps): void {
  // Synchronous: a click that comes too late never enters history.
  const validator = (_asked: Decide): void => {
    steps.card.mustBeDecidable();
  };
  const hear = (): void => {
    steps.hear();
  };
  const cancel = (): void => {
    steps.isCancelled = true;
  };
  const said = (description: string) => ({ validator, description });
  setHandler(approveMessage, (asked) => steps.decide('approve', asked), said('A person says yes'));
  setHandler(rejectMessage, (asked) => steps.decide('reject', asked), said('A person says no'));
  setHandler(editMessage, (asked) => steps.decide('edit', asked), said('A person changes the text'));
  setHandler(rewriteMessage, (asked) => steps.decide('rewrite', asked), said('Written again, with an instruction'));
  setHandler(cancelMessage, cancel, { description: 'What has not been sent is not sent' });
  setHandler(rowSettled, hear, { description: 'The outbox row reached its end' });
  setHandler(rowTakenBack, hear, { description: 'The row has to be looked at again' });
}

function isLong(): boolean {
  const { continueAsNewSuggested, historyLength } = workflowInfo();
  return continueAsNewSuggested || historyLength > MOST_EVENTS;
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
