/** Lists of people: who is asked for, in which order, from the stored facts or from the books of a past day. */

import type { Knex } from 'knex';
import { EXACT_TOTAL_LIMIT, type Page } from '../../../contracts/http/common.ts';
import type { Client } from '../../../contracts/http/insight.ts';
import type { QueryOf } from '../../../contracts/http/routes.ts';
import type { Scope } from '../../../domain/access/scope.ts';
import type { Database } from '../../database.ts';
import { factsOn } from '../insight/facts-on.ts';
import { BEHIND_METRIC, behindTrialStep } from '../insight/people-conditions.ts';
import { type Bindings, countOf, equal, orderBy, ownClients, searchClient, together } from './page.ts';

export type ClientsAsked = Omit<QueryOf<'listClients'>, 'page' | 'pageSize'>;

/** `c` is the card, `m` its facts, `s` its segment. A card without facts yet has been copied a moment ago. */
export const CLIENT_COLUMNS = `
  c.id, trim(c.name || ' ' || c.surname) as name, c.phone, s.segment, m.first_visit_on as "firstVisitOn",
  m.last_visit_on as "lastVisitOn", coalesce(m.visits, 0) as visits, coalesce(m.spend_minor, 0) as "spendMinor",
  cast(:asOf as date) - m.last_visit_on as "daysSince", coalesce(m.pt_visits, 0) as "ptVisits", m.last_pt_on as "lastPtOn",
  coalesce(m.visits_30d, 0) as "visits30d", coalesce(m.has_future_booking, false) as "hasFutureBooking",
  exists (select 1 from opt_outs x where x.company_id = c.company_id and x.phone = c.phone and x.lifted_at is null) as "optedOut"`;

export const STORED_FACTS = `
  left join client_metrics m on m.client_id = c.id left join client_segments s on s.client_id = c.id`;
/** `facts` is a relation of db/repositories/insight/facts-on.ts. */
export const PAST_FACTS = `
  left join facts m on m.client_id = c.id left join lateral (select m.segment) s on true`;

export const CLIENT_SORTS = {
  name: 'c.sort_name',
  lastVisitOn: 'm.last_visit_on',
  firstVisitOn: 'm.first_visit_on',
  visits: 'coalesce(m.visits, 0)',
  spendMinor: 'coalesce(m.spend_minor, 0)',
  daysSince: '(cast(:asOf as date) - m.last_visit_on)',
  ptVisits: 'coalesce(m.pt_visits, 0)',
  lastPtOn: 'm.last_pt_on',
  visits30d: 'coalesce(m.visits_30d, 0)',
};
export const CLIENT_NULLABLE = ['lastVisitOn', 'firstVisitOn', 'daysSince', 'lastPtOn'];
/** Which index of client_metrics an order follows, and whether it runs the other way round. Names have one on the cards. */
const FOLLOWS: Readonly<Record<string, { column: string; isReversed?: true }>> = {
  lastVisitOn: { column: 'last_visit_on' },
  firstVisitOn: { column: 'first_visit_on' },
  visits: { column: 'visits' },
  spendMinor: { column: 'spend_minor' },
  daysSince: { column: 'last_visit_on', isReversed: true },
  ptVisits: { column: 'pt_visits' },
  lastPtOn: { column: 'last_pt_on' },
  visits30d: { column: 'visits_30d' },
};

interface Filter {
  sql: string;
  bindings: Bindings;
}

/** What is asked of the card itself. */
export const cardFilter = (scope: Scope, query: ClientsAsked): Filter =>
  together(searchClient(query.q), ownClients(scope, 'c.id'));

/** What is asked of the facts; nothing when `sql` is empty. */
export function factFilter(query: ClientsAsked): Filter {
  const conditions: string[] = [];
  if (query.metric !== undefined) conditions.push(BEHIND_METRIC[query.metric] ?? 'false');
  if (query.trialStep !== undefined) conditions.push(behindTrialStep(query.trialStep, query.dropped === 'true'));
  if (query.cohort !== undefined)
    conditions.push(
      `m.first_visit_on >= cast(:cohort as date) and m.first_visit_on < cast(:cohort as date) + interval '1 month'`,
    );
  return together(
    {
      sql: conditions.map((condition) => ` and (${condition})`).join(''),
      bindings: query.cohort === undefined ? {} : { cohort: `${query.cohort}-01` },
    },
    equal('s.segment', 'segment', query.segment),
  );
}

/** Everybody asked for as one list: for past days and for files, where all rows are read anyway. */
export function clientList(scope: Scope, query: ClientsAsked, asOf: string, facts: string) {
  const filter = together(cardFilter(scope, query), factFilter(query));
  return {
    select: CLIENT_COLUMNS,
    from: `from clients c ${facts} where c.company_id = :companyId and not c.is_deleted${filter.sql}`,
    sorts: CLIENT_SORTS,
    nullable: CLIENT_NULLABLE,
    defaultSort: 'name',
    tieBreak: 'c.id',
    bindings: { companyId: scope.companyId, asOf, ...filter.bindings },
  };
}

export interface FactsSource {
  asOf: string;
  /** Null: the stored rows. Otherwise what `with` begins with. */
  relations: Knex.Raw | null;
  facts: string;
}

/**
 * Without a day the stored rows are the answer, also in the minutes after midnight when they are still of yesterday; with a day
 * they are only if they are of that day. Where nothing was ever computed the books are asked.
 */
export async function factsSource(
  database: Database,
  scope: Scope,
  asked: string | undefined,
  today: string,
  // In an object: a question that is awaited is asked.
  fromBooks = async (asOf: string): Promise<{ relations: Knex.Raw }> => factsOn(database, scope, asOf),
): Promise<FactsSource> {
  const state = await database('insight_state')
    .where({ company_id: scope.companyId })
    .first<{ as_of: string } | undefined>('as_of');
  if (state && (asked ?? state.as_of) === state.as_of && isOfLate(state.as_of, today))
    return { asOf: state.as_of, relations: null, facts: STORED_FACTS };
  const asOf = asked ?? today;
  const { relations } = await fromBooks(asOf);
  return { asOf, relations, facts: PAST_FACTS };
}

const DAY_MS = 86_400_000;
const isOfLate = (day: string, today: string): boolean => Date.parse(today) - Date.parse(day) <= DAY_MS;

export async function readClients(
  database: Database,
  scope: Scope,
  query: QueryOf<'listClients'>,
  { asOf, relations, facts }: FactsSource,
): Promise<Page<Client>> {
  if (relations === null) return readStored(database, scope, query, asOf);
  const list = clientList(scope, query, asOf, facts);
  const { rows } = await database.raw<{ rows: (Client & { total: number })[] }>(
    `with :relations, listed as materialized (
       select c.id, row_number() over (order by ${orderBy(list, query.sort)}) as place ${list.from})
     select ${list.select}, counted.total
     from (select count(*) as total from listed) counted
     left join (select * from listed order by place limit :limit offset :offset) chosen on true
     left join clients c on c.id = chosen.id ${facts} order by chosen.place`,
    { ...list.bindings, relations, limit: query.pageSize, offset: (query.page - 1) * query.pageSize },
  );
  const total = rows[0]?.total ?? 0;
  // The count is there also for a page behind the last, as a row without a client.
  const items = rows.filter((row) => row.id !== null).map(({ total: _total, ...row }) => row);
  return { items, ...shownTotal(total), page: query.page, pageSize: query.pageSize };
}

const shownTotal = (total: number): { total: number; totalIsAtLeast?: true } =>
  total > EXACT_TOTAL_LIMIT ? { total: EXACT_TOTAL_LIMIT, totalIsAtLeast: true } : { total };

/** A stretch of a list that can be read by an index in its own order. */
interface Part {
  from: string;
  order: string;
}

/**
 * A hundred thousand people are never sorted to show fifty: the list is read in parts that each follow an index. First those who
 * have what is sorted by, then those who do not, at last the cards that have no facts yet. A later part is only looked at, and
 * an earlier one only counted, when the page reaches it.
 */
async function readStored(
  database: Database,
  scope: Scope,
  query: QueryOf<'listClients'>,
  asOf: string,
): Promise<Page<Client>> {
  const { companyId } = scope;
  const card = cardFilter(scope, query);
  const fact = factFilter(query);
  const bindings = { companyId, asOf, ...card.bindings, ...fact.bindings };
  const counting = countOf(database, wholeOf(card.sql, fact.sql), bindings);
  // Those who fit a search often stand together in the alphabet: following it to them would pass by everybody else.
  const isRare = query.q !== undefined && !(await counting).totalIsAtLeast;
  const parts = partsOf(query, card.sql, fact.sql, isRare);
  const [ids, total] = await Promise.all([
    idsAcross(database, parts, bindings, {
      limit: query.pageSize,
      offset: (query.page - 1) * query.pageSize,
      counting,
    }),
    counting,
  ]);
  const { rows } =
    ids.length === 0
      ? { rows: [] }
      : await database.raw<{ rows: Client[] }>(
          `select ${CLIENT_COLUMNS} from unnest(cast(:ids as bigint[])) with ordinality as chosen(id, place)
           join clients c on c.id = chosen.id ${STORED_FACTS}
           where c.company_id = :companyId and not c.is_deleted order by chosen.place`,
          { companyId, asOf, ids },
        );
  return { items: rows, ...total, page: query.page, pageSize: query.pageSize };
}

const CARDS = 'from clients c';
const ONLY_CARDS = 'where c.company_id = :companyId and not c.is_deleted';
/** A card's changes are marked until its facts are computed: looking among the marks is looking at few. */
const WITHOUT_FACTS = `and c.id in (select d.client_id from changed_clients d where d.company_id = :companyId)
  and not exists (select 1 from client_metrics n where n.client_id = c.id)`;
const FACTS = 'from client_metrics m';
/** A card that was deleted a moment ago still has its facts, and a mark: looked for there, no list has to read its cards. */
const ONLY_FACTS = `where m.company_id = :companyId and m.client_id not in (
  select d.client_id from changed_clients d join clients gone on gone.id = d.client_id
  where d.company_id = :companyId and gone.is_deleted)`;
const joinSegment = (fact: string): string =>
  fact.includes('s.segment')
    ? ' join client_segments s on s.client_id = m.client_id and s.company_id = m.company_id'
    : '';
const joinCard = (card: string): string =>
  card === '' ? '' : ' join clients c on c.id = m.client_id and not c.is_deleted';

function partsOf(query: QueryOf<'listClients'>, card: string, fact: string, isRare: boolean): Part[] {
  const sort = query.sort ?? 'name';
  const isDown = sort.startsWith('-');
  const field = isDown ? sort.slice(1) : sort;
  const follows = FOLLOWS[field];
  if (!follows) {
    const facts = fact === '' ? '' : ` join client_metrics m on m.client_id = c.id${joinSegment(fact)}`;
    const direction = isDown ? 'desc' : 'asc';
    return [
      {
        from: `c.id ${CARDS}${facts} ${ONLY_CARDS}${card}${fact}`,
        order: `c.sort_name${isRare ? " || ''" : ''} ${direction}, c.id ${direction}`,
      },
    ];
  }
  const direction = isDown === (follows.isReversed === true) ? 'asc' : 'desc';
  const base = `m.client_id as id ${FACTS}${joinSegment(fact)}${joinCard(card)} ${ONLY_FACTS}${card}${fact}`;
  const column = `m.${follows.column}`;
  const parts = [{ from: base, order: `${column} ${direction}, m.client_id ${direction}` }];
  if (CLIENT_NULLABLE.includes(field)) {
    parts[0] = { from: `${base} and ${column} is not null`, order: parts[0]?.order ?? column };
    parts.push({ from: `${base} and ${column} is null`, order: `m.client_id ${direction}` });
  }
  if (fact === '') parts.push({ from: `c.id ${CARDS} ${ONLY_CARDS}${card} ${WITHOUT_FACTS}`, order: 'c.id' });
  return parts;
}

/** For counting, the order does not matter: whatever is the least to look at. */
function wholeOf(card: string, fact: string): string {
  if (fact === '') return `${CARDS} ${ONLY_CARDS}${card}`;
  return `${FACTS}${joinSegment(fact)}${joinCard(card)} ${ONLY_FACTS}${card}${fact}`;
}

async function idsAcross(
  database: Database,
  parts: readonly Part[],
  bindings: Bindings,
  { limit, offset, counting }: { limit: number; offset: number; counting: ReturnType<typeof countOf> },
): Promise<number[]> {
  const ids: number[] = [];
  let skip = offset;
  for (const [index, part] of parts.entries()) {
    const wanted = limit - ids.length;
    const { rows } = await database.raw<{ rows: { id: number }[] }>(
      `select ${part.from} order by ${part.order} limit :limit offset :offset`,
      { ...bindings, limit: wanted, offset: skip },
    );
    ids.push(...rows.map((row) => row.id));
    if (ids.length >= limit || index === parts.length - 1) break;
    const { total, totalIsAtLeast } = await counting;
    if (!totalIsAtLeast && (rows.length > 0 ? offset + ids.length : offset) >= total) break;
    if (rows.length > 0) skip = 0;
    else skip = Math.max(0, skip - (await sizeOf(database, part, bindings)));
  }
  return ids;
}

async function sizeOf(database: Database, part: Part, bindings: Bindings): Promise<number> {
  const { rows } = await database.raw<{ rows: { size: number }[] }>(
    `select count(*) as size from (select ${part.from}) counted`,
    bindings,
  );
  return rows[0]?.size ?? 0;
}
