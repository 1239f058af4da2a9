/** The whole product as a user starts it, on ports and in a folder of its own, for tests that need every process. */

import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { projectRoot } from '../../config/environment.ts';
import { emptyDataFolder } from '../../scripts/supervisor/data-folder.ts';
import { knownProcesses } from '../../scripts/supervisor/records.ts';
import { freePort } from './database.ts';

const root = projectRoot();
export const OWNER = { email: 'owner@example.com', password: 'correct horse battery staple' };
const READY_MS = 240_000;
const STOP_MS = 60_000;

export interface Stack {
  dataDir: string;
  ports: { api: number; postgres: number; temporal: number; temporalUi: number; sandbox: number };
  url: string;
  sandboxUrl: string;
  /** What the supervisor has printed so far. */
  output: () => string;
  /** Processes of the supervisor by name, as it records them. */
  pids: () => Map<string, number>;
  stop: () => Promise<number | null>;
  /** Stops, and removes everything it left on the disk. */
  remove: () => Promise<void>;
}

/** Starts the compiled product and resolves when it says that it is ready. */
export async function startStack(options: { args?: string[]; env?: Record<string, string> } = {}): Promise<Stack> {
  const dataDir = path.join(mkdtempSync(path.join(tmpdir(), 'reprise-stack-')), 'data');
  const [api, postgres, temporal, temporalUi, sandbox] = await Promise.all([1, 2, 3, 4, 5].map(() => freePort()));
  const ports = {
    api: api ?? 0,
    postgres: postgres ?? 0,
    temporal: temporal ?? 0,
    temporalUi: temporalUi ?? 0,
    sandbox: sandbox ?? 0,
  };
  const child = spawn(process.execPath, ['dist/scripts/start.js', ...(options.args ?? [])], {
    cwd: root,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env['PATH'],
      HOME: process.env['HOME'],
      XDG_CACHE_HOME: process.env['XDG_CACHE_HOME'],
      DATA_DIR: dataDir,
      PORT: String(ports.api),
      POSTGRES_PORT: String(ports.postgres),
      TEMPORAL_PORT: String(ports.temporal),
      TEMPORAL_UI_PORT: String(ports.temporalUi),
      SANDBOX_PORT: String(ports.sandbox),
      OWNER_EMAIL: OWNER.email,
      OWNER_PASSWORD: OWNER.password,
      ...options.env,
    },
  });
  let printed = '';
  child.stdout.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  const stack: Stack = {
    dataDir,
    ports,
    url: `http://127.0.0.1:${String(ports.api)}`,
    sandboxUrl: `http://127.0.0.1:${String(ports.sandbox)}`,
    output: () => printed,
    pids: () => new Map(knownProcesses(dataDir).map((record) => [record.name, record.pid])),
    stop: () => stop(child),
    remove: async () => {
      await stop(child);
      // Where a failure can be looked into afterwards.
      if (process.env['KEEP_STACK']) writeFileSync(`${dataDir}/printed.log`, printed);
      else {
        emptyDataFolder(dataDir);
        rmSync(path.dirname(dataDir), { recursive: true, force: true });
      }
    },
  };
  const until = Date.now() + READY_MS;
  while (!/\bready\b/i.test(printed)) {
    if (child.exitCode !== null || Date.now() > until) {
      await stack.remove();
      throw new Error(`The product did not get ready:\n${printed}`);
    }
    await sleep(100);
  }
  return stack;
}

async function stop(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null) return child.exitCode;
  const ended = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
  child.kill('SIGINT');
  const code = await Promise.race([ended, sleep(STOP_MS, 'late' as const, { ref: false })]);
  if (code !== 'late') return code;
  child.kill('SIGKILL');
  throw new Error('The product did not stop within a minute.');
}

/** Looks again until `look` gives something; says what it waited for when it never does. */
export async function eventually<T>(
  what: string,
  look: () => Promise<T | null | undefined | false>,
  withinMs = 60_000,
): Promise<T> {
  const until = Date.now() + withinMs;
  let trouble = '';
  for (;;) {
    try {
      const seen = await look();
      if (seen !== null && seen !== undefined && seen !== false) return seen;
    } catch (error) {
      trouble = String(error);
    }
    if (Date.now() > until) throw new Error(`Waited ${String(withinMs / 1000)} s for ${what}. ${trouble}`);
    await sleep(200);
  }
}
