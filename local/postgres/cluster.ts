/** The files of one PostgreSQL: made once, checked before every start, freed from what a killed server left behind. */

import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { endProcess, identify } from '../process-identity.ts';
import { explainFileError, Trouble } from '../trouble.ts';
import type { Account } from './account.ts';
import type { Binaries } from './binaries.ts';

/** A clean environment: a LANG that the system does not know would stop initdb, and nothing of ours is its business. */
export const POSTGRES_ENVIRONMENT = { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' };

export function ensureCluster(
  dataDir: string,
  password: string,
  binaries: Binaries,
  account: Account | undefined,
): void {
  try {
    if (existsSync(path.join(dataDir, 'PG_VERSION'))) {
      checkCluster(dataDir, binaries);
      return;
    }
    if (existsSync(dataDir) && readdirSync(dataDir).length > 0) {
      throw new Trouble(
        `${dataDir} holds files but no PostgreSQL cluster. Remove it, or begin anew: npm start -- --fresh`,
      );
    }
    makeCluster(dataDir, password, binaries, account);
  } catch (error) {
    throw error instanceof Trouble ? error : explainFileError(error, dataDir);
  }
}

/** Made beside its place and renamed when complete: an interrupted initdb leaves no half cluster. */
function makeCluster(dataDir: string, password: string, binaries: Binaries, account: Account | undefined): void {
  mkdirSync(path.dirname(dataDir), { recursive: true });
  const work = mkdtempSync(`${dataDir}.making-`);
  try {
    const passwordFile = path.join(work, 'password');
    writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
    for (const entry of account ? [work, passwordFile] : []) chownSync(entry, account?.uid ?? 0, account?.gid ?? 0);
    chmodSync(work, 0o700);
    const cluster = path.join(work, 'cluster');
    runInitdb(
      [
        `--pgdata=${cluster}`,
        '--username=reprise',
        `--pwfile=${passwordFile}`,
        '--auth=scram-sha-256',
        // Without these an empty LANG gives SQL_ASCII, where lower('Ж') does nothing.
        '--encoding=UTF8',
        '--locale-provider=builtin',
        '--builtin-locale=C.UTF-8',
      ],
      { binaries, account, work },
    );
    rmSync(dataDir, { recursive: true, force: true });
    renameSync(cluster, dataDir);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

function runInitdb(args: string[], how: { binaries: Binaries; account: Account | undefined; work: string }): void {
  const options = { ...how.account, cwd: how.work, env: POSTGRES_ENVIRONMENT, encoding: 'utf8' as const };
  const first = spawnSync(how.binaries.initdb, args, options);
  if (first.status === 0) return;
  // initdb wants a name for its user, which a container may run without; in a user namespace that user is "nobody".
  const nameless = /could not look up effective user ID/.test(first.stderr ?? '');
  if (nameless) {
    const nobody = ['--user', '--map-user=65534', '--map-group=65534', how.binaries.initdb, ...args];
    if (spawnSync('unshare', nobody, options).status === 0) return;
    throw new Trouble(
      `The user id ${String(process.getuid?.())} has no name on this machine, and PostgreSQL needs one: add it to /etc/passwd, start as a user that has a name, or set DATABASE_URL.`,
    );
  }
  throw explainInitdb(first.error ?? first.stderr ?? '', how.work);
}

function explainInitdb(failure: Error | string, folder: string): Error {
  const text = failure instanceof Error ? failure.message : failure;
  if (/No space left|quota/i.test(text))
    return new Trouble(`The disk is full: PostgreSQL cannot make its files in ${path.dirname(folder)}.`);
  if (/EPERM|EINVAL/.test(text)) {
    return new Trouble(
      'This machine does not let root start PostgreSQL as another user. Start as an ordinary user, or set DATABASE_URL.',
    );
  }
  if (/EACCES|ENOENT|Permission denied/.test(text)) {
    return new Trouble(
      `The user that runs PostgreSQL cannot reach ${path.dirname(folder)}: a folder above it is closed to others. Choose another place with DATA_DIR.`,
    );
  }
  return new Trouble(
    `PostgreSQL could not make its files in ${path.dirname(folder)}: ${text.trim().split('\n').slice(-3).join(' ')}`,
  );
}

function checkCluster(dataDir: string, binaries: Binaries): void {
  const major = readFileSync(path.join(dataDir, 'PG_VERSION'), 'utf8').trim();
  const ours = binaries.version.split('.')[0] ?? '';
  if (major !== ours) {
    throw new Trouble(
      `${dataDir} was made by PostgreSQL ${major || '(unreadable)'}, and this is PostgreSQL ${ours}. Restore a backup into a fresh data folder.`,
    );
  }
  const missing = ['global/pg_control', 'base', 'pg_wal', 'postgresql.conf'].filter(
    (name) => !existsSync(path.join(dataDir, name)),
  );
  if (missing.length > 0) {
    throw new Trouble(
      `The data folder ${dataDir} is broken: ${missing.join(', ')} ${missing.length === 1 ? 'is' : 'are'} missing. Restore a backup, or begin anew: npm start -- --fresh`,
    );
  }
}

/**
 * Stops a server that somebody left running on these files, and removes the pid file of one that is gone.
 * PostgreSQL itself takes any living process with that number for its own, and numbers return soon in a container.
 */
export async function freeCluster(dataDir: string): Promise<'stopped' | 'free'> {
  const file = path.join(dataDir, 'postmaster.pid');
  let pid: number;
  try {
    pid = Number(readFileSync(file, 'utf8').split('\n')[0]);
  } catch {
    return 'free';
  }
  const alive = identify(pid);
  if (alive && isServerOf(dataDir, pid)) {
    await endProcess(alive, 'SIGINT', 15_000);
    return 'stopped';
  }
  rmSync(file, { force: true });
  return 'free';
}

/** The server of this very folder, not any program with that word in its arguments. */
function isServerOf(dataDir: string, pid: number): boolean {
  let args: string[];
  try {
    args = readFileSync(`/proc/${String(pid)}/cmdline`, 'utf8').split('\0');
  } catch {
    const ps = spawnSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' });
    args = (ps.stdout ?? '').trim().split(' ');
  }
  return path.basename(args[0] ?? '') === 'postgres' && args.includes(dataDir);
}

/** A sentence for what PostgreSQL wrote before it gave up. */
export function explainPostgres(log: string, dataDir: string): string {
  const last = log.split('\n').filter((line) => /FATAL|PANIC|could not|No space/.test(line));
  const text = last.join('\n');
  if (/No space left on device/.test(text))
    return `The disk is full: PostgreSQL cannot write to ${dataDir}. Free some space and start again.`;
  if (/Address already in use/.test(text)) return 'The port of PostgreSQL is taken. Choose another with POSTGRES_PORT.';
  if (/lock file "postmaster.pid" already exists/.test(text))
    return `Another PostgreSQL is running on ${dataDir}. Stop it first.`;
  if (/Permission denied|has wrong ownership|has invalid permissions/.test(text)) {
    return `PostgreSQL may not use ${dataDir}: it belongs to another user, or a folder above it is closed.`;
  }
  if (/could not create shared memory|could not resize shared memory/.test(text)) {
    return 'PostgreSQL found too little shared memory. Give the container more (--shm-size=256m).';
  }
  const words = last.at(-1)?.replace(/^.*?(FATAL|PANIC):\s*/, '') ?? 'it left no word in its log';
  return `PostgreSQL could not start on ${dataDir}: ${words}. The folder may be broken: restore a backup, or begin anew: npm start -- --fresh`;
}
