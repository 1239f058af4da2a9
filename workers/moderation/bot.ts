/** The moderation bot: hears presses and replies, shows cards and digests, reminds; until it is stopped. */

import type { ModerationChat } from '../../db/repositories/moderation/chats.ts';
import { Unavailable } from '../../domain/errors.ts';
import type { Update } from '../../integrations/telegram/telegram.ts';
import { createBatchWorker } from './batch-worker.ts';
import { createAlertTeller } from './alerts.ts';
import { botScope, type BotDeps } from './deps.ts';
import { createDigests } from './digests.ts';
import { createPresses } from './presses.ts';
import { createReplies } from './replies.ts';
import { createCardShower } from './show-cards.ts';

export interface BotTimes {
  /** How often the database is asked for cards that are behind. */
  lookEveryMs: number;
  heartbeatEveryMs: number;
  remindEveryMs: number;
  /** A digest may be due though no card is behind. */
  digestEveryMs: number;
  retryMs: number;
}

export const BOT_TIMES: BotTimes = {
  lookEveryMs: 500,
  heartbeatEveryMs: 3_000,
  remindEveryMs: 60_000,
  digestEveryMs: 5_000,
  retryMs: 2_000,
};

/** A bug must not stop everybody's taps for ever; a database that is away is waited for. */
const TRIES_OF_A_BUG = 3;

export interface ModerationBot {
  /** Runs until stop() was called; what was begun is finished, and what was not begun comes again after the next start. */
  run: () => Promise<void>;
  stop: () => void;
}

export function createModerationBot(withoutWake: Omit<BotDeps, 'wake'>, times: BotTimes = BOT_TIMES): ModerationBot {
  const stopping = new AbortController();
  let wakeUp: () => void = () => undefined;
  const deps: BotDeps = {
    ...withoutWake,
    wake: () => {
      wakeUp();
    },
  };
  const { telegram, chats, cards, memory, log, clock } = deps;
  const shower = createCardShower(deps);
  const digests = createDigests(deps);
  const alerts = createAlertTeller(deps);
  const presses = createPresses(deps);
  const replies = createReplies(deps, presses.moderatorScope);
  const batches = createBatchWorker(deps, { isStopping: () => stopping.signal.aborted });
  const isStopping = (): boolean => stopping.signal.aborted;

  const sleep = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      if (isStopping()) {
        resolve();
        return;
      }
      const timer = setTimeout(done, ms);
      function done(): void {
        clearTimeout(timer);
        stopping.signal.removeEventListener('abort', done);
        resolve();
      }
      stopping.signal.addEventListener('abort', done);
    });

  /** Repeats `step`; trouble is logged and waited out, because a bot that ends helps nobody. */
  async function forever(name: string, everyMs: number, step: () => Promise<void>): Promise<void> {
    while (!isStopping()) {
      try {
        await step();
        await sleep(everyMs);
      } catch (error) {
        if (isStopping()) return;
        const isExpected = error instanceof Unavailable;
        log.warn({ loop: name, ...(isExpected ? { why: error.message } : { err: error }) }, 'trouble, trying again');
        await sleep((isExpected ? error.retryAfterMs : undefined) ?? times.retryMs);
      }
    }
  }

  let offset: number | undefined;

  /**
   * An update is confirmed by the next poll, after it was worked through. A crash in between brings it again, and every
   * handler takes a repeat as the same event. The place is Telegram's to keep: update ids may start anew after a quiet week.
   */
  async function hear(): Promise<void> {
    const updates = await telegram.updates(offset, stopping.signal);
    // One person's presses keep their order; different people's are worked on side by side.
    const perPerson = new Map<number, Update[]>();
    for (const update of updates) {
      const sender = senderOf(update);
      perPerson.set(sender, [...(perPerson.get(sender) ?? []), update]);
    }
    await Promise.all(
      [...perPerson.values()].map(async (own) => {
        for (const update of own) await handled(update);
      }),
    );
    const last = updates.at(-1);
    if (last && !isStopping()) offset = last.update_id + 1;
  }

  async function handled(update: Update): Promise<void> {
    for (let bugs = 0; !isStopping();) {
      try {
        await handle(update);
        return;
      } catch (error) {
        const isAway = error instanceof Unavailable || isConnectionLost(error);
        if (!isAway) bugs += 1;
        log.error({ updateId: update.update_id, err: error }, 'update not handled');
        if (bugs >= TRIES_OF_A_BUG) return;
        await sleep(times.retryMs);
      }
    }
  }

  async function handle(update: Update): Promise<void> {
    if (update.callback_query) await presses.handlePress(update.callback_query);
    else if (update.message) {
      await chats.markAlive(update.message.chat.id);
      await replies.handleMessage(update.message);
    } else if (update.my_chat_member) {
      const { chat, new_chat_member: member } = update.my_chat_member;
      const isIn = member.status === 'member' || member.status === 'administrator' || member.status === 'creator';
      if (isIn) await chats.markAlive(chat.id);
      else
        for (const one of await chats.moderationChats())
          if (one.chatId === chat.id) await chats.markDead(botScope(one.companyId), member.status);
    }
  }

  /** The next card of one company, if its chat's pace allows one now. True: look again at once. */
  async function showIn(chat: ModerationChat): Promise<boolean> {
    await shower.forgetUnposted(chat);
    return (await shower.showNext(chat, await shower.waiting(chat))) === 'showed';
  }

  let digestsAt = 0;

  async function show(): Promise<void> {
    const isDigestTime = clock.now().getTime() - digestsAt >= times.digestEveryMs;
    const behind = await cards.companiesBehind();
    if (behind.size === 0 && !isDigestTime) return;
    if (isDigestTime) digestsAt = clock.now().getTime();
    let isMore = false;
    for (const chat of await chats.moderationChats()) {
      if (chat.deadReason !== null || isStopping()) continue;
      const isBack = isDigestTime && (await shower.bringBack(chat)) > 0;
      const isShown = (isBack || behind.has(chat.companyId)) && (await showIn(chat));
      if (isDigestTime) await digests.sayDigest(chat, await shower.waiting(chat));
      isMore ||= isShown;
    }
    if (isMore) wakeUp();
  }

  /** Looks at once when there is more to do or something has changed, else at every beat. */
  async function lookOften(): Promise<void> {
    await forever('cards', 0, async () => {
      const woken = new Promise<void>((resolve) => {
        wakeUp = resolve;
      });
      await show();
      await Promise.race([woken, sleep(times.lookEveryMs)]);
    });
  }

  return {
    async run() {
      await Promise.all([
        forever('updates', 0, hear),
        lookOften(),
        forever('approve-all', times.lookEveryMs, batches.work),
        forever('alerts', times.digestEveryMs, () => alerts.tellAlerts()),
        forever('heartbeat', times.heartbeatEveryMs, () => memory.heartbeat(offset ?? null)),
        forever('reminders', times.remindEveryMs, async () => {
          await memory.forgetOldPrompts();
          for (const chat of await chats.moderationChats()) await digests.remindOverdue(chat);
        }),
      ]);
    },
    stop() {
      stopping.abort();
    },
  };
}

function senderOf(update: Update): number {
  return update.callback_query?.from.id ?? update.message?.from?.id ?? 0;
}

/** PostgreSQL's classes for a lost connection and a server that is going down, and the pool's own words for it. */
function isConnectionLost(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = (error as { code?: unknown }).code;
  const known = typeof code === 'string' && /^(08|57P|ECONN|EPIPE|ETIMEDOUT|ENOTFOUND)/.test(code);
  return known || error.name === 'KnexTimeoutError' || error.message.startsWith('Connection terminated');
}
