/** The embedded PostgreSQL of a laptop and of the tests: prepared here, started by a supervisor or, for tests, directly. */

import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { Launch } from './launch.ts';
import { postgresAccount } from './postgres/account.ts';
import { postgresBinaries, SHARED_FOLDER } from './postgres/binaries.ts';
import { ensureCluster, explainPostgres, freeCluster, POSTGRES_ENVIRONMENT } from './postgres/cluster.ts';
import { explainFileError, Trouble } from './trouble.ts';

export interface LocalPostgres {
  url: (database: string) => string;
  stop: () => Promise<void>;
}

export interface PostgresOptions {
  /** The cluster's own folder. */
  dataDir: string;
  port: number;
  password: string;
  /** More `-c name=value` for the server. */
  settings?: string[];
}

/** Why PostgreSQL's files lie elsewhere than the rest of the data, for whoever asks. */
export interface PostgresPlace {
  folder: string;
  moved: boolean;
}

/** Root's data cannot lie under a home that only root may enter, since PostgreSQL runs as another user. */
export function postgresPlace(dataDir: string): PostgresPlace {
  const near = path.join(dataDir, 'postgres');
  if (process.getuid?.() !== 0 || existsSync(path.join(near, 'PG_VERSION'))) return { folder: near, moved: false };
  const hash = createHash('sha256').update(path.resolve(dataDir)).digest('hex').slice(0, 12);
  return { folder: path.join(SHARED_FOLDER, hash, 'postgres'), moved: true };
}

export function postgresUrl(options: Pick<PostgresOptions, 'port' | 'password'>, database: string): string {
  return `postgres://reprise:${encodeURIComponent(options.password)}@127.0.0.1:${String(options.port)}/${database}`;
}

/** Makes the cluster when there is none, ends what a killed start left, and says how the server is started. */
export async function preparePostgres(options: PostgresOptions): Promise<Launch & { version: string }> {
  const account = postgresAccount(options.dataDir);
  const binaries = postgresBinaries(account);
  openParents(path.dirname(options.dataDir), account !== undefined);
  ensureCluster(options.dataDir, options.password, binaries, account);
  await freeCluster(options.dataDir);
  const settings = [
    `port=${String(options.port)}`,
    'listen_addresses=127.0.0.1',
    // Everybody comes by TCP; a socket file would lie where another server's may lie.
    'unix_socket_directories=',
    'max_connections=200',
    // The indexes that a refresh walks for a thousand clients of a big club do not fit into less; a page counts only once it is touched.
    'shared_buffers=512MB',
    'jit=off',
    'timezone=UTC',
    'log_timezone=UTC',
    // Details quote values, and a log is no place for phones.
    'log_error_verbosity=terse',
  ];
  return {
    command: binaries.postgres,
    args: ['-D', options.dataDir, ...settings.flatMap((setting) => ['-c', setting]), ...(options.settings ?? [])],
    env: POSTGRES_ENVIRONMENT,
    cwd: options.dataDir,
    ...account,
    stopSignal: 'SIGINT',
    version: binaries.version.replace(/-.*/, ''),
  };
}

/** Only below /var/lib/reprise, which is ours to open. */
function openParents(folder: string, forAnother: boolean): void {
  try {
    mkdirSync(folder, { recursive: true });
    if (!forAnother || !folder.startsWith(`${SHARED_FOLDER}/`)) return;
    for (const each of [SHARED_FOLDER, folder]) chmodSync(each, 0o755);
  } catch (error) {
    throw explainFileError(error, folder);
  }
}

/** Resolves when the server takes connections; `gaveUp` ends the wait with its sentence. */
export async function postgresAnswers(
  options: PostgresOptions,
  gaveUp: () => string | undefined,
  withinMs = 60_000,
): Promise<void> {
  const until = Date.now() + withinMs;
  for (;;) {
    const failed = gaveUp();
    if (failed !== undefined) throw new Trouble(failed);
    const client = new pg.Client({
      connectionString: postgresUrl(options, 'postgres'),
      connectionTimeoutMillis: 2_000,
    });
    // A connection that breaks later must not end the process.
    client.on('error', () => undefined);
    try {
      await client.connect();
      await client.query('select 1');
      return;
    } catch (error) {
      if ((error as { code?: string }).code === '28P01') {
        throw new Trouble(
          `PostgreSQL in ${options.dataDir} has another password than this data folder knows: they do not belong together. Begin anew with npm start -- --fresh, or put the folder's secrets.json back.`,
        );
      }
      if (Date.now() > until)
        throw new Trouble(
          `PostgreSQL on port ${String(options.port)} did not answer within ${String(withinMs / 1000)} s.`,
        );
    } finally {
      await client.end().catch(() => undefined);
    }
    await sleep(50);
  }
}

/** Starts a server of one's own and resolves when it answers; for tests. A supervisor keeps one alive instead. */
export async function startPostgres(
  options: PostgresOptions & { onLog?: (line: string) => void },
): Promise<LocalPostgres> {
  const launch = await preparePostgres(options);
  const { command, args, env, cwd, uid, gid } = launch;
  const server = spawn(command, args, {
    env,
    cwd,
    ...(uid === undefined ? {} : { uid }),
    ...(gid === undefined ? {} : { gid }),
    stdio: ['ignore', 'ignore', 'pipe'],
    // Its own group: a Ctrl-C in the terminal must not stop the database before those who use it.
    detached: true,
  });
  let log = '';
  server.stderr.on('data', (chunk: Buffer) => {
    log = (log + String(chunk)).slice(-20_000);
    options.onLog?.(String(chunk));
  });
  let ended = false;
  const exit = new Promise<void>((resolve) => {
    for (const event of ['exit', 'error'] as const) {
      server.once(event, () => {
        ended = true;
        resolve();
      });
    }
  });
  // A test run that is killed halfway leaves no server behind.
  const killNow = (): void => void server.kill('SIGKILL');
  process.once('exit', killNow);
  await postgresAnswers(options, () => (ended ? explainPostgres(log, options.dataDir) : undefined));
  return {
    url: (database) => postgresUrl(options, database),
    stop: async () => {
      process.off('exit', killNow);
      if (!ended) server.kill('SIGINT');
      await exit;
    },
  };
}
