/** How long everybody's numbers, segments and cohorts take for 100,000 clients and five million visits, beside one plain aggregate over the same rows. */

import type { Database } from '../db/database.ts';
import { createInsightRepository } from '../db/repositories/insight/refresh.ts';
import { systemScope } from '../domain/access/scope.ts';
import { AS_OF, openBigClub } from './support/big-club.ts';

const LIMIT_MS = 5_000;
const LIMIT_TIMES = 2.5;
const ROUNDS = 3;

/** What a report would ask of the same rows in one go; PostgreSQL may use all the workers it wants. */
const PLAIN = `
  select count(*), sum(visits), min(first_on), max(last_on), sum(cost) from (
    select client_id, count(*) as visits, min(local_date) as first_on, max(local_date) as last_on, sum(cost_minor) as cost
    from visits where company_id = 1 and attendance = 1 and not is_deleted and client_id is not null group by client_id
  ) clients`;

/** The cohorts' triangle, from the months that the rebuild keeps with each client. */
const COHORTS = `
  select date_trunc('month', first_visit_on::timestamp) as month, k, count(*) from client_metrics, unnest(visited_months) as k
  where company_id = 1 group by 1, 2`;

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}
const median = (values: number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
const seconds = (ms: number): string => `${(ms / 1000).toFixed(2)} s`;

async function measure(database: Database): Promise<void> {
  const insight = createInsightRepository(database);
  const scope = systemScope(1, 'bench');
  const dayAfter = (days: number): { asOf: string; at: Date } => {
    const at = new Date(Date.parse(`${AS_OF}T12:00:00Z`) + days * 86_400_000);
    return { asOf: at.toISOString().slice(0, 10), at };
  };
  await database.raw(
    'truncate client_metrics, client_segments, segment_moves, insight_state, insight_staging, changed_clients',
  );
  // Both read what the operating system has in memory: the first reading of either is not counted.
  await database.raw(PLAIN);
  console.log(
    `first computation, tables empty   ${seconds(await timed(() => insight.rebuildInsight(scope, dayAfter(0))))}`,
  );
  await database.raw('vacuum analyze client_metrics, client_segments, insight_staging');
  console.log(
    `again, nothing differs            ${seconds(await timed(() => insight.rebuildInsight(scope, dayAfter(0))))}`,
  );
  const plain: number[] = [];
  const rebuilds: number[] = [];
  const cohorts: number[] = [];
  for (let round = 1; round <= ROUNDS; round += 1) {
    plain.push(await timed(() => database.raw(PLAIN)));
    rebuilds.push(await timed(() => insight.rebuildInsight(scope, dayAfter(round))));
    cohorts.push(await timed(() => database.raw(COHORTS)));
    console.log(
      `day ${String(round)}: plain ${seconds(plain.at(-1) ?? 0)}, rebuild ${seconds(rebuilds.at(-1) ?? 0)}, cohorts ${seconds(cohorts.at(-1) ?? 0)}`,
    );
  }
  const whole = median(rebuilds) + median(cohorts);
  const times = whole / median(plain);
  const verdict = whole <= LIMIT_MS && times <= LIMIT_TIMES ? 'within' : 'OVER';
  console.log(
    `a new day: ${seconds(whole)} with cohorts, ${times.toFixed(2)} × one plain aggregate (${seconds(median(plain))}): ${verdict} ${seconds(LIMIT_MS)} and ${String(LIMIT_TIMES)} ×, medians of ${String(ROUNDS)}`,
  );
  if (verdict === 'OVER') process.exitCode = 1;
}

const club = await openBigClub();
try {
  await measure(club.database);
} finally {
  await club.stop();
}
