/** Process root: everything that calls the booking platform. Activities only: a company's size must not press on the workflows' process. */

import { NativeConnection } from '@temporalio/worker';
import { loadConfig } from '../config/config.ts';
import { createLogger } from '../config/logger.ts';
import { TASK_QUEUES } from '../contracts/workflows/temporal.ts';
import { openDatabase } from '../db/database.ts';
import { codecsFor } from '../integrations/temporal/codec.ts';
import { wireSyncActivities } from './sync-activities.ts';
import { createWorker, installRuntime, runWorkers } from './worker-options.ts';

/**
 * The platform's limit is one request in 307 ms over all processes, and each copying holds up to three pages:
 * more activities at once would only wait for each other, with their pages in memory.
 */
const MOST_AT_ONCE = 8;
/** Clients wait for these: they never stand behind the copying, and the limit lets them go first. */
const MOST_NOW = 4;

const config = loadConfig();
const log = createLogger('sync', config.logLevel);
installRuntime(log);

const { address, namespace, payloadKeys } = config.temporal;
const connection = await NativeConnection.connect({ address });
const database = openDatabase(config.databaseUrl, { name: 'reprise-sync', poolMax: 14 });
// A copy can be broken off at any page, so nothing is gained by letting it run on.
const shutdownGraceTime = '1s';
const setting = { connection, namespace, log, codecs: codecsFor(payloadKeys) };
const activities = wireSyncActivities({ config, database });
const workers = await Promise.all([
  createWorker(setting, {
    taskQueue: TASK_QUEUES.booking,
    activities: activities.booking,
    maxConcurrentActivityTaskExecutions: MOST_AT_ONCE,
    shutdownGraceTime,
  }),
  createWorker(setting, {
    taskQueue: TASK_QUEUES.bookingNow,
    activities: activities.bookingNow,
    maxConcurrentActivityTaskExecutions: MOST_NOW,
  }),
]);

log.info('sync worker is running');
try {
  await runWorkers(workers, log);
} finally {
  await connection.close();
  await database.destroy();
  log.info('sync worker has stopped');
}
