/** Process root of the HTTP side: reads the configuration, joins the API with database and Temporal, listens, and stops in order. */

import { createServer, type Server } from 'node:http';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { collectDefaultMetrics, Registry } from 'prom-client';
import { loadConfig } from '../config/config.ts';
import { createLogger } from '../config/logger.ts';
import { openDatabase } from '../db/database.ts';
import { createSecretsRepository } from '../db/repositories/access/secrets.ts';
import { createSignInLimit } from '../db/repositories/access/sign-in-limit.ts';
import { createBooksRepository } from '../db/repositories/sync/books.ts';
import { createRateTurnsRepository } from '../db/repositories/sync/rate-turns.ts';
import { systemClock } from '../domain/clock.ts';
import { encryptingCodec, parseKeyring } from '../integrations/temporal/codec.ts';
import { openTemporal } from '../integrations/temporal/gateway.ts';
import { createCompanyGateways } from '../workers/company-gateways.ts';
import { createApp } from './app.ts';
import { wireApi } from './server-wiring.ts';

const HOUR_MS = 3_600_000;
/** Requests under way get this long to end. */
const STOP_MS = 5_000;
/** After this nothing is waited for, whatever it is: any request may die at any line, and whoever stops us is about to kill us. */
const CUT_OFF_MS = 7_000;
/** Nobody waits longer for a page, and what would take longer must not hold the connections of everybody else. */
const REQUEST_STATEMENT_MS = 60_000;

const config = loadConfig();
const log = createLogger('api', config.logLevel);
const registry = new Registry();
collectDefaultMetrics({ register: registry });

const database = openDatabase(config.databaseUrl, {
  name: 'reprise-api',
  poolMax: 12,
  statementTimeoutMs: REQUEST_STATEMENT_MS,
});
const { address, namespace, payloadKeys } = config.temporal;
const temporal = openTemporal({
  address,
  namespace,
  codecs: payloadKeys ? [encryptingCodec(parseKeyring(payloadKeys))] : [],
});

const adminUi = path.join(config.root, 'dist', 'admin-ui');
const { version } = JSON.parse(readFileSync(path.join(config.root, 'package.json'), 'utf8')) as { version: string };
const { booking: bookingOf } = createCompanyGateways(
  config,
  createSecretsRepository(database, config.secretKey),
  createRateTurnsRepository(database),
  createBooksRepository(database),
);
const api = createApp(
  wireApi({
    database,
    temporal: temporal.client,
    clock: systemClock,
    log,
    bookingOf,
    isWhatsAppReal: config.standIns.whatsapp === 'real',
    setting: {
      version,
      publicUrl: config.publicUrl,
      secretKey: config.secretKey,
      trustedProxyHops: config.trustedProxyHops,
      temporalUiUrl: config.temporal.uiUrl ?? null,
      temporalNamespace: namespace,
      sandboxUrl: Object.values(config.standIns).includes('sandbox')
        ? `http://localhost:${String(config.ports.sandbox)}`
        : null,
      adminUiFolder: existsSync(path.join(adminUi, 'index.html')) ? adminUi : null,
    },
  }),
  registry,
);

const server = createServer(api.app);
server.requestTimeout = 30_000;
server.headersTimeout = 15_000;
// Longer than a proxy keeps its side, so that the proxy is the one who closes.
server.keepAliveTimeout = 65_000;
const metrics = createServer((_request, response) => {
  void registry.metrics().then((text) => response.setHeader('Content-Type', registry.contentType).end(text));
});

await listen(server, config.ports.api, 'PORT');
if (config.ports.metrics !== undefined) await listen(metrics, config.ports.metrics, 'METRICS_PORT');
log.info({ port: config.ports.api }, 'API is listening');

const signInLimit = createSignInLimit(database);
const sweep = setInterval(() => {
  signInLimit.forgetExpired(systemClock.now()).catch((error: unknown) => {
    log.warn({ err: error }, 'Old sign-in tries could not be swept');
  });
}, HOUR_MS);

for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void stop());

async function stop(): Promise<void> {
  let stage = 'requests';
  clearInterval(sweep);
  api.close();
  metrics.close();
  const closed = new Promise<void>((resolve) => {
    server.close(() => resolve());
  });
  server.closeIdleConnections();
  setTimeout(() => server.closeAllConnections(), STOP_MS).unref();
  setTimeout(() => {
    log.warn({ stage }, 'API stops with something still under way');
    process.exit(0);
  }, CUT_OFF_MS).unref();
  await closed;
  stage = 'temporal';
  await temporal.close();
  stage = 'database';
  await database.destroy();
  log.info('API has stopped');
}

function listen(where: Server, port: number, variable: string): Promise<void> {
  return new Promise((resolve) => {
    where.once('error', (error: NodeJS.ErrnoException) => {
      const why =
        error.code === 'EADDRINUSE'
          ? `is taken; set ${variable} to another one`
          : `cannot be opened (${String(error.code)})`;
      log.fatal(`Port ${String(port)} ${why}`);
      process.exit(1);
    });
    where.listen(port, resolve);
  });
}
