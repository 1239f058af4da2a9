/** What one person is like: loyalty and facts also when none are stored yet, membership, habits, and how their segment changed. */

import type { ClientDetail } from '../../../contracts/http/insight.ts';
import type { Scope } from '../../../domain/access/scope.ts';
import { type PastVisit, preferencesOf } from '../../../domain/insight/preferences.ts';
import type { Database } from '../../database.ts';
import { clientFacts, clientStanding } from '../insight/facts.ts';

type Preferences = NonNullable<ClientDetail['preferences']>;

/**
 * The relation `facts` for one person, straight from the books: nobody waits for the whole company to be counted.
 * Who is among the highest was decided when the stored rows were computed; the company's own threshold goes first.
 */
export function factsOfOne(database: Database, scope: Scope, clientId: number, asOf: string) {
  const facts = clientFacts(database, scope, { asOf, which: { clientIds: [clientId] } });
  const threshold = database.raw(
    `(select coalesce(co.vip_threshold_minor::float8, st.high_ltv_threshold_minor) from companies co
      left join insight_state st on st.company_id = co.id where co.id = ?)`,
    [scope.companyId],
  );
  return database.raw('facts as (?)', [clientStanding(database, scope, { asOf, facts, threshold })]);
}

/** definitions.md, "membership on D": of several the one sold last. */
export const MEMBERSHIP = `
  select x.title, x.sold_on as "soldOn", x.ends_on as "endsOn" from memberships x
  where x.company_id = :companyId and x.client_id = :clientId and not x.is_deleted and x.sold_on <= cast(:asOf as date)
    and (x.ends_on is null or x.ends_on >= cast(:asOf as date)) order by x.sold_on desc, x.id desc`;

export const SEGMENT_MOVES = `
  select from_segment as "from", to_segment as "to", moved_on as "on" from segment_moves
  where company_id = :companyId and client_id = :clientId order by id desc limit 20`;

/** One row a visit of the last year, with who served and what. */
const PAST_VISITS = `
  select a.visited_on as "on",
    extract(hour from coalesce(v.local_time, (a.starts_at at time zone co.time_zone)::time))::int as hour, v.staff_id as "staffId",
    coalesce((select array_agg(distinct p.service_id order by p.service_id) from visit_positions p
      where p.visit_id = any(a.record_ids) and p.kind = 'service' and p.service_id is not null), '{}') as "serviceIds"
  from arrived_visits a join visits v on v.id = a.record_ids[1] join companies co on co.id = a.company_id
  where a.company_id = :companyId and a.client_id = :clientId
    and a.visited_on > cast(:asOf as date) - 365 and a.visited_on <= cast(:asOf as date)`;

export async function preferencesFor(
  database: Database,
  scope: Scope,
  clientId: number,
  asOf: string,
): Promise<Preferences | null> {
  const { companyId } = scope;
  const { rows: visits } = await database.raw<{ rows: PastVisit[] }>(PAST_VISITS, { companyId, clientId, asOf });
  const { partOfDay, weekday, staffId, serviceId } = preferencesOf(visits, asOf);
  if (!partOfDay && !weekday && !staffId && !serviceId) return null;
  const named = async (table: 'staff' | 'services', column: string, kept: typeof staffId) => {
    if (!kept) return null;
    const row = await database(table)
      .where({ company_id: companyId, id: kept.value })
      .first<{ name: string } | undefined>({ name: column });
    return row ? { value: row.name, confidence: kept.confidence } : null;
  };
  const [staff, service] = await Promise.all([named('staff', 'name', staffId), named('services', 'title', serviceId)]);
  return { partOfDay, weekday, staff, service, visits: visits.length };
}
