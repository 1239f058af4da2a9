/** Clients with their facts, and one person. */

import { Temporal as dates } from 'temporal-polyfill';
import type { Page, WithoutLinks } from '../../../contracts/http/common.ts';
import type { Client, ClientDetail } from '../../../contracts/http/insight.ts';
import type { QueryOf } from '../../../contracts/http/routes.ts';
import type { Scope } from '../../../domain/access/scope.ts';
import { RuleBroken } from '../../../domain/errors.ts';
import type { Database } from '../../database.ts';
import { writingTo } from '../delivery/by-hand.ts';
import { BOOKING } from './booking.ts';
import { ALL_FACTS, CLIENT_FACTS } from './client-facts.ts';
import { countOf, orderBy, ownClients, plain, searchClient, together } from './page.ts';

type Segment = Client['segment'];
/** Which client is in which segment on a day: insight's answer. */
export type SegmentsOf = (scope: Scope, asOf: string) => Promise<ReadonlyMap<number, NonNullable<Segment>>>;

const COLUMNS = `
  c.id, trim(c.name || ' ' || c.surname) as name, c.phone, facts.first_visit_on as "firstVisitOn",
  facts.last_visit_on as "lastVisitOn", facts.visits, facts.spend_minor as "spendMinor",
  cast(:asOf as date) - facts.last_visit_on as "daysSince",
  exists (select 1 from opt_outs x where x.company_id = c.company_id and x.phone = c.phone and x.lifted_at is null) as "optedOut"`;

const FACT_SORTS = {
  name: 'c.search_text',
  lastVisitOn: 'v.last_visit_on',
  firstVisitOn: 'v.first_visit_on',
  visits: 'coalesce(v.visits, 0)',
  spendMinor: '(coalesce(v.cost, 0) + coalesce(m.cost, 0) + coalesce(g.cost, 0))',
  daysSince: '(cast(:asOf as date) - v.last_visit_on)',
};
const NULLABLE = ['lastVisitOn', 'firstVisitOn', 'daysSince'];
const FACT_JOINS = `left join visit_facts v on v.client_id = c.id left join membership_facts m on m.client_id = c.id
  left join goods_facts g on g.client_id = c.id`;

export function createClientViews(database: Database, segmentsOf: SegmentsOf) {
  async function localDate(scope: Scope, at: Date): Promise<string> {
    const company = await database<{ id: number; time_zone: string }>('companies')
      .where({ id: scope.companyId })
      .first('time_zone');
    if (!company) throw new RuleBroken('company_not_found', 'not_found');
    return dates.Instant.from(at.toISOString()).toZonedDateTimeISO(company.time_zone).toPlainDate().toString();
  }

  return {
    localDate,

    async segments(scope: Scope, asOf: string): Promise<Record<string, number>> {
      const counts: Record<string, number> = {};
      for (const segment of (await segmentsOf(scope, asOf)).values()) counts[segment] = (counts[segment] ?? 0) + 1;
      return counts;
    },

    /** The page is chosen first and its facts looked up after; only sorting by a fact reads everybody's. */
    async clients(scope: Scope, query: QueryOf<'listClients'>, at: Date): Promise<Page<Client>> {
      const asOf = query.asOf ?? (await localDate(scope, at));
      const segments = await segmentsOf(scope, asOf);
      const members = [...segments].filter(([, segment]) => segment === query.segment).map(([id]) => id);
      const filter = together(
        searchClient(query.q),
        ownClients(scope, 'c.id'),
        query.segment ? { sql: ' and c.id = any(:members)', bindings: { members } } : { sql: '', bindings: {} },
      );
      const where = `where c.company_id = :companyId and not c.is_deleted${filter.sql}`;
      const bindings = { companyId: scope.companyId, ...filter.bindings };
      const byFact = query.sort !== undefined && query.sort !== 'name' && query.sort !== '-name';
      const order = orderBy(
        { sorts: FACT_SORTS, nullable: NULLABLE, defaultSort: 'name', tieBreak: 'c.id' },
        query.sort,
      );
      const { rows } = await database.raw<{ rows: Client[] }>(
        `with ${byFact ? `${ALL_FACTS},` : ''} chosen as (
           select c.id, row_number() over (order by ${order}) as place from clients c ${byFact ? FACT_JOINS : ''} ${where}
           order by ${order} limit :limit offset :offset)
         select ${COLUMNS} from chosen join clients c on c.id = chosen.id cross join lateral (${CLIENT_FACTS}) facts order by chosen.place`,
        { ...bindings, asOf, limit: query.pageSize, offset: (query.page - 1) * query.pageSize },
      );
      const total = await countOf(database, `from clients c ${where}`, bindings);
      const items = rows.map((row) => ({ ...row, segment: segments.get(row.id) ?? null }));
      return { items, ...total, page: query.page, pageSize: query.pageSize };
    },

    async client(scope: Scope, clientId: number, at: Date): Promise<WithoutLinks<ClientDetail>> {
      const asOf = await localDate(scope, at);
      const { companyId } = scope;
      const own = ownClients(scope, 'c.id');
      const { rows } = await database.raw<{ rows: DetailRow[] }>(
        `select ${COLUMNS}, c.external_id as "externalId", c.email, c.language, c.birth_date as "birthDate",
           c.newsletter_agreed as "newsletterAgreed", c.platform_spent_minor as "platformSpentMinor"
         from clients c cross join lateral (${CLIENT_FACTS}) facts
         where c.company_id = :companyId and c.id = :clientId${own.sql}`,
        { companyId, clientId, asOf, ...own.bindings },
      );
      const [row] = rows;
      if (!row) throw new RuleBroken('client_not_found', 'not_found');
      const about = { companyId, clientId, asOf, at };
      const [habits, bookings, optOuts, reactivations, conversations, writing, segments] = await Promise.all([
        first<Habits>(HABITS, about),
        first<NonNullable<ClientDetail['nextBooking']>>(NEXT_BOOKING, about),
        first<NonNullable<ClientDetail['optOut']>>(OPT_OUT, about),
        first<WithoutLinks<NonNullable<ClientDetail['reactivation']>>>(REACTIVATION, about),
        first<WithoutLinks<NonNullable<ClientDetail['conversation']>>>(CONVERSATION, about),
        writingTo(database, scope, clientId, at),
        segmentsOf(scope, asOf),
      ]);
      return {
        ...row,
        segment: segments.get(clientId) ?? null,
        rhythmDays: habits?.rhythmDays ?? null,
        favouriteService: habits?.favouriteService ?? null,
        favouriteStaff: habits?.favouriteStaff ?? null,
        nextBooking: bookings,
        optOut: optOuts,
        reactivation: reactivations,
        conversation: conversations,
        writing,
      };
    },
  };

  async function first<Row extends object>(
    sql: string,
    bindings: Record<string, string | number | Date>,
  ): Promise<Row | null> {
    const { rows } = await database.raw<{ rows: Row[] }>(`${sql} limit 1`, bindings);
    return rows[0] ? plain(rows[0]) : null;
  }
}

type DetailRow = Omit<
  WithoutLinks<ClientDetail>,
  | 'segment'
  | 'rhythmDays'
  | 'favouriteService'
  | 'favouriteStaff'
  | 'nextBooking'
  | 'optOut'
  | 'reactivation'
  | 'conversation'
  | 'writing'
>;

interface Habits {
  rhythmDays: number | null;
  favouriteService: string | null;
  favouriteStaff: string | null;
}

/** Of the last year: the median gap between visits, and what and who is booked most. */
const HABITS = `
  with seen as (
    select visited_on, record_ids from arrived_visits
    where company_id = :companyId and client_id = :clientId and visited_on > cast(:asOf as date) - 365 and visited_on <= cast(:asOf as date)),
  gaps as (select visited_on - lag(visited_on) over (order by visited_on) as days from seen),
  records as (select v.id, v.staff_id, v.starts_at from visits v where v.company_id = :companyId and v.id in (select unnest(record_ids) from seen))
  select (select case when count(days) >= 2 then ceil(percentile_cont(0.5) within group (order by days))::int end from gaps) as "rhythmDays",
    (select s.title from records r join visit_positions p on p.visit_id = r.id join services s on s.id = p.service_id
      group by s.id, s.title order by count(*) desc, max(r.starts_at) desc, s.id limit 1) as "favouriteService",
    (select t.name from records r join staff t on t.id = r.staff_id
      group by t.id, t.name order by count(*) desc, max(r.starts_at) desc, t.id limit 1) as "favouriteStaff"`;

const NEXT_BOOKING = `${BOOKING} and v.client_id = :clientId and not v.is_deleted and v.attendance in (0, 2)
  and v.local_date > cast(:asOf as date) order by v.starts_at, v.id`;

const OPT_OUT = `
  select x.source, x.at, x.reason from opt_outs x join clients c on c.company_id = x.company_id and c.phone = x.phone
  where x.company_id = :companyId and c.id = :clientId and x.lifted_at is null`;

const REACTIVATION = `
  select r.id, r.status, r.ends_as as "endsAs", s.title as "serviceTitle", r.workflow_id as "workflowId"
  from reactivations r join services s on s.id = r.service_id
  where r.company_id = :companyId and r.client_id = :clientId order by r.started_at desc, r.id desc`;

const CONVERSATION = `
  select v.id, v.last_inbound_at as "lastInboundAt", v.window_until as "windowUntil", v.needs_person_since as "needsPersonSince",
    v.needs_person_reason as "needsPersonReason", v.handed_to as "handedTo", v.marketing_hold as "marketingHold", v.workflow_id as "workflowId"
  from conversations v join clients c on c.company_id = v.company_id and c.phone = v.phone
  where v.company_id = :companyId and c.id = :clientId order by v.id`;
