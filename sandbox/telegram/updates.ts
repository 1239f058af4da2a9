/** getUpdates: confirm by offset, hold the request until something comes, and let only one poller in. */

import type { Request, Response } from 'express';
import type { Clock } from '../../domain/clock.ts';
import type { Arguments } from './arguments.ts';
import { badRequest, BotError } from './bot-error.ts';
import { botOf, type TelegramEvent, type TelegramState, type Update } from './state.ts';

const LONGEST_POLL_SECONDS = 50;
const KEPT_MS = 24 * 3_600_000;
/** Not sent unless they are asked for by name. */
const ONLY_ON_REQUEST = ['chat_member', 'message_reaction', 'message_reaction_count'];

export interface UpdatesOptions {
  state: TelegramState;
  append: (event: TelegramEvent) => void;
  clock: Clock;
  /** The real server holds a 409 back for about three seconds, to slow down two fighting pollers. */
  conflictAfterMs: number;
}

export interface Updates {
  queue: (bot: string, kind: string, content: unknown) => void;
  poll: (bot: string, given: Arguments, request: Request, response: Response) => void;
  close: () => void;
}

interface Poller {
  tryAnswer: () => boolean;
  terminate: () => void;
}

export function createUpdates({ state, append, clock, conflictAfterMs }: UpdatesOptions): Updates {
  const pollers = new Map<string, Poller>();
  const timers = new Set<NodeJS.Timeout>();

  function later(afterMs: number, run: () => void): NodeJS.Timeout {
    const timer = setTimeout(() => {
      timers.delete(timer);
      run();
    }, afterMs);
    timers.add(timer);
    return timer;
  }

  function pending(bot: string, limit: number): Update[] {
    const oldest = clock.now().getTime() - KEPT_MS;
    return botOf(state, bot)
      .updates.filter(({ at }) => at > oldest)
      .slice(0, limit)
      .map(({ update }) => update);
  }

  /** `offset` confirms everything before it; a negative one forgets all but the last few. */
  function confirm(bot: string, offset: number): void {
    const { updates } = botOf(state, bot);
    const before = offset < 0 ? updates.at(offset)?.update.update_id : offset;
    if (before === undefined || !updates.some(({ update }) => update.update_id < before)) return;
    append({ type: 'updates_confirmed', bot, before });
  }

  function poll(bot: string, given: Arguments, request: Request, response: Response): void {
    const limit = Math.min(Math.max(given.integer('limit') ?? 100, 1), 100);
    const allowed = given.nested('allowed_updates');
    if (allowed !== undefined && !Array.isArray(allowed)) throw badRequest("can't parse allowed updates JSON array");
    if (allowed) append({ type: 'allowed_updates', bot, allowed: allowed.map(String) });
    pollers.get(bot)?.terminate();
    confirm(bot, given.integer('offset') ?? 0);

    const timeoutMs = Math.min(Math.max(given.integer('timeout') ?? 0, 0), LONGEST_POLL_SECONDS) * 1000;
    const answer = (updates: Update[]) => {
      finish();
      response.json({ ok: true, result: updates });
    };
    const timer = later(timeoutMs, () => {
      answer(pending(bot, limit));
    });
    const poller: Poller = {
      tryAnswer() {
        const updates = pending(bot, limit);
        if (updates.length > 0) answer(updates);
        return updates.length > 0;
      },
      terminate() {
        finish();
        later(conflictAfterMs, () => {
          const conflict = new BotError(
            409,
            'Conflict: terminated by other getUpdates request; make sure that only one bot instance is running',
          );
          response.status(409).json(conflict.toBody());
        });
      },
    };
    function finish() {
      clearTimeout(timer);
      timers.delete(timer);
      if (pollers.get(bot) === poller) pollers.delete(bot);
    }
    pollers.set(bot, poller);
    // A killed bot leaves its request behind: the closed connection makes room for the next one without a conflict.
    request.socket.once('close', finish);
    response.once('close', () => request.socket.off('close', finish));
    poller.tryAnswer();
  }

  return {
    queue(bot, kind, content) {
      const { allowedUpdates, nextUpdateId } = botOf(state, bot);
      const isWanted =
        allowedUpdates === null || allowedUpdates.length === 0
          ? !ONLY_ON_REQUEST.includes(kind)
          : allowedUpdates.includes(kind);
      if (!isWanted) return;
      const update = { update_id: nextUpdateId, [kind]: content };
      append({ type: 'update', bot, update, at: clock.now().getTime() });
      pollers.get(bot)?.tryAnswer();
    },
    poll,
    close() {
      for (const timer of timers) clearTimeout(timer);
    },
  };
}
