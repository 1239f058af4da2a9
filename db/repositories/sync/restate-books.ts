/** The same books under another zone or currency: their rows are made again from the texts, and only what differs is written. */

import type { Knex } from 'knex';
import type { Scope } from '../../../domain/access/scope.ts';
import { RuleBroken } from '../../../domain/errors.ts';
import type { BooksRows } from '../../../domain/sync/books/platform-rows.ts';
import type { Database } from '../../database.ts';
import { merge, type Merging, numbersOf } from './store-books.ts';

export interface NewestBooks {
  uploadId: number;
  shiftDays: number;
  texts: Readonly<Record<string, string>>;
}

export async function newestBooks(database: Database, { companyId }: Scope): Promise<NewestBooks | null> {
  const upload = await newestUpload(database, companyId);
  if (!upload) return null;
  const files = await database('books_files')
    .where({ company_id: companyId, upload_id: upload.uploadId })
    .select<{ name: string; content: string }[]>('name', 'content');
  return { ...upload, texts: Object.fromEntries(files.map(({ name, content }) => [name, content])) };
}

/** Inside the transaction that changes the company, whose locked row keeps uploads out. */
export async function restateBooks(
  trx: Knex,
  scope: Scope,
  books: {
    uploadId: number;
    codes: readonly string[];
    rowsWith: (numbers: ReadonlyMap<string, number>) => BooksRows;
  },
): Promise<void> {
  const { companyId } = scope;
  if ((await newestUpload(trx, companyId))?.uploadId !== books.uploadId)
    throw new RuleBroken('books_changed_meanwhile', 'conflict');
  const clock = await trx.raw<{ rows: { at: Date }[] }>('select clock_timestamp() as at');
  const [now] = clock.rows;
  if (!now) throw new Error('The database has no clock');
  const merging: Merging = { trx, companyId, at: now.at };
  const rows = books.rowsWith(await numbersOf(trx, scope, books.codes));
  await merge(merging, 'services', rows.services);
  await merge(merging, 'records', rows.records);
  // Lists without a "changed since" are read again at once.
  await trx('sync_cursors').where({ company_id: companyId, collection: 'catalogue' }).delete();
  await trx('sync_pace').where({ company_id: companyId }).update({ next_due_at: null });
}

async function newestUpload(
  from: Knex,
  companyId: number,
): Promise<Pick<NewestBooks, 'uploadId' | 'shiftDays'> | undefined> {
  return from('books_uploads')
    .where({ company_id: companyId })
    .orderBy('id', 'desc')
    .first<Pick<NewestBooks, 'uploadId' | 'shiftDays'> | undefined>('id as uploadId', 'shift_days as shiftDays');
}
