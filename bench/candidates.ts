/**
 * How long the candidate lists take: service reactivation and scenarios, today and a day in the past,
 * beside one plain aggregate over the same visits in the same run; and the same question about one person.
 * 20,000 cards and 300,000 records; `npm run bench -- candidates 100000 5000000` asks for another size.
 */

import { performance } from 'node:perf_hooks';
import type { Database } from '../db/database.ts';
import { candidatesFor } from '../db/repositories/campaigns/candidates.ts';
import { createDueRepository } from '../db/repositories/campaigns/due.ts';
import { createIntervalsRepository } from '../db/repositories/campaigns/intervals.ts';
import { createScenariosRepository } from '../db/repositories/campaigns/scenarios.ts';
import { createInsightRepository } from '../db/repositories/insight/refresh.ts';
import { type Scope, systemScope } from '../domain/access/scope.ts';
import { cloneDatabase, startTestPostgres, stopTestPostgres } from '../test/support/database.ts';

const TODAY = '2026-11-20';
const PAST = '2026-05-20';
const TIMES = 3;
const PEOPLE = 60;
const LIMIT_MS = 50;

/** People of every kind over three years, made by the database itself; triggers are left out, as after a restore. */
async function fill(database: Database, cards: number, visits: number): Promise<Scope> {
  const [company] = await database('companies')
    .insert({ name: 'Bench', time_zone: 'Europe/Prague', country: 'CZ', currency: 'CZK' })
    .returning<{ id: number }[]>('id');
  const on = { company: company?.id ?? 0, cards, visits, today: TODAY };
  await database('reactivation_settings').insert({ company_id: on.company, enabled: true });
  await database.transaction(async (trx) => {
    await trx.raw('set local session_replication_role = replica');
    await trx.raw(
      `insert into services (company_id, external_id, title) select :company, n::text, case n when 1 then 'PT' else 'Service ' || n end
       from generate_series(1, 40) n`,
      on,
    );
    await trx.raw(
      `insert into clients (company_id, external_id, name, surname, phone, newsletter_agreed, birth_date)
       select :company, n::text, 'Name', n::text, case when n % 50 = 0 then null else '+4207' || lpad((n - n % 37 / 36)::text, 8, '0') end,
         case n % 3 when 0 then null else n % 20 <> 1 end, date '1980-01-01' + n % 9000
       from generate_series(1, :cards) n`,
      on,
    );
    // Squared, so that a few come often and many seldom; each person's days thin out before they stop.
    await trx.raw(
      `insert into visits (company_id, external_id, visit_external_id, client_id, starts_at, local_date, visited_on, duration_seconds, attendance, cost_minor, is_pt)
       select :company, n::text, n::text, c.id, day + time '12:00', day, day, 3600, case when n % 12 = 0 then -1 else 1 end, 20000 + n % 7 * 10000, n % 40 = 0
       from (select n, 1 + floor(:cards * power(((n::bigint * 7919) % 1000003) / 1000003.0, 2))::int as who,
               ((n::bigint * 104729) % 1096)::int as ago from generate_series(1, :visits) n) made
       join clients c on c.company_id = :company and c.external_id = who::text
       cross join lateral (select cast(:today as date) - (ago * (100 - who % 100) / 100 + who % 100 * 10) as day) on_day`,
      on,
    );
    // Everybody keeps to about five of the services.
    await trx.raw(
      `insert into visit_positions (visit_id, position, company_id, service_id, kind, title, cost_minor)
       select v.id, 0, v.company_id, s.id, 'service', s.title, v.cost_minor from visits v
       join services s on s.company_id = v.company_id and s.external_id = (1 + (v.client_id * 7 + v.id % 5 * (1 + v.client_id % 3)) % 40)::text
       where v.company_id = :company`,
      on,
    );
    await trx.raw(
      `insert into service_reactivation_rules (company_id, service_id, reactivation_interval_days)
       select company_id, id, 20 + id % 30 from services where company_id = :company`,
      on,
    );
  });
  await database.raw('vacuum analyze');
  return systemScope(on.company, 'bench');
}

async function best(run: () => Promise<unknown>): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let time = 0; time < TIMES; time += 1) {
    const began = performance.now();
    await run();
    least = Math.min(least, performance.now() - began);
  }
  return least;
}

async function measure(database: Database, scope: Scope): Promise<void> {
  const scenarios = createScenariosRepository(database);
  const plain = await best(() =>
    database.raw(
      `select client_id, count(*), max(visited_on), sum(cost_minor) from visits
       where company_id = ? and attendance = 1 and not is_deleted group by client_id`,
      [scope.companyId],
    ),
  );
  console.log(`${plain.toFixed(0).padStart(7)} ms  one plain aggregate over the visits, for comparison`);
  for (const asOf of [TODAY, PAST]) {
    const list = await candidatesFor(database, scope, asOf, { isDryRun: true });
    const lists = await scenarios.candidates(scope, asOf);
    const found = lists.reduce((sum, one) => sum + one.candidates.length, 0);
    for (const [what, run] of [
      [
        `services, ${String(list.candidates.length)} candidates, ${String(list.skipped.length)} skipped`,
        () => candidatesFor(database, scope, asOf, { isDryRun: true }),
      ],
      [`scenarios, ${String(found)} candidates`, () => scenarios.candidates(scope, asOf)],
    ] as const) {
      const ms = await best(run);
      const times = (ms / plain).toFixed(1);
      console.log(`${ms.toFixed(0).padStart(7)} ms  as of ${asOf}: ${what}; ${times} × the plain aggregate`);
    }
  }
}

/** Of people all over the company, with what is kept for today; a mark waits, as it does in a company that is open. */
async function measureOne(database: Database, scope: Scope, cards: number): Promise<void> {
  const at = new Date(`${TODAY}T04:00:00Z`);
  await createInsightRepository(database).rebuildInsight(scope, { asOf: TODAY, at });
  await createIntervalsRepository(database).refreshIntervals(scope, TODAY, at);
  const ids: number[] = await database('clients').where({ company_id: scope.companyId }).orderBy('id').pluck('id');
  await database('changed_clients').insert({ company_id: scope.companyId, client_id: ids[0] });
  const segments = JSON.stringify({ at_risk: 20 });
  await database('scenario_settings').insert({
    company_id: scope.companyId,
    scenario: 'last_chance',
    cooldown_by_segment: segments,
  });
  await database.raw('vacuum analyze');
  const due = createDueRepository(database);
  for (const asOf of [TODAY, PAST]) {
    const took: number[] = [];
    for (let n = 0; n < PEOPLE; n += 1) {
      const began = performance.now();
      await due.client(scope, ids[Math.floor((n * cards) / PEOPLE)] ?? 0, asOf);
      took.push(performance.now() - began);
    }
    const sorted = took.toSorted((a, b) => a - b);
    const [median = 0, p95 = 0] = [sorted[PEOPLE >> 1], sorted[Math.floor(PEOPLE * 0.95)]];
    const verdict = asOf === TODAY ? `, ${p95 <= LIMIT_MS ? 'within' : 'OVER'} ${String(LIMIT_MS)} ms` : '';
    console.log(
      `${median.toFixed(0).padStart(7)} ms  as of ${asOf}: one person; 95 of 100 in ${p95.toFixed(0)} ms${verdict}`,
    );
  }
}

const [cards = 20_000, visits = 300_000] = process.argv.slice(2).map(Number);
await startTestPostgres();
const { database, drop } = await cloneDatabase();
try {
  console.log(`${String(cards)} cards, ${String(visits)} records, best of ${String(TIMES)}`);
  const scope = await fill(database, cards, visits);
  await measure(database, scope);
  await measureOne(database, scope, cards);
} finally {
  await drop();
  await stopTestPostgres();
}
