/** Process root: all workflows, and the activities of the queues core and model. */

import path from 'node:path';
import { NativeConnection } from '@temporalio/worker';
import { loadConfig } from '../config/config.ts';
import { createLogger } from '../config/logger.ts';
import { TASK_QUEUES } from '../contracts/workflows/temporal.ts';
import { openDatabase } from '../db/database.ts';
import { systemClock } from '../domain/clock.ts';
import { codecsFor } from '../integrations/temporal/codec.ts';
import { createTemporalGateway, openTemporal } from '../integrations/temporal/gateway.ts';
import { wireActivities } from './core-activities.ts';
import { createWorker, installRuntime, runWorkers } from './worker-options.ts';

const config = loadConfig();
const log = createLogger('core', config.logLevel);
installRuntime(log);

const { address, namespace, payloadKeys } = config.temporal;
const codecs = codecsFor(payloadKeys);
const connection = await NativeConnection.connect({ address });
const temporal = openTemporal({ address, namespace, codecs });
const database = openDatabase(config.databaseUrl, { name: 'reprise-core', poolMax: 24 });
const activities = wireActivities({
  config,
  database,
  temporal: createTemporalGateway(temporal.client),
  clock: systemClock,
  log,
});

const setting = { connection, namespace, log, codecs };
const workers = await Promise.all([
  createWorker(setting, {
    taskQueue: TASK_QUEUES.core,
    activities: activities.core,
    // As many as the database pool can feed.
    maxConcurrentActivityTaskExecutions: 24,
    workflowBundlePath: path.join(config.root, 'dist', 'workflow-bundle.js'),
  }),
  createWorker(setting, {
    taskQueue: TASK_QUEUES.model,
    activities: activities.model,
    maxConcurrentActivityTaskExecutions: 8,
  }),
]);

log.info('core worker is running');
try {
  await runWorkers(workers, log);
} finally {
  await temporal.close();
  await connection.close();
  await database.destroy();
  log.info('core worker has stopped');
}
