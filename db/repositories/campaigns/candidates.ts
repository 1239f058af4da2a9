/** Whom would service reactivation write to on a day, in which order, and why not to the others who are due? */

import type { Knex } from 'knex';
import type { Scope } from '../../../domain/access/scope.ts';
import {
  type Candidate,
  decideCandidates,
  DECLINED_REST_DAYS,
  type DueService,
  type PersonFacts,
  type Skipped,
} from '../../../domain/campaigns/candidates.ts';
import { awayUntil } from '../../../domain/campaigns/reply-effect.ts';
import { RuleBroken } from '../../../domain/errors.ts';
import { intervalFor, type IntervalSource } from '../../../domain/insight/interval.ts';
import { minorDigits } from '../../../domain/sync/money.ts';
import type { Database } from '../../database.ts';
import { query } from '../../sql.ts';

interface CompanyRow {
  timeZone: string;
  currency: string;
  enabled: boolean;
  wasSwitched: boolean;
  holdOutPercent: number;
  highLtvThresholdMinor: number | null;
}

interface RuleRow {
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

interface PersonRow extends Omit<PersonFacts, 'due' | 'newsletter' | 'isAway'> {
  due: Pick<DueService, 'serviceId' | 'lastOn' | 'daysSince' | 'spendMinor' | 'attemptsDelivered'>[];
  saidYes: boolean;
  saidNo: boolean;
  awaySaidOn: string | null;
  awayNamed: string | null;
}

export interface ServiceInterval {
  serviceId: number;
  title: string;
  days: number;
  source: IntervalSource;
  /** What history alone says; null when there is too little of it. */
  historicalDays: number | null;
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
  const on = { companyId: scope.companyId, asOf };
  const company = await companyFacts(database, on);
  const intervals = await intervalsOf(database, on);
  const { rows } = await database.raw<{ rows: PersonRow[] }>(query('candidate-people'), {
    ...on,
    timeZone: company.timeZone,
    declinedDays: DECLINED_REST_DAYS,
    rules: JSON.stringify(intervals.map(({ serviceId, days }) => ({ serviceId, intervalDays: days }))),
  });
  const byService = new Map(intervals.map((interval) => [interval.serviceId, interval]));
  const decided = decideCandidates(
    rows.map((row) => personFrom(row, byService, asOf)),
    {
      isOn: company.enabled || (isDryRun && !company.wasSwitched),
      highLtvThresholdMinor: company.highLtvThresholdMinor,
      currencyDigits: minorDigits(company.currency),
    },
  );
  return { ...decided, intervals, company };
}

async function companyFacts(database: Knex, on: { companyId: number; asOf: string }): Promise<CompanyRow> {
  const { rows } = await database.raw<{ rows: CompanyRow[] }>(query('candidate-company'), on);
  if (!rows[0]) throw new RuleBroken('company_not_found', 'not_found');
  return rows[0];
}

async function intervalsOf(database: Knex, on: { companyId: number; asOf: string }): Promise<ServiceInterval[]> {
  const { rows } = await database.raw<{ rows: RuleRow[] }>(query('candidate-rules'), on);
  return rows.map((row) => {
    const facts = {
      manual: row.manual,
      gaps: { count: row.gapCount, medianDays: row.gapMedian },
      aiSuggested: row.aiSuggested,
      aiAccepted: row.aiAccepted,
      defaultDays: row.defaultDays,
    };
    const historical = intervalFor({ ...facts, manual: null, aiAccepted: false });
    return {
      serviceId: row.serviceId,
      title: row.title,
      ...intervalFor(facts),
      historicalDays: historical.source === 'historical' ? historical.days : null,
      isOn: row.isOn,
      maxAttempts: row.maxAttempts,
    };
  });
}

function personFrom(row: PersonRow, intervals: Map<number, ServiceInterval>, asOf: string): PersonFacts {
  const { saidYes, saidNo, awaySaidOn, awayNamed, due, ...rest } = row;
  return {
    ...rest,
    newsletter: saidNo ? 'no' : saidYes ? 'yes' : 'unknown',
    isAway: awaySaidOn !== null && awayUntil(awayNamed, awaySaidOn) > asOf,
    due: due.flatMap((service): DueService[] => {
      const rule = intervals.get(service.serviceId);
      if (!rule) return [];
      const { title, days, source, isOn: isRuleOn, maxAttempts } = rule;
      return [{ ...service, title, interval: { days, source }, isRuleOn, maxAttempts }];
    }),
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
