/** What tests and the page may do in Telegram: see the chats, write, press buttons, and relax the pace. */

import express, { type Router } from 'express';
import { setTimeout } from 'node:timers/promises';
import type { Limits } from './limits.ts';
import type { MessageOrder, People, Person, TapOrder } from './people.ts';
import type { Tap, TelegramState } from './state.ts';

export interface ControlOptions {
  state: TelegramState;
  people: People;
  persons: readonly Person[];
  limits: Limits;
  bot: { id: number; username: string; first_name: string };
}

const ANSWER_WITHIN_MS = 15_000;
const LOOK_EVERY_MS = 20;

/** Resolves once the bot has answered the tap, or gives it up as a spinner that never stopped. */
export async function answered(tap: Tap): Promise<Tap> {
  const until = Date.now() + ANSWER_WITHIN_MS;
  while (tap.answeredAt === null && Date.now() < until) await setTimeout(LOOK_EVERY_MS, undefined, { ref: false });
  return tap;
}

export function createTelegramControl({ state, people, persons, limits, bot }: ControlOptions): Router {
  const router = express.Router();

  router.get('/chats', (request, response) => {
    const limit = Number(request.query['limit'] ?? 0);
    response.json({
      people: persons,
      bot,
      limits: limits.isEnforced() ? 'real' : 'off',
      pendingUpdates: [...state.bots.values()].reduce((sum, { updates }) => sum + updates.length, 0),
      chats: [...state.rooms.values()].map((room) => ({
        ...room.chat,
        messages: [...room.messages.values()].slice(-limit),
      })),
      taps: [...state.taps.values()].slice(-50),
    });
  });

  router.get('/toasts', (request, response) => {
    const userId = Number(request.query['userId']);
    const taps = [...state.taps.values()].filter((tap) => tap.toast !== null && (!userId || tap.userId === userId));
    response.json({ items: taps });
  });

  // With `wait` the answer comes once the bot has answered the tap: the toast is in it.
  router.post('/tap', (request, response) => {
    const order = request.body as TapOrder & { wait?: boolean };
    const tap = people.tap(order);
    if ('problem' in tap) {
      response.status(404).json(tap);
      return;
    }
    const ready = order.wait === true ? answered(tap) : Promise.resolve(tap);
    void ready.then((tap) => {
      response.json(tap);
    });
  });

  router.post('/message', (request, response) => {
    const order = request.body as Partial<MessageOrder>;
    if (typeof order.userId !== 'number' || typeof order.text !== 'string') {
      response.status(400).json({ problem: 'userId and text are needed' });
      return;
    }
    const message = people.write({ ...order, userId: order.userId, text: order.text });
    response.status('problem' in message ? 404 : 200).json(message);
  });

  router.put('/limits', (request, response) => {
    const { enforced } = request.body as { enforced?: unknown };
    if (typeof enforced !== 'boolean') {
      response.status(400).json({ error: 'enforced must be true or false' });
      return;
    }
    limits.setEnforced(enforced);
    response.json({ enforced });
  });

  return router;
}
