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

/** Takes one part after the other until none is left: whose clients came more often takes longer, and the other reader goes on. */
async function readParts(
  database: Database,
  scope: Scope,
  { asOf, snapshot, parts }: { asOf: string; snapshot: string; parts: Which[] },
): Promise<void> {
  await database.transaction(
    async (trx) => {
      // Snapshot ids are PostgreSQL's own (hex digits and dashes); this statement takes no parameters.
      await trx.raw(`set transaction snapshot '${snapshot.replaceAll(/[^0-9A-F-]/g, '')}'`);
      for (let which = parts.shift(); which; which = parts.shift()) await stage(trx, scope, { asOf, which });
    },
    { isolationLevel: 'repeatable read' },
  );
}

/**
 * When one reader fails the other takes no further part, and is waited for: were it still at work when the company's lock is
 * given back, it would commit its rows among those of the next computation, and everybody in them would be there twice.
 */
async function bothOver(readers: readonly Promise<void>[], parts: Which[]): Promise<void> {
  const settled = await Promise.allSettled(
    readers.map(async (reader) =>
      reader.catch((error: unknown) => {
        parts.length = 0;
        throw error;
      }),
    ),
  );
  const failed = settled.find((each) => each.status === 'rejected');
  if (failed) throw failed.reason;
}

/** Ranges of ids that hold about as many clients each, and together all there can be. */
function partsBetween(edges: readonly number[]): Which[] {
  const starts = [0, ...edges.map((edge) => edge + 1)];
  return starts.map((from, index) => ({ from, to: edges[index] ?? Number.MAX_SAFE_INTEGER }));
}

/**
 * The marks go away in the statement whose snapshot is handed to both readers: what they see is exactly what was marked
 * until then, and a change committed later leaves a mark that stays. `trx` reads committed rows, so it sees what they staged.
 */
export async function stageEverybody(trx: Knex, database: Database, scope: Scope, asOf: string): Promise<void> {
  await trx('insight_staging').where({ company_id: scope.companyId }).delete();
  const { rows } = await trx.raw<{ rows: { snapshot: string; edges: number[] | null; clients: number }[] }>(
    `with taken as (delete from changed_clients where company_id = :companyId)
     select pg_export_snapshot() as snapshot, count(*)::integer as clients,
       percentile_disc(array[0.125, 0.25, 0.375, 0.5, 0.625, 0.75, 0.875]) within group (order by id) as edges
     from clients where company_id = :companyId`,
    { companyId: scope.companyId },
  );
  const read = rows[0];
  if (!read) return;
  const { snapshot, edges, clients } = read;
  if (edges === null || clients < FEW_CLIENTS) {
    await stage(trx, scope, { asOf, which: 'all' });
    return;
  }
  const parts = partsBetween(edges);
  await bothOver(
    [1, 2].map(() => readParts(database, scope, { asOf, snapshot, parts })),
    parts,
  );
}
