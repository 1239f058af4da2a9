/** Messages as people read them: lists, one with its story, and those that wait for approval. */

import type { Page, WithoutLinks } from '../../../contracts/http/common.ts';
import type { Message, MessageDetail, MessageEvent } from '../../../contracts/http/delivery.ts';
import type { Approval } from '../../../contracts/http/moderation.ts';
import type { QueryOf } from '../../../contracts/http/routes.ts';
import type { Scope } from '../../../domain/access/scope.ts';
import { RuleBroken } from '../../../domain/errors.ts';
import type { Database } from '../../database.ts';
import { CLIENT_FACTS } from './client-facts.ts';
import { anyOf, equal, type ListQuery, ownClients, plain, readPage, searchClient, together } from './page.ts';

export const MESSAGE_COLUMNS = `
  m.id, m.client_id as "clientId", trim(c.name || ' ' || c.surname) as "clientName", m.phone, m.scenario,
  m.service_id as "serviceId", s.title as "serviceTitle", m.campaign_id as "campaignId", m.reactivation_id as "reactivationId",
  m.attempt, m.kind, m.mode, m.language, m.template, m.text, m.status, coalesce(o.wait_reason, m.reason) as reason,
  case when o.status in ('queued', 'failed') then o.wait_until end as "waitUntil", m.version, m.written_by as "writtenBy",
  m.discount_percent as "discountPercent", m.decision, m.decided_by as "decidedBy", m.decided_via as "decidedVia",
  m.decided_at as "decidedAt", m.approved_by as "approvedBy", m.created_at as "createdAt", m.awaiting_since as "awaitingSince",
  m.good_until as "goodUntil", m.queued_at as "queuedAt", m.sent_at as "sentAt", m.delivered_at as "deliveredAt",
  m.read_at as "readAt", m.workflow_id as "workflowId"`;
/** Left joins, although every message has its client: counting then leaves them out. */
export const MESSAGE_TABLES = `
  from messages m left join clients c on c.id = m.client_id
  left join services s on s.id = m.service_id
  left join outbox_messages o on o.message_id = m.id`;

const DETAIL_COLUMNS = `${MESSAGE_COLUMNS},
  case when m.kind = 'template' then t.body end as "templateBody",
  case when m.kind = 'template' then coalesce(t.variables, '{}') else '{}' end as "templateVariables",
  m.variables, m.slots, m.reasons, m.draft_problems as "draftProblems", m.instruction, m.booking_slot as "bookingSlot",
  case when m.status = 'awaiting_approval' then m.snoozed_until end as "snoozedUntil",
  case when m.status = 'awaiting_approval' then m.snoozed_by end as "snoozedBy",
  case when m.translation_version = m.version then m.translation end as translation, m.translation_language as "translationLanguage",
  case when m.translation_version = m.version then m.translation_problem end as "translationProblem",
  o.id as "outboxId", m.cost_minor as "costMinor"`;
const DETAIL_TABLES = `${MESSAGE_TABLES}
  left join message_templates t on t.company_id = m.company_id and t.name = m.template and t.language = m.language`;

type MessageRow = WithoutLinks<Message>;
type Detail = WithoutLinks<MessageDetail>;

const SORTS = {
  createdAt: 'm.created_at',
  status: 'm.status',
  clientName: 'c.sort_name',
  awaitingSince: 'm.awaiting_since',
  sentAt: 'm.sent_at',
};

/** Which messages were asked for: the page shows some of them, the export all. */
export function messageList(scope: Scope, query: Omit<QueryOf<'listMessages'>, 'page' | 'pageSize'>): ListQuery {
  const filter = together(
    anyOf('m.status', 'status', query.status),
    equal('m.campaign_id', 'campaignId', query.campaignId),
    equal('m.reactivation_id', 'reactivationId', query.reactivationId),
    equal('m.client_id', 'clientId', query.clientId),
    equal('m.scenario', 'scenario', query.scenario),
    searchClient(query.q),
    ownClients(scope, 'm.client_id'),
  );
  return {
    select: MESSAGE_COLUMNS,
    from: `${MESSAGE_TABLES} where m.company_id = :companyId and m.scenario <> 'test'${filter.sql}`,
    sorts: SORTS,
    nullable: ['awaitingSince', 'sentAt'],
    defaultSort: '-createdAt',
    tieBreak: 'm.id desc',
    bindings: { companyId: scope.companyId, ...filter.bindings },
  };
}

export function createMessageViews(database: Database) {
  return {
    async messages(scope: Scope, query: QueryOf<'listMessages'>): Promise<Page<MessageRow>> {
      return readPage<MessageRow>(database, messageList(scope, query), query);
    },

    async message(scope: Scope, messageId: number): Promise<Detail> {
      const own = ownClients(scope, 'm.client_id');
      const { rows } = await database.raw<{ rows: Omit<Detail, 'events'>[] }>(
        `select ${DETAIL_COLUMNS} ${DETAIL_TABLES} where m.company_id = :companyId and m.scenario <> 'test' and m.id = :messageId${own.sql}`,
        { companyId: scope.companyId, messageId, ...own.bindings },
      );
      const [row] = rows;
      if (!row) throw new RuleBroken('message_not_found', 'not_found');
      const events = await database.raw<{ rows: MessageEvent[] }>(
        `select id, kind, at, actor_label as "actorLabel", details from message_events
         where company_id = :companyId and message_id = :messageId order by at, id limit 500`,
        { companyId: scope.companyId, messageId },
      );
      return { ...plain(row), events: events.rows.map(plain) };
    },

    /** What has come back from being put off, then the oldest: they have waited longest. */
    async approvals(
      scope: Scope,
      query: QueryOf<'listApprovals'>,
      at: Date,
    ): Promise<Page<WithoutLinks<Approval>> & { oldestSince: string | null; snoozed: number }> {
      const filter = together(searchClient(query.q), ownClients(scope, 'm.client_id'));
      const all = `where m.company_id = :companyId and m.status = 'awaiting_approval'${filter.sql}`;
      const [asleep, awake] = ['m.snoozed_until > :at', '(m.snoozed_until is null or m.snoozed_until <= :at)'];
      const where = `${all} and ${query.snoozed === 'true' ? asleep : awake}`;
      const bindings = { companyId: scope.companyId, at, ...filter.bindings };
      const page = await readPage<WithoutLinks<Approval>>(
        database,
        {
          select: `${DETAIL_COLUMNS}, jsonb_build_object('language', coalesce(c.language, m.language), 'visits', facts.visits,
            'lastVisitOn', facts.last_visit_on, 'spendMinor', facts.spend_minor,
            'segment', (select g.segment from client_segments g where g.client_id = m.client_id)) as client`,
          from: `${DETAIL_TABLES} cross join lateral (${CLIENT_FACTS}) facts ${where}`,
          sorts: { awaitingSince: '(m.snoozed_until is null), m.awaiting_since', clientName: SORTS.clientName },
          defaultSort: 'awaitingSince',
          tieBreak: 'm.id',
          // What was booked for a later day is no visit yet; anything that took place is.
          bindings: { ...bindings, asOf: '9999-12-31' },
        },
        query,
      );
      const { rows } = await database.raw<{ rows: { oldest: Date | null; snoozed: number }[] }>(
        `select min(m.awaiting_since) filter (where ${awake}) as oldest, count(*) filter (where ${asleep}) as snoozed
         from messages m join clients c on c.id = m.client_id ${all}`,
        bindings,
      );
      return { ...page, oldestSince: rows[0]?.oldest?.toISOString() ?? null, snoozed: rows[0]?.snoozed ?? 0 };
    },
  };
}
