/** The real Temporal server on our PostgreSQL: its two databases, its configuration, and how it and its UI are started. */

import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { goEnvironment, type Launch } from '../launch.ts';
import { freePorts, portIsTaken } from '../ports.ts';
import { ensureFilledDatabase, onServer } from '../postgres/database.ts';
import { Trouble } from '../trouble.ts';
import type { TemporalPrograms } from './build.ts';

const run = promisify(execFile);

const DATABASES = {
  temporal: 'postgresql/v12/temporal',
  visibility: 'postgresql/v12/visibility',
} as const;
/** Fixed for the life of the databases. */
const HISTORY_SHARDS = 4;

export interface TemporalServerOptions {
  programs: TemporalPrograms;
  /** Where its configuration is written. */
  folder: string;
  /** Any database of the server that may create databases. */
  serverUrl: string;
  /** Before the names of its databases, where the PostgreSQL is not ours alone. */
  prefix: string;
  port: number;
  uiPort: number;
  namespace: string;
}

const databaseName = (prefix: string, which: keyof typeof DATABASES): string =>
  which === 'temporal' ? `${prefix}temporal` : `${prefix}temporal_visibility`;

/** Makes the databases when they are missing and brings their schema up to date; a repetition changes nothing. */
export async function prepareTemporalDatabases(options: TemporalServerOptions): Promise<void> {
  const each = async (which: keyof typeof DATABASES): Promise<void> => {
    const name = databaseName(options.prefix, which);
    const update = ['update-schema', '--schema-name', DATABASES[which]];
    const made = await ensureFilledDatabase(options.serverUrl, name, async (unfinished) => {
      // Only here: on a database that has a schema it would set the version back.
      await sqlTool(options, unfinished, ['setup-schema', '-v', '0.0']);
      await sqlTool(options, unfinished, update);
      // The schema remembers the name of the database it stands in.
      await onServer(inDatabase(options.serverUrl, unfinished), (client) =>
        client.query('update schema_version set db_name = $1', [name]),
      );
    });
    if (!made) await sqlTool(options, name, update);
    if (which === 'temporal') await allowHighPorts(inDatabase(options.serverUrl, name));
  };
  await Promise.all([each('temporal'), each('visibility')]);
}

/** Temporal stores its members' ports as smallint and cannot start on a port above 32767; an integer holds them all. */
async function allowHighPorts(databaseUrl: string): Promise<void> {
  await onServer(databaseUrl, async (client) => {
    const narrow = await client.query(
      "select 1 from information_schema.columns where table_name = 'cluster_membership' and column_name = 'rpc_port' and data_type = 'smallint'",
    );
    if (narrow.rowCount) await client.query('alter table cluster_membership alter column rpc_port type integer');
  });
}

function inDatabase(serverUrl: string, name: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return url.href;
}

async function sqlTool(options: TemporalServerOptions, database: string, command: string[]): Promise<void> {
  const url = new URL(options.serverUrl);
  const tls = /require|verify/.test(url.searchParams.get('sslmode') ?? '') ? ['--tls'] : [];
  const args = ['--plugin', 'postgres12_pgx', '--ep', url.hostname, '-p', url.port || '5432', '--db', database, ...tls];
  try {
    await run(options.programs.sqlTool, [...args, ...command], {
      // Not among the arguments, which every user of the machine can read.
      env: {
        ...process.env,
        SQL_USER: decodeURIComponent(url.username),
        SQL_PASSWORD: decodeURIComponent(url.password),
      },
      timeout: 120_000,
    });
  } catch (error) {
    const { stdout, stderr } = error as { stdout?: string; stderr?: string };
    const said = /"error": "([^"]*)"/.exec(`${stdout ?? ''}${stderr ?? ''}`)?.[1] ?? String(error).split('\n')[0];
    throw new Trouble(`Temporal's schema (${database}) could not be brought up to date: ${said ?? ''}`, {
      cause: error,
    });
  }
}

/** Writes the configuration anew, so that a changed port or password is never a trap, and says how the server is started. */
export async function temporalServerLaunch(options: TemporalServerOptions): Promise<Launch> {
  mkdirSync(options.folder, { recursive: true });
  const dynamic = path.join(options.folder, 'dynamic.yaml');
  // One partition per queue: a small machine has nothing to spread, and a poller is then always seen.
  writeFileSync(
    dynamic,
    JSON.stringify(
      {
        'system.forceSearchAttributesCacheRefreshOnRead': [{ value: true }],
        'matching.numTaskqueueReadPartitions': [{ value: 1 }],
        'matching.numTaskqueueWritePartitions': [{ value: 1 }],
      },
      null,
      2,
    ),
  );
  const file = path.join(options.folder, 'server.yaml');
  // JSON is YAML. It holds the database's password.
  writeFileSync(file, JSON.stringify(serverConfig(options, await innerPorts(options.folder), dynamic), null, 2), {
    mode: 0o600,
  });
  return {
    command: options.programs.server,
    args: ['--config-file', file, '--allow-no-auth', 'start'],
    env: goEnvironment(options.folder),
    cwd: options.folder,
    stopSignal: 'SIGTERM',
  };
}

interface InnerPorts {
  membership: [number, number, number, number];
  rpc: [number, number, number];
}

/** Kept from start to start while they are free: members look for each other where they last were. */
async function innerPorts(folder: string): Promise<InnerPorts> {
  const file = path.join(folder, 'inner-ports.json');
  try {
    const kept = JSON.parse(readFileSync(file, 'utf8')) as InnerPorts;
    const taken = await Promise.all([...kept.membership, ...kept.rpc].map((port) => portIsTaken(port)));
    if (taken.length === 7 && !taken.includes(true)) return kept;
  } catch {
    // None kept, or unreadable: new ones are as good.
  }
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0] = await freePorts(7);
  const ports: InnerPorts = { membership: [a, b, c, d], rpc: [e, f, g] };
  writeFileSync(file, JSON.stringify(ports));
  return ports;
}

function serverConfig(options: TemporalServerOptions, ports: InnerPorts, dynamicConfigFile: string): object {
  const url = new URL(options.serverUrl);
  const tls = /require|verify/.test(url.searchParams.get('sslmode') ?? '');
  const sql = (which: keyof typeof DATABASES, maxConns: number): object => ({
    sql: {
      pluginName: 'postgres12_pgx',
      databaseName: databaseName(options.prefix, which),
      connectAddr: `${url.hostname}:${url.port || '5432'}`,
      connectProtocol: 'tcp',
      user: decodeURIComponent(url.username),
      password: decodeURIComponent(url.password),
      maxConns,
      maxIdleConns: maxConns,
      maxConnLifetime: '1h',
      ...(tls ? { tls: { enabled: true, enableHostVerification: false } } : {}),
    },
  });
  const service = (grpcPort: number, membershipPort: number): object => ({
    rpc: { grpcPort, membershipPort, bindOnLocalHost: true },
  });
  const [frontend, history, matching, worker] = ports.membership;
  const [historyRpc, matchingRpc, workerRpc] = ports.rpc;
  return {
    log: { stdout: true, level: 'warn' },
    persistence: {
      defaultStore: 'default',
      visibilityStore: 'visibility',
      numHistoryShards: HISTORY_SHARDS,
      datastores: { default: sql('temporal', 20), visibility: sql('visibility', 5) },
    },
    global: { membership: { maxJoinDuration: '30s', broadcastAddress: '127.0.0.1' } },
    services: {
      frontend: service(options.port, frontend),
      history: service(historyRpc, history),
      matching: service(matchingRpc, matching),
      worker: service(workerRpc, worker),
    },
    clusterMetadata: {
      enableGlobalNamespace: false,
      failoverVersionIncrement: 10,
      masterClusterName: 'active',
      currentClusterName: 'active',
      clusterInformation: {
        active: {
          enabled: true,
          initialFailoverVersion: 1,
          rpcName: 'frontend',
          rpcAddress: `127.0.0.1:${String(options.port)}`,
        },
      },
    },
    dcRedirectionPolicy: { policy: 'noop' },
    dynamicConfigClient: { filepath: dynamicConfigFile, pollInterval: '60s' },
  };
}

export function temporalUiLaunch(options: {
  programs: TemporalPrograms;
  folder: string;
  address: string;
  uiPort: number;
  namespace: string;
}): Launch {
  mkdirSync(options.folder, { recursive: true });
  const config = {
    temporalGrpcAddress: options.address,
    host: '127.0.0.1',
    port: options.uiPort,
    enableUi: true,
    defaultNamespace: options.namespace,
    disableNewsFetch: true,
    cors: {
      allowOrigins: [`http://127.0.0.1:${String(options.uiPort)}`, `http://localhost:${String(options.uiPort)}`],
      cookieInsecure: true,
    },
  };
  writeFileSync(path.join(options.folder, 'ui.yaml'), JSON.stringify(config, null, 2));
  return {
    command: options.programs.ui,
    args: ['--root', options.folder, '--config', '.', '--env', 'ui', 'start'],
    env: goEnvironment(options.folder),
    cwd: options.folder,
    stopSignal: 'SIGTERM',
  };
}
