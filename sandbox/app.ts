/** One process that plays every outside system: stand-ins under their own paths, a control API, and a page with phones. */

import express, { type ErrorRequestHandler } from 'express';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { systemClock, type Clock } from '../domain/clock.ts';
import { createControl } from './control.ts';
import { createFaults, type Faults } from './faults.ts';
import { createLive, type Topic } from './live.ts';
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
}

export interface Sandbox {
  /** Binds to this machine only and answers with the address. Port 0 takes a free one. */
  listen: (port: number) => Promise<string>;
  close: () => Promise<void>;
  faults: Faults;
  whatsapp: WhatsApp;
  telegram: Telegram;
}

export function createSandbox(options: SandboxOptions): Sandbox {
  const live = createLive();
  const isImmediate = options.pace === 'immediate';
  const contextFor = (topic: Topic) => ({
    dataDir: options.dataDir,
    clock: options.clock ?? systemClock,
    faults,
    changed: () => {
      live.changed(topic);
    },
    nameOf: (_waId: string): string | undefined => undefined,
  });
  const faults = createFaults(() => {
    live.changed('faults');
  });

  const whatsapp = createWhatsApp(contextFor('whatsapp'), {
    pace: isImmediate ? IMMEDIATE_PACE : CALM_PACE,
    templates: DEFAULT_TEMPLATES,
    ...(isImmediate ? { throughputPerSecond: 10_000, firstRetryMs: 50 } : {}),
    ...options.whatsapp,
  });

  const telegram = createTelegram(contextFor('telegram'), {
    ...(isImmediate ? { limits: 'off', conflictAfterMs: 0 } : {}),
    ...options.telegram,
  });

  const app = express();
  app.disable('x-powered-by');
  app.set('etag', false);
  app.use('/whatsapp', whatsapp.router);
  app.use('/telegram', telegram.router);
  app.use(
    '/sandbox',
    createControl({ faults, live, parts: { whatsapp: whatsapp.control, telegram: telegram.control } }),
  );
  app.use(lastResort);

  const server = createServer(app);
  // An idle connection cut after the usual five seconds looks to its user like a lost answer.
  server.keepAliveTimeout = 30_000;
  return {
    faults,
    whatsapp,
    telegram,
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
      whatsapp.close();
      telegram.close();
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
