/** The sandbox in a process of its own, with a booking platform of any size and the platform's own limits. */

import { spawn } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { LoggedRequest } from '../../sandbox/booking/api/gate.ts';
import { freePort } from '../../test/support/database.ts';

export interface RunningCrowd {
  baseUrl: string;
  /** Everything it answered, by its own log. */
  requests: () => Promise<LoggedRequest[]>;
  stop: () => void;
}

export async function startCrowd(size: { clients: number; records: number }): Promise<RunningCrowd> {
  const port = await freePort();
  const origin = `http://127.0.0.1:${String(port)}`;
  const sandbox = spawn(
    process.execPath,
    [
      ...process.execArgv,
      fileURLToPath(new URL(`../../sandbox/server${path.extname(import.meta.url)}`, import.meta.url)),
      '--port',
      String(port),
      '--crowd',
      `${String(size.clients)}:${String(size.records)}`,
    ],
    { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, NODE_ENV: 'development' } },
  );
  await new Promise<void>((resolve, reject) => {
    sandbox.stdout.on('data', (chunk: Buffer) => {
      if (String(chunk).includes('ready')) resolve();
    });
    sandbox.once('exit', (code) => {
      reject(new Error(`the sandbox ended with ${String(code)}`));
    });
  });
  return {
    baseUrl: `${origin}/booking/api/v1`,
    async requests() {
      const response = await fetch(`${origin}/sandbox/booking/requests`);
      return ((await response.json()) as { requests: LoggedRequest[] }).requests;
    },
    stop: () => void sandbox.kill(),
  };
}
