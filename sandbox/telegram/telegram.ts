/** The stand-in for Telegram's Bot API: `/telegram/bot<token>/<method>`, the moderators' group, and handles for tests. */

import express, { type Request, type RequestHandler, type Response, type Router } from 'express';
import type { Clock } from '../../domain/clock.ts';
import { SANDBOX_TELEGRAM } from '../credentials.ts';
import type { Fault, Faults } from '../faults.ts';
import { openJournal } from '../journal.ts';
import { readArguments } from './arguments.ts';
import { BotError, notFound, tooManyRequests } from './bot-error.ts';
import { answered, createTelegramControl } from './control.ts';
import { createLimits, type Limits } from './limits.ts';
import { createMethods, type Method } from './methods.ts';
import { createPeople, type MessageOrder, type Person, type TapOrder } from './people.ts';
import {
  applyEvent,
  currentChat,
  emptyState,
  roomOf,
  type Message,
  type Tap,
  type TelegramChat,
  type TelegramEvent,
  type User,
} from './state.ts';
import { createUpdates, type Updates } from './updates.ts';

export interface TelegramOptions {
  /** `off` for speed; the real pace otherwise. */
  limits?: 'real' | 'off';
  conflictAfterMs?: number;
}

export interface TelegramContext {
  dataDir: string | null;
  clock: Clock;
  faults: Faults;
  changed: () => void;
}

export interface Telegram {
  router: Router;
  control: Router;
  /** Messages of a chat, oldest first; without an id those of the moderators' group. */
  messages: (chatId?: number) => Message[];
  /** Presses a button and waits for what the bot answers: the toast is in the result. */
  tap: (order: TapOrder) => Promise<Tap>;
  write: (order: MessageOrder) => Message;
  /** The moderators' group becomes a supergroup: whoever writes to its old id is told the new one. */
  migrate: (toChatId: number) => void;
  setLimits: (limits: 'real' | 'off') => void;
  close: () => void;
}

/** Nobody the bot should listen to; also in the group, where anybody may be. */
export const STRANGER: Person = { id: 700099, name: 'Viktor', kind: 'stranger' };

const GROUP: TelegramChat = { id: SANDBOX_TELEGRAM.chatId, type: 'supergroup', title: 'Moderators' };
const BOT: User = {
  id: Number(SANDBOX_TELEGRAM.moderationBotToken.split(':')[0]),
  is_bot: true,
  first_name: 'Reprise',
  username: 'reprise_sandbox_bot',
};

export function createTelegram(context: TelegramContext, options: TelegramOptions): Telegram {
  const { clock } = context;
  const token = SANDBOX_TELEGRAM.moderationBotToken;
  const state = emptyState();
  roomOf(state, String(GROUP.id), GROUP);
  const journal = openJournal<TelegramEvent>(context.dataDir, 'telegram', (event) => {
    applyEvent(state, event);
  });
  const append = (event: TelegramEvent) => {
    journal.append(event);
    context.changed();
  };
  const limits: Limits = createLimits(options.limits !== 'off');
  const updates = createUpdates({ state, append, clock, conflictAfterMs: options.conflictAfterMs ?? 3_000 });
  const persons: Person[] = [
    ...SANDBOX_TELEGRAM.moderators.map((one): Person => ({ ...one, kind: 'moderator' })),
    STRANGER,
  ];
  const bot = { token, id: BOT.id, username: BOT.username ?? '' };
  const people = createPeople({ state, append, updates, clock, bot, group: GROUP, people: persons });
  const methods = createMethods({ state, append, limits, clock });

  return {
    router: botApi(token, methods, updates, context.faults),
    control: createTelegramControl({
      state,
      people,
      persons,
      limits,
      bot: { id: bot.id, username: bot.username, first_name: BOT.first_name },
    }),
    messages(chatId = currentChat(state, GROUP).id) {
      const room = state.rooms.get(chatId < 0 ? String(chatId) : `${token}:${String(chatId)}`);
      return [...(room?.messages.values() ?? [])];
    },
    async tap(order) {
      const tap = people.tap(order);
      if ('problem' in tap) throw new Error(tap.problem);
      return answered(tap);
    },
    write(order) {
      const message = people.write(order);
      if ('problem' in message) throw new Error(message.problem);
      return message;
    },
    migrate(toChatId) {
      const from = currentChat(state, GROUP);
      append({ type: 'migrated', room: String(from.id), to: { ...from, id: toChatId, type: 'supergroup' } });
    },
    setLimits: (wanted) => {
      limits.setEnforced(wanted === 'real');
    },
    close() {
      updates.close();
      journal.close();
    },
  };
}

const FAULTS_BEFORE = ['timeout_before', 'reset_before', 'server_error', 'too_many_requests', 'code'];
const FAULTS_AFTER = ['timeout_after', 'reset_after'];

function botApi(ourToken: string, methods: Readonly<Record<string, Method>>, updates: Updates, faults: Faults): Router {
  const router = express.Router();
  router.use(express.raw({ limit: '60mb', type: () => true }));

  const call: RequestHandler<{ token: string; method: string }> = (request, response) => {
    const { token } = request.params;
    const method = request.params.method.toLowerCase();
    if (!/^\d+:[\w-]{3,}$/.test(token)) throw notFound();
    if (token !== ourToken) throw new BotError(401, 'Unauthorized');
    const before = faults.take('telegram', FAULTS_BEFORE, method);
    if (before) {
      suffer(before, request, response);
      return;
    }
    const given = readArguments(request);
    if (method === 'getupdates') {
      updates.poll(token, given, request, response);
      return;
    }
    const run = methods[method];
    if (!run) throw notFound();
    const result = run(token, BOT, given);
    const after = faults.take('telegram', FAULTS_AFTER, method);
    if (after) suffer(after, request, response);
    else response.json({ ok: true, result });
  };
  router.all('/bot:token/:method', (request, response, next) => {
    try {
      void call(request, response, next);
    } catch (error) {
      if (!(error instanceof BotError)) throw error;
      const retryAfter = error.parameters?.retry_after;
      if (retryAfter !== undefined) response.set('retry-after', String(retryAfter));
      response.status(error.code).json(error.toBody());
    }
  });
  router.use((_request, response) => {
    response.status(404).json(notFound().toBody());
  });
  return router;
}

function suffer(fault: Fault, request: Request<{ token: string; method: string }>, response: Response): void {
  switch (fault.kind) {
    case 'reset_before':
    case 'reset_after':
      request.socket.resetAndDestroy();
      return;
    case 'server_error':
      response
        .status(fault.code ?? 502)
        .type('html')
        .send('<html><body><h1>502 Bad Gateway</h1></body></html>');
      return;
    case 'too_many_requests':
      throw tooManyRequests(Math.ceil((fault.afterMs ?? 1_000) / 1000));
    case 'code':
      throw fault.code === 403
        ? new BotError(403, 'Forbidden: bot was kicked from the supergroup chat')
        : new BotError(fault.code ?? 500, 'Internal Server Error: sandbox fault');
    default:
    // A timeout: nobody answers until the caller gives up.
  }
}
