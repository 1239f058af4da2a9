/** Part of the API's root: what is asked of the copying, by people and by the platform's webhooks. */

import type { Client } from '@temporalio/client';
import type { Logger } from 'pino';
import { retryAllQuarantined, retryQuarantined, type RetryDeps } from '../activities/sync/retry-quarantined.ts';
import { runSyncCycleId, syncScheduleId } from '../contracts/workflows/sync.ts';
import type { Database } from '../db/database.ts';
import { addAudit } from '../db/repositories/access/audit.ts';
import { createBookingWebhooks } from '../db/repositories/access/booking-webhooks.ts';
import { attributeBookings } from '../db/repositories/campaigns/attribution.ts';
import { createBooksRepository } from '../db/repositories/sync/books.ts';
import { createCursorsRepository } from '../db/repositories/sync/cursors.ts';
import { createPaceRepository } from '../db/repositories/sync/pace.ts';
import { createQuarantineRepository } from '../db/repositories/sync/quarantine.ts';
import { createSyncStateRepository } from '../db/repositories/sync/state.ts';
import type { Scope } from '../domain/access/scope.ts';
import { RuleBroken, Unavailable } from '../domain/errors.ts';
import type { BookingGateway } from '../domain/sync/booking-gateway.ts';
import type { TemporalGateway } from '../integrations/temporal/gateway.ts';
import { createRebuildCommands } from '../integrations/temporal/rebuilds.ts';
import type { Sync } from './deps.ts';

/** A change in the calendar sends several hooks at once: they are one reason for one cycle. */
const BURST_MS = 300;

export interface SyncWires {
  database: Database;
  temporal: Client;
  gateway: TemporalGateway;
  bookingOf: (companyId: number) => Promise<BookingGateway>;
  secretKey: string;
  publicUrl: string;
  log: Logger;
}

export function createSync({ database, temporal, gateway, bookingOf, secretKey, publicUrl, log }: SyncWires): Sync {
  const states = createSyncStateRepository(database);
  const commands = createRebuildCommands(temporal);
  const webhooks = createBookingWebhooks(database, secretKey);
  const cursors = createCursorsRepository(database);
  const retrying: RetryDeps = {
    store: {
      ...createQuarantineRepository(database, { attributeBookings }),
      company: (scope) => cursors.company(scope),
    },
    gatewayFor: ({ companyId }) => bookingOf(companyId),
  };
  const note = async (scope: Scope, action: string, details: Record<string, unknown> = {}): Promise<void> =>
    addAudit(database, {
      companyId: scope.companyId,
      actor: scope.actor,
      action,
      subjectKind: 'company',
      subjectId: scope.companyId,
      details,
    });
  async function trigger(companyId: number): Promise<void> {
    // While a cycle runs, one more follows it: it may have read past what has just changed.
    if ((await gateway.triggerSchedule(syncScheduleId(companyId))) === 'not_found')
      throw new Unavailable('temporal', 'schedule_missing', 10_000);
  }
  const webhookOf = async (scope: Scope) => ({
    url: new URL(`/webhooks/booking/${await webhooks.pathOf(scope)}`, publicUrl).href,
    lastReceivedAt: await states.webhookAt(scope),
    isUsed: (await createBooksRepository(database).platformOf(scope)) !== 'books',
  });
  const waking = new Set<number>();

  return {
    async start(scope) {
      await states.forgetRefusal(scope);
      await createPaceRepository(database).hurry(scope);
      await trigger(scope.companyId);
      await note(scope, 'sync.started');
      return { workflowId: runSyncCycleId(scope.companyId) };
    },
    async wake(scope, at) {
      const { companyId } = scope;
      const dueAt = await states.noteWebhook(scope, at);
      if (waking.has(companyId) || (await states.isRefused(scope))) return;
      waking.add(companyId);
      const waitMs = Math.max(BURST_MS, (dueAt?.getTime() ?? 0) - at.getTime());
      const timer = setTimeout(() => {
        waking.delete(companyId);
        // Only a hint: the minute's cycle comes anyway.
        trigger(companyId).catch((error: unknown) => log.warn({ err: error }, 'A webhook could not wake a cycle'));
      }, waitMs);
      timer.unref();
    },
    async startRebuild(scope) {
      if (await states.isRefused(scope)) throw new RuleBroken('booking_refuses_company', 'conflict');
      const started = await gateway.startRebuild(scope.companyId);
      await note(scope, 'rebuild.started');
      return started;
    },
    async pauseRebuild(scope) {
      await commands.ask(scope.companyId, 'pause');
      await note(scope, 'rebuild.paused');
    },
    async resumeRebuild(scope) {
      await commands.ask(scope.companyId, 'resume');
      await note(scope, 'rebuild.resumed');
    },
    async retry(scope, id, at) {
      const outcome = await retryQuarantined(retrying, scope, id, at.toISOString());
      await note(scope, 'quarantine.retried', { id, outcome });
      return outcome;
    },
    async retryAll(scope, at) {
      const counts = await retryAllQuarantined(retrying, scope, at.toISOString());
      await note(scope, 'quarantine.retried', { ...counts });
      return counts;
    },
    webhook: webhookOf,
    async renewWebhook(scope) {
      await webhooks.renew(scope);
      return webhookOf(scope);
    },
  };
}
