/** Runs, reactivations and decisions, as people read them. */

import type { Decision, Reactivation, ReactivationDetail, Reply, Run } from '../../../contracts/http/campaigns.ts';
import type { Page, WithoutLinks } from '../../../contracts/http/common.ts';
import type { Message } from '../../../contracts/http/delivery.ts';
import type { QueryOf } from '../../../contracts/http/routes.ts';
import type { Scope } from '../../../domain/access/scope.ts';
import { RuleBroken } from '../../../domain/errors.ts';
import type { Database } from '../../database.ts';
import { BOOKING } from './booking.ts';
import { MESSAGE_COLUMNS, MESSAGE_TABLES } from './messages.ts';
import { anyOf, equal, type ListQuery, ownClients, plain, readPage, searchClient, together } from './page.ts';

const RUN_COLUMNS = `id, local_date as "localDate", status, started_by as "startedBy", considered, started, skipped,
  started_at as "startedAt", ended_at as "endedAt", failure_code as "failureCode", workflow_id as "workflowId"`;

const COLUMNS = `
  r.id, r.client_id as "clientId", trim(c.name || ' ' || c.surname) as "clientName", r.phone, r.service_id as "serviceId",
  s.title as "serviceTitle", r.run_id as "runId", r.status, r.ends_as as "endsAs", r.paused_until as "pausedUntil",
  r.score::float as score, coalesce(last.attempt, 0) as attempt, last.status as "messageStatus", last.reason as "messageReason",
  answer.understood_as as "lastResponse", a.next_attempt_scheduled_at as "nextAttemptAt", r.converted_at as "convertedAt",
  r.revenue_minor as "revenueMinor", b.cost_minor as "bookedMinor", r.started_at as "startedAt", r.ended_at as "endedAt",
  r.workflow_id as "workflowId"`;
const TABLES =
  'from reactivations r left join clients c on c.id = r.client_id left join services s on s.id = r.service_id';
/** Looked up for the rows of one page only, each by an index. */
const NEWEST = `
  left join visits b on b.id = r.booking_id
  left join lateral (select m.attempt, m.status, m.reason from messages m where m.company_id = r.company_id and m.client_id = r.client_id
    and m.reactivation_id = r.id order by m.created_at desc, m.id desc limit 1) last on true
  left join lateral (select p.understood_as from replies p where p.company_id = r.company_id and p.client_id = r.client_id
    and p.received_at >= r.started_at and p.received_at <= coalesce(r.ended_at, 'infinity') order by p.received_at desc limit 1) answer on true
  left join lateral (select x.next_attempt_scheduled_at from reactivation_campaigns x where x.reactivation_id = r.id
    order by x.attempt_number desc limit 1) a on true`;

type Row = WithoutLinks<Reactivation>;

const NO_BOUND = { sql: '', bindings: {} };

/** Which decisions were asked for: the page shows some of them, the export all. */
export function decisionList(scope: Scope, query: Omit<QueryOf<'listDecisions'>, 'page' | 'pageSize'>): ListQuery {
  const filter = together(
    equal('d.client_id', 'clientId', query.clientId),
    equal('d.campaign_id', 'campaignId', query.campaignId),
    equal('d.run_id', 'runId', query.runId),
    equal('d.message_id', 'messageId', query.messageId),
    equal('d.reason', 'reason', query.reason),
    equal('d.scenario', 'scenario', query.scenario),
    anyOf('d.decision', 'decision', query.decision),
    query.from === undefined
      ? NO_BOUND
      : { sql: ' and d.decided_on >= cast(:from as date)', bindings: { from: query.from } },
    query.to === undefined ? NO_BOUND : { sql: ' and d.decided_on <= cast(:to as date)', bindings: { to: query.to } },
    searchClient(query.q),
  );
  return {
    select: `d.id, d.client_id as "clientId", trim(c.name || ' ' || c.surname) as "clientName", d.scenario, d.decision, d.reason,
      d.details, d.decided_on as "decidedOn", d.created_at as "createdAt", d.run_id as "runId",
      d.reactivation_id as "reactivationId", d.message_id as "messageId", d.campaign_id as "campaignId"`,
    from: `from campaign_decisions d left join clients c on c.id = d.client_id where d.company_id = :companyId${filter.sql}`,
    sorts: { createdAt: 'd.created_at' },
    defaultSort: '-createdAt',
    tieBreak: 'd.id desc',
    bindings: { companyId: scope.companyId, ...filter.bindings },
  };
}

export function createReactivationViews(database: Database) {
  async function rowsOf<T extends object>(sql: string, bindings: Record<string, string | number | Date>): Promise<T[]> {
    const { rows } = await database.raw<{ rows: T[] }>(sql, bindings);
    return rows.map(plain);
  }

  return {
    runs: (scope: Scope, query: QueryOf<'listRuns'>): Promise<Page<WithoutLinks<Run>>> =>
      readPage<WithoutLinks<Run>>(
        database,
        {
          select: RUN_COLUMNS,
          from: 'from reactivation_runs where company_id = :companyId',
          sorts: { localDate: 'local_date' },
          defaultSort: '-localDate',
          tieBreak: 'id desc',
          bindings: { companyId: scope.companyId },
        },
        query,
      ),

    async run(scope: Scope, runId: number): Promise<WithoutLinks<Run>> {
      const [row] = await rowsOf<WithoutLinks<Run>>(
        `select ${RUN_COLUMNS} from reactivation_runs where company_id = :companyId and id = :runId`,
        { companyId: scope.companyId, runId },
      );
      if (!row) throw new RuleBroken('run_not_found', 'not_found');
      return row;
    },

    async reactivations(scope: Scope, query: QueryOf<'listReactivations'>): Promise<Page<Row>> {
      const filter = together(
        anyOf('r.status', 'status', query.status),
        anyOf('r.ends_as', 'endsAs', query.endsAs),
        equal('r.run_id', 'runId', query.runId),
        equal('r.client_id', 'clientId', query.clientId),
        equal('r.service_id', 'serviceId', query.serviceId),
        searchClient(query.q),
        ownClients(scope, 'r.client_id'),
      );
      return readPage<Row>(
        database,
        {
          select: COLUMNS,
          from: `${TABLES} ${NEWEST} where r.company_id = :companyId${filter.sql}`,
          sorts: {
            startedAt: 'r.started_at',
            score: 'r.score',
            clientName: 'c.sort_name',
            convertedAt: 'r.converted_at',
          },
          nullable: ['convertedAt'],
          defaultSort: '-startedAt',
          tieBreak: 'r.id desc',
          bindings: { companyId: scope.companyId, ...filter.bindings },
        },
        query,
      );
    },

    async reactivation(scope: Scope, reactivationId: number): Promise<WithoutLinks<ReactivationDetail>> {
      const { companyId } = scope;
      const own = ownClients(scope, 'r.client_id');
      const found = await database.raw<{ rows: (Row & Extra)[] }>(
        `select ${COLUMNS}, r.reasons, r.facts, r.booking_id as "bookingId", r.converted_message_id as "convertedMessageId"
         ${TABLES} ${NEWEST} where r.company_id = :companyId and r.id = :reactivationId${own.sql}`,
        { companyId, reactivationId, ...own.bindings },
      );
      const row = found.rows[0];
      if (!row) throw new RuleBroken('reactivation_not_found', 'not_found');
      const { bookingId, ...rest } = plain(row);
      const [attempts, messages, replies, bookings] = await Promise.all([
        rowsOf<WithoutLinks<ReactivationDetail>['attempts'][number]>(ATTEMPTS, { companyId, reactivationId }),
        rowsOf<WithoutLinks<Message>>(
          `select ${MESSAGE_COLUMNS} ${MESSAGE_TABLES} where m.company_id = :companyId and m.client_id = :clientId
             and m.reactivation_id = :reactivationId order by m.created_at, m.id limit 200`,
          { companyId, reactivationId, clientId: rest.clientId },
        ),
        rowsOf<Reply>(REPLIES, {
          companyId,
          clientId: rest.clientId,
          since: rest.startedAt,
          until: rest.endedAt ?? '9999-12-31',
        }),
        bookingId === null
          ? []
          : rowsOf<NonNullable<ReactivationDetail['booking']>>(`${BOOKING} and v.id = :bookingId`, {
              companyId,
              bookingId,
            }),
      ]);
      return { ...rest, attempts, messages, replies, booking: bookings[0] ?? null };
    },

    async decisions(scope: Scope, query: QueryOf<'listDecisions'>): Promise<Page<Decision>> {
      return readPage<Decision>(database, decisionList(scope, query), query);
    },
  };
}

interface Extra {
  reasons: ReactivationDetail['reasons'];
  facts: Record<string, unknown>;
  bookingId: number | null;
  convertedMessageId: number | null;
}

const ATTEMPTS = `
  select attempt_number as number, message_id as "messageId", sent_at as "sentAt", delivered_at as "deliveredAt",
    discount_offered as "discountOffered", coalesce(slots_offered, '[]') as "slotsOffered", response_type as "responseType",
    response_received_at as "responseAt", next_attempt_scheduled_at as "nextAttemptAt", completion_reason as "completionReason"
  from reactivation_campaigns where company_id = :companyId and reactivation_id = :reactivationId order by attempt_number`;

const REPLIES = `
  select id, message_id as "messageId", kind, text, received_at as "receivedAt", understood_as as "understoodAs", understood,
    handled_at as "handledAt"
  from replies where company_id = :companyId and client_id = :clientId
    and received_at >= cast(:since as timestamptz) and received_at <= cast(:until as timestamptz) + interval '30 days'
  order by received_at, id limit 200`;
