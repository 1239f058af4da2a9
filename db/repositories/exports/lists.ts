/** What each export holds: the conditions and the order of the list it belongs to, with columns of its own. */

import type { Knex } from 'knex';
import type { ExportName, ExportQuery } from '../../../contracts/http/exports.ts';
import type { Scope } from '../../../domain/access/scope.ts';
import { messageList } from '../views/messages.ts';
import { outboxList } from '../views/outbox.ts';
import { equal, type ListQuery, ownClients, searchClient, together } from '../views/page.ts';
import { decisionList } from '../views/reactivations.ts';
import { segmentMoveList } from '../views/segment-moves.ts';
import { auditList } from '../views/system.ts';
import { CLIENT_NAME, type Column, CURRENCY, instant, money, text, value } from './columns.ts';

export interface ExportList {
  columns: Column[];
  list: Omit<ListQuery, 'select'>;
  /** What `with` begins with, where the rows are asked of the books. */
  relations?: Knex.Raw | null;
}
export interface Asked {
  at: Date;
  /** The company's local day. */
  today: string;
}
type Lists = { [Name in ExportName]: (scope: Scope, query: ExportQuery<Name>, asked: Asked) => ExportList };

export const LISTS: Omit<Lists, 'clients' | 'candidates'> = {
  messages: (scope, query) => ({
    columns: [
      value('message_id', 'm.id'),
      value('client_id', 'm.client_id'),
      CLIENT_NAME,
      text('phone', 'm.phone'),
      value('scenario', 'm.scenario'),
      text('service', 's.title'),
      value('attempt', 'm.attempt'),
      value('status', 'm.status'),
      text('reason', 'coalesce(o.wait_reason, m.reason)'),
      value('language', 'm.language'),
      text('template', 'm.template'),
      text('text', 'm.text'),
      value('discount_percent', 'm.discount_percent'),
      value('decision', 'm.decision'),
      text('decided_by', 'm.decided_by'),
      ...instant('decided', 'm.decided_at'),
      ...instant('created', 'm.created_at'),
      ...instant('sent', 'm.sent_at'),
      ...instant('delivered', 'm.delivered_at'),
      ...instant('read', 'm.read_at'),
    ],
    list: messageList(scope, query),
  }),

  visits: (scope, query, { today }) => ({ columns: RECORD_COLUMNS, list: recordList(scope, query, today) }),

  decisions: (scope, query) => ({
    columns: [
      value('decision_id', 'd.id'),
      value('date', 'd.decided_on'),
      value('client_id', 'd.client_id'),
      CLIENT_NAME,
      value('scenario', 'd.scenario'),
      value('decision', 'd.decision'),
      text('reason', 'd.reason'),
      text('details', 'd.details::text'),
      value('run_id', 'd.run_id'),
      value('reactivation_id', 'd.reactivation_id'),
      value('message_id', 'd.message_id'),
      value('campaign_id', 'd.campaign_id'),
      ...instant('decided', 'd.created_at'),
    ],
    list: decisionList(scope, query),
  }),

  segmentMoves: (scope, query) => ({
    columns: [
      value('move_id', 'm.id'),
      value('date', 'm.moved_on'),
      value('client_id', 'm.client_id'),
      CLIENT_NAME,
      value('from_segment', 'm.from_segment'),
      value('to_segment', 'm.to_segment'),
      ...instant('found', 'm.at'),
    ],
    list: segmentMoveList(scope, query),
  }),

  audit: (scope, query) => ({
    columns: [
      value('entry_id', 'id'),
      ...instant('done', 'at'),
      value('actor_kind', 'actor_kind'),
      text('actor', 'actor_label'),
      value('action', 'action'),
      value('subject_kind', 'subject_kind'),
      text('subject_id', 'subject_id'),
      value('via', 'via'),
      text('details', 'details::text'),
    ],
    list: auditList(scope, query),
  }),

  outbox: (scope, query, { at }) => ({
    columns: [
      value('outbox_id', 'o.id'),
      value('message_id', 'o.message_id'),
      value('client_id', 'o.client_id'),
      CLIENT_NAME,
      text('phone', 'o.phone'),
      value('scenario', 'm.scenario'),
      text('text', 'm.text'),
      value('status', 'o.status'),
      value('wait_reason', 'o.wait_reason'),
      value('attempts', 'o.attempts'),
      text('error', 'o.last_error_code'),
      ...instant('created', 'o.created_at'),
      ...instant('sent', 'o.sent_at'),
      ...instant('delivered', 'o.delivered_at'),
      ...instant('read', 'o.read_at'),
      ...instant('failed', 'o.failed_at'),
      text('closed_by', 'o.closed_by'),
      text('close_reason', 'o.close_reason'),
    ],
    list: outboxList(scope, query, at),
  }),
};

/** definitions.md, "Facts": what became of a record. */
const RECORD_STATUS = `case when v.is_deleted then 'cancelled' else
  case v.attendance when 1 then 'arrived' when -1 then 'no_show' when 2 then 'confirmed' else 'waiting' end end`;
const positions = (kind: 'service' | 'goods'): string =>
  `(select string_agg(p.title, ', ' order by p.position) from visit_positions p where p.visit_id = v.id and p.kind = '${kind}')`;

const RECORD_COLUMNS: Column[] = [
  value('record_id', 'v.id'),
  text('platform_id', 'v.external_id'),
  value('date', 'v.local_date'),
  value('time', `to_char(coalesce(v.local_time, (v.starts_at at time zone cast(:zone as text))::time), 'HH24:MI')`),
  value('starts_utc', `to_char(v.starts_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')`),
  value('minutes', 'v.duration_seconds / 60'),
  value('status', RECORD_STATUS),
  value('client_id', 'v.client_id'),
  CLIENT_NAME,
  text('phone', 'c.phone'),
  text('staff', 't.name'),
  text('services', positions('service')),
  text('goods', positions('goods')),
  value('is_personal_training', 'v.is_pt'),
  money('cost', 'v.cost_minor'),
  CURRENCY,
  ...instant('booked', 'v.created_at_source'),
];

function recordList(scope: Scope, query: ExportQuery<'visits'>, today: string): Omit<ListQuery, 'select'> {
  const filter = together(
    equal('v.client_id', 'clientId', query.clientId),
    equal(RECORD_STATUS, 'status', query.status),
    query.to === undefined ? NOTHING : { sql: ' and v.local_date <= cast(:to as date)', bindings: { to: query.to } },
    searchClient(query.q),
    ownClients(scope, 'v.client_id'),
  );
  return {
    from: `from visits v left join clients c on c.id = v.client_id left join staff t on t.id = v.staff_id
      where v.company_id = :companyId
        and v.local_date >= coalesce(cast(:from as date), least(cast(:today as date), cast(:until as date)) - 89)${filter.sql}`,
    sorts: { startsAt: 'v.starts_at' },
    defaultSort: 'startsAt',
    tieBreak: 'v.id',
    bindings: {
      companyId: scope.companyId,
      from: query.from ?? null,
      today,
      until: query.to ?? null,
      ...filter.bindings,
    },
  };
}

const NOTHING = { sql: '', bindings: {} };
