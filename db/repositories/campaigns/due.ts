/** Why is this person due for a message on a day, or why not, and when will they be? */

import type { Knex } from 'knex';
import type { ClientDue } from '../../../contracts/http/campaigns.ts';
import type { Scope } from '../../../domain/access/scope.ts';
import {
  chooseService,
  decideCandidates,
  type DueService,
  dueReason,
  type Reason,
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
  type OnePerson,
  peopleDue,
  type ServiceInterval,
  withRoom,
} from './candidates.ts';
import { intervalsOfSome } from './intervals.ts';
import { scenarioPeople, scenarioSettings, segmentsOfOne } from './scenarios.ts';

type ServiceDue = ClientDue['service'];

/** Of the services that are not due yet only the next ones are worth a sentence. */
const MOST_COMING = 3;

export function createDueRepository(database: Database) {
  return {
    /** `rank` asks for the place among all who are due, which only the whole list knows. */
    async client(
      scope: Scope,
      clientId: number,
      asOf: string,
      { rank = false }: { rank?: boolean } = {},
    ): Promise<Omit<ClientDue, 'asOf'>> {
      const { one, ...found } = await withRoom(database, async (trx) => {
        const cards = await cardsOf(trx, scope, clientId);
        const company = await companyFacts(trx, scope, asOf, { despiteMarks: true });
        const intervals = await intervalsOfSome(trx, scope, asOf, await servicesHad(trx, scope, asOf, cards));
        // From here on one person's rows are all there is to read: they lie in memory, and are found by their indexes.
        await trx.raw('set local random_page_cost = 1.1');
        return {
          one: cards,
          service: await serviceDue(trx, scope, asOf, { company, intervals }, cards),
          scenarios: await scenariosDue(trx, scope, asOf, company, cards),
        };
      });
      if (!rank || found.service.outcome !== 'due') return found;
      return { ...found, service: { ...found.service, rank: await rankOf(database, scope, asOf, one) } };
    },
  };
}

/** All cards of the person. A specialist asks about their own clients only; another company's client is not there. */
async function cardsOf(trx: Knex, scope: Scope, clientId: number): Promise<OnePerson> {
  const own = ownClients(scope, 'c.id');
  const { rows } = await trx.raw<{ rows: { id: number }[] }>(
    `with card as (select c.id, c.phone from clients c where c.company_id = :companyId and c.id = :clientId and not c.is_deleted${own.sql})
     select id from card
     union
     select same.id from card join clients same on same.company_id = :companyId and not same.is_deleted and same.phone = card.phone`,
    { companyId: scope.companyId, clientId, ...own.bindings },
  );
  if (rows.length === 0) throw new RuleBroken('client_not_found', 'not_found');
  return { cardIds: rows.map((row) => row.id) };
}

const NOTHING = { reason: null, reasons: [], score: null, rank: null };

async function serviceDue(
  trx: Knex,
  scope: Scope,
  asOf: string,
  known: { company: CompanyRow; intervals: ServiceInterval[] },
  one: OnePerson,
): Promise<ServiceDue> {
  const [person] = await peopleDue(trx, scope, asOf, known, one);
  if (!person) return { ...NOTHING, outcome: (await hasVisits(trx, scope, asOf, one)) ? 'not_due' : 'no_visits' };
  const due = person.due.filter(isDue);
  const service = chooseService(due);
  if (!service) return { ...NOTHING, outcome: 'not_due', reasons: coming(person.due) };
  const { candidates, skipped } = decideCandidates([{ ...person, due }], companyRule(known.company, true));
  const [candidate] = candidates;
  if (!candidate)
    return { ...NOTHING, outcome: 'skipped', reason: skipped[0]?.reason ?? null, reasons: [dueReason(service)] };
  return { ...NOTHING, outcome: 'due', reasons: candidate.reasons, score: candidate.score };
}

function coming(services: readonly DueService[]): Reason[] {
  return services
    .filter((service) => service.isRuleOn)
    .map((service): Reason => ({ ...dueReason(service), code: 'due_on', dueOn: dueOn(service) }))
    .toSorted((a, b) => String(a['dueOn']).localeCompare(String(b['dueOn'])))
    .slice(0, MOST_COMING);
}

async function rankOf(database: Database, scope: Scope, asOf: string, { cardIds }: OnePerson): Promise<number | null> {
  const { candidates } = await candidatesFor(database, scope, asOf, { isDryRun: true });
  const at = candidates.findIndex((candidate) => cardIds.includes(candidate.clientId));
  return at < 0 ? null : at + 1;
}

async function servicesHad(trx: Knex, scope: Scope, asOf: string, { cardIds }: OnePerson): Promise<number[]> {
  const { rows } = await trx.raw<{ rows: { id: number }[] }>(
    `select distinct p.service_id as id from visits v
     join visit_positions p on p.visit_id = v.id and p.kind = 'service'
     join services s on s.id = p.service_id and not s.is_deleted
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
  const segments = await segmentsOfOne(trx, scope, asOf, {
    settings,
    highLtvThresholdMinor: company.highLtvThresholdMinor,
    one,
  });
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
