/** Compares every number of the product with the independent computation, over a company whose people both know. */

import type { Database } from '../../db/database.ts';
import { createActivityRepository } from '../../db/repositories/insight/activity.ts';
import { factsOn } from '../../db/repositories/insight/facts-on.ts';
import { createMetricsRepository } from '../../db/repositories/insight/metrics.ts';
import type { Scope } from '../../domain/access/scope.ts';
import { dayNumber, dayText } from '../oracle/days.ts';
import type { Company } from '../oracle/facts.ts';
import { activityOn, numbersOn } from '../oracle/numbers.ts';

export interface ComparedWorld {
  scope: Scope;
  oracle: Company;
  /** Our client ids by the people's keys. */
  clientIds: ReadonlyMap<string, number>;
}

/** Every difference in words; none is what is wanted. */
export async function differencesOn(database: Database, world: ComparedWorld, asOf: string): Promise<string[]> {
  const { scope, oracle, clientIds } = world;
  const expected = numbersOn(oracle, dayNumber(asOf));
  const metrics = createMetricsRepository(database);
  const differences: string[] = [];
  const compare = (what: string, ours: unknown, theirs: unknown): void => {
    if (!isSame(ours, theirs))
      differences.push(`${asOf} ${what}: product ${JSON.stringify(ours)}, independently ${JSON.stringify(theirs)}`);
  };

  const answered = await metrics.metrics(scope, asOf);
  for (const [key, value] of Object.entries(expected.metrics))
    compare(key, answered.metrics[key as keyof typeof answered.metrics], value);
  compare('metric keys', Object.keys(answered.metrics).sort(), Object.keys(expected.metrics).sort());

  const { cohorts, unfinishedMonth } = await metrics.cohorts(scope, asOf);
  compare(
    'cohort months',
    cohorts.map(({ month }) => month),
    expected.cohorts.map(({ month }) => month),
  );
  for (const [index, cohort] of expected.cohorts.entries()) {
    compare(`cohort ${cohort.month} size`, cohorts[index]?.size, cohort.size);
    compare(`cohort ${cohort.month} retention`, cohorts[index]?.retention, cohort.retention);
  }
  compare('unfinished month', unfinishedMonth, expected.unfinishedMonth);
  compare('trial funnel', (await metrics.trialFunnel(scope, asOf)).steps, expected.funnel);

  const counts = await metrics.segmentCounts(scope, asOf);
  const segments = await segmentsOn(database, scope, asOf);
  for (const [segment, count] of Object.entries(counts))
    compare(`segment ${segment}`, count, [...expected.segments.values()].filter((each) => each === segment).length);
  for (const { key } of oracle.people) {
    const id = clientIds.get(key) ?? 0;
    compare(`segment of client ${String(id)}`, segments.get(id) ?? null, expected.segments.get(key) ?? null);
  }

  const from = dayText(dayNumber(asOf) - 44);
  const activity = await createActivityRepository(database).activity(scope, { from, to: asOf, by: 'month' });
  compare('activity', activity.total, activityOn(oracle, dayNumber(from), dayNumber(asOf)));
  compare('activity before', activity.before, activityOn(oracle, dayNumber(from) - 45, dayNumber(asOf) - 45));
  for (const bucket of activity.buckets) {
    const { from: first, to: last, ...numbers } = bucket;
    compare(`activity from ${first}`, numbers, activityOn(oracle, dayNumber(first), dayNumber(last)));
  }
  return differences;
}

async function segmentsOn(database: Database, scope: Scope, asOf: string): Promise<Map<number, string>> {
  const { relations } = await factsOn(database, scope, asOf);
  const { rows } = await database.raw<{ rows: { client_id: number; segment: string }[] }>(
    'with :relations select client_id, segment from facts where segment is not null',
    { relations },
  );
  return new Map(rows.map((row) => [row.client_id, row.segment]));
}

/** Fractions are computed in another order here and there; nothing else may differ by anything. */
function isSame(ours: unknown, theirs: unknown): boolean {
  if (typeof ours === 'number' && typeof theirs === 'number')
    return ours === theirs || Math.abs(ours - theirs) <= 1e-12 * Math.max(Math.abs(ours), Math.abs(theirs));
  if (Array.isArray(ours) && Array.isArray(theirs))
    return ours.length === theirs.length && ours.every((each, index) => isSame(each, theirs[index]));
  if (typeof ours === 'object' && typeof theirs === 'object' && ours !== null && theirs !== null) {
    const [a, b] = [Object.entries(ours).sort(byKey), Object.entries(theirs).sort(byKey)];
    return isSame(a.flat(), b.flat());
  }
  return ours === theirs;
}

const byKey = ([a]: [string, unknown], [b]: [string, unknown]): number => (a < b ? -1 : 1);
