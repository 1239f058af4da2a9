/**
 * How much memory the whole idle product takes: the proportional set size of every process of the stack, against its limit.
 * Measures the stack that runs on DATA_DIR, or else starts one of its own and removes it again.
 */

import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { loadConfig } from '../config/config.ts';
import { isAlive } from '../local/process-identity.ts';
import { knownProcesses, runFolder } from '../scripts/supervisor/records.ts';
import { startStack } from '../test/support/stack.ts';

const LIMIT_MB = 1_200;
/** Start-up garbage is collected and the first synchronisation is over. */
const SETTLE_MS = 90_000;

interface Measured {
  name: string;
  processes: number;
  pssMb: number;
}

/** Shared pages are divided among those that share them, so that the sum is what the machine really gives. */
function pssMb(pid: number): number {
  try {
    const kilobytes = /^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${String(pid)}/smaps_rollup`, 'utf8'))?.[1];
    return Number(kilobytes ?? 0) / 1_000;
  } catch {
    // It ended between the listing and the reading.
    return 0;
  }
}

function childrenByParent(): Map<number, number[]> {
  const children = new Map<number, number[]>();
  for (const name of readdirSync('/proc').filter((each) => /^\d+$/.test(each))) {
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'latin1');
      const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
      children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
    } catch {
      continue;
    }
  }
  return children;
}

function withDescendants(pid: number, children: ReadonlyMap<number, number[]>, stopAt: ReadonlySet<number>): number[] {
  const own = (children.get(pid) ?? []).filter((child) => !stopAt.has(child));
  return [pid, ...own.flatMap((child) => withDescendants(child, children, stopAt))];
}

function measure(dataDir: string): Measured[] {
  const roots = new Map(
    knownProcesses(dataDir)
      .filter(isAlive)
      .map((record) => [record.name, record.pid]),
  );
  const lock = JSON.parse(readFileSync(path.join(runFolder(dataDir), 'supervisor.lock'), 'utf8')) as { pid: number };
  roots.set('supervisor', lock.pid);
  const children = childrenByParent();
  const known = new Set(roots.values());
  return [...roots].map(([name, pid]) => {
    const pids = withDescendants(pid, children, known);
    return { name, processes: pids.length, pssMb: pids.reduce((sum, each) => sum + pssMb(each), 0) };
  });
}

function show(measured: readonly Measured[]): void {
  for (const { name, processes, pssMb: size } of [...measured].sort((a, b) => b.pssMb - a.pssMb)) {
    const count = processes === 1 ? '' : ` (${String(processes)} processes)`;
    console.log(`${size.toFixed(0).padStart(6)} MB  ${name}${count}`);
  }
  const total = measured.reduce((sum, each) => sum + each.pssMb, 0);
  const verdict = total <= LIMIT_MB ? 'within' : 'OVER';
  console.log(
    `${total.toFixed(0).padStart(6)} MB  in all, proportional set size, idle: ${verdict} the limit of ${String(LIMIT_MB)} MB`,
  );
  if (total > LIMIT_MB) process.exitCode = 1;
}

if (process.platform !== 'linux') {
  console.error('Proportional set sizes are read from /proc, which only Linux has.');
  process.exitCode = 1;
} else {
  const { dataDir } = loadConfig();
  if (knownProcesses(dataDir).some(isAlive)) {
    show(measure(dataDir));
  } else {
    console.log(`Nothing runs on ${dataDir}; starting a stack of its own and waiting ${String(SETTLE_MS / 1000)} s …`);
    const stack = await startStack();
    try {
      await sleep(SETTLE_MS);
      show(measure(stack.dataDir));
    } finally {
      await stack.remove();
    }
  }
}
