/** Why is this person due for a message on a day, or why not, and when will they be? */

import type { Knex } from 'knex';
import type { ClientDue } from '../../../contracts/http/campaigns.ts';
import type { Scope } from '../../../domain/access/scope.ts';
import {
  chooseService,
  type DueService,
  dueReason,
  type PersonFacts,
  type Reason,
  skipReason,
} from '../../../domain/campaigns/candidates.ts';
import { verdictsOn } from '../../../domain/campaigns/scenarios.ts';
import { dueOn, isDue } from '../../../domain/insight/interval.ts';
import { RuleBroken } from '../../../domain/errors.ts';
import type { Database } from '../../database.ts';
import { ownClients } from '../views/page.ts';
import {
  candidatesFor,
  companyFacts,
  companyRule,
  type CompanyRow,
  intervalsOf,
  type OnePerson,
  peopleDue,
  withRoom,
} from './candidates.ts';
import { scenarioPeople, scenarioSettings, segmentsWhereNeeded } from './scenarios.ts';

type ServiceDue = ClientDue['service'];

/** Of the services that are not due yet only the next ones are worth a sentence. */
const MOST_COMING = 3;

export function createDueRepository(database: Database) {
  return {
    async client(scope: Scope, clientId: number, asOf: string): Promise<Omit<ClientDue, 'asOf'>> {
      return withRoom(database, async (trx) => {
        const one = await cardsOf(trx, scope, clientId);
        const company = await companyFacts(trx, scope, asOf);
        return {
          service: await serviceDue(trx, scope, asOf, company, one),
          scenarios: await scenariosDue(trx, scope, asOf, company, one),
        };
      });
    },
  };
}

/** All cards of the person. A specialist asks about their own clients only; another company's client is not there. */
async function cardsOf(trx: Knex, scope: Scope, clientId: number): Promise<OnePerson> {
  const own = ownClients(scope, 'c.id');
  const { rows } = await trx.raw<{ rows: { id: number }[] }>(
    `select same.id from clients c
     join clients same on same.company_id = c.company_id and not same.is_deleted and (same.id = c.id or same.phone = c.phone)
     where c.company_id = :companyId and c.id = :clientId and not c.is_deleted${own.sql}`,
    { companyId: scope.companyId, clientId, ...own.bindings },
  );
  if (rows.length === 0) throw new RuleBroken('client_not_found', 'not_found');
  return { cardIds: rows.map((row) => row.id) };
}

async function serviceDue(
  trx: Knex,
  scope: Scope,
  asOf: string,
  company: CompanyRow,
  one: OnePerson,
): Promise<ServiceDue> {
  const intervals = await intervalsOf(trx, scope, asOf, await servicesHad(trx, scope, asOf, one));
  const [person] = await peopleDue(trx, scope, asOf, { company, intervals }, one);
  if (!person) return { outcome: (await hasVisits(trx, scope, asOf, one)) ? 'not_due' : 'no_visits', ...NOTHING };
  const due = person.due.filter(isDue);
  const service = chooseService(due);
  if (!service) return { ...NOTHING, outcome: 'not_due', reasons: coming(person.due) };
  const reason = skipReason({ ...person, due }, service, companyRule(company, true));
  if (reason !== null) return { ...NOTHING, outcome: 'skipped', reason, reasons: [dueReason(service)] };
  return ranked(trx, scope, asOf, person, service);
}

const NOTHING = { reason: null, reasons: [], score: null, rank: null };

function coming(services: readonly DueService[]): Reason[] {
  return services
    .filter((service) => service.isRuleOn)
    .map((service): Reason => ({ ...dueReason(service), code: 'due_on', dueOn: dueOn(service) }))
    .toSorted((a, b) => String(a['dueOn']).localeCompare(String(b['dueOn'])))
    .slice(0, MOST_COMING);
}

/** The place among all who are due: only the whole list knows it. */
async function ranked(
  trx: Knex,
  scope: Scope,
  asOf: string,
  person: PersonFacts,
  service: DueService,
): Promise<ServiceDue> {
  const { candidates } = await candidatesFor(trx, scope, asOf, { isDryRun: true });
  const at = candidates.findIndex((candidate) => candidate.clientId === person.clientId);
  const found = candidates[at];
  if (!found) return { ...NOTHING, outcome: 'due', reasons: [dueReason(service)] };
  return { outcome: 'due', reason: null, reasons: found.reasons, score: found.score, rank: at + 1 };
}

async function servicesHad(trx: Knex, scope: Scope, asOf: string, { cardIds }: OnePerson): Promise<number[]> {
  const { rows } = await trx.raw<{ rows: { id: number }[] }>(
    `select distinct p.service_id as id from visits v
     join visit_positions p on p.visit_id = v.id and p.kind = 'service' and p.service_id is not null
     where v.company_id = :companyId and v.client_id = any(cast(:cardIds as bigint[])) and v.attendance = 1 and not v.is_deleted
       and v.visited_on <= :asOf`,
    { companyId: scope.companyId, cardIds, asOf },
  );
  return rows.map((row) => row.id);
}

async function hasVisits(trx: Knex, scope: Scope, asOf: string, { cardIds }: OnePerson): Promise<boolean> {
  const visit = await trx('visits')
    .where({ company_id: scope.companyId, attendance: 1, is_deleted: false })
    .whereIn('client_id', cardIds)
    .where('visited_on', '<=', asOf)
    .first<{ id: number } | undefined>('id');
  return visit !== undefined;
}

async function scenariosDue(
  trx: Knex,
  scope: Scope,
  asOf: string,
  company: CompanyRow,
  one: OnePerson,
): Promise<ClientDue['scenarios']> {
  const settings = await scenarioSettings(trx, scope);
  const segments = await segmentsWhereNeeded(trx, scope, asOf, settings);
  const [person] = await scenarioPeople(trx, scope, asOf, { timeZone: company.timeZone, segments }, one);
  if (!person) return [];
  return verdictsOn(person, settings, asOf).map(({ scenario, skip, reason, cooldown }) => ({
    scenario,
    outcome: skip === null ? 'due' : 'skipped',
    reason: skip,
    reasons:
      cooldown === null || cooldown === 'for_ever' ? [reason] : [reason, { code: 'cooldown_until', until: cooldown }],
  }));
}
