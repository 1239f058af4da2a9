/** A migrated template database, made once per run; every test file gets a clone of its own. */

import knexFactory from 'knex';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { migrate, openDatabase, type Database } from '../../db/database.ts';
import { startPostgres } from '../../local/postgres.ts';

const TEMPLATE = 'reprise_template';

/** A port that was free a moment ago. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => {
        resolve(port);
      });
    });
  });
}

let stop: (() => Promise<void>) | undefined;

/** Starts the run's PostgreSQL and leaves its address where the test files find it. Speed over safety: the data is thrown away. */
export async function startTestPostgres(): Promise<void> {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'reprise-test-pg-'));
  // As root, PostgreSQL runs as another user and must be able to enter.
  chmodSync(dataDir, 0o755);
  const postgres = await startPostgres({
    dataDir: path.join(dataDir, 'data'),
    port: await freePort(),
    password: 'test',
    settings: ['-c', 'fsync=off', '-c', 'synchronous_commit=off', '-c', 'full_page_writes=off'],
  });
  const admin = knexFactory({ client: 'pg', connection: postgres.url('postgres'), pool: { min: 0, max: 1 } });
  await admin.raw(`create database ${TEMPLATE}`);
  await admin.destroy();
  const template = openDatabase(postgres.url(TEMPLATE));
  await migrate(template);
  await template.destroy();
  process.env['TEST_POSTGRES_URL'] = postgres.url('postgres');
  stop = async () => {
    await postgres.stop();
    rmSync(dataDir, { recursive: true, force: true });
  };
}

export async function stopTestPostgres(): Promise<void> {
  await stop?.();
}

let clones = 0;

/** A fresh copy of the migrated database. Drop it in `after`. */
export async function cloneDatabase(): Promise<{ database: Database; url: string; drop: () => Promise<void> }> {
  const server = process.env['TEST_POSTGRES_URL'];
  if (!server) throw new Error('TEST_POSTGRES_URL is missing: run the tests through mocha with test/support/global.ts');
  clones += 1;
  const name = `reprise_${String(process.pid)}_${String(clones)}`;
  const admin = knexFactory({ client: 'pg', connection: server, pool: { min: 0, max: 1 } });
  await admin.raw(`create database ${name} template ${TEMPLATE} strategy = file_copy`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  const database = openDatabase(url.href);
  return {
    database,
    url: url.href,
    drop: async () => {
      await database.destroy();
      await admin.raw(`drop database if exists ${name} with (force)`);
      await admin.destroy();
    },
  };
}
