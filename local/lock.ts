/** A lock that a dead process does not hold: a file that names its holder by pid and start. */

import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { identify, isAlive, type ProcessIdentity } from './process-identity.ts';

export type LockAttempt = { held: true; release: () => void } | { held: false; holder: ProcessIdentity };

export function tryLock(file: string): LockAttempt {
  mkdirSync(path.dirname(file), { recursive: true });
  const self = identify(process.pid) ?? { pid: process.pid, startedAt: 'unknown' };
  const own = `${file}.${String(process.pid)}`;
  writeFileSync(own, JSON.stringify(self));
  try {
    for (;;) {
      // A link appears whole or not at all, and never over another's.
      if (linked(own, file)) return { held: true, release: () => releaseLock(file, self) };
      const holder = holderOf(file);
      if (holder && holds(holder)) return { held: false, holder };
      const newHolder = removeStale(file, holder);
      if (newHolder) return { held: false, holder: newHolder };
    }
  } finally {
    rmSync(own, { force: true });
  }
}

/** Waits for a lock that others hold for minutes at most; `waiting` is told once. */
export async function waitForLock(file: string, waiting: (holder: ProcessIdentity) => void): Promise<() => void> {
  for (let told = false; ; told = true) {
    const attempt = tryLock(file);
    if (attempt.held) return attempt.release;
    if (!told) waiting(attempt.holder);
    await sleep(500);
  }
}

/** Between our look and our grip another start may have put its own lock there: that one goes back. */
function removeStale(file: string, seen: ProcessIdentity | undefined): ProcessIdentity | undefined {
  const aside = `${file}.stale.${String(process.pid)}`;
  try {
    renameSync(file, aside);
  } catch {
    return undefined;
  }
  const taken = holderOf(aside);
  const isAnothers = taken && taken.startedAt !== seen?.startedAt && holds(taken);
  if (isAnothers) linked(aside, file);
  rmSync(aside, { force: true });
  return isAnothers ? taken : undefined;
}

function releaseLock(file: string, self: ProcessIdentity): void {
  const holder = holderOf(file);
  if (holder?.pid === self.pid && holder.startedAt === self.startedAt) rmSync(file, { force: true });
}

function holderOf(file: string): ProcessIdentity | undefined {
  try {
    const { pid, startedAt } = JSON.parse(readFileSync(file, 'utf8')) as Partial<ProcessIdentity>;
    return typeof pid === 'number' && typeof startedAt === 'string' ? { pid, startedAt } : undefined;
  } catch {
    return undefined;
  }
}

/** Where start times cannot be read, a living pid has to do: better to refuse once too often. */
function holds(holder: ProcessIdentity): boolean {
  if (holder.startedAt !== 'unknown') return isAlive(holder);
  try {
    process.kill(holder.pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function linked(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}
