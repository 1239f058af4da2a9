/** Builds the pinned Temporal server, its schema tool and its UI with Go, once per version, and keeps them in the cache. */

import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statfsSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { cacheFolder } from '../cache.ts';
import { waitForLock } from '../lock.ts';
import { explainFileError, Trouble } from '../trouble.ts';

/** Names of the programs, and the Go package each is built from. */
const PROGRAMS = {
  'temporal-server': 'go.temporal.io/server/cmd/server',
  'temporal-sql-tool': 'go.temporal.io/server/cmd/tools/sql',
  'temporal-ui-server': 'github.com/temporalio/ui-server/v2/cmd/server',
} as const;

const OLDEST_GO = [1, 26] as const;
/** Measured on two cores with empty caches. */
const EXPECTED_SECONDS = 360;
/** Go's module and build caches, with the programs themselves. */
const NEEDED_BYTES = 4_000_000_000;

export interface TemporalPrograms {
  folder: string;
  server: string;
  sqlTool: string;
  ui: string;
  version: string;
}

/** One folder per pin, so that another version is never mistaken for this one. */
export function programsFolder(root: string): string {
  const pin = createHash('sha256');
  for (const name of ['go.mod', 'go.sum']) pin.update(readFileSync(path.join(root, 'tools/temporal', name)));
  return cacheFolder(`temporal-${pin.digest('hex').slice(0, 12)}`);
}

/** Nothing when they are not there, or do not run on this machine (a home shared between two kinds). */
export function keptPrograms(folder: string): TemporalPrograms | undefined {
  if (!Object.keys(PROGRAMS).every((name) => existsSync(path.join(folder, name)))) return undefined;
  const server = path.join(folder, 'temporal-server');
  try {
    const said = execFileSync(server, ['--version'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    return {
      folder,
      server,
      sqlTool: path.join(folder, 'temporal-sql-tool'),
      ui: path.join(folder, 'temporal-ui-server'),
      version: /version (\S+)/.exec(said)?.[1] ?? 'unknown',
    };
  } catch {
    return undefined;
  }
}

/** Why Go cannot build here, or nothing. */
export function goProblem(): string | undefined {
  let said: string;
  try {
    said = execFileSync('go', ['env', 'GOVERSION'], {
      cwd: '/',
      encoding: 'utf8',
      env: goEnvironment(),
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  } catch {
    return 'there is no Go on PATH';
  }
  const [major = 0, minor = 0] = said.trim().replace(/^go/, '').split('.').map(Number);
  const recent = major > OLDEST_GO[0] || (major === OLDEST_GO[0] && minor >= OLDEST_GO[1]);
  return recent ? undefined : `Go is ${said.trim()}, and ${OLDEST_GO.join('.')} or newer is needed`;
}

export type Progress = (line: string) => void;

/** Two starts at once build once: the second waits for the first. */
export async function buildPrograms(root: string, progress: Progress, signal: AbortSignal): Promise<TemporalPrograms> {
  const folder = programsFolder(root);
  let release: (() => void) | undefined;
  try {
    release = await waitForLock(`${folder}.lock`, (holder) => {
      progress(`another start (process ${String(holder.pid)}) is building Temporal; waiting for it`);
    });
    const built = keptPrograms(folder);
    if (built) return built;
    removeLeftovers(folder);
    needSpace(path.dirname(folder));
    const half = `${folder}.building-${String(process.pid)}`;
    try {
      mkdirSync(half, { recursive: true });
      await buildInto(half, root, progress, signal);
      rmSync(folder, { recursive: true, force: true });
      // Renamed only when complete, so that an interrupted build is no trap for the next start.
      renameSync(half, folder);
    } finally {
      rmSync(half, { recursive: true, force: true });
    }
  } catch (error) {
    throw error instanceof Trouble ? error : explainFileError(error, path.dirname(folder));
  } finally {
    release?.();
  }
  const made = keptPrograms(folder);
  if (!made) throw new Trouble(`Temporal was built into ${folder}, but does not run there.`);
  return made;
}

/** Whoever holds the lock is the only one who builds, so every other half-built folder is a dead one's. */
function removeLeftovers(folder: string): void {
  const above = path.dirname(folder);
  for (const name of existsSync(above) ? readdirSync(above) : []) {
    if (name.startsWith(`${path.basename(folder)}.building-`))
      rmSync(path.join(above, name), { recursive: true, force: true });
  }
}

function needSpace(folder: string): void {
  const { bavail, bsize } = statfsSync(folder);
  if (bavail * bsize >= NEEDED_BYTES) return;
  throw new Trouble(
    `Building Temporal takes about 4 GB in ${folder} and Go's caches, and ${((bavail * bsize) / 1e9).toFixed(1)} GB are free.`,
  );
}

async function buildInto(folder: string, root: string, progress: Progress, signal: AbortSignal): Promise<void> {
  const began = Date.now();
  const source = path.join(root, 'tools/temporal');
  progress('fetching modules');
  const total = await countPackages(source, signal);
  let compiled = 0;
  let lastSaid = 0;
  for (const [name, from] of Object.entries(PROGRAMS)) {
    const args = ['build', '-v', '-trimpath', '-ldflags', '-s -w', '-o', path.join(folder, name), from];
    const onLine = (line: string): void => {
      // Packages that Go's own cache holds are not printed, so the count may end below the total.
      if (/^[\w.-]+(\/|$)/.test(line) && !line.startsWith('go: ')) compiled += 1;
      if (Date.now() - lastSaid < 1_000) return;
      lastSaid = Date.now();
      const seconds = Math.round((Date.now() - began) / 1000);
      const expected = `${clock(seconds)} of about ${clock(EXPECTED_SECONDS)}`;
      progress(`compiling ${name}: ${String(compiled)} of at most ${String(total)} packages, ${expected}`);
    };
    await go(args, { cwd: source, signal, onLine, from: 'stderr' });
  }
}

const clock = (seconds: number): string =>
  `${String(Math.floor(seconds / 60))}:${String(seconds % 60).padStart(2, '0')}`;

async function countPackages(source: string, signal: AbortSignal): Promise<number> {
  const seen = new Set<string>();
  await go(['list', '-deps', ...Object.values(PROGRAMS)], {
    cwd: source,
    signal,
    onLine: (line) => seen.add(line),
    from: 'stdout',
  });
  return seen.size;
}

/** Without HOME, Go asks for its folders by name; ours is as good as any. */
function goEnvironment(): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = { ...process.env, CGO_ENABLED: '0', GOFLAGS: '-mod=readonly' };
  if (env['HOME']) return env;
  return { GOPATH: cacheFolder('go'), GOCACHE: cacheFolder('go-build'), ...env };
}

interface GoRun {
  cwd: string;
  signal: AbortSignal;
  onLine: (line: string) => void;
  from: 'stdout' | 'stderr';
}

function go(args: string[], { cwd, signal, onLine, from }: GoRun): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn('go', args, { cwd, signal, env: goEnvironment(), stdio: ['ignore', 'pipe', 'pipe'] });
    const complaints: string[] = [];
    createInterface({ input: child[from] }).on('line', onLine);
    createInterface({ input: child.stderr }).on('line', (line) => {
      if (!/^[\w.-]+(\/[\w.@-]+)*$/.test(line) && !line.startsWith('go: downloading')) complaints.push(line);
    });
    child.once('error', (error) => {
      reject(new Trouble(signal.aborted ? 'The build was stopped.' : `Go could not be started: ${error.message}`));
    });
    child.once('close', (code) => {
      if (code === 0) resolve();
      else reject(new Trouble(`go ${args[0] ?? ''} failed: ${complaints.slice(-4).join(' ').slice(0, 600)}`));
    });
  });
}
