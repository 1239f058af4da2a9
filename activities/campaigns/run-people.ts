/** The steps of a day's run: take the company's day, choose whom to begin with, see to it that their workflows run. */

import { Context } from '@temporalio/activity';
import type { ReactivateClient } from '../../contracts/workflows/campaigns.ts';
import { type Scope, systemScope } from '../../domain/access/scope.ts';

export type RunOutcome = { status: 'done' } | { status: 'failed'; code: string };

export interface RunDeps {
  runs: {
    openRun(
      scope: Scope,
      holder: { workflowId: string; workflowRunId: string; at: string },
    ): Promise<{ outcome: 'open'; runId: number } | { outcome: 'busy' }>;
    choose(scope: Scope, runId: number, at: string): Promise<{ considered: number; started: number }>;
    toStart(
      scope: Scope,
      runId: number,
      afterId: number,
      atMost: number,
    ): Promise<{ reactivationId: number; clientId: number }[]>;
    closeRun(scope: Scope, runId: number, outcome: RunOutcome, at: string): Promise<void>;
  };
  temporal: { startReactivation(input: ReactivateClient & { clientId: number }): Promise<unknown> };
}

interface RunStep {
  companyId: number;
  runId: number;
  at: string;
}

const PAGE = 100;
const BEAT_MS = 2_000;

export function createRunActivities({ runs, temporal }: RunDeps) {
  const scopeOf = ({ companyId }: { companyId: number }): Scope => systemScope(companyId, 'runReactivation');
  return {
    /** Twice is harmless: the row knows its holder. */
    async openRun(input: { companyId: number; at: string }) {
      const { workflowExecution } = Context.current().info;
      return runs.openRun(scopeOf(input), {
        workflowId: workflowExecution?.workflowId ?? 'unknown',
        workflowRunId: workflowExecution?.runId ?? 'unknown',
        at: input.at,
      });
    },

    /** Twice is harmless: whoever was begun is running by then and uses up the allowance. */
    async choosePeople(input: RunStep): Promise<{ considered: number; started: number }> {
      // One long statement: nothing but a clock can say that it is alive.
      const beat = setInterval(() => {
        Context.current().heartbeat();
      }, BEAT_MS);
      try {
        return await runs.choose(scopeOf(input), input.runId, input.at);
      } finally {
        clearInterval(beat);
      }
    },

    /** Twice is harmless: starting what runs changes nothing. Another try goes on after the last one that was started. */
    async startPeople(input: RunStep): Promise<{ started: number }> {
      const context = Context.current();
      let afterId = (context.info.heartbeatDetails as number | undefined) ?? 0;
      let started = 0;
      for (;;) {
        const page = await runs.toStart(scopeOf(input), input.runId, afterId, PAGE);
        for (const person of page) {
          await temporal.startReactivation({ companyId: input.companyId, ...person });
          afterId = person.reactivationId;
          started += 1;
          context.heartbeat(afterId);
        }
        if (page.length < PAGE) return { started };
      }
    },

    /** Twice is harmless: a run ends once, until it is opened again. */
    closeRun: (input: RunStep & { outcome: RunOutcome }): Promise<void> =>
      runs.closeRun(scopeOf(input), input.runId, input.outcome, input.at),
  };
}

export type RunActivities = ReturnType<typeof createRunActivities>;
