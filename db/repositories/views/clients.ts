/** Clients with their facts, and one person. */

import type { Page, WithoutLinks } from '../../../contracts/http/common.ts';
import type { Client, ClientDetail } from '../../../contracts/http/insight.ts';
import type { QueryOf } from '../../../contracts/http/routes.ts';
import type { Scope } from '../../../domain/access/scope.ts';
import { RuleBroken } from '../../../domain/errors.ts';
import type { Database } from '../../database.ts';
import { localDate } from '../insight/local-date.ts';
import { writingTo } from '../delivery/by-hand.ts';
import { BOOKING } from './booking.ts';
import { cardShown, type StoredCard } from './client-card.ts';
import { CLIENT_COLUMNS, type FactsSource, factsSource, PAST_FACTS, readClients } from './client-list.ts';
import { factsOfOne, type Habits, habitsOf, MEMBERSHIP, SEGMENT_MOVES } from './client-profile.ts';
import { ownClients, plain } from './page.ts';

export function createClientViews(database: Database) {
  return {
    localDate: (scope: Scope, at: Date): Promise<string> => localDate(database, scope, at),

    async clients(scope: Scope, query: QueryOf<'listClients'>, at: Date): Promise<Page<Client>> {
      const today = await localDate(database, scope, at);
      if (query.asOf !== undefined && query.asOf > today) throw new RuleBroken('as_of_in_future', 'invalid', { today });
      return readClients(database, scope, query, await factsSource(database, scope, query.asOf, today));
    },

    async client(scope: Scope, clientId: number, at: Date): Promise<WithoutLinks<ClientDetail>> {
      const { companyId } = scope;
      const { row, asOf } = await cardOf(scope, clientId, await localDate(database, scope, at));
      const about = { companyId, clientId, asOf, at };
      const [habits, bookings, optOuts, reactivations, conversations, writing, membership, moves] = await Promise.all([
        habitsOf(database, scope, clientId, asOf),
        first<NonNullable<ClientDetail['nextBooking']>>(NEXT_BOOKING, about),
        first<NonNullable<ClientDetail['optOut']>>(OPT_OUT, about),
        first<WithoutLinks<NonNullable<ClientDetail['reactivation']>>>(REACTIVATION, about),
        first<WithoutLinks<NonNullable<ClientDetail['conversation']>>>(CONVERSATION, about),
        writingTo(database, scope, clientId, at),
        first<NonNullable<ClientDetail['membership']>>(MEMBERSHIP, about),
        all<ClientDetail['segmentMoves'][number]>(SEGMENT_MOVES, about),
      ]);
      const { card, customFields, ...known } = row;
      return {
        ...known,
        card: cardShown({ card, customFields }),
        membership,
        segmentMoves: moves,
        ...habits,
        nextBooking: bookings,
        optOut: optOuts,
        reactivation: reactivations,
        conversation: conversations,
        writing,
      };
    },
  };

  /** The card with its facts: the stored ones, or else straight from the books. */
  async function cardOf(scope: Scope, clientId: number, today: string): Promise<{ row: DetailRow; asOf: string }> {
    const own = ownClients(scope, 'c.id');
    const source = await factsSource(database, scope, undefined, today, async (asOf) => ({
      relations: factsOfOne(database, scope, clientId, asOf),
    }));
    const read = async ({ asOf, relations, facts }: FactsSource): Promise<DetailRow | undefined> => {
      const { rows } = await database.raw<{ rows: (DetailRow & { isCounted: boolean })[] }>(
        `${relations ? 'with :relations' : ''} select ${CLIENT_COLUMNS}, ${DETAIL_COLUMNS} from clients c ${facts}
         where c.company_id = :companyId and c.id = :clientId${own.sql}`,
        { companyId: scope.companyId, clientId, asOf, ...own.bindings, ...(relations ? { relations } : {}) },
      );
      const [row] = rows;
      if (!row) throw new RuleBroken('client_not_found', 'not_found');
      const { isCounted, ...detail } = row;
      return isCounted || relations ? detail : undefined;
    };
    const row =
      (await read(source)) ??
      (await read({ ...source, relations: factsOfOne(database, scope, clientId, source.asOf), facts: PAST_FACTS }));
    if (!row) throw new RuleBroken('client_not_found', 'not_found');
    return { row, asOf: source.asOf };
  }

  async function all<Row extends object>(sql: string, bindings: About): Promise<Row[]> {
    const { rows } = await database.raw<{ rows: Row[] }>(sql, bindings);
    return rows.map(plain);
  }

  async function first<Row extends object>(sql: string, bindings: About): Promise<Row | null> {
    const [row] = await all<Row>(`${sql} limit 1`, bindings);
    return row ?? null;
  }
}

type About = Record<string, string | number | Date>;

const DETAIL_COLUMNS = `coalesce(m.loyalty, 'New') as loyalty, m.client_id is not null as "isCounted",
  c.external_id as "externalId", c.email, c.language, c.birth_date as "birthDate",
  c.newsletter_agreed as "newsletterAgreed", c.card, c.custom_fields as "customFields",
  case when c.newsletter_agreed is not null and c.consent_at is not null
    then json_build_object('source', c.consent_source, 'at', to_char(c.consent_at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) end as "newsletterTold",
  c.platform_spent_minor as "platformSpentMinor"`;

type DetailRow = Omit<
  WithoutLinks<ClientDetail>,
  | 'card'
  | 'membership'
  | keyof Habits
  | 'segmentMoves'
  | 'nextBooking'
  | 'optOut'
  | 'reactivation'
  | 'conversation'
  | 'writing'
> &
  StoredCard;

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
