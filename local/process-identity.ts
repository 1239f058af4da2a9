/** Tells a process from a later one with the same number, so that a recorded pid is never mistaken for a stranger. */

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

export interface ProcessIdentity {
  pid: number;
  /** When it started, in the system's own words: only equality counts. */
  startedAt: string;
}

/** Nothing for a process that is gone (a zombie is gone), or that cannot be told from another. */
export function identify(pid: number): ProcessIdentity | undefined {
  if (!Number.isInteger(pid) || pid <= 1) return undefined;
  const startedAt = process.platform === 'linux' ? startedAtFromProc(pid) : startedAtFromPs(pid);
  return startedAt === undefined ? undefined : { pid, startedAt };
}

/** Without /proc or ps we cannot know and say no: an unknown process is never killed. */
export function isAlive(known: ProcessIdentity): boolean {
  return identify(known.pid)?.startedAt === known.startedAt;
}

function startedAtFromProc(pid: number): string | undefined {
  let stat: string;
  try {
    stat = readFileSync(`/proc/${String(pid)}/stat`, 'latin1');
  } catch {
    return undefined;
  }
  // The command stands in brackets and may itself hold blanks and brackets.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state, startTicks] = [fields[0], fields[19]];
  if (state === 'Z' || state === 'X' || startTicks === undefined) return undefined;
  return `${bootId()}/${startTicks}`;
}

let boot: string | undefined;

/** Ticks count from the machine's start, so another start of the machine is another time. */
function bootId(): string {
  try {
    boot ??= readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim();
  } catch {
    boot = 'unknown';
  }
  return boot;
}

function startedAtFromPs(pid: number): string | undefined {
  try {
    const [line] = execFileSync('ps', ['-o', 'stat=,lstart=', '-p', String(pid)], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      env: { ...process.env, LC_ALL: 'C' },
    }).split('\n');
    const [, state, startedAt] = /^(\S+)\s+(.+?)\s*$/.exec(line ?? '') ?? [];
    return !state || state.startsWith('Z') ? undefined : startedAt;
  } catch {
    return undefined;
  }
}

/** Signals the process, and its whole group when that does not end it in time. Resolves once it is gone. */
export async function endProcess(known: ProcessIdentity, signal: NodeJS.Signals, withinMs: number): Promise<void> {
  if (!isAlive(known)) return;
  send(known.pid, signal);
  if (await gone(known, withinMs)) return;
  // Our children lead their own groups; a process that leads none is ended alone.
  if (!send(-known.pid, 'SIGKILL')) send(known.pid, 'SIGKILL');
  await gone(known, 5_000);
}

async function gone(known: ProcessIdentity, withinMs: number): Promise<boolean> {
  const until = Date.now() + withinMs;
  while (isAlive(known)) {
    if (Date.now() > until) return false;
    await sleep(25);
  }
  return true;
}

function send(pid: number, signal: NodeJS.Signals): boolean {
  try {
    process.kill(pid, signal);
    return true;
  } catch {
    return false;
  }
}
