/** How long it takes to bring 1,000 changed clients of 100,000 (five million visits) up to date, with segments and the threshold of high LTV; and what is read after it, for people to see. */

import type { Database } from '../db/database.ts';
import { createPreferencesRepository } from '../db/repositories/campaigns/preferences.ts';
import { createInsightRepository } from '../db/repositories/insight/refresh.ts';
import { systemScope } from '../domain/access/scope.ts';
import { AS_OF, CLIENTS, openBigClub } from './support/big-club.ts';

const LIMIT_MS = 100;
const CHANGED = 1_000;
const ROUNDS = 9;

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}
const median = (values: number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;

/** A visit today for some, spread over the whole club, as the records of a day are; another thousand each round. */
function changeClients(database: Database, round: number): Promise<unknown> {
  return database.raw(
    `insert into visits (company_id, external_id, client_id, starts_at, local_date, duration_seconds, attendance, cost_minor)
     select 1, 'bench ' || ? || ' ' || n, 1 + (n * 97 + ? * 13) % ?, date '${AS_OF}' + time '08:00', date '${AS_OF}', 3600, 1, 25000
     from generate_series(1, ?) n`,
    [round, round, CLIENTS, CHANGED],
  );
}

async function measure(database: Database): Promise<void> {
  const insight = createInsightRepository(database);
  const preferences = createPreferencesRepository(database);
  const scope = systemScope(1, 'bench');
  const moment = { asOf: AS_OF, at: new Date(`${AS_OF}T12:00:00Z`) };
  const removeChanges = (): Promise<unknown> =>
    database.raw(`delete from visits where company_id = 1 and external_id like 'bench %'`);
  await removeChanges();
  await insight.rebuildInsight(scope, moment);
  await database.raw('vacuum analyze client_metrics, client_segments, changed_clients');
  const took: number[] = [];
  const after: number[] = [];
  // The first finds cold plans and caches, and is not counted.
  for (let round = 0; round <= ROUNDS; round += 1) {
    await changeClients(database, round);
    let refreshed = '';
    let ids: readonly number[] = [];
    const ms = await timed(async () => {
      const { kind, clients, moved, changed } = await insight.refreshClients(scope, moment);
      ids = changed;
      refreshed = `${kind}, ${String(clients)} clients, ${String(moved)} into another segment`;
    });
    const preferencesMs = await timed(() => preferences.refreshPreferences(scope, ids, AS_OF));
    if (round > 0) {
      took.push(ms);
      after.push(preferencesMs);
    }
    console.log(`${ms.toFixed(0).padStart(5)} ms  ${refreshed}${round === 0 ? ' (not counted)' : ''}`);
  }
  await removeChanges();
  const verdict = median(took) <= LIMIT_MS ? 'within' : 'OVER';
  console.log(
    `${String(CHANGED)} changed clients of ${String(CLIENTS)}: median ${median(took).toFixed(0)} ms of ${String(ROUNDS)}, worst ${Math.max(...took).toFixed(0)} ms: ${verdict} ${String(LIMIT_MS)} ms`,
  );
  console.log(
    `their preferences, after that is committed: median ${median(after).toFixed(0)} ms, worst ${Math.max(...after).toFixed(0)} ms`,
  );
  if (verdict === 'OVER') process.exitCode = 1;
}

const club = await openBigClub();
try {
  await measure(club.database);
} finally {
  await club.stop();
}
