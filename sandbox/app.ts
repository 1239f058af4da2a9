/** One process that plays every outside system: stand-ins under their own paths, a control API, and a page with phones. */

import express, { type ErrorRequestHandler } from 'express';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { TEMPLATES } from '../domain/campaigns/templates.ts';
import { systemClock, type Clock } from '../domain/clock.ts';
import { createBooking, type Booking, type BookingOptions } from './booking/create-booking.ts';
import { createClaude, type Claude, type ClaudeOptions } from './claude/claude.ts';
import { createControl } from './control.ts';
import { createFaults, type Faults } from './faults.ts';
import { createLive, type Live, type Topic } from './live.ts';
import { createPage } from './page/page.ts';
import { createTelegram, type Telegram, type TelegramOptions } from './telegram/telegram.ts';
import { DEFAULT_TEMPLATES } from './whatsapp/default-templates.ts';
import { CALM_PACE, IMMEDIATE_PACE } from './whatsapp/phones.ts';
import { createWhatsApp, type WhatsApp, type WhatsAppOptions } from './whatsapp/whatsapp.ts';

export interface SandboxOptions {
  /** Where the journals live; null keeps everything in memory. */
  dataDir: string | null;
  /** `immediate` for tests: phones receive and read at once, and nothing is throttled. */
  pace?: 'calm' | 'immediate';
  clock?: Clock;
  whatsapp?: Partial<WhatsAppOptions>;
  telegram?: TelegramOptions;
  claude?: Partial<ClaudeOptions>;
  /** Left out, there is no booking platform. */
  booking?: Pick<BookingOptions, 'booksDir' | 'seed' | 'clients' | 'limits' | 'filling' | 'crowd'>;
  /** Where the page's link to the product leads. */
  adminUrl?: string;
}

export interface Sandbox {
  /** Binds to this machine only and answers with the address. Port 0 takes a free one. */
  listen: (port: number) => Promise<string>;
  close: () => Promise<void>;
  faults: Faults;
  whatsapp: WhatsApp;
  telegram: Telegram;
  claude: Claude;
  booking: Booking | undefined;
}

const THINKING_MS = 700;

type Parts = Pick<Sandbox, 'whatsapp' | 'telegram' | 'claude' | 'booking'>;

function createParts(options: SandboxOptions, faults: Faults, live: Live): Parts {
  const clock = options.clock ?? systemClock;
  const isImmediate = options.pace === 'immediate';
  const { dataDir } = options;
  const contextFor = (topic: Topic) => ({
    dataDir,
    clock,
    faults,
    changed: () => {
      live.changed(topic);
    },
  });

  const booking = options.booking ? createBooking(contextFor('booking'), options.booking) : undefined;
  const whatsapp = createWhatsApp(
    { ...contextFor('whatsapp'), nameOf: (waId) => booking?.nameOf(waId) },
    {
      pace: isImmediate ? IMMEDIATE_PACE : CALM_PACE,
      templates: [...DEFAULT_TEMPLATES, ...TEMPLATES],
      ...(isImmediate ? { throughputPerSecond: 10_000, firstRetryMs: 50 } : {}),
      ...options.whatsapp,
    },
  );
  const telegram = createTelegram(contextFor('telegram'), {
    ...(isImmediate ? { limits: 'off', conflictAfterMs: 0 } : {}),
    ...options.telegram,
  });
  const claude = createClaude(contextFor('claude'), {
    latencyMs: isImmediate ? 0 : THINKING_MS,
    obedient: false,
    ...options.claude,
  });
  return { whatsapp, telegram, claude, booking };
}

export function createSandbox(options: SandboxOptions): Sandbox {
  const live = createLive();
  const faults = createFaults(() => {
    live.changed('faults');
  });
  const parts = createParts(options, faults, live);
  const { whatsapp, telegram, claude, booking } = parts;

  const app = express();
  app.disable('x-powered-by');
  app.set('etag', false);
  app.use('/whatsapp', whatsapp.router);
  app.use('/telegram', telegram.router);
  app.use('/claude', claude.router);
  if (booking) app.use('/booking', booking.router);
  const controls = {
    whatsapp: whatsapp.control,
    telegram: telegram.control,
    claude: claude.control,
    ...(booking ? { booking: booking.control } : {}),
  };
  app.use('/sandbox', createControl({ faults, live, parts: controls }));
  app.use(createPage({ adminUrl: options.adminUrl ?? null, hasBooking: booking !== undefined }));
  app.use(lastResort);

  const server = createServer(app);
  // An idle connection cut after the usual five seconds looks to its user like a lost answer.
  server.keepAliveTimeout = 30_000;
  return {
    ...parts,
    faults,
    listen(port) {
      return new Promise((resolve, reject) => {
        server.once('error', reject);
        server.listen(port, '127.0.0.1', () => {
          resolve(`http://127.0.0.1:${String((server.address() as AddressInfo).port)}`);
        });
      });
    },
    async close() {
      live.close();
      for (const part of [whatsapp, telegram, claude, booking]) part?.close();
      await new Promise<void>((resolve) => {
        server.close(() => {
          resolve();
        });
        // Some callers wait for an answer that an ordered timeout never gives.
        server.closeAllConnections();
      });
    },
  };
}

const lastResort: ErrorRequestHandler = (error: unknown, _request, response, next) => {
  if (response.headersSent) {
    next(error);
    return;
  }
  const isBadInput = error instanceof Error && 'status' in error && error.status === 400;
  response.status(isBadInput ? 400 : 500).json({ error: error instanceof Error ? error.message : 'unknown error' });
};
