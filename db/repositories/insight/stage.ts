/** Everybody's facts into insight_staging, by two connections that read the same instant. */

import type { Knex } from 'knex';
import type { Scope } from '../../../domain/access/scope.ts';
import type { Database } from '../../database.ts';
import { clientFacts, type Which } from './facts.ts';

/** Below this, a second connection costs more than it brings. */
const FEW_CLIENTS = 5_000;

async function stage(trx: Knex, scope: Scope, asked: { asOf: string; which: Which }): Promise<void> {
  await trx.raw(
    `insert into insight_staging (company_id, client_id, visits, first_visit_on, second_visit_on, last_visit_on, spend_minor,
       visits_7d, visits_30d, visits_30d_before, median_gap_days, pt_visits, first_pt_on, last_pt_on, has_future_booking,
       has_future_pt_booking, first_membership_on, came_thrice_in_thirty, visited_months)
     select ?::integer, facts.* from (?) as facts`,
    [scope.companyId, clientFacts(trx, scope, asked)],
  );
}

async function stageHalf(
  database: Database,
  scope: Scope,
  asked: { asOf: string; which: Which; snapshot: string },
): Promise<void> {
  await database.transaction(
    async (trx) => {
      // Snapshot ids are PostgreSQL's own (hex digits and dashes); this statement takes no parameters.
      await trx.raw(`set transaction snapshot '${asked.snapshot.replaceAll(/[^0-9A-F-]/g, '')}'`);
      await stage(trx, scope, asked);
    },
    { isolationLevel: 'repeatable read' },
  );
}

/**
 * The marks go away in the statement whose snapshot is handed to both readers: what they see is exactly what was marked
 * until then, and a change committed later leaves a mark that stays. `trx` reads committed rows, so it sees what they staged.
 */
export async function stageEverybody(trx: Knex, database: Database, scope: Scope, asOf: string): Promise<void> {
  await trx('insight_staging').where({ company_id: scope.companyId }).delete();
  const { rows } = await trx.raw<{ rows: { snapshot: string; half: number | null; clients: number }[] }>(
    `with taken as (delete from changed_clients where company_id = :companyId)
     select pg_export_snapshot() as snapshot, count(*)::integer as clients,
       percentile_disc(0.5) within group (order by id) as half
     from clients where company_id = :companyId`,
    { companyId: scope.companyId },
  );
  const read = rows[0];
  if (!read) return;
  const { snapshot, half, clients } = read;
  if (half === null || clients < FEW_CLIENTS) {
    await stage(trx, scope, { asOf, which: 'all' });
    return;
  }
  await Promise.all([
    stageHalf(database, scope, { asOf, snapshot, which: { from: 0, to: half } }),
    stageHalf(database, scope, { asOf, snapshot, which: { from: half + 1, to: Number.MAX_SAFE_INTEGER } }),
  ]);
}
