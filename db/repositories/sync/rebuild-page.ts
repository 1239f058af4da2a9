/** What one page of a rebuild tells beside its rows: what differed, whom it listed, and how far the reading is. */

import type { Knex } from 'knex';
import type { Scope } from '../../../domain/access/scope.ts';

/** Where the rows of a collection are kept. */
export const TABLES: Readonly<Record<string, string>> = {
  clients: 'clients',
  records: 'visits',
  goods: 'goods_sales',
  goods_catalogue: 'goods',
};

interface ListedRows {
  rows: readonly { externalId: string }[];
  misfits: readonly { externalId: string }[];
  ids?: readonly string[];
}

interface RebuildPage {
  rebuildId: number;
  collection: string;
  reading: number;
  page: number;
  pages: number | null;
  isLast: boolean;
}

/** What the copies hold of what is about to be written: by its id, whether it is still there. */
export type RowsBefore = ReadonlyMap<string, { isDeleted: boolean }>;

const ids = (page: ListedRows): string[] => [
  ...new Set([...(page.ids ?? []), ...[...page.rows, ...page.misfits].map(({ externalId }) => externalId)]),
];

/** The catalogue is small and written whole; of the others only the page's own rows are looked at. */
export async function rowsBefore(trx: Knex, scope: Scope, collection: string, page: ListedRows): Promise<RowsBefore> {
  const table = TABLES[collection];
  const { rows } = await trx.raw<{ rows: { id: string; isDeleted: boolean }[] }>(
    table === undefined
      ? `select 'staff ' || external_id as id, is_deleted as "isDeleted" from staff where company_id = :companyId
         union all
         select 'service ' || external_id, is_deleted from services where company_id = :companyId
         union all
         select 'category ' || external_id, is_deleted from service_categories where company_id = :companyId`
      : `select external_id as id, false as "isDeleted" from ${table}
         where company_id = :companyId and external_id = any(cast(:ids as text[]))`,
    { companyId: scope.companyId, ids: ids(page) },
  );
  return new Map(rows.map(({ id, isDeleted }) => [id, { isDeleted }]));
}

/** Inside the page's transaction. The same page again finds nothing different, and lists the same rows. */
export async function notePage(
  trx: Knex,
  scope: Scope,
  step: RebuildPage,
  page: ListedRows,
  before: RowsBefore,
  written: number,
): Promise<void> {
  const after = await rowsBefore(trx, scope, step.collection, page);
  const missing = [...after.keys()].filter((id) => !before.has(id)).length;
  const isWhole = TABLES[step.collection] === undefined;
  const gone = [...after].filter(([id, row]) => row.isDeleted && before.get(id)?.isDeleted === false).length;
  const { companyId } = scope;
  if (!isWhole) {
    await trx('sync_rebuild_pages')
      .insert({
        rebuild_id: step.rebuildId,
        company_id: companyId,
        collection: step.collection,
        reading: step.reading,
        page: step.page,
        external_ids: ids(page),
      })
      .onConflict(['rebuild_id', 'collection', 'reading', 'page'])
      .merge(['external_ids']);
  }
  await addDrift(trx, scope, step, {
    missing,
    changed: Math.max(0, written - missing - gone),
    gone: isWhole ? gone : 0,
  });
  await moveTo(trx, scope, step.rebuildId, step.collection, {
    page: step.page,
    pages: step.pages,
    ...(isWhole ? { isDone: true } : { isRead: step.isLast }),
  });
}

export interface Place {
  /** The last page that is in; of memberships, how many people were asked about. */
  page: number;
  pages: number | null;
  /** The second reading looks for rows that the first did not list. */
  reading: number;
  /** Its last page is in. */
  isRead: boolean;
  isDone: boolean;
  /** By the database's clock, as the rows' own times are. */
  beganAt: string;
  /** Of memberships: the last client who was asked about. */
  after?: number;
}

export async function moveTo(
  trx: Knex,
  scope: Scope,
  rebuildId: number,
  collection: string,
  place: Partial<Place>,
): Promise<void> {
  await trx.raw(
    `update sync_rebuilds set progress = progress || jsonb_build_object(cast(:collection as text),
       jsonb_build_object('page', 0, 'pages', null, 'reading', 1, 'isRead', false, 'isDone', false, 'beganAt', now())
         || coalesce(progress -> :collection, '{}') || cast(:place as jsonb))
     where company_id = :companyId and id = :rebuildId and ended_at is null`,
    { companyId: scope.companyId, rebuildId, collection, place: JSON.stringify(place) },
  );
}

export async function addDrift(
  trx: Knex,
  scope: Scope,
  { rebuildId, collection }: { rebuildId: number; collection: string },
  found: { missing: number; changed: number; gone: number },
): Promise<void> {
  await trx.raw(
    `update sync_rebuilds set drift = drift || jsonb_build_object(cast(:collection as text), jsonb_build_object(
       'missing', coalesce((drift -> :collection ->> 'missing')::integer, 0) + cast(:missing as integer),
       'changed', coalesce((drift -> :collection ->> 'changed')::integer, 0) + cast(:changed as integer),
       'gone', coalesce((drift -> :collection ->> 'gone')::integer, 0) + cast(:gone as integer)))
     where company_id = :companyId and id = :rebuildId and ended_at is null`,
    { companyId: scope.companyId, rebuildId, collection, ...found },
  );
}
