/** Temporal's time-skipping test server: fetched once from Maven Central, started on a port of our own. */

import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { cacheFolder } from './cache.ts';

const run = promisify(execFile);

/** The folder with the server's jars, resolved with Maven when it is not there yet (about 10 s, 38 MB). */
export async function timeSkippingJars(root: string): Promise<string> {
  const pom = path.join(root, 'tools/temporal-test-server/pom.xml');
  const version = createHash('sha256').update(readFileSync(pom)).digest('hex').slice(0, 12);
  const folder = cacheFolder(`temporal-test-server-${version}`);
  if (existsSync(folder)) return folder;
  const half = `${folder}.${String(process.pid)}`;
  mkdirSync(half, { recursive: true });
  await run('mvn', ['-q', '-B', '-f', pom, 'dependency:copy-dependencies', `-DoutputDirectory=${half}`]);
  // Renamed only when complete, so that an interrupted download is no trap for the next run.
  if (existsSync(folder)) rmSync(half, { recursive: true });
  else renameSync(half, folder);
  return folder;
}

/** Starts the server and resolves once it listens. The caller kills the process. */
export async function startTimeSkippingServer(root: string, port: number): Promise<ChildProcess> {
  const folder = await timeSkippingJars(root);
  const server = spawn(
    'java',
    [
      '-XX:+UseSerialGC',
      '-XX:TieredStopAtLevel=1',
      '-Xshare:auto',
      '-Xmx384m',
      '-cp',
      path.join(folder, '*'),
      'io.temporal.testserver.TestServer',
      String(port),
    ],
    { stdio: 'ignore' },
  );
  for (let tries = 0; tries < 300; tries += 1) {
    if (server.exitCode !== null) break;
    if (await listens(port)) return server;
    await sleep(100);
  }
  server.kill('SIGKILL');
  throw new Error('The time-skipping test server did not start within 30 s. Is a Java runtime (8 or newer) installed?');
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => {
      resolve(false);
    });
  });
}
