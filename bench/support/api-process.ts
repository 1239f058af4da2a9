/** The real API in a process of its own on a bench's database, with somebody signed in, and what it costs the machine. */

import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Database } from '../../db/database.ts';
import { hashPassword } from '../../db/repositories/access/users.ts';
import { freePort } from '../../test/support/database.ts';

const OWNER = { email: 'bench@club.example', password: 'lantern-oak-3-violet' };
const READY_MS = 60_000;
const TICKS_A_SECOND = 100;

export interface ApiProcess {
  baseUrl: string;
  cookie: string;
  /** Seconds of processor time so far. */
  cpuSeconds: () => number;
  /** Memory now, and the most it ever was, in MB. */
  rssMb: () => { now: number; peak: number };
  stop: () => Promise<void>;
}

/** An owner of this company who can sign in. */
export async function addOwner(database: Database, companyId: number): Promise<void> {
  const [user] = await database('users')
    .insert({ email: OWNER.email, name: 'Bench', password_hash: await hashPassword(OWNER.password) })
    .returning<{ id: number }[]>('id');
  await database('company_users').insert({ company_id: companyId, user_id: user?.id, role: 'owner' });
}

export async function startApi(databaseUrl: string): Promise<ApiProcess> {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'reprise-bench-api-'));
  const port = await freePort();
  const baseUrl = `http://127.0.0.1:${String(port)}`;
  const extension = path.extname(import.meta.url);
  const child = spawn(
    process.execPath,
    [...process.execArgv, fileURLToPath(new URL(`../../api/server${extension}`, import.meta.url))],
    {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: {
        PATH: process.env['PATH'],
        HOME: process.env['HOME'],
        DATA_DIR: dataDir,
        DATABASE_URL: databaseUrl,
        PORT: String(port),
        PUBLIC_URL: baseUrl,
        LOG_LEVEL: 'error',
      },
    },
  );
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const procfs = (file: string): string => readFileSync(`/proc/${String(child.pid)}/${file}`, 'utf8');
  const megabytes = (name: string): number =>
    Math.round(Number(new RegExp(`${name}:\\s+(\\d+)`).exec(procfs('status'))?.[1] ?? 0) / 1_024);
  await answers(`${baseUrl}/health/live`, () => child.exitCode !== null);
  const signedIn = await fetch(`${baseUrl}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(OWNER),
  });
  const cookie = signedIn.headers.getSetCookie()[0]?.split(';')[0];
  if (!signedIn.ok || !cookie) throw new Error(`Signing in answered ${String(signedIn.status)}`);
  return {
    baseUrl,
    cookie,
    cpuSeconds: () => {
      const fields = procfs('stat').split(') ')[1]?.split(' ') ?? [];
      return (Number(fields[11]) + Number(fields[12])) / TICKS_A_SECOND;
    },
    rssMb: () => ({ now: megabytes('VmRSS'), peak: megabytes('VmHWM') }),
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

async function answers(url: string, hasEnded: () => boolean): Promise<void> {
  const until = Date.now() + READY_MS;
  for (;;) {
    try {
      if ((await fetch(url)).ok) return;
    } catch {
      if (hasEnded() || Date.now() > until) throw new Error('The API did not start');
    }
    await sleep(100);
  }
}
