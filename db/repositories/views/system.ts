/** The audit log, the state of the sync, and the counters that live pages watch. */

import type { AuditEntry } from '../../../contracts/http/access.ts';
import type { Page, WithoutLinks } from '../../../contracts/http/common.ts';
import type { ChangeTopic } from '../../../contracts/http/insight.ts';
import type { QueryOf } from '../../../contracts/http/routes.ts';
import type { SyncRun, SyncState } from '../../../contracts/http/sync.ts';
import { runSyncCycleId } from '../../../contracts/workflows/sync.ts';
import type { Scope } from '../../../domain/access/scope.ts';
import type { Database } from '../../database.ts';
import { equal, type ListQuery, plain, readPage, together } from './page.ts';

const STALE_MS = 10 * 60_000;
const RUNS_SHOWN = 20;

const RUN = `select id, kind, started_at as "startedAt", ended_at as "endedAt", outcome, counts, failure_code as "failureCode" from sync_runs`;

/** Which entries were asked for: the page shows some of them, the export all. */
export function auditList(scope: Scope, query: Omit<QueryOf<'listAudit'>, 'page' | 'pageSize'>): ListQuery {
  const filter = together(
    equal('action', 'action', query.action),
    equal('subject_kind', 'subjectKind', query.subjectKind),
    equal('subject_id', 'subjectId', query.subjectId),
  );
  return {
    select: `id, at, actor_kind as "actorKind", actor_label as "actorLabel", action, subject_kind as "subjectKind",
      subject_id as "subjectId", via, details`,
    from: `from audit_log where company_id = :companyId${filter.sql}`,
    sorts: { at: 'at' },
    defaultSort: '-at',
    tieBreak: 'id desc',
    bindings: { companyId: scope.companyId, ...filter.bindings },
  };
}

export function createSystemViews(database: Database) {
  async function rowsOf<Row extends object>(text: string, companyId: number): Promise<Row[]> {
    const { rows } = await database.raw<{ rows: Row[] }>(text, { companyId });
    return rows.map(plain);
  }

  return {
    async audit(scope: Scope, query: QueryOf<'listAudit'>): Promise<Page<AuditEntry>> {
      return readPage<AuditEntry>(database, auditList(scope, query), query);
    },

    async sync(scope: Scope, at: Date): Promise<WithoutLinks<SyncState>> {
      const { companyId } = scope;
      const [cursors, told, newest, lastGood, quarantined, rows] = await Promise.all([
        rowsOf<SyncState['cursors'][number]>(CURSORS, companyId),
        rowsOf<SyncRun>(
          `${RUN} where company_id = :companyId and outcome is distinct from 'idle' order by started_at desc, id desc limit ${String(RUNS_SHOWN)}`,
          companyId,
        ),
        rowsOf<SyncRun>(`${RUN} where company_id = :companyId order by started_at desc, id desc limit 1`, companyId),
        rowsOf<{ at: string | null }>(
          `select max(ended_at) as at from sync_runs where company_id = :companyId and outcome in ('changed', 'idle')`,
          companyId,
        ),
        rowsOf<SyncState['quarantined']['newest'][number]>(QUARANTINED, companyId),
        rowsOf<SyncState['rows'] & { quarantined: number }>(ROWS, companyId),
      ]);
      const counted = rows[0] ?? { clients: 0, visits: 0, services: 0, staff: 0, quarantined: 0 };
      const { quarantined: total, ...copied } = counted;
      const lastSuccessAt = lastGood[0]?.at ?? null;
      const [last] = newest;
      return {
        state: stateOf(cursors, last, lastSuccessAt, at),
        lastSuccessAt,
        failureCode: last?.outcome === 'failed' ? (last.failureCode ?? 'failed') : null,
        cursors,
        runs: last && told[0]?.id !== last.id ? [last, ...told] : told,
        quarantined: { total, newest: quarantined },
        rows: copied,
        workflowId: runSyncCycleId(companyId),
      };
    },

    /** The highest number of each journal: one index entry each. */
    async changeCounters(companyId: number): Promise<Record<ChangeTopic, number>> {
      const { rows } = await database.raw<{ rows: Record<ChangeTopic, number>[] }>(COUNTERS, { companyId });
      return rows[0] ?? { messages: 0, replies: 0, sync: 0, campaigns: 0, settings: 0 };
    },
  };
}

function stateOf(
  cursors: SyncState['cursors'],
  last: SyncRun | undefined,
  lastSuccessAt: string | null,
  at: Date,
): SyncState['state'] {
  if (last?.outcome === 'failed') return 'failing';
  if (cursors.some((cursor) => cursor.firstCopyDoneAt === null)) return 'first_copy';
  if (lastSuccessAt === null) return 'never';
  return at.getTime() - new Date(lastSuccessAt).getTime() > STALE_MS ? 'stale' : 'fresh';
}

const CURSORS = `
  select collection, changed_up_to as "changedUpTo", first_copy_page as "firstCopyPage", first_copy_done_at as "firstCopyDoneAt"
  from sync_cursors where company_id = :companyId order by collection`;
const QUARANTINED = `
  select id, collection, external_id as "externalId", reason, first_seen_at as "firstSeenAt", last_seen_at as "lastSeenAt"
  from quarantined_records where company_id = :companyId and resolved_at is null order by last_seen_at desc, id desc limit 20`;
const ROWS = `
  select (select count(*)::int from clients where company_id = :companyId and not is_deleted) as clients,
    (select count(*)::int from visits where company_id = :companyId) as visits,
    (select count(*)::int from services where company_id = :companyId and not is_deleted) as services,
    (select count(*)::int from staff where company_id = :companyId and not is_deleted) as staff,
    (select count(*)::int from quarantined_records where company_id = :companyId and resolved_at is null) as quarantined`;
const COUNTERS = `
  select coalesce((select max(id) from message_events where company_id = :companyId), 0) as messages,
    coalesce((select max(id) from replies where company_id = :companyId), 0) as replies,
    coalesce((select id from sync_runs where company_id = :companyId and outcome = 'changed' order by started_at desc limit 1), 0) as sync,
    coalesce((select sum(considered + started) + count(*) from (select considered, started from reactivation_runs
      where company_id = :companyId order by local_date desc limit 3) r), 0)
      + coalesce((select extract(epoch from max(updated_at))::bigint from reactivations where company_id = :companyId), 0) as campaigns,
    (select version from reactivation_settings where company_id = :companyId)
      + coalesce((select extract(epoch from sending_stopped_at)::bigint from reactivation_settings where company_id = :companyId), 0)
      as settings`;
