/** The moderation bot on a real PostgreSQL against the sandbox's Telegram; only the message's workflow is replaced by an arbiter. */

import { pino } from 'pino';
import type { Database } from '../../db/database.ts';
import { createAlertsRepository } from '../../db/repositories/moderation/alerts.ts';
import { createBatchesRepository } from '../../db/repositories/moderation/batches.ts';
import { createBotRepository } from '../../db/repositories/moderation/bot.ts';
import { createCardsRepository } from '../../db/repositories/moderation/cards.ts';
import { createChatsRepository } from '../../db/repositories/moderation/chats.ts';
import { createSnoozeRepository } from '../../db/repositories/moderation/snooze.ts';
import { createTransitionsRepository } from '../../db/repositories/moderation/transitions.ts';
import { createTranslationsRepository } from '../../db/repositories/moderation/translations.ts';
import { createTelegram } from '../../integrations/telegram/telegram.ts';
import { createSandbox, type Sandbox } from '../../sandbox/app.ts';
import { SANDBOX_TELEGRAM } from '../../sandbox/credentials.ts';
import { createModerationBot, type BotTimes } from '../../workers/moderation/bot.ts';
import type { BotDeps } from '../../workers/moderation/deps.ts';
import { createPace } from '../../workers/moderation/pace.ts';
import { cloneDatabase } from './database.ts';
import { AT, addClub, createArbiter, type Club } from './moderation.ts';

export const [ANNA, BORIS] = SANDBOX_TELEGRAM.moderators;
export const STRANGER_ID = 700_099;

const QUICK: BotTimes = { lookEveryMs: 20, heartbeatEveryMs: 50, remindEveryMs: 30, digestEveryMs: 20, retryMs: 20 };

export interface BotWorld {
  database: Database;
  url: string;
  sandbox: Sandbox;
  telegramRoot: string;
  club: Club;
  startBot: (over?: Partial<BotDeps>) => () => Promise<void>;
  end: () => Promise<void>;
}

export async function createBotWorld(language = 'en'): Promise<BotWorld> {
  const { database, url, drop } = await cloneDatabase();
  const sandbox = createSandbox({ dataDir: null, pace: 'immediate' });
  const telegramRoot = `${await sandbox.listen(0)}/telegram`;
  const club = await addClub(database, {
    name: 'Riverside',
    language,
    chatId: SANDBOX_TELEGRAM.chatId,
    moderators: SANDBOX_TELEGRAM.moderators,
  });
  const running: (() => Promise<void>)[] = [];
  // The world's messages wait since AT: on the wall's clock they would be overdue, and reminded of, some hours later.
  const began = performance.now();
  const clock = { now: () => new Date(Date.parse(AT) + performance.now() - began) };

  function startBot(over: Partial<BotDeps> = {}): () => Promise<void> {
    const stop = runBot({
      database,
      telegramRoot,
      clock,
      over: { moderation: createArbiter(database, () => clock.now().toISOString()).moderation, ...over },
    });
    running.push(stop);
    return stop;
  }

  return {
    database,
    url,
    sandbox,
    telegramRoot,
    club,
    startBot,
    async end() {
      await Promise.all(running.map((stop) => stop()));
      await sandbox.close();
      await drop();
    },
  };
}

/** A bot against the sandbox's Telegram, at no pace; gives what stops it. */
export function runBot({ database, telegramRoot, clock, over }: RunBot): () => Promise<void> {
  const bot = createModerationBot(
    {
      telegram: createTelegram({ token: SANDBOX_TELEGRAM.moderationBotToken, apiRoot: telegramRoot }),
      cards: createCardsRepository(database),
      chats: createChatsRepository(database),
      memory: createBotRepository(database),
      transitions: createTransitionsRepository(database),
      snoozes: createSnoozeRepository(database),
      translations: createTranslationsRepository(database),
      batches: createBatchesRepository(database),
      alerts: createAlertsRepository(database),
      clock,
      pace: createPace({ betweenCallsMs: 0, groupPostsPerMinute: 10_000, keptForTalk: 0, callsPerSecond: 10_000 }),
      log: pino({ level: 'silent' }),
      ...over,
    },
    QUICK,
  );
  const ended = bot.run();
  return async () => {
    bot.stop();
    await ended;
  };
}

interface RunBot {
  database: Database;
  telegramRoot: string;
  clock: BotDeps['clock'];
  over: Partial<BotDeps> & Pick<BotDeps, 'moderation'>;
}

/** Waits until `look` gives something; says what it waited for when it never does. */
export async function eventually<T>(
  what: string,
  look: () => T | Promise<T>,
  withinMs = 30_000,
): Promise<NonNullable<T>> {
  const until = Date.now() + withinMs;
  for (;;) {
    const found = await look();
    if (found) return found;
    if (Date.now() > until) throw new Error(`Waited in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 15));
  }
}
