/** The export of a dry run: who would be written to, in their order, and after them who is left out and why. */

import type { ExportQuery } from '../../../contracts/http/exports.ts';
import type { Scope } from '../../../domain/access/scope.ts';
import type { Reason } from '../../../domain/campaigns/candidates.ts';
import { RuleBroken } from '../../../domain/errors.ts';
import type { Database } from '../../database.ts';
import { candidatesFor, type CandidateList } from '../campaigns/candidates.ts';
import type { Reading, Row } from './reading.ts';

const ROWS_AT_A_TIME = 1_000;

const TEXTS = new Set(['client', 'phone', 'service']);
export const CANDIDATE_COLUMNS = [
  'outcome',
  'rank',
  'client_id',
  'client',
  'phone',
  'service',
  'days_since',
  'interval_days',
  'interval_source',
  'visits',
  'spend',
  'currency',
  'loyalty',
  'score',
  'reasons',
].map((key) => ({ key, isText: TEXTS.has(key) }));

/** `days_since 1.42`: the code and what it adds to the score. */
const inCodes = (reasons: readonly Reason[]): string =>
  reasons.map(({ code, part }) => (typeof part === 'number' ? `${code} ${String(part)}` : code)).join('; ');

function* rowsOf({ candidates, skipped, intervals }: CandidateList, currency: string, digits: number): Generator<Row> {
  for (const [index, one] of candidates.entries()) {
    const [due] = one.reasons;
    yield [
      'candidate',
      index + 1,
      one.clientId,
      one.clientName,
      one.phone,
      one.serviceTitle,
      one.daysSince,
      due?.['interval'] ?? null,
      due?.['intervalSource'] ?? null,
      one.visits,
      (one.spendMinor / 10 ** digits).toFixed(digits),
      currency,
      one.loyalty,
      one.score,
      inCodes(one.reasons),
    ];
  }
  const services = new Map(intervals.map((interval) => [interval.serviceId, interval]));
  for (const one of skipped) {
    const service = services.get(one.serviceId);
    const who = [one.clientId, one.clientName, one.phone, service?.title ?? null];
    const rule = [service?.days ?? null, service?.source ?? null];
    yield ['skipped', null, ...who, null, ...rule, null, null, null, null, null, one.reason];
  }
}

/** The ranking is made as a whole; only its lines leave in portions. */
export async function candidatesExport(
  database: Database,
  scope: Scope,
  query: ExportQuery<'candidates'>,
  { today, currency, digits }: { today: string; currency: string; digits: number },
): Promise<Reading> {
  const asOf = query.asOf ?? today;
  if (asOf > today) throw new RuleBroken('as_of_in_future', 'invalid', { today });
  const rows = rowsOf(await candidatesFor(database, scope, asOf, { isDryRun: true }), currency, digits);
  let isClosed = false;
  return {
    async next() {
      const portion: Row[] = [];
      while (portion.length < ROWS_AT_A_TIME) {
        const { value, done } = isClosed ? { value: undefined, done: true } : rows.next();
        if (done || !value) break;
        portion.push(value);
      }
      return portion;
    },
    async close() {
      isClosed = true;
    },
  };
}
