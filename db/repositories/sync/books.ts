/** A company's books as they are stored: which platform it copies from, what was uploaded, and the pages its adapter reads. */

import type { Knex } from 'knex';
import type { Scope } from '../../../domain/access/scope.ts';
import { RuleBroken } from '../../../domain/errors.ts';
import type { BooksCounts } from '../../../domain/sync/books/preview.ts';
import type {
  Misfit,
  PlatformClient,
  PlatformCompany,
  PlatformService,
  PlatformStaff,
  PlatformVisit,
} from '../../../domain/sync/platform.ts';
import type { Database } from '../../database.ts';
import { query } from '../../sql.ts';

interface Rows {
  staff: PlatformStaff;
  services: PlatformService;
  clients: PlatformClient;
  records: PlatformVisit;
}

interface StoredRow<Row> {
  externalId: string;
  content: Row;
  isMisfit: boolean;
  isGone: boolean;
  changedAt: string;
}

export interface BooksPage<Row> {
  rows: Row[];
  misfits: Misfit[];
  total: number;
  platformTime: string;
}

export type BooksRefusal = 'other_platform_connected' | 'books_beside_real_whatsapp';

/** People of the books have invented numbers, and one company is copied from one place. */
export async function refusalOf(
  trx: Knex,
  { companyId }: Scope,
  isWhatsAppReal: boolean,
): Promise<BooksRefusal | null> {
  const { rows } = await trx.raw<{ rows: { isOthers: boolean; writes: boolean }[] }>(
    `select booking_platform <> 'books' and external_id is not null
         and exists (select 1 from clients where company_id = :companyId) as "isOthers",
       exists (select 1 from company_secrets where company_id = :companyId and system = 'whatsapp' and key = 'access_token') as writes
     from companies where id = :companyId`,
    { companyId },
  );
  if (isWhatsAppReal && rows[0]?.writes === true) return 'books_beside_real_whatsapp';
  return rows[0]?.isOthers === true ? 'other_platform_connected' : null;
}

export interface StoredUpload {
  uploadedAt: string;
  uploadedBy: string;
  shiftDays: number;
  counts: BooksCounts;
  badLines: number;
}

export interface StoredBooks {
  /** The company copies from its books. */
  isInUse: boolean;
  /** Why an import would be refused, whatever the files hold. */
  refusal: BooksRefusal | null;
  /** The newest first. */
  uploads: StoredUpload[];
  /** Of the newest upload. */
  files: { name: string; bytes: number }[];
}

const MOST_UPLOADS_SHOWN = 20;

function misfitOf({ externalId, content }: StoredRow<unknown>): Misfit {
  const { column, problem } = content as { column: string | null; problem: string };
  return { externalId, reason: column === null ? problem : `${column}: ${problem}`, payload: content };
}

/** Rows are stored without what changes with their keeping: when they changed, and whether they are still there. */
function rowOf<Collection extends keyof Rows>(
  collection: Collection,
  stored: StoredRow<Rows[Collection]>,
): Rows[Collection] {
  const { content, changedAt, isGone } = stored;
  if (collection === 'clients') return { ...content, changedAt: new Date(changedAt).toISOString() };
  if (collection !== 'records') return content;
  return { ...content, changedAt: new Date(changedAt).toISOString(), ...(isGone ? { isDeleted: true } : {}) };
}

export function createBooksRepository(database: Database) {
  /** Which adapter answers for the company. */
  async function platformOf(scope: Scope): Promise<string> {
    const row = await database('companies')
      .where({ id: scope.companyId })
      .first<{ platform: string } | undefined>('booking_platform as platform');
    if (!row) throw new RuleBroken('company_not_found', 'not_found');
    return row.platform;
  }

  return {
    platformOf,

    /** The company as its books' platform would tell of it. */
    async company(scope: Scope): Promise<PlatformCompany & { timeZone: string; currency: string }> {
      const { rows } = await database.raw<{ rows: (PlatformCompany & { timeZone: string; currency: string })[] }>(
        `select coalesce(external_id, 'books:' || id) as "externalId", name as title, time_zone as "timeZone", country, currency,
           language, business_type as "businessType", books_shift_days as "booksShiftDays"
         from companies where id = :companyId`,
        { companyId: scope.companyId },
      );
      if (!rows[0]) throw new RuleBroken('company_not_found', 'not_found');
      return rows[0];
    },

    async page<Collection extends keyof Rows>(
      scope: Scope,
      collection: Collection,
      asked: { offset: number; limit: number; changedAfter: string | null },
    ): Promise<BooksPage<Rows[Collection]>> {
      const { rows } = await database.raw<{
        rows: { total: number; platformTime: Date; rows: StoredRow<Rows[Collection]>[] }[];
      }>(query('books-page'), { companyId: scope.companyId, collection, ...asked });
      const page = rows[0] ?? { total: 0, platformTime: new Date(0), rows: [] };
      return {
        rows: page.rows.filter((row) => !row.isMisfit).map((row) => rowOf(collection, row)),
        misfits: page.rows.filter((row) => row.isMisfit).map(misfitOf),
        total: page.total,
        platformTime: page.platformTime.toISOString(),
      };
    },

    async hasClient(scope: Scope, externalId: string): Promise<boolean> {
      const row = await database('books_rows')
        .where({ company_id: scope.companyId, collection: 'clients', external_id: externalId, is_gone: false })
        .first<{ id: number } | undefined>('id');
      return row !== undefined;
    },

    async stored(scope: Scope, { isWhatsAppReal }: { isWhatsAppReal: boolean }): Promise<StoredBooks> {
      const companyId = scope.companyId;
      const uploads = await database('books_uploads')
        .where({ company_id: companyId })
        .orderBy('id', 'desc')
        .limit(MOST_UPLOADS_SHOWN)
        .select<(Omit<StoredUpload, 'uploadedAt'> & { id: number; uploadedAt: Date })[]>(
          'id',
          'uploaded_at as uploadedAt',
          'uploaded_by as uploadedBy',
          'shift_days as shiftDays',
          'counts',
          'bad_lines as badLines',
        );
      const [newest] = uploads;
      const { rows: files } = await database.raw<{ rows: StoredBooks['files'] }>(
        `select name, octet_length(content)::integer as bytes from books_files
         where company_id = :companyId and upload_id = :uploadId order by name`,
        { companyId, uploadId: newest?.id ?? 0 },
      );
      return {
        isInUse: (await platformOf(scope)) === 'books',
        refusal: await refusalOf(database, scope, isWhatsAppReal),
        uploads: uploads.map(({ uploadedAt, uploadedBy, shiftDays, counts, badLines }) => ({
          uploadedAt: uploadedAt.toISOString(),
          uploadedBy,
          shiftDays,
          counts,
          badLines,
        })),
        files,
      };
    },
  };
}

export type BooksRepository = ReturnType<typeof createBooksRepository>;
