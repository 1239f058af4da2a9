/** Fills a company from books through the stand-in and the copying, and compares every number with the independent computation. */

import type { Database } from '../../db/database.ts';
import { everybodyOn } from '../../db/repositories/insight/facts.ts';
import { createActivityRepository } from '../../db/repositories/insight/activity.ts';
import { createMetricsRepository } from '../../db/repositories/insight/metrics.ts';
import type { Scope } from '../../domain/access/scope.ts';
import { dayNumber, dayText } from '../oracle/days.ts';
import { readOracleBooks, type OracleBooks } from '../oracle/books.ts';
import { activityOn, numbersOn } from '../oracle/numbers.ts';
import { startBooking } from './booking.ts';
import { addCompany, cycle, depsFor, syncStore } from './sync-world.ts';

export interface BooksWorld {
  scope: Scope;
  oracle: OracleBooks;
  today: string;
}

/** Copies the books until there is nothing left to copy. Noon in Vancouver: both sides read the same day from the clock. */
export async function copyBooks(database: Database, folder: string, today: string): Promise<BooksWorld> {
  const now = new Date(`${today}T20:00:00Z`);
  const platform = await startBooking({ booksDir: folder, clock: { now: () => now } });
  try {
    const scope = await addCompany(database, platform.booking.contents);
    const deps = depsFor(syncStore(database), platform.gateway);
    while ((await cycle(deps, scope, now)).outcome === 'changed') continue;
    return { scope, oracle: readOracleBooks(folder, today), today };
  } finally {
    await platform.close();
  }
}

/** Today, a step and several steps back, an end of a month, a leap day, the day before anything, and each boundary of the books. */
export function daysToCompare({ oracle, today }: BooksWorld): string[] {
  const now = dayNumber(today);
  const firstVisit = Math.min(...oracle.people.flatMap((person) => person.visits[0]?.day ?? []));
  const ago = [0, 1, 2, 7, 29, 30, 31, 45, 60, 90, 120, 150, 180, 365, 730].map((days) => now - days);
  const around = [firstVisit - 1, firstVisit, firstVisit + 1, firstVisit + 30, firstVisit + 90, oracle.lastReceiptOn];
  const fixed = ['2024-02-29', '2026-02-28', '2026-10-31', '2026-09-30', '2026-08-31'].map(dayNumber);
  const days = [...ago, ...around, ...fixed].filter((day) => day <= now);
  return [...new Set(days)].sort((a, b) => b - a).map(dayText);
}

/** Every difference in words; none is what is wanted. */
export async function differencesOn(database: Database, world: BooksWorld, asOf: string): Promise<string[]> {
  const { scope, oracle } = world;
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
  const segments = await segmentsByPhone(database, scope, asOf);
  for (const [segment, count] of Object.entries(counts))
    compare(`segment ${segment}`, count, [...expected.segments.values()].filter((each) => each === segment).length);
  for (const person of oracle.people)
    compare(
      `segment of person ${oracle.phoneOf.get(person.key) ?? '?'}`,
      segments.get(oracle.phoneOf.get(person.key) ?? '') ?? null,
      expected.segments.get(person.key) ?? null,
    );

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

async function segmentsByPhone(database: Database, scope: Scope, asOf: string): Promise<Map<string, string>> {
  const { rows } = await database.raw<{ rows: { phone: string; segment: string }[] }>(
    'select c.phone, e.segment from (:everybody) e join clients c on c.id = e.client_id where e.segment is not null',
    { everybody: everybodyOn(database, scope, asOf) },
  );
  return new Map(rows.map((row) => [row.phone, row.segment]));
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
