/** Process root: sends. One long activity per WhatsApp number, and the two loops that turn facts into signals and statuses into rows. */

import { NativeConnection } from '@temporalio/worker';
import { loadConfig } from '../config/config.ts';
import { createLogger } from '../config/logger.ts';
import { TASK_QUEUES } from '../contracts/workflows/temporal.ts';
import { createSendingActivities } from '../activities/delivery/send-outbox.ts';
import { runNoticeLoop, runStatusLoop } from '../activities/delivery/loops.ts';
import { createFreeSlots } from '../activities/sync/free-slots.ts';
import { refreshConsent } from '../activities/sync/read-cards.ts';
import { openDatabase } from '../db/database.ts';
import { openWakeups } from '../db/listen.ts';
import { createSecretsRepository } from '../db/repositories/access/secrets.ts';
import { attributeBookings } from '../db/repositories/campaigns/attribution.ts';
import { createClaimRepository } from '../db/repositories/delivery/claim.ts';
import { createSendingRepository } from '../db/repositories/delivery/sending.ts';
import { createStatusesRepository } from '../db/repositories/delivery/statuses.ts';
import { createTemplatesRepository } from '../db/repositories/delivery/templates.ts';
import { createNoticesRepository } from '../db/repositories/notices.ts';
import { createFreeSlotsRepository } from '../db/repositories/sync/free-slots.ts';
import { createBooksRepository } from '../db/repositories/sync/books.ts';
import { createRateTurnsRepository } from '../db/repositories/sync/rate-turns.ts';
import { createSyncStore } from '../db/repositories/sync/store.ts';
import type { Scope } from '../domain/access/scope.ts';
import { systemClock } from '../domain/clock.ts';
import { codecsFor } from '../integrations/temporal/codec.ts';
import { createTemporalGateway, openTemporal } from '../integrations/temporal/gateway.ts';
import { createCompanyGateways } from './company-gateways.ts';
import { createWorker, installRuntime, runWorkers } from './worker-options.ts';

/** Numbers that this process can send for at once. */
const MOST_NUMBERS = 20;

const config = loadConfig();
const log = createLogger('sender', config.logLevel);
installRuntime(log);

const { address, namespace, payloadKeys } = config.temporal;
const codecs = codecsFor(payloadKeys);
const connection = await NativeConnection.connect({ address });
const temporal = openTemporal({ address, namespace, codecs });
const database = openDatabase(config.databaseUrl, { name: 'reprise-sender', poolMax: 16 });
const wakeups = openWakeups(config.databaseUrl, ['reprise_notices', 'reprise_statuses', 'reprise_outbox']);

const secrets = createSecretsRepository(database, config.secretKey);
const gateways = createCompanyGateways(
  config,
  secrets,
  createRateTurnsRepository(database),
  createBooksRepository(database),
);
const store = createSyncStore(database, { attributeBookings });
const gatewayFor = ({ companyId }: Scope) => gateways.booking(companyId);
const worker = await createWorker(
  { connection, namespace, log, codecs },
  {
    taskQueue: TASK_QUEUES.sending,
    maxConcurrentActivityTaskExecutions: MOST_NUMBERS,
    // The sender's activity ends when it is told to, and brings home what it has begun.
    shutdownGraceTime: '200ms',
    activities: createSendingActivities({
      claims: createClaimRepository(database),
      sending: createSendingRepository(database),
      whatsapp: gateways.whatsapp,
      templates: createTemplatesRepository(database),
      readConsent: ({ companyId }, asked) =>
        refreshConsent({ store, gatewayFor }, { companyId, ...asked }, () => undefined),
      freeSlots: createFreeSlots({
        store: { ...createFreeSlotsRepository(database), company: (scope) => store.company(scope) },
        gatewayFor,
      }),
      wakeups,
      clock: systemClock,
      log,
    }),
  },
);

const stopping = new AbortController();
const { signal } = stopping;
const loops = [
  runNoticeLoop({
    notices: createNoticesRepository(database),
    temporal: createTemporalGateway(temporal.client),
    wakeups,
    signal,
    log,
  }),
  runStatusLoop({ statuses: createStatusesRepository(database), clock: systemClock, wakeups, signal, log }),
];
log.info('sender is running');
try {
  await runWorkers([worker], log);
} finally {
  stopping.abort();
  await Promise.all(loops);
  await wakeups.close();
  await temporal.close();
  await connection.close();
  await database.destroy();
  log.info('sender has stopped');
}
