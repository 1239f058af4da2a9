/** What a person who starts or steers a reactivation needs from the database: today's run, the workflow behind a row, the audit line. */

import type { Scope } from '../../../domain/access/scope.ts';
import { RuleBroken } from '../../../domain/errors.ts';
import type { Database } from '../../database.ts';
import { addAudit } from '../access/audit.ts';

export interface TodaysRun {
  runId: number;
  status: string;
  workflowId: string;
  /** The workflow run that holds the row; another one after each start. */
  holder: string;
}

export function createRunsByHandRepository(database: Database) {
  return {
    async runOn(scope: Scope, localDate: string): Promise<TodaysRun | null> {
      const { rows } = await database.raw<{ rows: TodaysRun[] }>(
        `select id as "runId", status, workflow_id as "workflowId", workflow_run_id as holder
         from reactivation_runs
         where company_id = :companyId and local_date = cast(:localDate as date)`,
        { companyId: scope.companyId, localDate },
      );
      return rows[0] ?? null;
    },

    /** A run that a person asked for carries their name; the schedule's own runs say so. */
    async nameStarter(scope: Scope, runId: number): Promise<void> {
      await database('reactivation_runs')
        .where({ company_id: scope.companyId, id: runId })
        .update({ started_by: scope.actor.name });
    },

    async workflowOf(scope: Scope, reactivationId: number): Promise<string> {
      const row = await database<{ id: number; company_id: number; workflow_id: string }>('reactivations')
        .where({ company_id: scope.companyId, id: reactivationId })
        .first('workflow_id');
      if (!row) throw new RuleBroken('reactivation_not_found', 'not_found');
      return row.workflow_id;
    },

    async noteStart(scope: Scope, localDate: string): Promise<void> {
      await addAudit(database, {
        companyId: scope.companyId,
        actor: scope.actor,
        action: 'reactivation_run.started',
        subjectKind: 'run',
        details: { localDate },
      });
    },

    async noteCommand(
      scope: Scope,
      reactivationId: number,
      command: string,
      details: Record<string, unknown>,
    ): Promise<void> {
      await addAudit(database, {
        companyId: scope.companyId,
        actor: scope.actor,
        action: `reactivation.${command}`,
        subjectKind: 'reactivation',
        subjectId: reactivationId,
        details,
      });
    },
  };
}
