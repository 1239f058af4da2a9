/** Whom would service reactivation write to on a day, in which order, and why not to the others who are due? */

import type { Knex } from 'knex';
import type { Scope } from '../../../domain/access/scope.ts';
import {
  type Candidate,
  type CompanyFacts,
  decideCandidates,
  type DueService,
  type PersonFacts,
  type Skipped,
  type Standing,
} from '../../../domain/campaigns/candidates.ts';
import { RuleBroken } from '../../../domain/errors.ts';
import { historicalInterval, intervalFor, type IntervalSource } from '../../../domain/insight/interval.ts';
import { minorDigits } from '../../../domain/sync/money.ts';
import type { Database } from '../../database.ts';
import { query } from '../../sql.ts';
import { standingOf } from './standing.ts';

export interface CompanyRow {
  timeZone: string;
  currency: string;
  enabled: boolean;
  wasSwitched: boolean;
  holdOutPercent: number;
  highLtvThresholdMinor: number | null;
}

/** A service, its rule, and the gaps that history knows of it. */
export interface RuleRow {
  serviceId: number;
  title: string;
  gapCount: number;
  gapMedian: number | null;
  manual: number | null;
  aiSuggested: number | null;
  aiAccepted: boolean;
  defaultDays: number;
  isOn: boolean;
  maxAttempts: number;
}

/** A person and one of the services that could be chosen for them. */
interface PersonRow extends Omit<PersonFacts, 'due' | 'standing'> {
  serviceId: number;
  lastOn: string;
  daysSince: number;
  serviceSpendMinor: number;
  attemptsDelivered: number;
}

export interface ServiceInterval {
  serviceId: number;
  title: string;
  days: number;
  source: IntervalSource;
  /** What history alone says; null when there is too little of it. */
  historicalDays: number | null;
  gapCount: number;
  gapMedian: number | null;
  isOn: boolean;
  maxAttempts: number;
}

export interface CandidateList {
  candidates: Candidate[];
  skipped: Skipped[];
  intervals: ServiceInterval[];
  company: CompanyRow;
}

export interface CandidateOptions {
  /** A dry run shows what would happen while the switch is still as it came; a run obeys it. */
  isDryRun: boolean;
}

/** For any present or past company-local day; the rules themselves are those of now. */
export async function candidatesFor(
  database: Knex,
  scope: Scope,
  asOf: string,
  { isDryRun }: CandidateOptions,
): Promise<CandidateList> {
  return withRoom(database, async (trx) => {
    const company = await companyFacts(trx, scope, asOf);
    const intervals = await intervalsOf(trx, scope, asOf);
    const people = await peopleDue(trx, scope, asOf, { company, intervals });
    return { ...decideCandidates(people, companyRule(company, isDryRun)), intervals, company };
  });
}

/**
 * Sorting and grouping hundreds of thousands of visits would spill to disk in the memory that a statement usually gets, and
 * the planner's usual price of a second worker is too high for a question that somebody waits for.
 */
export function withRoom<T>(database: Knex, work: (trx: Knex) => Promise<T>): Promise<T> {
  return database.transaction(async (trx) => {
    await trx.raw(
      `select set_config('work_mem', '64MB', true), set_config('parallel_setup_cost', '100', true),
         set_config('parallel_tuple_cost', '0.01', true)`,
    );
    return work(trx);
  });
}

export const companyRule = (company: CompanyRow, isDryRun: boolean): CompanyFacts => ({
  isOn: company.enabled || (isDryRun && !company.wasSwitched),
  highLtvThresholdMinor: company.highLtvThresholdMinor,
  currencyDigits: minorDigits(company.currency),
});

/** Only these cards, and every service they had whether it is due or not: for one person's page. */
export interface OnePerson {
  cardIds: number[];
}

export async function peopleDue(
  database: Knex,
  scope: Scope,
  asOf: string,
  known: { company: CompanyRow; intervals: ServiceInterval[] },
  one?: OnePerson,
): Promise<PersonFacts[]> {
  const { timeZone } = known.company;
  const { rows } = await database.raw<{ rows: PersonRow[] }>(query('candidate-people'), {
    companyId: scope.companyId,
    asOf,
    timeZone,
    cardIds: one?.cardIds ?? null,
    everyService: one !== undefined,
    rules: JSON.stringify(
      known.intervals.map(({ serviceId, days, isOn }) => ({ serviceId, intervalDays: days, isOn })),
    ),
  } as Record<string, Knex.Value>);
  const clientIds = [...new Set(rows.map((row) => row.clientId))];
  const standing = await standingOf(database, scope, clientIds, { asOf, timeZone });
  const byService = new Map(known.intervals.map((interval) => [interval.serviceId, interval]));
  const people = new Map<number, PersonFacts & { due: DueService[] }>();
  for (const row of rows) {
    const rule = byService.get(row.serviceId);
    const stands = standing.get(row.clientId);
    if (!rule || !stands) continue;
    const person = people.get(row.clientId) ?? personFrom(row, stands);
    person.due.push(dueService(row, rule));
    people.set(row.clientId, person);
  }
  return [...people.values()];
}

function personFrom(row: PersonRow, standing: Standing): PersonFacts & { due: DueService[] } {
  return {
    clientId: row.clientId,
    due: [],
    visits: row.visits,
    spendMinor: row.spendMinor,
    lastVisitOn: row.lastVisitOn,
    daysSinceAnyVisit: row.daysSinceAnyVisit,
    visitedInTwelveMonths: row.visitedInTwelveMonths,
    standing,
  };
}

function dueService(row: PersonRow, rule: ServiceInterval): DueService {
  return {
    serviceId: row.serviceId,
    title: rule.title,
    lastOn: row.lastOn,
    daysSince: row.daysSince,
    spendMinor: row.serviceSpendMinor,
    interval: { days: rule.days, source: rule.source },
    isRuleOn: rule.isOn,
    maxAttempts: rule.maxAttempts,
    attemptsDelivered: row.attemptsDelivered,
  };
}

/** `despiteMarks`: the threshold that is kept for this day will do, whoever waits to be computed again. */
export async function companyFacts(
  database: Knex,
  scope: Scope,
  asOf: string,
  { despiteMarks = false }: { despiteMarks?: boolean } = {},
): Promise<CompanyRow> {
  const { rows } = await database.raw<{ rows: CompanyRow[] }>(query('candidate-company'), {
    companyId: scope.companyId,
    asOf,
    despiteMarks,
  });
  if (!rows[0]) throw new RuleBroken('company_not_found', 'not_found');
  return rows[0];
}

/** Of these services, or of every one that anybody has had. */
export async function intervalsOf(
  database: Knex,
  scope: Scope,
  asOf: string,
  serviceIds: number[] | null = null,
): Promise<ServiceInterval[]> {
  const { rows } = await database.raw<{ rows: RuleRow[] }>(query('candidate-rules'), {
    companyId: scope.companyId,
    asOf,
    serviceIds,
  } as Record<string, Knex.Value>);
  return rows.map(intervalFrom);
}

export function intervalFrom(row: RuleRow): ServiceInterval {
  const gaps = { count: row.gapCount, medianDays: row.gapMedian };
  const { manual, aiSuggested, aiAccepted, defaultDays, serviceId, title, isOn, maxAttempts } = row;
  return {
    serviceId,
    title,
    ...intervalFor({ manual, gaps, aiSuggested, aiAccepted, defaultDays }),
    historicalDays: historicalInterval(gaps),
    gapCount: gaps.count,
    gapMedian: gaps.medianDays,
    isOn,
    maxAttempts,
  };
}

/** What only ranking and starting need is left out. */
function shownCandidate(candidate: Candidate): Omit<Candidate, 'lastVisitOn' | 'attemptsBefore'> {
  const shown: Partial<Candidate> & Omit<Candidate, 'lastVisitOn' | 'attemptsBefore'> = { ...candidate };
  delete shown.lastVisitOn;
  delete shown.attemptsBefore;
  return shown;
}

export function createCandidatesRepository(database: Database) {
  return {
    /** The dry run, as people see it. */
    async candidates(scope: Scope, asOf: string) {
      const found = await candidatesFor(database, scope, asOf, { isDryRun: true });
      return {
        candidates: found.candidates.map(shownCandidate),
        skipped: found.skipped.map(({ clientId, clientName, phone, reason }) => ({
          clientId,
          clientName,
          phone,
          reason,
        })),
      };
    },
  };
}
