/** A migrated database on a PostgreSQL of its own, with the settings the product runs with. */

import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { migrate, openDatabase, type Database } from '../../db/database.ts';
import { startPostgres } from '../../local/postgres.ts';
import { freePort } from '../../test/support/database.ts';

export interface BenchDatabase {
  database: Database;
  url: string;
  remove: () => Promise<void>;
}

export async function benchDatabase(): Promise<BenchDatabase> {
  const folder = mkdtempSync(path.join(tmpdir(), 'reprise-bench-'));
  // As root, PostgreSQL runs as another user and must be able to enter.
  chmodSync(folder, 0o755);
  const postgres = await startPostgres({
    dataDir: path.join(folder, 'data'),
    port: await freePort(),
    password: 'bench',
  });
  const admin = openDatabase(postgres.url('postgres'));
  await admin.raw('create database reprise_bench');
  await admin.destroy();
  const url = postgres.url('reprise_bench');
  const database = openDatabase(url);
  await migrate(database);
  return {
    database,
    url,
    async remove() {
      await database.destroy();
      await postgres.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
