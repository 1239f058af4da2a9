/** Which processes of this data folder are running, written down so that the next start finds what a killed one left. */

import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { endProcess, identify, isAlive, type ProcessIdentity } from '../../local/process-identity.ts';

export interface ProcessRecord extends ProcessIdentity {
  name: string;
  stopSignal: NodeJS.Signals;
  stopWithinMs: number;
  /** Parts of a higher tier lean on those of a lower one and are stopped first. */
  tier: number;
}

export const runFolder = (dataDir: string): string => path.join(dataDir, 'run');
const fileOf = (dataDir: string, name: string): string => path.join(runFolder(dataDir), `${name}.json`);

/** Written under another name and renamed, so that nobody reads half a record. */
export function rememberProcess(dataDir: string, record: Omit<ProcessRecord, 'startedAt'>): void {
  const identity = identify(record.pid);
  // Gone again already, or a system without start times, where nothing may be ended later on the strength of a number.
  if (!identity) return;
  mkdirSync(runFolder(dataDir), { recursive: true });
  const file = fileOf(dataDir, record.name);
  writeFileSync(`${file}.new`, JSON.stringify({ ...record, startedAt: identity.startedAt }));
  renameSync(`${file}.new`, file);
}

export function forgetProcess(dataDir: string, name: string): void {
  rmSync(fileOf(dataDir, name), { force: true });
}

export function knownProcesses(dataDir: string): ProcessRecord[] {
  let names: string[];
  try {
    names = readdirSync(runFolder(dataDir)).filter((name) => name.endsWith('.json'));
  } catch {
    return [];
  }
  return names.flatMap((name) => {
    try {
      return [JSON.parse(readFileSync(path.join(runFolder(dataDir), name), 'utf8')) as ProcessRecord];
    } catch {
      return [];
    }
  });
}

/** Ends what is still running of them, the highest tier first, and answers with their names. */
export async function endOrphans(dataDir: string, found: (names: string[]) => void): Promise<void> {
  const known = knownProcesses(dataDir);
  const alive = known.filter(isAlive);
  if (alive.length > 0) found(alive.map((record) => record.name));
  const tiers = [...new Set(alive.map((record) => record.tier))].sort((a, b) => b - a);
  for (const tier of tiers) {
    const together = alive.filter((record) => record.tier === tier);
    await Promise.all(together.map((record) => endProcess(record, record.stopSignal, record.stopWithinMs)));
  }
  for (const record of known) forgetProcess(dataDir, record.name);
}
