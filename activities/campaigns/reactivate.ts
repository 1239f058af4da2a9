/** The steps of one person's weeks, and what people ask of them. */

import type { End, WaitsFor } from '../../domain/campaigns/next-step.ts';
import { type Scope, systemScope } from '../../domain/access/scope.ts';
import type { DeliverMessage } from '../../contracts/workflows/delivery.ts';

export type NextStep =
  | { state: 'ended'; as: End }
  | { state: 'waiting'; waitsFor: WaitsFor; until: string | null; attempt: number; messageId: number | null };

export interface ReactivateDeps {
  reactivations: {
    advance(scope: Scope, reactivationId: number, at: string): Promise<NextStep>;
    pause(scope: Scope, reactivationId: number, until: string | null, at: string): Promise<{ status: string }>;
    resume(scope: Scope, reactivationId: number, at: string): Promise<{ status: string }>;
    cancel(scope: Scope, reactivationId: number, at: string): Promise<{ status: string }>;
  };
  temporal: { startDelivery(input: DeliverMessage): Promise<unknown> };
}

interface PersonStep {
  companyId: number;
  reactivationId: number;
  /** The workflow's time, ISO. */
  at: string;
}

const SCENARIO = 'service_reactivation';

export function createReactivateActivities({ reactivations, temporal }: ReactivateDeps) {
  const scopeOf = ({ companyId }: { companyId: number }): Scope => systemScope(companyId, 'reactivateClient');
  return {
    /** Twice is harmless: what a first time wrote, the second reads, and comes to the same. */
    takeStep: (step: PersonStep): Promise<NextStep> =>
      reactivations.advance(scopeOf(step), step.reactivationId, step.at),

    /** Twice is harmless: a message's workflow that runs is left as it is, one that has ended finds its message ended. */
    async startAttempt({ companyId, messageId }: { companyId: number; messageId: number }): Promise<void> {
      await temporal.startDelivery({ companyId, messageId, scenario: SCENARIO });
    },

    /** Twice is harmless: paused is paused. */
    recordPause: (step: PersonStep & { until: string | null }): Promise<{ status: string }> =>
      reactivations.pause(scopeOf(step), step.reactivationId, step.until, step.at),

    /** Twice is harmless: what runs stays as it is. */
    recordResume: (step: PersonStep): Promise<{ status: string }> =>
      reactivations.resume(scopeOf(step), step.reactivationId, step.at),

    /** Twice is harmless: what has ended stays as it ended. */
    recordCancel: (step: PersonStep): Promise<{ status: string }> =>
      reactivations.cancel(scopeOf(step), step.reactivationId, step.at),
  };
}

export type ReactivateActivities = ReturnType<typeof createReactivateActivities>;
