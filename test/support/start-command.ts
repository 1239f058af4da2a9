/** The start command as a user types it, with a folder and ports of its own, for tests of how it refuses, recovers and stops. */

import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { projectRoot } from '../../config/environment.ts';
import { freePorts } from '../../local/ports.ts';
import { emptyDataFolder } from '../../scripts/supervisor/data-folder.ts';
import { knownProcesses } from '../../scripts/supervisor/records.ts';

export interface Place {
  dataDir: string;
  ports: Record<'PORT' | 'POSTGRES_PORT' | 'TEMPORAL_PORT' | 'TEMPORAL_UI_PORT' | 'SANDBOX_PORT', string>;
  /** Ends whatever a failed test left, and removes the files. */
  remove: () => void;
}

export async function makePlace(): Promise<Place> {
  const folder = mkdtempSync(path.join(tmpdir(), 'reprise-start-'));
  const dataDir = path.join(folder, 'data');
  const [api = 0, postgres = 0, temporal = 0, ui = 0, sandbox = 0] = (await freePorts(5)).map(String);
  return {
    dataDir,
    ports: {
      PORT: String(api),
      POSTGRES_PORT: String(postgres),
      TEMPORAL_PORT: String(temporal),
      TEMPORAL_UI_PORT: String(ui),
      SANDBOX_PORT: String(sandbox),
    },
    remove: () => {
      for (const { pid } of existsSync(dataDir) ? knownProcesses(dataDir) : []) {
        try {
          process.kill(pid, 'SIGKILL');
        } catch {
          // Already gone.
        }
      }
      // A test may have put a file where the folder belongs.
      if (existsSync(dataDir) && statSync(dataDir).isDirectory()) emptyDataFolder(dataDir);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export interface Command {
  child: ChildProcess;
  output: () => string;
  /** Resolves once the output matches; fails with the output when the command ends before, or takes too long. */
  says: (pattern: RegExp, withinMs?: number) => Promise<RegExpExecArray>;
  ended: Promise<number | null>;
}

/** Only what a login shell would have, besides what the place needs: nothing of this process leaks in. */
export function startCommand(place: Place, args: string[] = [], env: Record<string, string> = {}): Command {
  const child = spawn(process.execPath, ['dist/scripts/start.js', ...args], {
    cwd: projectRoot(),
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
    env: {
      PATH: process.env['PATH'],
      HOME: process.env['HOME'],
      XDG_CACHE_HOME: process.env['XDG_CACHE_HOME'],
      DATA_DIR: place.dataDir,
      ...place.ports,
      ...env,
    },
  });
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      printed += chunk.toString();
    });
  }
  let isOver = false;
  const ended = new Promise<number | null>((resolve) => {
    child.once('close', (code) => {
      isOver = true;
      resolve(code);
    });
  });
  return {
    child,
    ended,
    output: () => printed,
    async says(pattern, withinMs = 180_000) {
      for (const until = Date.now() + withinMs; ;) {
        const found = pattern.exec(printed);
        if (found) return found;
        if (isOver || Date.now() > until) throw new Error(`It never said ${String(pattern)}:\n${printed}`);
        await sleep(50);
      }
    },
  };
}
