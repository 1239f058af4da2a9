/** The sender of one WhatsApp number, shift after shift: at most one of it runs, because its id is the number's. */

import { continueAsNew, proxyActivities, setCurrentDetails, workflowInfo } from '@temporalio/workflow';
import type { SendingActivities } from '../../activities/delivery/send-outbox.ts';
import type { SendOutbox } from '../../contracts/workflows/delivery.ts';
import { TASK_QUEUES } from '../../contracts/workflows/temporal.ts';

const sender = proxyActivities<SendingActivities>({
  taskQueue: TASK_QUEUES.sending,
  // A shift is ten minutes; the rest is for bringing requests home.
  startToCloseTimeout: '20m',
  // A killed process is noticed in seconds, and its rows are taken over.
  heartbeatTimeout: '8s',
  retry: { initialInterval: '1s', maximumInterval: '5s', backoffCoefficient: 2 },
});

const MOST_EVENTS = 2_000;

export async function sendOutbox(input: SendOutbox): Promise<{ outcome: 'gone' }> {
  setCurrentDetails('Sends what the outbox allows; a shift of ten minutes after the other');
  for (;;) {
    const shift = await sender.sendOutbox(input);
    if (shift.outcome === 'gone') return { outcome: 'gone' };
    const { continueAsNewSuggested, historyLength } = workflowInfo();
    if (continueAsNewSuggested || historyLength > MOST_EVENTS) await continueAsNew<typeof sendOutbox>(input);
  }
}
