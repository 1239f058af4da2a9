/** One page of a collection goes in with everything that belongs to it: rows, quarantine, cursor, all or nothing. */

import type { Knex } from 'knex';
import type { Scope } from '../../../domain/access/scope.ts';
import { RuleBroken } from '../../../domain/errors.ts';
import { type Misfit, PAGE_SIZE } from '../../../domain/sync/platform.ts';
import type { PageStep } from '../../../domain/sync/page-step.ts';
import type { Database } from '../../database.ts';
import { notePage, rowsBefore, TABLES } from './rebuild-page.ts';
import type { SyncRun } from './runs.ts';

export interface SavedPage {
  rows: readonly { externalId: string }[];
  misfits: Misfit[];
  /** Of every row that was listed; left out, the rows and misfits are all. */
  ids?: readonly string[];
  total?: number | null;
}

/** Refuses a page of a run that another has taken over, and shows that this one is alive. */
export async function fence(trx: Knex, scope: Scope, run: SyncRun): Promise<void> {
  const alive = await trx('sync_runs')
    .where({ company_id: scope.companyId, id: run.runId, attempt: run.attempt })
    .whereNull('ended_at')
    .update({ alive_at: trx.raw('clock_timestamp()') });
  if (alive === 0) throw new RuleBroken('sync_run_taken_over');
}

/** `clientId`: whose list they are on, where the platform lists a collection per person. */
export async function quarantine(
  trx: Knex,
  scope: Scope,
  collection: string,
  misfits: Misfit[],
  clientId: number | null = null,
): Promise<void> {
  if (misfits.length === 0) return;
  await trx.raw(
    `insert into quarantined_records as q (company_id, collection, external_id, reason, payload, client_id)
     select distinct on (m.external_id) cast(:companyId as integer), :collection, m.external_id, m.reason, m.payload, cast(:clientId as bigint)
     from jsonb_to_recordset(cast(:misfits as jsonb)) as m(external_id text, reason text, payload jsonb)
     on conflict (company_id, collection, external_id) do update
       set reason = excluded.reason, payload = excluded.payload, client_id = excluded.client_id, last_seen_at = now(), resolved_at = null`,
    {
      companyId: scope.companyId,
      collection,
      clientId,
      misfits: JSON.stringify(
        misfits.map(({ externalId, reason, payload }) => ({ external_id: externalId, reason, payload })),
      ),
    },
  );
}

type Listed = Pick<SavedPage, 'rows' | 'misfits'>;

/** What can be read now is no longer set aside; of a list that is read whole, neither is what it no longer holds. */
async function release(trx: Knex, scope: Scope, { collection }: PageStep, { rows, misfits }: Listed): Promise<void> {
  const open = trx('quarantined_records').where({ company_id: scope.companyId, collection }).whereNull('resolved_at');
  const isWhole = TABLES[collection] === undefined;
  const told = isWhole
    ? open.whereNotIn(
        'external_id',
        misfits.map(({ externalId }) => externalId),
      )
    : open.whereIn(
        'external_id',
        rows.map(({ externalId }) => externalId),
      );
  if (isWhole || rows.length > 0) await told.update({ resolved_at: trx.fn.now() });
}

/**
 * A first copy remembers its page, so that a crash goes on there; its cursor is the moment it began.
 * Later readings move the cursor with their last page only. It never goes back.
 */
async function moveCursor(trx: Knex, scope: Scope, step: PageStep, pages: number | null): Promise<void> {
  if (!step.isFirstCopy && !step.isLast) return;
  await trx.raw(
    `insert into sync_cursors as c (company_id, collection, changed_up_to, first_copy_page, first_copy_pages, first_copy_done_at)
     values (:companyId, :collection, :changedUpTo, :page, cast(:pages as integer), case when :isLast then now() end)
     on conflict (company_id, collection) do update set
       changed_up_to = case when :isFirstCopy then least(c.changed_up_to, excluded.changed_up_to)
                            else greatest(c.changed_up_to, excluded.changed_up_to) end,
       first_copy_page = case when :isFirstCopy then greatest(c.first_copy_page, excluded.first_copy_page)
                              else c.first_copy_page end,
       first_copy_pages = case when :isFirstCopy then excluded.first_copy_pages else c.first_copy_pages end,
       first_copy_done_at = coalesce(c.first_copy_done_at, excluded.first_copy_done_at),
       updated_at = now()`,
    {
      companyId: scope.companyId,
      collection: step.collection,
      changedUpTo: step.changedUpTo,
      page: step.page,
      pages,
      isLast: step.isLast,
      isFirstCopy: step.isFirstCopy,
    },
  );
}

/** What the page wrote goes on the run's account with it: an attempt that dies later does not take it away. */
async function account(trx: Knex, scope: Scope, { run, collection }: PageStep, written: number): Promise<void> {
  if (written === 0) return;
  await trx.raw(
    `update sync_runs
     set counts = counts || jsonb_build_object(cast(:label as text), coalesce((counts ->> :label)::integer, 0) + :written)
     where company_id = :companyId and id = :runId`,
    { companyId: scope.companyId, runId: run.runId, label: collection === 'records' ? 'visits' : collection, written },
  );
}

/** Written twice it changes nothing: rows are merged, neither the cursor nor a rebuild's place goes back. */
export async function savePage<Result extends { written: number }>(
  database: Database,
  scope: Scope,
  step: PageStep,
  page: SavedPage,
  write: (trx: Knex) => Promise<Result>,
): Promise<Result> {
  return database.transaction(async (trx) => {
    if (!step.isSingle) await fence(trx, scope, step.run);
    const before = step.rebuild ? await rowsBefore(trx, scope, step.collection, page) : null;
    const result = await write(trx);
    await quarantine(trx, scope, step.collection, page.misfits);
    await release(trx, scope, step, page);
    const pages = page.total === undefined || page.total === null ? null : Math.ceil(page.total / PAGE_SIZE);
    if (step.rebuild && before)
      await notePage(trx, scope, { ...step, ...step.rebuild, pages }, page, before, result.written);
    else if (!step.isSingle) await moveCursor(trx, scope, step, pages);
    if (!step.isSingle) await account(trx, scope, step, result.written);
    return result;
  });
}

/** A platform may name a row twice while its pages shift; the last one counts. */
export function onceEach<Row extends { externalId: string }>(rows: readonly Row[]): Row[] {
  return [...new Map(rows.map((row) => [row.externalId, row])).values()];
}
