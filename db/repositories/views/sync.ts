/** The state of the copying as the sync page shows it. */

import type { Page, WithoutLinks } from '../../../contracts/http/common.ts';
import type { QueryOf } from '../../../contracts/http/routes.ts';
import type { Quarantined, Rebuild, SyncRun, SyncState } from '../../../contracts/http/sync.ts';
import { rebuildCompanyId, runSyncCycleId } from '../../../contracts/workflows/sync.ts';
import type { Scope } from '../../../domain/access/scope.ts';
import { RuleBroken } from '../../../domain/errors.ts';
import type { Database } from '../../database.ts';
import { query } from '../../sql.ts';
import type { Place } from '../sync/rebuild-page.ts';
import { isRefused } from '../sync/state.ts';
import { equal, plain, readPage, together } from './page.ts';

const STALE_MS = 10 * 60_000;
const RUNS_SHOWN = 20;
/** Of the platform, per address. */
const REQUESTS_PER_MINUTE = 200;
const USUAL_INTERVAL_SECONDS = 60;
/** Collections that are copied page by page: the first copy is done with them. */
const PAGED = ['clients', 'records', 'goods'];

type Progress = SyncState['rebuild']['last'] extends (infer R) | null
  ? R extends { progress: infer P }
    ? P
    : never
  : never;
interface CursorRow {
  collection: string;
  changedUpTo: string | null;
  firstCopyPage: number | null;
  firstCopyPages: number | null;
  firstCopyDoneAt: string | null;
  refusedAt: string | null;
}
interface StateRow {
  lastSuccessAt: string | null;
  refusedAt: string | null;
  refusedCode: string | null;
  recordsPerMinute: number | null;
  requestsLastMinute: number;
  intervalSeconds: number | null;
  sharedBy: number | null;
  clients: number;
  visits: number;
  services: number;
  staff: number;
  goodsOnSale: number;
  quarantined: number;
  postponedCount: number;
  postponedUntil: string | null;
}
interface RebuildRow {
  id: number;
  startedAt: string;
  endedAt: string | null;
  outcome: 'done' | 'failed' | null;
  failureCode: string | null;
  isPaused: boolean;
  isReading: boolean;
  places: Record<string, Place>;
  found: Record<string, { missing: number; changed: number; gone: number }>;
}

const RUN = `select id, kind, started_at as "startedAt",
  -- Between two stretches of a rebuild its run is closed but not over.
  case when outcome is null then null else ended_at end as "endedAt",
  outcome, counts, failure_code as "failureCode" from sync_runs`;
const QUARANTINED = `id, collection, external_id as "externalId", reason, first_seen_at as "firstSeenAt",
  last_seen_at as "lastSeenAt", resolved_at as "resolvedAt"`;

export function createSyncViews(database: Database) {
  async function rowsOf<Row extends object>(text: string, companyId: number): Promise<Row[]> {
    const { rows } = await database.raw<{ rows: Row[] }>(text, { companyId });
    return rows.map(plain);
  }
  const rebuildsOf = async (companyId: number): Promise<RebuildRow[]> =>
    rowsOf<RebuildRow>(query('sync-rebuilds'), companyId);

  return {
    async sync(scope: Scope, at: Date): Promise<WithoutLinks<SyncState>> {
      const { companyId } = scope;
      const [cursors, told, newest, states, byReason, quarantined, rebuilds, refused] = await Promise.all([
        rowsOf<CursorRow>(CURSORS, companyId),
        rowsOf<SyncRun>(
          `${RUN} where company_id = :companyId and outcome is distinct from 'idle' order by started_at desc, id desc limit ${String(RUNS_SHOWN)}`,
          companyId,
        ),
        rowsOf<SyncRun>(
          `${RUN} where company_id = :companyId and kind = 'cycle' order by started_at desc, id desc limit 1`,
          companyId,
        ),
        rowsOf<StateRow>(query('sync-state'), companyId),
        rowsOf<SyncState['quarantined']['byReason'][number]>(BY_REASON, companyId),
        rowsOf<Quarantined>(
          `select ${QUARANTINED}, null as payload from quarantined_records
           where company_id = :companyId and resolved_at is null order by last_seen_at desc, id desc limit 20`,
          companyId,
        ),
        rebuildsOf(companyId),
        isRefused(database, scope),
      ]);
      const state = states[0];
      if (!state) throw new RuleBroken('company_not_found', 'not_found');
      const [last] = newest;
      const open = rebuilds.find((rebuild) => rebuild.endedAt === null);
      const ended = rebuilds.find((rebuild) => rebuild.endedAt !== null);
      const { clients, visits, services, staff, goodsOnSale } = state;
      return {
        state: refused ? 'refused' : stateOf(cursors, last, state.lastSuccessAt, at),
        lastSuccessAt: state.lastSuccessAt,
        failureCode: refused ? state.refusedCode : last?.outcome === 'failed' ? (last.failureCode ?? 'failed') : null,
        refusedAt: refused ? state.refusedAt : null,
        firstCopy: firstCopyOf(cursors),
        cursors: cursors.map(({ collection, changedUpTo, firstCopyPage, firstCopyDoneAt, refusedAt }) => ({
          collection,
          changedUpTo,
          firstCopyPage,
          firstCopyDoneAt,
          refusedAt,
        })),
        interval: intervalOf(state),
        speed: {
          recordsPerMinute: state.recordsPerMinute,
          requestsLastMinute: state.requestsLastMinute,
          requestsPerMinuteLimit: REQUESTS_PER_MINUTE,
        },
        rebuild: {
          current: open ? rebuildOf(open, companyId) : null,
          last: ended ? rebuildOf(ended, companyId) : null,
        },
        runs: last && told.every(({ id }) => id !== last.id) ? [last, ...told] : told,
        quarantined: { total: state.quarantined, byReason, newest: quarantined },
        postponedCards:
          state.postponedUntil === null ? null : { count: state.postponedCount, nextTryAt: state.postponedUntil },
        rows: { clients, visits, services, staff, goodsOnSale },
        workflowId: runSyncCycleId(companyId),
      };
    },

    /** The one under way, or else the newest. */
    async rebuild({ companyId }: Scope): Promise<WithoutLinks<Rebuild>> {
      const rebuilds = await rebuildsOf(companyId);
      const row = rebuilds.find((rebuild) => rebuild.endedAt === null) ?? rebuilds[0];
      if (!row) throw new RuleBroken('rebuild_not_found', 'not_found');
      return rebuildOf(row, companyId);
    },

    async quarantined(
      scope: Scope,
      asked: QueryOf<'listQuarantined'>,
      { withPayload }: { withPayload: boolean },
    ): Promise<Page<Quarantined>> {
      const filter = together(
        equal('collection', 'collection', asked.collection),
        equal('reason', 'reason', asked.reason),
      );
      const state = { open: ' and resolved_at is null', resolved: ' and resolved_at is not null', all: '' }[
        asked.state
      ];
      return readPage<Quarantined>(
        database,
        {
          select: `${QUARANTINED}, ${withPayload ? 'payload' : 'null as payload'}`,
          from: `from quarantined_records where company_id = :companyId${state}${filter.sql}`,
          sorts: { lastSeenAt: 'last_seen_at', firstSeenAt: 'first_seen_at', collection: 'collection' },
          defaultSort: '-lastSeenAt',
          tieBreak: 'id desc',
          bindings: { companyId: scope.companyId, ...filter.bindings },
        },
        asked,
      );
    },

    async quarantinedRow(scope: Scope, id: number, { withPayload }: { withPayload: boolean }): Promise<Quarantined> {
      const { rows } = await database.raw<{ rows: Quarantined[] }>(
        `select ${QUARANTINED}, ${withPayload ? 'payload' : 'null as payload'} from quarantined_records
         where company_id = :companyId and id = :id`,
        { companyId: scope.companyId, id },
      );
      if (!rows[0]) throw new RuleBroken('quarantined_not_found', 'not_found');
      return plain(rows[0]);
    },
  };
}

/** What the platform gives no right to is not waited for. */
const isThrough = ({ firstCopyDoneAt, refusedAt }: CursorRow): boolean =>
  firstCopyDoneAt !== null || refusedAt !== null;

function stateOf(
  cursors: CursorRow[],
  last: SyncRun | undefined,
  lastSuccessAt: string | null,
  at: Date,
): SyncState['state'] {
  if (last?.outcome === 'failed') return 'failing';
  if (cursors.some((cursor) => !isThrough(cursor))) return 'first_copy';
  if (lastSuccessAt === null) return 'never';
  return at.getTime() - new Date(lastSuccessAt).getTime() > STALE_MS ? 'stale' : 'fresh';
}

const percentOf = (page: number, pages: number | null, isDone: boolean): number | null => {
  if (isDone) return 100;
  return pages === null || pages === 0 ? null : Math.min(100, Math.round((page / pages) * 1000) / 10);
};

/** As a whole it is known once every collection with a total has told its own; sales never tell one. */
function firstCopyOf(cursors: CursorRow[]): SyncState['firstCopy'] {
  const collections: Progress = PAGED.map((collection) => {
    const cursor = cursors.find((each) => each.collection === collection);
    const isDone = cursor !== undefined && isThrough(cursor);
    const page = cursor?.firstCopyPage ?? 0;
    const pages = cursor?.firstCopyPages ?? null;
    return { collection, page, pages, percent: percentOf(page, pages, isDone), isDone };
  });
  if (collections.every(({ isDone }) => isDone)) return null;
  const counted = collections.filter(({ collection }) => collection !== 'goods');
  const isKnown = counted.every(({ pages, isDone }) => pages !== null || isDone);
  const pages = counted.reduce((sum, each) => sum + (each.pages ?? 0), 0);
  const read = counted.reduce((sum, each) => sum + Math.min(each.page, each.pages ?? 0), 0);
  return { percent: isKnown ? percentOf(read, pages, false) : null, collections };
}

function intervalOf({ intervalSeconds, sharedBy }: StateRow): SyncState['interval'] {
  if (intervalSeconds === null) return null;
  const isStretched = intervalSeconds > USUAL_INTERVAL_SECONDS;
  const reason = !isStretched ? null : (sharedBy ?? 1) > 1 ? 'limit_shared' : 'limit_reached';
  return { seconds: intervalSeconds, usualSeconds: USUAL_INTERVAL_SECONDS, reason };
}

function rebuildOf(row: RebuildRow, companyId: number): WithoutLinks<Rebuild> {
  const open = row.isPaused ? 'paused' : row.isReading ? 'running' : 'waiting';
  return {
    id: row.id,
    startedAt: row.startedAt,
    endedAt: row.endedAt,
    state: row.endedAt === null ? open : (row.outcome ?? 'failed'),
    failureCode: row.failureCode,
    progress: Object.entries(row.places).map(([collection, { page, pages, isDone }]) => ({
      collection,
      page,
      pages,
      percent: percentOf(page, pages, isDone),
      isDone,
    })),
    drift: Object.fromEntries(
      Object.entries(row.found).map(([collection, { missing, changed, gone }]) => [
        collection,
        { missing, changed, gone: row.places[collection]?.isDone ? gone : null },
      ]),
    ),
    workflowId: rebuildCompanyId(companyId),
  };
}

const CURSORS = `
  select coalesce(c.collection, r.collection) as collection, c.changed_up_to as "changedUpTo", c.first_copy_page as "firstCopyPage",
    c.first_copy_pages as "firstCopyPages", c.first_copy_done_at as "firstCopyDoneAt", r.refused_at as "refusedAt"
  from (select * from sync_cursors where company_id = :companyId) c
  full join (select * from collection_refusals where company_id = :companyId) r on r.collection = c.collection
  order by 1`;
const BY_REASON = `
  select collection, reason, count(*)::int as count from quarantined_records
  where company_id = :companyId and resolved_at is null group by collection, reason order by count desc, collection, reason limit 50`;
