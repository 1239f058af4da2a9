/** The audit log, and the counters that live pages watch. */

import type { AuditEntry } from '../../../contracts/http/access.ts';
import type { Page } from '../../../contracts/http/common.ts';
import type { ChangeTopic } from '../../../contracts/http/insight.ts';
import type { QueryOf } from '../../../contracts/http/routes.ts';
import type { Scope } from '../../../domain/access/scope.ts';
import type { Database } from '../../database.ts';
import { type Bindings, equal, type ListQuery, readPage, together } from './page.ts';

/** Which entries were asked for: the page shows some of them, the export all. */
export function auditList(scope: Scope, query: Omit<QueryOf<'listAudit'>, 'page' | 'pageSize'>): ListQuery {
  const filter = together(
    equal('action', 'action', query.action),
    equal('subject_kind', 'subjectKind', query.subjectKind),
    equal('subject_id', 'subjectId', query.subjectId),
    holding(query.q, query.actions ?? []),
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

/** As the index audit_log_search has it. */
const SEARCHED = `lower(actor_label || ' ' || action || ' ' || subject_kind || ' ' || coalesce(subject_id, ''))`;
const MOST_WORDS = 6;

/** Every word of `q` in who, what or on what, wherever in it; or one of the actions whose own words hold it. */
function holding(q: string | undefined, actions: readonly string[]): { sql: string; bindings: Bindings } {
  const wanted = (q ?? '').toLowerCase().split(/\s+/).filter(Boolean).slice(0, MOST_WORDS);
  if (wanted.length === 0) return { sql: '', bindings: {} };
  const words = wanted.map(
    (word, index) => [`audit${String(index)}`, `%${word.replaceAll(/[\\%_]/g, '\\$&')}%`] as const,
  );
  const inText = words.map(([name]) => `${SEARCHED} like :${name}`).join(' and ');
  return {
    sql: ` and (${inText}${actions.length === 0 ? '' : ' or action = any(:auditActions)'})`,
    bindings: { ...Object.fromEntries(words), ...(actions.length === 0 ? {} : { auditActions: [...actions] }) },
  };
}

export function createSystemViews(database: Database) {
  return {
    async audit(scope: Scope, query: QueryOf<'listAudit'>): Promise<Page<AuditEntry>> {
      return readPage<AuditEntry>(database, auditList(scope, query), query);
    },

    /** The highest number of each journal: one index entry each. */
    async changeCounters(companyId: number): Promise<Record<ChangeTopic, number>> {
      const { rows } = await database.raw<{ rows: Record<ChangeTopic, number>[] }>(COUNTERS, { companyId });
      return rows[0] ?? { messages: 0, replies: 0, sync: 0, campaigns: 0, settings: 0, insight: 0 };
    },
  };
}

const COUNTERS = `
  select coalesce((select max(id) from message_events where company_id = :companyId), 0) as messages,
    coalesce((select max(id) from replies where company_id = :companyId), 0) as replies,
    coalesce((select id from sync_runs where company_id = :companyId and outcome = 'changed' order by started_at desc limit 1), 0) as sync,
    coalesce((select sum(considered + started) + count(*) from (select considered, started from reactivation_runs
      where company_id = :companyId order by local_date desc limit 3) r), 0)
      + coalesce((select extract(epoch from max(updated_at))::bigint from reactivations where company_id = :companyId), 0) as campaigns,
    (select version from reactivation_settings where company_id = :companyId)
      + (select version from companies where id = :companyId)
      + coalesce((select sum(version) from scenario_settings where company_id = :companyId), 0)
      + coalesce((select extract(epoch from sending_stopped_at)::bigint from reactivation_settings where company_id = :companyId), 0)
      + coalesce((select extract(epoch from sending_stopped_at)::bigint from installation), 0)
      + coalesce((select max(id) from whatsapp_account_events where company_id = :companyId), 0)
      as settings,
    coalesce((select (extract(epoch from refreshed_at) * 1000)::bigint from insight_state where company_id = :companyId), 0)
      + (select count(*) from metric_days where company_id = :companyId and made_of = books) as insight`;
