/** The storm: SIGKILL to one process after another, whichever the seed says, as long as the product lets them come back. */

import { setTimeout as sleep } from 'node:timers/promises';
import type { Stack } from '../../test/support/stack.ts';
import type { Trial } from './run.ts';

/** Everything but the sandbox, which is the world outside and the witness. */
const VICTIMS = ['api', 'core-worker', 'sync-worker', 'sender', 'moderation-bot', 'temporal', 'postgres'];
const SHORTEST_MS = 300;
const LONGEST_MS = 2_000;

export interface Storm {
  kills: number;
  /** By the name of the process. */
  killed: Map<string, number>;
  endedAt: number;
}

export async function killStorm(stack: Stack, { random, say }: Trial, kills: number): Promise<Storm> {
  const killed = new Map<string, number>(VICTIMS.map((name) => [name, 0]));
  const began = Date.now();
  for (let done = 0; done < kills;) {
    await sleep(SHORTEST_MS + random() * (LONGEST_MS - SHORTEST_MS));
    const pids = stack.pids();
    // Whoever is dead already cannot be killed; the seed's next choice falls on one who lives.
    const living = VICTIMS.filter((name) => pids.has(name));
    const name = living[Math.floor(random() * living.length)];
    const pid = name === undefined ? undefined : pids.get(name);
    if (name === undefined || pid === undefined || !kill(pid)) continue;
    killed.set(name, (killed.get(name) ?? 0) + 1);
    done += 1;
  }
  const endedAt = Date.now();
  const each = [...killed].map(([name, count]) => `${name} ${String(count)}`).join(', ');
  say(`${String(kills)} kills in ${((endedAt - began) / 1000).toFixed(1)} s: ${each}`);
  return { kills, killed, endedAt };
}

/** Says how long the product took to have every process again; later deaths of their own would count too. */
export async function sayWhenBack(stack: Stack, { say }: Trial, { endedAt }: Storm): Promise<void> {
  while (!VICTIMS.every((name) => stack.pids().has(name))) await sleep(100);
  say(`every process was started again ${((Date.now() - endedAt) / 1000).toFixed(1)} s after the last kill`);
}

function kill(pid: number): boolean {
  try {
    process.kill(pid, 'SIGKILL');
    return true;
  } catch {
    return false;
  }
}
