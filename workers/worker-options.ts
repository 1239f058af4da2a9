/** How every Temporal worker of the product runs: slots, caches, grace, interceptors, and a stop that drains. */

import { DefaultLogger, type NativeConnection, Runtime, Worker, type WorkerOptions } from '@temporalio/worker';
import type { PayloadCodec } from '@temporalio/common';
import type { Logger } from 'pino';
import { createActivityInterceptor } from './activity-interceptor.ts';

export interface WorkerSetting {
  connection: NativeConnection;
  namespace: string;
  log: Logger;
  codecs: PayloadCodec[];
}

/** Temporal's own lines go to our log; called once per process, before the first connection. */
export function installRuntime(log: Logger): void {
  Runtime.install({
    logger: new DefaultLogger('WARN', ({ level, message, meta }) => {
      // Only the fields that say where: error texts of the SDK may quote payloads.
      const where = meta
        ? { workflowId: meta['workflowId'], taskQueue: meta['taskQueue'], activityType: meta['activityType'] }
        : {};
      log[level === 'ERROR' ? 'error' : 'warn'](where, message);
    }),
    shutdownSignals: [],
  });
}

/** One worker of the process: its queue, its activities, and how many of them at once. */
export function createWorker(
  setting: WorkerSetting,
  options: Pick<WorkerOptions, 'activities' | 'maxConcurrentActivityTaskExecutions' | 'shutdownGraceTime'> & {
    taskQueue: string;
    workflowBundlePath?: string;
  },
): Promise<Worker> {
  const { taskQueue, workflowBundlePath, ...rest } = options;
  return Worker.create({
    connection: setting.connection,
    namespace: setting.namespace,
    taskQueue,
    // Activities get this long to end by themselves; the supervisor kills later than that.
    shutdownGraceTime: '5s',
    ...rest,
    ...(setting.codecs.length > 0 ? { dataConverter: { payloadCodecs: setting.codecs } } : {}),
    ...(workflowBundlePath
      ? {
          workflowBundle: { codePath: workflowBundlePath },
          // Each cached workflow takes about 1 MB; replaying one costs milliseconds.
          maxCachedWorkflows: 200,
          maxConcurrentWorkflowTaskExecutions: 40,
          workflowThreadPoolSize: 1,
          // A killed worker's tasks are taken over in seconds instead of a minute.
          stickyQueueScheduleToStartTimeout: '2s',
        }
      : {}),
    interceptors: { activity: [createActivityInterceptor(setting.log)] },
    shutdownForceTime: '8s',
  });
}

/** Later than the worker's own force, sooner than the supervisor's kill. */
const CUT_OFF_MS = 10_000;

/** Runs all workers until SIGTERM or SIGINT; when one of them dies, all stop and the process ends with an error. */
export async function runWorkers(workers: Worker[], log: Logger): Promise<void> {
  const stop = (): void => {
    for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
  };
  // An activity that hears of its end late still holds a connection, and the pool would wait for it. Whatever it was doing
  // may die at any line and is done again by whoever takes over, so nothing waits longer than this.
  const end = (): void => {
    stop();
    setTimeout(() => {
      log.warn('worker stops with something still under way');
      process.exit(0);
    }, CUT_OFF_MS).unref();
  };
  process.once('SIGTERM', end);
  process.once('SIGINT', end);
  try {
    await Promise.all(
      workers.map((worker) =>
        worker.run().catch((error: unknown) => {
          log.error({ err: error }, 'worker failed');
          stop();
          throw error;
        }),
      ),
    );
  } finally {
    process.off('SIGTERM', end);
    process.off('SIGINT', end);
  }
}
