/** Process root: the moderators' bot. Alone with its token, because Telegram lets only one poller in. */

import { setTimeout as sleep } from 'node:timers/promises';
import { loadConfig, type Config } from '../config/config.ts';
import { createLogger } from '../config/logger.ts';
import { openDatabase, type Database } from '../db/database.ts';
import { createSecretsRepository } from '../db/repositories/access/secrets.ts';
import { createBatchesRepository } from '../db/repositories/moderation/batches.ts';
import { createAlertsRepository } from '../db/repositories/moderation/alerts.ts';
import { createBotRepository } from '../db/repositories/moderation/bot.ts';
import { createCardsRepository } from '../db/repositories/moderation/cards.ts';
import { createChatsRepository } from '../db/repositories/moderation/chats.ts';
import { createDecisionsRepository } from '../db/repositories/moderation/decisions.ts';
import { createSnoozeRepository } from '../db/repositories/moderation/snooze.ts';
import { createTransitionsRepository } from '../db/repositories/moderation/transitions.ts';
import { createTranslationsRepository } from '../db/repositories/moderation/translations.ts';
import { systemClock } from '../domain/clock.ts';
import { codecsFor } from '../integrations/temporal/codec.ts';
import { createModeration } from '../integrations/temporal/decisions.ts';
import { createTemporalGateway, openTemporal } from '../integrations/temporal/gateway.ts';
import { createTelegram } from '../integrations/telegram/telegram.ts';
import { createModerationBot } from './moderation/bot.ts';
import { botScope } from './moderation/deps.ts';
import { createPace } from './moderation/pace.ts';

const LOOK_FOR_TOKEN_MS = 10_000;
/** A person looks at a spinner meanwhile, and the presses behind this one wait. */
const CALL_MS = 5_000;
/** A press under way waits for Temporal at most this long; then the process ends, and Telegram sends the press again. */
const LONGEST_STOP_MS = 12_000;

const config = loadConfig();
const log = createLogger('moderation-bot', config.logLevel);
const stopping = new AbortController();
for (const signal of ['SIGTERM', 'SIGINT'] as const)
  process.once(signal, () => {
    stopping.abort();
  });

const database = openDatabase(config.databaseUrl, { name: 'reprise-moderation-bot', poolMax: 6 });
const { address, namespace, payloadKeys } = config.temporal;
const temporal = openTemporal({
  address,
  namespace,
  codecs: codecsFor(payloadKeys),
});

const token = await botToken(config, database, stopping.signal);
if (token !== null) {
  const bot = createModerationBot({
    telegram: createTelegram({ token, apiRoot: config.telegram.apiRoot }),
    moderation: createModeration({
      store: createDecisionsRepository(database),
      gateway: createTemporalGateway(temporal.client, { callMs: CALL_MS, decisionMs: CALL_MS }),
    }),
    cards: createCardsRepository(database),
    chats: createChatsRepository(database),
    memory: createBotRepository(database),
    transitions: createTransitionsRepository(database),
    snoozes: createSnoozeRepository(database),
    translations: createTranslationsRepository(database),
    batches: createBatchesRepository(database),
    alerts: createAlertsRepository(database),
    clock: systemClock,
    pace: createPace(),
    log,
  });
  stopping.signal.addEventListener('abort', () => {
    bot.stop();
    setTimeout(() => process.exit(1), LONGEST_STOP_MS).unref();
  });
  log.info('moderation bot is listening');
  await bot.run();
}
await temporal.close();
await database.destroy();
log.info('moderation bot has stopped');

/** The variable, or else what a company has stored. Without either the bot waits: the token may be entered at any time. */
async function botToken(config: Config, database: Database, signal: AbortSignal): Promise<string | null> {
  if (config.telegram.moderationBotToken) return config.telegram.moderationBotToken;
  const secrets = createSecretsRepository(database, config.secretKey);
  const chats = createChatsRepository(database);
  for (let isSaid = false; !signal.aborted; isSaid = true) {
    try {
      for (const { companyId } of await chats.moderationChats()) {
        const stored = (await secrets.of(botScope(companyId), 'telegram'))['moderation_bot_token'];
        if (stored) return stored;
      }
      if (!isSaid) log.warn('no token for the moderation bot yet: messages can be approved in the admin panel');
    } catch (error) {
      log.warn({ err: error }, 'cannot look for the bot token yet');
    }
    await sleep(LOOK_FOR_TOKEN_MS, undefined, { signal }).catch(() => undefined);
  }
  return null;
}
