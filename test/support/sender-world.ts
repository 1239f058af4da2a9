/** A real sender before a stand-in of WhatsApp: what it accepts, what its webhooks tell, and the database in between. */

import { MockActivityEnvironment } from '@temporalio/testing';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import pino from 'pino';
import type { AskFreeSlots } from '../../activities/delivery/check-slots.ts';
import type { ReadConsent } from '../../activities/delivery/read-consent.ts';
import { createSendingActivities, type SenderShift } from '../../activities/delivery/send-outbox.ts';
import { runStatusLoop } from '../../activities/delivery/loops.ts';
import type { Database } from '../../db/database.ts';
import { openWakeups, type Wakeups } from '../../db/listen.ts';
import { createClaimRepository } from '../../db/repositories/delivery/claim.ts';
import { createIntakeRepository } from '../../db/repositories/delivery/intake.ts';
import { createSendingRepository, type SendingRepository } from '../../db/repositories/delivery/sending.ts';
import { createStatusesRepository } from '../../db/repositories/delivery/statuses.ts';
import type { Clock } from '../../domain/clock.ts';
import { createWhatsAppGateway, type WhatsAppGateway } from '../../integrations/whatsapp/gateway.ts';
import { isSignedByMeta } from '../../integrations/whatsapp/signature.ts';
import { parseWebhook } from '../../integrations/whatsapp/webhook.ts';
import { createSandbox, type Sandbox } from '../../sandbox/app.ts';
import { SANDBOX_WHATSAPP } from '../../sandbox/credentials.ts';
import { type Club, NOON } from './delivery-world.ts';

export interface SenderWorld {
  sandbox: Sandbox;
  clock: Clock & { advance: (ms: number) => void };
  gateway: (limits?: { connectMs: number; requestMs: number }, baseUrl?: string) => WhatsAppGateway;
  /** Runs one attempt of the sender until `stop`. */
  startSender: (
    club: Club,
    gateway?: WhatsAppGateway,
    freeSlots?: AskFreeSlots,
    readConsent?: ReadConsent,
    sending?: SendingRepository,
  ) => { stop: () => Promise<SenderShift | 'cancelled'> };
  /** From now on webhooks reach this club. */
  listenFor: (club: Club) => void;
  close: () => Promise<void>;
}

const LOG = pino({ level: 'silent' });

export async function openSenderWorld(database: Database, url: string): Promise<SenderWorld> {
  const began = Date.now();
  let ahead = 0;
  const clock = {
    now: () => new Date(NOON.getTime() + ahead + Date.now() - began),
    advance: (ms: number) => {
      ahead += ms;
    },
  };
  const sandbox = createSandbox({ dataDir: null, pace: 'immediate', clock });
  const address = await sandbox.listen(0);
  const wakeups: Wakeups = openWakeups(url, ['reprise_outbox', 'reprise_statuses']);
  const statuses = new AbortController();
  const loop = runStatusLoop({
    statuses: createStatusesRepository(database),
    wakeups,
    clock,
    signal: statuses.signal,
    log: LOG,
  });

  let listener: Club | undefined;
  const intake = createIntakeRepository(database);
  const receiver = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks);
      const signature = request.headers['x-hub-signature-256'];
      const facts = parseWebhook(JSON.parse(body.toString()), clock.now());
      if (!listener || !facts || !isSignedByMeta(body, String(signature), SANDBOX_WHATSAPP.appSecret)) {
        response.writeHead(403).end();
        return;
      }
      intake.receiveWhatsApp(listener.scope, facts, clock.now()).then(
        () => response.writeHead(200).end(),
        () => response.writeHead(500).end(),
      );
    });
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  sandbox.whatsapp.setWebhookUrl(`http://127.0.0.1:${String((receiver.address() as AddressInfo).port)}/`);

  const gateway: SenderWorld['gateway'] = (
    limits = { connectMs: 1_000, requestMs: 2_000 },
    baseUrl = `${address}/whatsapp`,
  ) => createWhatsAppGateway({ baseUrl, apiVersion: 'v23.0', credentials: async () => SANDBOX_WHATSAPP, limits });
  return {
    sandbox,
    clock,
    gateway,
    startSender(club, whatsapp = gateway(), freeSlots, readConsent, sending = createSendingRepository(database)) {
      const environment = new MockActivityEnvironment();
      const activities = createSendingActivities({
        claims: createClaimRepository(database),
        sending,
        whatsapp,
        wakeups,
        clock,
        log: LOG,
        ...(freeSlots ? { freeSlots } : {}),
        ...(readConsent ? { readConsent } : {}),
      });
      const asked = { companyId: club.companyId, phoneNumberId: club.phoneNumberId };
      const shift = environment.run(
        (input: typeof asked) => activities.sendOutbox(input),
        asked,
      ) as Promise<SenderShift>;
      return {
        stop: async () => {
          environment.cancel();
          return shift.catch((error: unknown) => {
            if ((error as Error).name === 'CancelledFailure') return 'cancelled' as const;
            throw error;
          });
        },
      };
    },
    listenFor(club) {
      listener = club;
    },
    async close() {
      statuses.abort();
      await loop;
      await wakeups.close();
      await sandbox.close();
      await new Promise((resolve) => {
        receiver.close(resolve);
        receiver.closeAllConnections();
      });
    },
  };
}
