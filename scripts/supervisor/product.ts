/** Brings up what is ours: sandbox, first company, schedules, workers, moderation bot, API; ready when each has shown it. */

import { Client, type Connection } from '@temporalio/client';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { loadConfig, type Config } from '../../config/config.ts';
import { openDatabase, type Database } from '../../db/database.ts';
import { createCompaniesRepository } from '../../db/repositories/access/companies.ts';
import { createBotRepository } from '../../db/repositories/moderation/bot.ts';
import { codecsFor } from '../../integrations/temporal/codec.ts';
import { Trouble } from '../../local/trouble.ts';
import { registerBookingHooks } from '../booking-hooks.ts';
import { setUpFirstCompany, type SignIn } from '../first-run.ts';
import { ensureSchedules } from '../schedules.ts';
import { childEnvironment } from './child-environment.ts';
import type { Part } from './part.ts';
import { pageMissing, pollerMissing, until } from './ready.ts';
import type { Screen } from './screen.ts';
import type { Stack } from './stack.ts';
import { TIERS } from './tiers.ts';

const READY_WITHIN_MS = 60_000;
/** It never holds more than a few pages; a collector that is told so keeps the process small however large a company is. */
const SYNC_HEAP_MB = 128;

export interface ProductSetting {
  config: Config;
  /** The variables this start was given. */
  given: Readonly<Record<string, string | undefined>>;
  booksDir: string | undefined;
  connection: Connection;
  stack: Stack;
  screen: Screen;
}

export async function bringUpProduct(setting: ProductSetting): Promise<SignIn> {
  const { config, connection, screen } = setting;
  const env = { ...process.env, ...childEnvironment(config, setting.given) };
  if (!config.production) await startSandbox(setting, env);

  const database = openDatabase(config.databaseUrl, { name: 'reprise-start', poolMax: 2 });
  try {
    // As the children will see it: with the sandbox's credentials filled in.
    const full = loadConfig({ variables: env, fromFile: [] });
    const signIn = await setUpFirstCompany(full, database, new Date());
    await registerBookingHooks(full, database);
    await schedule(config, connection, database);
    screen.step('First company, owner and schedules are there');
    await startProcesses(setting, env, full, database);
    return signIn;
  } finally {
    await database.destroy();
  }
}

async function schedule(config: Config, connection: Connection, database: Database): Promise<void> {
  const { namespace, payloadKeys } = config.temporal;
  const client = new Client({
    connection,
    namespace,
    dataConverter: { payloadCodecs: codecsFor(payloadKeys) },
  });
  const companies = await createCompaniesRepository(database).all({ kind: 'system', name: 'start' });
  await ensureSchedules(client, companies);
}

/** A part made of our own compiled code. */
function startOurs(
  { config, stack }: ProductSetting,
  env: Record<string, string | undefined>,
  spec: { name: string; label: string; file: string; tier: keyof typeof TIERS; args?: string[]; heapMb?: number },
): Part {
  const file = path.join(config.root, 'dist', spec.file);
  if (!existsSync(file))
    throw new Trouble(`${file} is missing: the build is incomplete. Remove dist/ and start again.`);
  return stack.start({
    name: spec.name,
    label: spec.label,
    launch: {
      command: process.execPath,
      args: [
        '--enable-source-maps',
        ...(spec.heapMb === undefined ? [] : [`--max-old-space-size=${String(spec.heapMb)}`]),
        file,
        ...(spec.args ?? []),
      ],
      env,
      cwd: config.root,
      stopSignal: 'SIGTERM',
    },
    ...TIERS[spec.tier],
  });
}

async function startSandbox(setting: ProductSetting, env: Record<string, string | undefined>): Promise<void> {
  const { config, stack, screen, booksDir } = setting;
  const api = `http://127.0.0.1:${String(config.ports.api)}`;
  const part = startOurs(setting, env, {
    name: 'sandbox',
    label: 'Sandbox',
    file: 'sandbox/server.js',
    tier: 'sandbox',
    args: Object.entries({
      port: String(config.ports.sandbox),
      'data-dir': path.join(config.dataDir, 'sandbox'),
      'webhook-url': `${api}/webhooks/whatsapp`,
      'admin-url': `${api}/`,
      ...(booksDir ? { books: booksDir } : {}),
    }).flatMap(([name, value]) => [`--${name}`, value]),
  });
  await until(() => pageMissing(`http://127.0.0.1:${String(config.ports.sandbox)}/sandbox/booking`), {
    what: 'The sandbox',
    gaveUp: stack.gaveUp(part),
    withinMs: READY_WITHIN_MS,
  });
  part.keepAlive();
  screen.step(`Sandbox on port ${String(config.ports.sandbox)}`);
}

async function startProcesses(
  setting: ProductSetting,
  env: Record<string, string | undefined>,
  full: Config,
  database: Database,
): Promise<void> {
  const { config, connection, stack, screen } = setting;
  const core = startOurs(setting, env, {
    name: 'core-worker',
    label: 'Core worker',
    file: 'workers/core.js',
    tier: 'workers',
  });
  const sync = startOurs(setting, env, {
    name: 'sync-worker',
    label: 'Sync worker',
    file: 'workers/sync.js',
    tier: 'workers',
    heapMb: SYNC_HEAP_MB,
  });
  const sender = startOurs(setting, env, {
    name: 'sender',
    label: 'Sender',
    file: 'workers/sender.js',
    tier: 'workers',
  });
  const bot = startOurs(setting, env, {
    name: 'moderation-bot',
    label: 'Moderation bot',
    file: 'workers/moderation-bot.js',
    tier: 'bot',
  });
  const api = startOurs(setting, env, { name: 'api', label: 'API', file: 'api/server.js', tier: 'api' });
  const parts = [core, sync, sender, bot, api];
  const wait = (what: string): Parameters<typeof until>[1] => ({
    what,
    gaveUp: stack.gaveUp(...parts),
    withinMs: READY_WITHIN_MS,
  });

  await Promise.all([
    until(() => pollerMissing(connection, config.temporal.namespace, core.startedAt()), wait('The workers')).then(
      () => {
        screen.step('Workers: every task queue has a poller');
      },
    ),
    // Without a token the bot waits for one; that is no reason not to start.
    full.telegram.moderationBotToken === undefined
      ? undefined
      : until(() => botMissing(database, bot.startedAt()), wait('The moderation bot')).then(() => {
          screen.step('Moderation bot polls Telegram');
        }),
    until(() => pageMissing(`http://127.0.0.1:${String(config.ports.api)}/health/ready`), wait('The API')).then(() => {
      screen.step(`API and admin UI on port ${String(config.ports.api)}`);
    }),
  ]);
  for (const part of parts) part.keepAlive();
}

async function botMissing(database: Database, since: Date): Promise<string | undefined> {
  const beat = await createBotRepository(database).lastHeartbeat();
  return beat && beat >= since ? undefined : 'it has not reported yet (its log says more)';
}
