/** Watches one WhatsApp number: looks every few minutes, when a pause ends, and at once when something was told about it. */

import {
  condition,
  continueAsNew,
  proxyActivities,
  setCurrentDetails,
  setHandler,
  sleep,
  workflowInfo,
} from '@temporalio/workflow';
import type { GuardActivities } from '../../activities/delivery/guard-account.ts';
import { accountTold, type GuardAccount } from '../../contracts/workflows/delivery.ts';
import { TASK_QUEUES } from '../../contracts/workflows/temporal.ts';

const { lookAtAccount } = proxyActivities<GuardActivities>({
  taskQueue: TASK_QUEUES.core,
  startToCloseTimeout: '1m',
  // A number is watched as long as there is one: a database that is away is waited for.
  retry: { initialInterval: '1s', maximumInterval: '1m' },
});

const LOOK_EVERY_MS = 300_000;
/** A thousand facts in a minute are a few looks. */
const SETTLE_MS = 2_000;
const MOST_EVENTS = 2_000;

export async function guardAccount(input: GuardAccount): Promise<{ outcome: 'gone' }> {
  let isTold = false;
  setHandler(accountTold, () => {
    isTold = true;
  });
  setCurrentDetails('Watches the number: warm-up, spam score, pauses and what WhatsApp says about it');
  for (;;) {
    isTold = false;
    const now = Date.now();
    const look = await lookAtAccount({ ...input, at: new Date(now).toISOString() });
    if (look.outcome === 'gone') return { outcome: 'gone' };
    const { continueAsNewSuggested, historyLength } = workflowInfo();
    // The next run looks first thing, so a word that came meanwhile is heard.
    if (continueAsNewSuggested || historyLength > MOST_EVENTS) await continueAsNew<typeof guardAccount>(input);
    const ends = look.until === null ? LOOK_EVERY_MS : new Date(look.until).getTime() - now;
    await condition(() => isTold, Math.min(LOOK_EVERY_MS, Math.max(SETTLE_MS, ends)));
    if (isTold) await sleep(SETTLE_MS);
  }
}
