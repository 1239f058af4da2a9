/** Runs of the copying: one open run per company, taken over when it fell silent, stopped when the platform refuses. */

import type { Knex } from 'knex';
import type { Scope } from '../../../domain/access/scope.ts';
import { RuleBroken } from '../../../domain/errors.ts';
import type { Database } from '../../database.ts';
import { isRefused, noteRefusal } from './state.ts';

/** A run that has written nothing for this long is dead: every page, and every card, moves its pulse. */
const SILENT_SECONDS = 120;
/** An idle minute is worth remembering for a while only: there are 1,440 of them a day. */
const KEEP_IDLE_HOURS = 1;
/** A cycle waits this long for the rebuild to make room: one page of it, with its turn and its request. */
const ROOM_WAIT_MS = 20_000;
const ROOM_POLL_MS = 250;

export interface SyncRun {
  runId: number;
  /** Pages of an older attempt are refused. */
  attempt: number;
}

export interface EndedRun {
  outcome: 'changed' | 'idle';
  /** Rows written per collection, over all attempts. */
  counts: Record<string, number>;
}

/**
 * After a first copy the planner still believes the tables to be empty, and the list of candidates takes a minute instead
 * of a tenth of a second. PostgreSQL's own statistics come only when its autovacuum next looks, so they are made at once.
 */
const MANY_ROWS = 1_000;
const COPIED_TABLES = 'clients, visits, visit_positions, memberships, goods_sales, goods, services, staff';
const written = (counts: Record<string, number>): number =>
  Object.values(counts).reduce((sum, count) => sum + count, 0);

/** Whoever begins or resumes a run of this company does so alone, until the transaction ends. */
export async function aloneInCompany(trx: Knex, scope: Scope): Promise<void> {
  await trx.raw('select 1 from companies where id = :companyId for no key update', { companyId: scope.companyId });
}

/** Opens or takes over the cycle's run, or asks the rebuild for room; both within one transaction. */
async function tryBegin(trx: Knex, scope: Scope, workflowRunId: string): Promise<SyncRun | 'taken' | 'asked_for_room'> {
  const { companyId } = scope;
  await aloneInCompany(trx, scope);
  await trx.raw(
    `delete from sync_runs where company_id = :companyId and kind = 'cycle' and outcome = 'idle'
       and ended_at < now() - :hours * interval '1 hour'`,
    { companyId, hours: KEEP_IDLE_HOURS },
  );
  // A rebuild that fell silent in the middle of a page: its row is closed, its next stretch opens it again.
  await trx.raw(
    `update sync_runs set ended_at = now(), attempt = attempt + 1
     where company_id = :companyId and kind = 'rebuild' and ended_at is null
       and alive_at < clock_timestamp() - :silent * interval '1 second'`,
    { companyId, silent: SILENT_SECONDS },
  );
  // A retry goes on with its own failed run: what earlier attempts wrote counts as well.
  const again = await trx.raw<{ rows: SyncRun[] }>(
    `update sync_runs r set ended_at = null, outcome = null, failure_code = null, attempt = attempt + 1, alive_at = clock_timestamp()
     where company_id = :companyId and workflow_run_id = :workflowRunId and kind = 'cycle' and outcome = 'failed'
       and not exists (select 1 from sync_runs o where o.company_id = r.company_id and o.ended_at is null)
     returning id as "runId", attempt`,
    { companyId, workflowRunId },
  );
  if (again.rows[0]) return again.rows[0];
  const { rows } = await trx.raw<{ rows: SyncRun[] }>(
    `insert into sync_runs as r (company_id, kind, workflow_run_id) values (:companyId, 'cycle', :workflowRunId)
     on conflict (company_id) where ended_at is null do update
       set workflow_run_id = excluded.workflow_run_id, attempt = r.attempt + 1, alive_at = clock_timestamp()
       where r.kind = 'cycle'
         and (r.workflow_run_id = excluded.workflow_run_id or r.alive_at < clock_timestamp() - :silent * interval '1 second')
     returning id as "runId", attempt`,
    { companyId, workflowRunId, silent: SILENT_SECONDS },
  );
  if (rows[0]) return rows[0];
  const asked = await trx('sync_runs')
    .where({ company_id: companyId, kind: 'rebuild' })
    .whereNull('ended_at')
    .update({ room_asked_at: trx.raw('clock_timestamp()') });
  return asked > 0 ? 'asked_for_room' : 'taken';
}

export function createSyncRunsRepository(database: Database) {
  return {
    /**
     * Begins a run, or goes on with this workflow run's own; null while another one is at it, and while the platform
     * refuses the company. A rebuild holds the company for pages, not for hours: it is asked for room, and waited for.
     */
    async begin(scope: Scope, workflowRunId: string): Promise<SyncRun | null> {
      if (await isRefused(database, scope)) return null;
      for (let waited = 0; ; waited += ROOM_POLL_MS) {
        const begun = await database.transaction((trx) => tryBegin(trx, scope, workflowRunId));
        if (typeof begun === 'object') return begun;
        if (begun === 'taken' || waited >= ROOM_WAIT_MS) return null;
        await new Promise((resolve) => setTimeout(resolve, ROOM_POLL_MS));
      }
    },

    /** Twice is harmless: an ended run answers as it ended. */
    async end(scope: Scope, run: SyncRun): Promise<EndedRun> {
      const { rows } = await database.raw<{ rows: EndedRun[] }>(
        `update sync_runs set ended_at = coalesce(ended_at, now()),
           outcome = coalesce(outcome, case when counts = '{}' then 'idle' else 'changed' end)
         where company_id = :companyId and id = :runId and attempt = :attempt
         returning outcome, counts`,
        { companyId: scope.companyId, ...run },
      );
      if (!rows[0]) throw new RuleBroken('sync_run_taken_over');
      if (written(rows[0].counts) > MANY_ROWS) await database.raw(`analyze ${COPIED_TABLES}`);
      return rows[0];
    },

    /** Outside of any run: a card that is read after its cycle. Twice is harmless. */
    noteRefusal: (scope: Scope, failureCode: string): Promise<void> => noteRefusal(database, scope, failureCode),

    async fail(scope: Scope, run: SyncRun, failureCode: string): Promise<void> {
      await database.transaction(async (trx) => {
        const mine = await trx('sync_runs')
          .where({ company_id: scope.companyId, id: run.runId, attempt: run.attempt })
          .whereNull('ended_at')
          .update({ ended_at: trx.fn.now(), outcome: 'failed', failure_code: failureCode });
        if (mine > 0) await noteRefusal(trx, scope, failureCode);
      });
    },
  };
}
