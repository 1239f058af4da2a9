/** One process of the stack: started in its own group, written down, restarted when it dies, stopped when asked. */

import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, existsSync, fstatSync, mkdirSync, openSync, readSync, renameSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Launch } from '../../local/launch.ts';
import { forgetProcess, rememberProcess } from './records.ts';
import type { Screen } from './screen.ts';

export interface PartSpec {
  /** Of its log and its record. */
  name: string;
  /** For people. */
  label: string;
  launch: Launch;
  tier: number;
  /** Whoever takes longer to stop is killed. */
  stopWithinMs: number;
  /** Before a restart: what a killed one may have left in the way. */
  clearWay?: () => Promise<unknown>;
  /** A sentence for what its log says about why it could not start. */
  explain?: (log: string) => string;
}

export interface Part {
  readonly label: string;
  readonly tier: number;
  pid: () => number | undefined;
  startedAt: () => Date;
  /** Why it is not running although nobody stopped it; only before `keepAlive`. */
  gaveUp: () => string | undefined;
  /** From now on it is started again whenever it ends. */
  keepAlive: () => void;
  stop: (how?: 'in order' | 'at once') => Promise<void>;
}

/** Parts fall with what they stand on: seconds for as long as that may take, and a rest only for what never comes up. */
const BACKOFF_MS = [300, 1_000, 2_000, 2_000, 2_000, 3_000, 3_000, 3_000, 5_000, 5_000, 10_000, 30_000];
/** Whoever ran this long is taken for healthy again. */
const HEALTHY_AFTER_MS = 60_000;
const LOG_LIMIT_BYTES = 10_000_000;
const LAST_WORDS_BYTES = 20_000;

export function startPart(spec: PartSpec, dataDir: string, screen: Screen): Part {
  const logFile = path.join(dataDir, 'logs', `${spec.name}.log`);
  rotate(logFile);
  let child: ChildProcess | undefined;
  let ended: Promise<void> = Promise.resolve();
  let startedAt = new Date();
  let logStart = 0;
  let failure: string | undefined;
  let isKept = false;
  let isStopping = false;
  let failures = 0;

  function launch(): void {
    const log = openSync(logFile, 'a', 0o600);
    logStart = fstatSync(log).size;
    const { command, args, env, cwd, uid, gid } = spec.launch;
    startedAt = new Date();
    const started = spawn(command, args, {
      env,
      cwd,
      ...(uid === undefined ? {} : { uid }),
      ...(gid === undefined ? {} : { gid }),
      // A file and not a pipe: the part outlives a killed supervisor without choking on its output.
      stdio: ['ignore', log, log],
      // Its own group: a Ctrl-C in the terminal is ours alone, and we stop everything in order.
      detached: true,
    });
    closeSync(log);
    child = started;
    if (started.pid !== undefined) {
      const { name, tier, stopWithinMs } = spec;
      rememberProcess(dataDir, { name, pid: started.pid, stopSignal: spec.launch.stopSignal, stopWithinMs, tier });
    }
    ended = new Promise((resolve) => {
      started.once('error', (error) => {
        over(started, `could not be started: ${error.message}`, resolve);
      });
      started.once('exit', (code, signal) => {
        over(started, signal ? `was ended by ${signal}` : `ended with code ${String(code)}`, resolve);
      });
    });
  }

  function over(which: ChildProcess, how: string, resolve: () => void): void {
    if (child !== which) return;
    const pid = child.pid;
    child = undefined;
    resolve();
    forgetProcess(dataDir, spec.name);
    if (isStopping) return;
    const words = lastWords(logFile, logStart);
    if (!isKept) {
      failure = spec.explain?.(words) ?? `${spec.label} ${how}. ${saying(words)}Its log: ${logFile}`;
      return;
    }
    failures = Date.now() - startedAt.getTime() > HEALTHY_AFTER_MS ? 0 : failures;
    const delayMs = BACKOFF_MS[Math.min(failures, BACKOFF_MS.length - 1)] ?? 1_000;
    failures += 1;
    screen.warn(
      `${spec.label} (process ${String(pid)}) ${how}; starting it again in ${String(delayMs / 1000)} s. ${saying(words)}Its log: ${logFile}`,
    );
    void again(delayMs);
  }

  async function again(delayMs: number): Promise<void> {
    await sleep(delayMs, undefined, { ref: false });
    if (isStopping) return;
    try {
      await spec.clearWay?.();
    } catch (error) {
      screen.warn(`${spec.label}: ${error instanceof Error ? error.message : String(error)}`);
    }
    // Asked to stop while the way was cleared: the flag may have changed since.
    if (isStopping as boolean) return;
    launch();
    if (child) screen.step(`${spec.label} was started again (process ${String(child.pid)})`);
  }

  launch();
  return {
    label: spec.label,
    tier: spec.tier,
    pid: () => child?.pid,
    startedAt: () => startedAt,
    gaveUp: () => failure,
    keepAlive: () => {
      isKept = true;
    },
    stop: async (how = 'in order') => {
      isStopping = true;
      if (child) signal(child, how === 'in order' ? spec.launch.stopSignal : 'SIGKILL');
      const patience = sleep(how === 'in order' ? spec.stopWithinMs : 2_000, 'late' as const, { ref: false });
      if ((await Promise.race([ended, patience])) === 'late' && child) {
        screen.warn(`${spec.label} did not stop within ${String(spec.stopWithinMs / 1000)} s and is killed.`);
        signalGroup(child, 'SIGKILL');
        await ended;
      }
    },
  };
}

function signal(child: ChildProcess, name: NodeJS.Signals): void {
  try {
    child.kill(name);
  } catch {
    // Already gone.
  }
}

function signalGroup(child: ChildProcess, name: NodeJS.Signals): void {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, name);
  } catch {
    signal(child, name);
  }
}

/** One older log is kept; it happens at a start only, when nobody writes. */
function rotate(file: string): void {
  mkdirSync(path.dirname(file), { recursive: true });
  if (!existsSync(file) || statSync(file).size < LOG_LIMIT_BYTES) return;
  rmSync(`${file}.1`, { force: true });
  renameSync(file, `${file}.1`);
}

/** What it wrote since it was started, the end of it. */
function lastWords(file: string, from: number): string {
  try {
    const handle = openSync(file, 'r');
    try {
      const { size } = fstatSync(handle);
      const start = Math.max(from, size - LAST_WORDS_BYTES);
      const bytes = Buffer.alloc(Math.max(0, size - start));
      readSync(handle, bytes, 0, bytes.length, start);
      return bytes.toString('utf8');
    } finally {
      closeSync(handle);
    }
  } catch {
    return '';
  }
}

/** The last line that says something, taken out of JSON when it is one. */
function saying(words: string): string {
  const line = words
    .trim()
    .split('\n')
    .findLast((each) => !/^\s*(at |Node\.js|\}|$)/.test(each));
  if (!line) return '';
  return `It said: ${plain(line).slice(0, 300).trim()} `;
}

function plain(line: string): string {
  try {
    const { msg, error, err } = JSON.parse(line) as { msg?: string; error?: string; err?: { message?: string } };
    return [msg, err?.message ?? error].filter(Boolean).join(': ') || line;
  } catch {
    return line;
  }
}
