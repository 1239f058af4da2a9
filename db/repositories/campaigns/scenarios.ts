/** Whom would the five scenarios write to on a day, in which order, and why not to the others they are about? */

import type { Knex } from 'knex';
import type { Scope } from '../../../domain/access/scope.ts';
import {
  birthdaysOn,
  decideScenarios,
  MILESTONE_DAYS,
  type Scenario,
  type ScenarioFacts,
  type ScenarioList,
  SCENARIOS,
  type ScenarioSetting,
  type ScenarioSettings,
} from '../../../domain/campaigns/scenarios.ts';
import { MILESTONES } from '../../../domain/insight/metric-keys.ts';
import type { Segment } from '../../../domain/insight/segments.ts';
import type { Database } from '../../database.ts';
import { query } from '../../sql.ts';
import { factsOn } from '../insight/facts-on.ts';
import { clientFacts, clientStanding } from '../insight/facts.ts';
import { companyFacts, companyRule, type OnePerson, withRoom } from './candidates.ts';
import { standingOf } from './standing.ts';

type PersonRow = Omit<ScenarioFacts, 'standing' | 'segment'>;

const UNTOUCHED: ScenarioSetting = { isOn: true, cooldownDays: null, cooldownBySegment: {} };

export async function scenarioSettings(database: Knex, scope: Scope): Promise<ScenarioSettings> {
  const rows: (ScenarioSetting & { scenario: Scenario })[] = await database('scenario_settings')
    .where({ company_id: scope.companyId })
    .select({
      scenario: 'scenario',
      isOn: 'is_on',
      cooldownDays: 'cooldown_days',
      cooldownBySegment: 'cooldown_by_segment',
    });
  const known = new Map(rows.map(({ scenario, ...setting }) => [scenario, setting]));
  return Object.fromEntries(
    SCENARIOS.map((scenario) => [scenario, known.get(scenario) ?? UNTOUCHED]),
  ) as unknown as ScenarioSettings;
}

/** Everybody whom a scenario could be about; with `one` that person, whatever they did. */
export async function scenarioPeople(
  database: Knex,
  scope: Scope,
  asOf: string,
  known: { timeZone: string; segments: ReadonlyMap<number, Segment> },
  one?: OnePerson,
): Promise<ScenarioFacts[]> {
  const { timeZone, segments } = known;
  const { rows } = await database.raw<{ rows: PersonRow[] }>(query('scenario-people'), {
    companyId: scope.companyId,
    asOf,
    timeZone,
    milestoneDays: MILESTONE_DAYS,
    milestones: [...MILESTONES],
    birthdays: birthdaysOn(asOf),
    cardIds: one?.cardIds ?? null,
  } as Record<string, Knex.Value>);
  const standing = await standingOf(
    database,
    scope,
    rows.map((row) => row.clientId),
    { asOf, timeZone },
  );
  return rows.flatMap((row) => {
    const stands = standing.get(row.clientId);
    return stands ? [{ ...row, standing: stands, segment: segments.get(row.clientId) ?? null }] : [];
  });
}

export function createScenariosRepository(database: Database) {
  return {
    async candidates(scope: Scope, asOf: string): Promise<ScenarioList[]> {
      return withRoom(database, async (trx) => {
        const settings = await scenarioSettings(trx, scope);
        const company = await companyFacts(trx, scope, asOf);
        const segments = await segmentsWhereNeeded(trx, scope, asOf, settings);
        const people = await scenarioPeople(trx, scope, asOf, { timeZone: company.timeZone, segments });
        return decideScenarios(people, settings, companyRule(company, true), asOf);
      });
    },
  };
}

/** Only a cooldown may depend on the segment. */
const needsSegments = (settings: ScenarioSettings): boolean =>
  Object.values(settings).some((setting) => Object.keys(setting.cooldownBySegment).length > 0);

/** By card. Asked only where a cooldown depends on the segment. */
async function segmentsWhereNeeded(
  database: Knex,
  scope: Scope,
  asOf: string,
  settings: ScenarioSettings,
): Promise<ReadonlyMap<number, Segment>> {
  if (!needsSegments(settings)) return new Map();
  const { relations } = await factsOn(database, scope, asOf);
  return segmentsIn(database, relations);
}

/** The same of one person's cards, from their own books: whom the company's threshold makes one of high LTV is known. */
export async function segmentsOfOne(
  database: Knex,
  scope: Scope,
  asOf: string,
  known: { settings: ScenarioSettings; highLtvThresholdMinor: number | null; one: OnePerson },
): Promise<ReadonlyMap<number, Segment>> {
  if (!needsSegments(known.settings)) return new Map();
  const standing = clientStanding(database, scope, {
    asOf,
    facts: clientFacts(database, scope, { asOf, which: { clientIds: known.one.cardIds } }),
    threshold: database.raw('?', [known.highLtvThresholdMinor]),
  });
  return segmentsIn(database, database.raw('facts as (?)', [standing]));
}

async function segmentsIn(database: Knex, relations: Knex.Raw): Promise<ReadonlyMap<number, Segment>> {
  const { rows } = await database.raw<{ rows: { clientId: number; segment: Segment }[] }>(
    'with ? select client_id as "clientId", segment from facts where segment is not null',
    [relations],
  );
  return new Map(rows.map((row) => [row.clientId, row.segment]));
}
