/** A time-skipping Temporal for workflow tests: weeks pass in milliseconds, real activities may run against a cloned database. */

import { TestWorkflowEnvironment } from '@temporalio/testing';
import { bundleWorkflowCode, DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import proto from '@temporalio/proto';
import { SEARCH_ATTRIBUTES } from '../../contracts/workflows/temporal.ts';
import { startTimeSkippingServer } from '../../local/time-skipping-server.ts';
import { freePort } from './database.ts';

export const projectRoot = fileURLToPath(new URL('../..', import.meta.url));

export interface TestTemporal {
  env: TestWorkflowEnvironment;
  close: () => Promise<void>;
}

const { IndexedValueType } = proto.temporal.api.enums.v1;
const WIRE_TYPES = {
  KEYWORD: IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD,
  INT: IndexedValueType.INDEXED_VALUE_TYPE_INT,
};

let quiet = false;

/** Temporal logs errors only; once per process, before anything else of it is used. */
export function keepQuiet(): void {
  if (quiet) return;
  Runtime.install({ logger: new DefaultLogger('ERROR'), telemetryOptions: { logging: { filter: 'ERROR' } } });
  quiet = true;
}

/**
 * One environment per test file: time is global in it, so its tests run one after the other.
 * The server is started here and not by the SDK, which gives up after five seconds on a busy machine.
 */
export async function createTestEnvironment(): Promise<TestTemporal> {
  keepQuiet();
  const port = await freePort();
  const server = await startTimeSkippingServer(projectRoot, port);
  const folder = mkdtempSync(path.join(tmpdir(), 'reprise-test-temporal-'));
  const standIn = path.join(folder, 'already-running');
  writeFileSync(standIn, '#!/bin/sh\nexec sleep 86400\n');
  chmodSync(standIn, 0o755);
  const env = await TestWorkflowEnvironment.createTimeSkipping({
    server: { port, executable: { type: 'existing-path', path: standIn } },
  });
  await env.connection.operatorService.addSearchAttributes({
    namespace: env.namespace ?? 'default',
    searchAttributes: Object.fromEntries(
      Object.values(SEARCH_ATTRIBUTES).map((key) => [key.name, WIRE_TYPES[key.type]]),
    ),
  });
  return {
    env,
    close: async () => {
      await env.teardown();
      server.kill('SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

let bundle: Promise<{ code: string }> | undefined;

/** All workflows of the product, bundled once per run. */
export function workflowBundle(): Promise<{ code: string }> {
  bundle ??= bundleWorkflowCode({
    workflowsPath: path.join(projectRoot, 'workflows/index.ts'),
    logger: new DefaultLogger('ERROR'),
  });
  return bundle;
}

/**
 * A worker on `taskQueue` with the given activities; use `worker.runUntil(promise)`.
 * Activities proxied to other queues need a worker of their own on that queue.
 */
export async function createTestWorker(
  env: TestWorkflowEnvironment,
  taskQueue: string,
  activities: object,
  options: { withWorkflows?: boolean } = {},
): Promise<Worker> {
  return Worker.create({
    connection: env.nativeConnection,
    ...(env.namespace ? { namespace: env.namespace } : {}),
    taskQueue,
    activities,
    ...(options.withWorkflows === false ? {} : { workflowBundle: await workflowBundle() }),
  });
}
