/** Takes a new upload of books in, whole or not at all: what differs is written, what it no longer has is gone. */

import { setImmediate as breathe } from 'node:timers/promises';
import type { Knex } from 'knex';
import type { Scope } from '../../../domain/access/scope.ts';
import { RuleBroken, Unavailable } from '../../../domain/errors.ts';
import type { BadLine } from '../../../domain/sync/books/problems.ts';
import type { BooksRows } from '../../../domain/sync/books/platform-rows.ts';
import type { Database } from '../../database.ts';
import { query } from '../../sql.ts';
import { addAudit } from '../access/audit.ts';
import { refusalOf } from './books.ts';

const ROWS_AT_ONCE = 2_000;
/** Rows are made while they are read: others are served in between. */
const ROWS_BETWEEN_BREATHS = 50;
/** Older uploads keep their counts; their texts are let go. */
const KEPT_TEXTS = 3;
/**
 * Rows are stamped when the upload begins and seen when it ends. Whoever reads meanwhile asks again for the last quarter
 * of an hour, so an upload that takes nearly that long is given up: its rows would be passed over.
 */
const LONGEST_MS = 10 * 60_000;

type Collection = 'staff' | 'services' | 'clients' | 'records';

export interface NewBooks {
  texts: Readonly<Record<string, string>>;
  badLines: readonly BadLine[];
  counts: object;
  codes: readonly string[];
  shiftDays: number;
  /** The rows, once it is known which number each code has. */
  rowsWith: (numbers: ReadonlyMap<string, number>) => BooksRows;
  requestKey: string | null;
  /** WhatsApp's own address is called: nobody with an invented number may be written to. */
  isWhatsAppReal: boolean;
}

interface LockedCompany {
  booking_platform: string;
}

/** One upload after the other. */
async function lock(trx: Knex, { companyId }: Scope): Promise<LockedCompany> {
  const company = await trx('companies')
    .where({ id: companyId })
    .forUpdate()
    .first<LockedCompany | undefined>('booking_platform');
  if (!company) throw new RuleBroken('company_not_found', 'not_found');
  return company;
}

async function isKnown(trx: Knex, { companyId }: Scope, requestKey: string | null): Promise<boolean> {
  if (requestKey === null) return false;
  const known = await trx('books_uploads')
    .where({ company_id: companyId, request_key: requestKey })
    .first<object | undefined>('id');
  return known !== undefined;
}

/** The company becomes one of books, unless another platform has filled it. */
async function connect(
  trx: Knex,
  scope: Scope,
  company: LockedCompany,
  { isWhatsAppReal, shiftDays }: NewBooks,
): Promise<void> {
  const { companyId } = scope;
  const refusal = await refusalOf(trx, scope, isWhatsAppReal);
  if (refusal !== null) throw new RuleBroken(refusal);
  if (company.booking_platform !== 'books') {
    await trx('sync_cursors').where({ company_id: companyId }).delete();
    // A copying of the platform before is under way: its next page is refused, like one that was taken over.
    const taken = { ended_at: trx.fn.now(), outcome: 'failed', failure_code: 'sync_run_taken_over' };
    await trx('sync_runs')
      .where({ company_id: companyId })
      .whereNull('ended_at')
      .update({ ...taken, attempt: trx.raw('attempt + 1') });
    await trx('sync_rebuilds').where({ company_id: companyId }).whereNull('ended_at').update(taken);
    await trx('sync_states').where({ company_id: companyId }).update({ refused_at: null, refused_code: null });
  }
  await trx('companies')
    .where({ id: companyId })
    .update({
      booking_platform: 'books',
      external_id: `books:${String(companyId)}`,
      books_shift_days: shiftDays === 0 ? null : shiftDays,
    });
  // Lists without a "changed since" are read again at once, and so is everything else.
  await trx('sync_cursors').where({ company_id: companyId }).whereIn('collection', ['catalogue', 'buyers']).delete();
  await trx('sync_pace').where({ company_id: companyId }).update({ next_due_at: null });
}

/** A code keeps its number for ever; new ones go on counting, by code point (definitions.md, "Books"). */
export async function numbersOf(
  trx: Knex,
  { companyId }: Scope,
  codes: readonly string[],
): Promise<Map<string, number>> {
  await trx.raw(
    `insert into books_clients (company_id, code, number)
     select cast(:companyId as integer), t.code,
       (select coalesce(max(number), 0) from books_clients where company_id = :companyId)
         + row_number() over (order by t.code collate "C")
     from unnest(cast(:codes as text[])) as t(code)
     where not exists (select 1 from books_clients b where b.company_id = :companyId and b.code = t.code)`,
    { companyId, codes },
  );
  const { rows } = await trx.raw<{ rows: { code: string; number: number }[] }>(
    `select code, number from books_clients where company_id = :companyId and code = any(cast(:codes as text[])) order by number`,
    { companyId, codes },
  );
  return new Map(rows.map(({ code, number }) => [code, number]));
}

export interface Merging {
  trx: Knex;
  companyId: number;
  at: Date;
}

export async function merge(
  { trx, companyId, at }: Merging,
  collection: Collection,
  rows: Iterable<{ externalId: string }>,
  isMisfit = false,
): Promise<string[]> {
  const ids: string[] = [];
  let waiting: { external_id: string; content: object }[] = [];
  const flush = async (): Promise<void> => {
    if (waiting.length === 0) return;
    const values = { companyId, collection, isMisfit, at, rows: JSON.stringify(waiting) };
    waiting = [];
    await trx.raw(query('merge-books-rows'), values);
  };
  for (const row of rows) {
    ids.push(row.externalId);
    waiting.push({ external_id: row.externalId, content: row });
    if (waiting.length === ROWS_AT_ONCE) await flush();
    else if (waiting.length % ROWS_BETWEEN_BREATHS === 0) await breathe();
  }
  await flush();
  return ids;
}

/** Rows that the upload does not have are gone; lines that can be read now are no longer set aside. */
async function endOthers({ trx, companyId, at }: Merging, collection: Collection, ids: string[]): Promise<void> {
  await trx.raw(
    `update books_rows b set is_gone = true, changed_at = :at
     where b.company_id = :companyId and b.collection = :collection and not b.is_gone
       and not exists (select 1 from json_array_elements_text(cast(:ids as json)) as t(id) where t.id = b.external_id)`,
    // As an array the driver would write them one by one, and nobody would be served meanwhile.
    { companyId, collection, ids: JSON.stringify(ids), at },
  );
  await trx.raw(
    `with mended as (
       delete from books_rows
       where company_id = :companyId and collection = :collection and is_misfit and is_gone returning external_id
     )
     update quarantined_records q set resolved_at = :at from mended m
     where q.company_id = :companyId and q.external_id = m.external_id and q.resolved_at is null`,
    { companyId, collection, at },
  );
}

const misfitsOf = (badLines: readonly BadLine[], isOfServices: boolean): { externalId: string }[] => {
  const lines = new Map<string, BadLine & { externalId: string }>();
  for (const bad of badLines) {
    if (bad.line === null || (bad.file === 'service-listing.csv') !== isOfServices) continue;
    const externalId = `${bad.file}:${String(bad.line)}`;
    // One line, one entry: the first thing that is wrong with it.
    if (!lines.has(externalId)) lines.set(externalId, { externalId, ...bad });
  }
  return [...lines.values()];
};

async function keepTexts(trx: Knex, { companyId }: Scope, uploadId: number, { texts }: NewBooks): Promise<void> {
  for (const [name, content] of Object.entries(texts)) {
    await trx('books_files').insert({ upload_id: uploadId, company_id: companyId, name, content });
  }
  await trx.raw(
    `delete from books_files where company_id = :companyId and upload_id not in
       (select id from books_uploads where company_id = :companyId order by id desc limit :kept)`,
    { companyId, kept: KEPT_TEXTS },
  );
}

export function createStoreBooksRepository(database: Database) {
  return {
    /** Twice is harmless: the same key again stores nothing, and the same books again change no row. */
    async store(scope: Scope, books: NewBooks, at: Date): Promise<{ isRepeat: boolean }> {
      const { companyId, actor } = scope;
      const { requestKey, badLines } = books;
      return database.transaction(async (trx) => {
        const began = performance.now();
        const company = await lock(trx, scope);
        if (await isKnown(trx, scope, requestKey)) return { isRepeat: true };
        await connect(trx, scope, company, books);
        const clock = await trx.raw<{ rows: { at: Date }[] }>(`select clock_timestamp() as at`);
        const merging: Merging = { trx, companyId, at: clock.rows[0]?.at ?? at };

        const rows = books.rowsWith(await numbersOf(trx, scope, books.codes));
        const services = await merge(merging, 'services', rows.services);
        const unreadServices = await merge(merging, 'services', misfitsOf(badLines, true), true);
        await endOthers(merging, 'services', [...services, ...unreadServices]);
        await endOthers(merging, 'staff', await merge(merging, 'staff', rows.staff));
        await endOthers(merging, 'clients', await merge(merging, 'clients', rows.clients));
        const records = await merge(merging, 'records', rows.records);
        const unreadRecords = await merge(merging, 'records', misfitsOf(badLines, false), true);
        await endOthers(merging, 'records', [...records, ...unreadRecords]);

        const [upload] = await trx('books_uploads')
          .insert({
            company_id: companyId,
            request_key: requestKey,
            shift_days: books.shiftDays,
            counts: JSON.stringify(books.counts),
            bad_lines: badLines.length,
            uploaded_at: at,
            uploaded_by: actor.name,
          })
          .returning<{ id: number }[]>('id');
        await keepTexts(trx, scope, upload?.id ?? 0, books);
        await addAudit(trx, {
          companyId,
          actor,
          action: 'books.imported',
          subjectKind: 'books',
          subjectId: upload?.id ?? 0,
          details: { ...books.counts, shiftDays: books.shiftDays, badLines: badLines.length },
        });
        // The planner would believe the table to be as it was, and sort all of it for every page.
        await trx.raw('analyze books_rows');
        if (performance.now() - began > LONGEST_MS) throw new Unavailable('database', 'books_too_slow');
        return { isRepeat: false };
      });
    },
  };
}
