/** What one person is like: loyalty and facts also when none are stored yet, membership, habits, and how their segment changed. */

import type { ClientDetail } from '../../../contracts/http/insight.ts';
import type { Scope } from '../../../domain/access/scope.ts';
import type { Database } from '../../database.ts';
import { createPreferencesRepository } from '../campaigns/preferences.ts';
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

/** Of the person, whichever of their cards was used; a day is one visit. */
const VISIT_DAYS = `
  select count(distinct v.visited_on)::int as visits from clients c
  join clients same on same.company_id = c.company_id and not same.is_deleted and (same.id = c.id or same.phone = c.phone)
  join visits v on v.company_id = same.company_id and v.client_id = same.id and v.attendance = 1 and not v.is_deleted
  where c.company_id = :companyId and c.id = :clientId and v.visited_on between cast(:asOf as date) - 364 and cast(:asOf as date)`;

export interface Habits {
  preferences: Preferences | null;
  rhythmDays: number | null;
  favouriteService: string | null;
  favouriteStaff: string | null;
}

/** The same preferences that messages and offered slots follow, with names. */
export async function habitsOf(database: Database, scope: Scope, clientId: number, asOf: string): Promise<Habits> {
  const liked = (await createPreferencesRepository(database).preferencesOf(scope, [clientId], asOf)).get(clientId);
  if (!liked) return { preferences: null, rhythmDays: null, favouriteService: null, favouriteStaff: null };
  const { partOfDay, weekday, staffId, serviceId, rhythmDays } = liked;
  const named = async (table: 'staff' | 'services', column: string, kept: typeof staffId) => {
    if (!kept) return null;
    const row = await database(table)
      .where({ company_id: scope.companyId, id: kept.value })
      .first<{ name: string } | undefined>({ name: column });
    return row ? { value: row.name, confidence: kept.confidence } : null;
  };
  const [staff, service, { rows }] = await Promise.all([
    named('staff', 'name', staffId),
    named('services', 'title', serviceId),
    database.raw<{ rows: { visits: number }[] }>(VISIT_DAYS, { companyId: scope.companyId, clientId, asOf }),
  ]);
  const isKnown = partOfDay ?? weekday ?? staffId ?? serviceId;
  return {
    preferences: isKnown ? { partOfDay, weekday, staff, service, visits: rows[0]?.visits ?? 0 } : null,
    rhythmDays: rhythmDays === null ? null : Math.ceil(rhythmDays),
    favouriteService: service?.value ?? null,
    favouriteStaff: staff?.value ?? null,
  };
}
