/** A club of 100,000 clients and five million visits in a PostgreSQL of its own, made once and kept in the cache folder. */

import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { migrate, openDatabase, type Database } from '../../db/database.ts';
import { cacheFolder } from '../../local/cache.ts';
import { postgresPlace, startPostgres } from '../../local/postgres.ts';
import { freePort } from '../../test/support/database.ts';

export const CLIENTS = Number(process.env['BENCH_CLIENTS'] ?? 100_000);
/** One record in 25 is a no-show, and some share a visit: a little over five million visits remain. */
const RECORDS = CLIENTS * 53;
const BATCHES = 20;
/** Nothing here depends on today. */
export const AS_OF = '2026-11-20';

const root = path.join(
  import.meta.dirname,
  import.meta.dirname.includes(`${path.sep}dist${path.sep}`) ? '../../..' : '../..',
);

/** Other data, or other columns and indexes to fill: made anew. Later migrations are applied to what is there. */
function fingerprint(): string {
  const hash = createHash('sha256').update(`${String(CLIENTS)} ${FILL_PEOPLE} ${FILL_RECORDS} ${FILL_REST}`);
  for (const name of ['0002-sync', '0009-insight'])
    hash.update(readFileSync(path.join(root, 'db/migrations', `${name}.ts`)));
  return hash.digest('hex').slice(0, 12);
}

/** A number of [0, 1) that depends on the row and on nothing else. */
const part = (seed: number, row = 'n'): string =>
  `((hashint8extended(${row}, ${String(seed)}) & 1048575) / 1048576.0::double precision)`;

const FILL_PEOPLE = `
  insert into companies (id, name, time_zone, country, currency) values (1, 'Big club', 'Europe/Prague', 'CZ', 'CZK');
  insert into staff (company_id, external_id, name) select 1, n, 'Staff ' || n from generate_series(1, 40) n;
  insert into services (company_id, external_id, title) select 1, n, case when n % 12 = 0 then 'PT ' else 'Class ' end || n from generate_series(1, 40) n;
  insert into clients (id, company_id, external_id, name, surname, phone)
  select n, 1, n, 'Name' || n % 997, 'Surname' || n, '+4206' || lpad(n::text, 8, '0') from generate_series(1, :clients) n;`;

/** Few come often and many seldom; each has days of their own between a first visit and the last. */
const FILL_RECORDS = `
  insert into visits (company_id, external_id, visit_external_id, client_id, staff_id, starts_at, local_date, local_time,
    duration_seconds, attendance, cost_minor, created_at_source, changed_at_source, visited_on, is_pt)
  select 1, n, case when n % 40 = 0 then 'group ' || client_id || ' ' || day else n::text end, client_id, 1 + n % 40, day + time '17:00', day, '18:00',
    3600, case when n % 25 = 0 then -1 else 1 end, case when n % 10 = 0 then 0 else 10000 + n % 90000 end, day, day, day, n % 12 = 0
  from (
    select n, client_id, date '${AS_OF}' - (first_ago - (${part(2)} * (first_ago - last_ago)))::integer as day
    from (
      select n, client_id, 30 + (1100 * ${part(3, 'client_id')})::integer as first_ago, (30 * ${part(4, 'client_id')} ^ 3 * 35)::integer % 30 as last_ago
      from (select n, 1 + (:clients * ${part(1)} ^ 1.4)::bigint % :clients as client_id from generate_series(:from::bigint, :to::bigint) n) who
    ) life
    order by 3
  ) records`;

const FILL_REST = `
  insert into visits (company_id, external_id, client_id, starts_at, local_date, duration_seconds, attendance, visited_on)
  select 1, 'future ' || n, n * 7, date '${AS_OF}' + 1 + n % 20, date '${AS_OF}' + 1 + n % 20, 3600, 2, date '${AS_OF}' + 1 + n % 20
  from generate_series(1, :clients / 10) n;
  insert into memberships (company_id, external_id, client_id, title, sold_on, ends_on, cost_minor)
  select 1, n, 1 + n * 3 % :clients, 'Month', date '${AS_OF}' - n % 900, date '${AS_OF}' - n % 900 + 30, 150000 from generate_series(1, :clients / 3) n;
  insert into goods_sales (company_id, external_id, client_id, sold_on, title, cost_minor)
  select 1, n, 1 + n * 7 % :clients, date '${AS_OF}' - n % 800, 'Drink', 4900 from generate_series(1, :clients / 2) n;`;

function filled(sql: string, values: Record<string, number>): string {
  return sql.replaceAll(/:(clients|from|to)\b/g, (_, name: string) => String(values[name]));
}

/** Without the triggers and indexes that a copying fills row by row; both are there afterwards, as is what they would have written. */
async function fill(database: Database): Promise<void> {
  const began = Date.now();
  const say = (what: string): void => {
    console.log(`  ${String(Math.round((Date.now() - began) / 1000)).padStart(4)} s  ${what}`);
  };
  await database.transaction(async (trx) => {
    await trx.raw(
      `set local session_replication_role = replica; set local synchronous_commit = off; set local maintenance_work_mem = '512MB'; set local work_mem = '128MB'`,
    );
    await trx.raw(filled(FILL_PEOPLE, { clients: CLIENTS }));
    const { rows: indexes } = await trx.raw<{ rows: { name: string; definition: string }[] }>(
      `select indexname as name, indexdef as definition from pg_indexes i where schemaname = 'public' and tablename = 'visits'
         and not exists (select 1 from pg_constraint c where c.conname = i.indexname)`,
    );
    for (const index of indexes) await trx.raw(`drop index ${index.name}`);
    for (let batch = 0; batch < BATCHES; batch += 1) {
      const [from, to] = [batch, batch + 1].map((edge) => Math.floor((RECORDS * edge) / BATCHES));
      await trx.raw(filled(FILL_RECORDS, { clients: CLIENTS, from: (from ?? 0) + 1, to: to ?? 0 }));
      if (batch % 5 === 4) say(`${String(to)} of ${String(RECORDS)} records`);
    }
    await trx.raw(filled(FILL_REST, { clients: CLIENTS }));
    for (const index of indexes) await trx.raw(index.definition);
    say('indexes');
  });
  await database.raw('vacuum analyze');
  say('statistics');
}

/** Starts it, with the product's own settings. `stop` keeps the data for the next time. */
export async function openBigClub(): Promise<{ database: Database; url: string; stop: () => Promise<void> }> {
  const folder = cacheFolder('bench-club');
  mkdirSync(folder, { recursive: true });
  const dataDir = postgresPlace(folder).folder;
  const postgres = await startPostgres({ dataDir, port: await freePort(), password: 'bench' });
  const admin = openDatabase(postgres.url('postgres'), { poolMax: 1 });
  const name = `club_${fingerprint()}`;
  const { rows: others } = await admin.raw<{ rows: { datname: string }[] }>(
    `select datname from pg_database where datname like 'club%'`,
  );
  if (!others.some(({ datname }) => datname === name)) {
    console.log(`Making a club of ${String(CLIENTS)} clients in ${dataDir} (once) …`);
    for (const { datname } of others) await admin.raw(`drop database ${datname}`);
    await admin.raw('create database club_unfinished');
    const unfinished = openDatabase(postgres.url('club_unfinished'));
    await migrate(unfinished);
    await fill(unfinished);
    await unfinished.destroy();
    await admin.raw(`alter database club_unfinished rename to ${name}`);
  }
  await admin.destroy();
  const database = openDatabase(postgres.url(name));
  await migrate(database);
  return {
    database,
    url: postgres.url(name),
    stop: async () => {
      await database.destroy();
      await postgres.stop();
    },
  };
}
