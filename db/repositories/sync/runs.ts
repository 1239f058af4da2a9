/** Runs of the copying: one open run per company, taken over when it fell silent. */

import type { Scope } from '../../../domain/access/scope.ts';
import type { Database } from '../../database.ts';

/** A run that has written nothing for this long is dead: every page, and every card, moves its pulse. */
const SILENT_SECONDS = 120;
/** An idle minute is worth remembering for a while only: there are 1,440 of them a day. */
const KEEP_IDLE_HOURS = 1;

export interface SyncRun {
  runId: number;
  /** Pages of an older attempt are refused. */
  attempt: number;
}

export type RunOutcome = 'changed' | 'idle';

export function createSyncRunsRepository(database: Database) {
  return {
    /** Begins a run, or goes on with this workflow run's own; null while another one is at it. */
    async begin(scope: Scope, workflowRunId: string): Promise<SyncRun | null> {
      return database.transaction(async (trx) => {
        await trx.raw(
          `delete from sync_runs where company_id = :companyId and outcome = 'idle'
             and ended_at < now() - :hours * interval '1 hour'`,
          { companyId: scope.companyId, hours: KEEP_IDLE_HOURS },
        );
        const { rows } = await trx.raw<{ rows: SyncRun[] }>(
          `insert into sync_runs as r (company_id, kind, workflow_run_id) values (:companyId, 'cycle', :workflowRunId)
           on conflict (company_id) where ended_at is null do update
             set workflow_run_id = excluded.workflow_run_id, attempt = r.attempt + 1, alive_at = clock_timestamp()
             where r.workflow_run_id = excluded.workflow_run_id
                or r.alive_at < clock_timestamp() - :silent * interval '1 second'
           returning id as "runId", attempt`,
          { companyId: scope.companyId, workflowRunId, silent: SILENT_SECONDS },
        );
        return rows[0] ?? null;
      });
    },

    async stillAlive(scope: Scope, run: SyncRun): Promise<void> {
      await database('sync_runs')
        .where({ company_id: scope.companyId, id: run.runId, attempt: run.attempt })
        .update({ alive_at: database.raw('clock_timestamp()') });
    },

    /** Twice is harmless: an ended run stays as it ended. */
    async end(scope: Scope, run: SyncRun, outcome: RunOutcome, counts: Record<string, number>): Promise<void> {
      await database('sync_runs')
        .where({ company_id: scope.companyId, id: run.runId, attempt: run.attempt })
        .whereNull('ended_at')
        .update({ ended_at: database.fn.now(), outcome, counts: JSON.stringify(counts) });
    },

    async fail(scope: Scope, run: SyncRun, failureCode: string): Promise<void> {
      await database('sync_runs')
        .where({ company_id: scope.companyId, id: run.runId, attempt: run.attempt })
        .whereNull('ended_at')
        .update({ ended_at: database.fn.now(), outcome: 'failed', failure_code: failureCode });
    },
  };
}
