/** The export of people: everybody the list would show, with all that is known of them as of its day. */

import type { ExportQuery } from '../../../contracts/http/exports.ts';
import type { Scope } from '../../../domain/access/scope.ts';
import { RuleBroken } from '../../../domain/errors.ts';
import type { Database } from '../../database.ts';
import { clientList, factsSource } from '../views/client-list.ts';
import { type Column, CURRENCY, money, text, value } from './columns.ts';
import type { Asked, ExportList } from './lists.ts';

const COLUMNS: Column[] = [
  value('client_id', 'c.id'),
  text('name', 'c.name'),
  text('surname', 'c.surname'),
  text('phone', 'c.phone'),
  text('email', 'c.email'),
  value('as_of', 'cast(:asOf as date)'),
  value('segment', 's.segment'),
  value('loyalty', 'm.loyalty'),
  value('visits', 'coalesce(m.visits, 0)'),
  value('visits_30d', 'coalesce(m.visits_30d, 0)'),
  value('first_visit', 'm.first_visit_on'),
  value('last_visit', 'm.last_visit_on'),
  value('days_since', 'cast(:asOf as date) - m.last_visit_on'),
  value('pt_visits', 'coalesce(m.pt_visits, 0)'),
  value('last_pt_visit', 'm.last_pt_on'),
  value('has_future_booking', 'coalesce(m.has_future_booking, false)'),
  money('spend', 'coalesce(m.spend_minor, 0)'),
  CURRENCY,
  value('birth_date', 'c.birth_date'),
  text('language', 'c.language'),
  value('newsletter_agreed', 'c.newsletter_agreed'),
  value(
    'opted_out',
    'exists (select 1 from opt_outs x where x.company_id = c.company_id and x.phone = c.phone and x.lifted_at is null)',
  ),
];

export async function clientExport(
  database: Database,
  scope: Scope,
  query: ExportQuery<'clients'>,
  { today }: Asked,
): Promise<ExportList> {
  if (query.asOf !== undefined && query.asOf > today) throw new RuleBroken('as_of_in_future', 'invalid', { today });
  const { asOf, relations, facts } = await factsSource(database, scope, query.asOf, today);
  return { columns: COLUMNS, list: clientList(scope, query, asOf, facts), relations };
}
