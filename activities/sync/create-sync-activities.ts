/** The activities that copy the booking platform; they run on the `booking` queue. */

import { Context } from '@temporalio/activity';
import type { SyncDeps } from './deps.ts';
import { readCards, refreshConsent, type CardsRead, type ReadCards, type RefreshConsent } from './read-cards.ts';
import { syncChanges, type SyncChanges, type SyncedChanges } from './sync-changes.ts';

/** Below a third of the heartbeat timeout: a single request may take longer than that. */
const PULSE_MS = 2500;

/** Shows that the activity lives while it waits for the platform, which its requests' own timeouts bound. */
export async function withPulse<Result>(work: (beat: (details?: unknown) => void) => Promise<Result>): Promise<Result> {
  const context = Context.current();
  let latest: unknown;
  const pulse = setInterval(() => {
    context.heartbeat(latest);
  }, PULSE_MS);
  try {
    return await work((details) => {
      latest = details;
      context.heartbeat(details);
      // Cancelled, or its worker stops: between two pages nothing is half done.
      context.cancellationSignal.throwIfAborted();
    });
  } finally {
    clearInterval(pulse);
  }
}

export function createSyncActivities(deps: SyncDeps) {
  return {
    /** Twice is harmless: rows are merged, and cursors move with their rows and never back. */
    async syncChanges(input: SyncChanges): Promise<SyncedChanges> {
      const workflowRunId = Context.current().info.workflowExecution?.runId ?? '';
      return withPulse((beat) => syncChanges(deps, input, { workflowRunId, beat }));
    },
    /** Twice is harmless: a card that was read is no longer due. */
    async readCards(input: ReadCards): Promise<CardsRead> {
      return withPulse((beat) => readCards(deps, input, beat));
    },
    /** Twice is harmless: a card that was read is not read again. */
    async refreshConsent(input: RefreshConsent): Promise<CardsRead> {
      return withPulse((beat) => refreshConsent(deps, input, beat));
    },
  };
}

export type SyncActivities = ReturnType<typeof createSyncActivities>;
