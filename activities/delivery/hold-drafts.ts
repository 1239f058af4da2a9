/** A draft waits while the month's money is used up: nothing is asked of the model, and nothing is lost. */

import { Context } from '@temporalio/activity';
import type { Drafted, MessageStep } from '../../contracts/workflows/delivery.ts';
import { type Scope, systemScope } from '../../domain/access/scope.ts';
import type { Clock } from '../../domain/clock.ts';
import { Unavailable } from '../../domain/errors.ts';

/** A cap may be raised, and an opt-out may come, at any time. */
const LOOK_AGAIN_MS = 5 * 60_000;
/** After this a draft is no longer the one that was asked for: its times and its day are those of now. */
const STALE_MS = 15 * 60_000;

export interface HoldDraftsDeps {
  mayDraft: (
    scope: Scope,
    messageId: number,
    at: Date,
  ) => Promise<{ may: 'go' } | { may: 'wait'; until: Date } | { may: 'end'; reason: string }>;
  clock: Clock;
}

/**
 * Waits in the activity's own retries, so a message that has waited for weeks has a short history. Twice is harmless: the
 * reason is written once, and the draft itself is kept once.
 */
export function holdDrafts<Activities extends { draftMessage: (step: MessageStep) => Promise<Drafted> }>(
  drafts: Activities,
  { mayDraft, clock }: HoldDraftsDeps,
): Activities {
  return {
    ...drafts,
    async draftMessage(step: MessageStep): Promise<Drafted> {
      const now = clock.now();
      const verdict = await mayDraft(systemScope(step.companyId, 'draftMessage'), step.messageId, now);
      if (verdict.may === 'end') return { outcome: 'skipped', reason: verdict.reason };
      if (verdict.may === 'wait') {
        const left = verdict.until.getTime() - now.getTime();
        throw new Unavailable('budget', 'used_up', Math.max(1_000, Math.min(LOOK_AGAIN_MS, left)));
      }
      const hasWaited = Context.current().info.attempt > 1 && now.getTime() - Date.parse(step.at) > STALE_MS;
      return drafts.draftMessage(hasWaited ? { ...step, at: now.toISOString() } : step);
    },
  };
}
