/** Part of the API's root: what each interface of deps.ts really is. */

import type { Client } from '@temporalio/client';
import type { Logger } from 'pino';
import { runReactivationId, runReactivationScheduleId } from '../contracts/workflows/campaigns.ts';
import { followTemplatesId } from '../contracts/workflows/delivery.ts';
import type { Database } from '../db/database.ts';
import { createBookingWebhooks } from '../db/repositories/access/booking-webhooks.ts';
import { createCompaniesRepository } from '../db/repositories/access/companies.ts';
import { createInstallationStop } from '../db/repositories/access/installation-stop.ts';
import { createSecretsRepository } from '../db/repositories/access/secrets.ts';
import { createSessionsRepository } from '../db/repositories/access/sessions.ts';
import { createSettingsRepository } from '../db/repositories/access/settings.ts';
import { createSignInLimit } from '../db/repositories/access/sign-in-limit.ts';
import { createUsersRepository } from '../db/repositories/access/users.ts';
import { createCandidatesRepository } from '../db/repositories/campaigns/candidates.ts';
import { createDueRepository } from '../db/repositories/campaigns/due.ts';
import { createRunsByHandRepository } from '../db/repositories/campaigns/runs-by-hand.ts';
import { createExportsRepository } from '../db/repositories/exports/exports.ts';
import { createScenariosRepository } from '../db/repositories/campaigns/scenarios.ts';
import { createServiceRulesRepository } from '../db/repositories/campaigns/service-rules.ts';
import { createAccountHistory } from '../db/repositories/delivery/account-history.ts';
import { createAccountRepository } from '../db/repositories/delivery/account.ts';
import { createByHandRepository } from '../db/repositories/delivery/by-hand.ts';
import { createOptOutsRepository } from '../db/repositories/delivery/opt-outs-by-hand.ts';
import { createConversationsRepository } from '../db/repositories/delivery/conversations.ts';
import { createDeliveryModeRepository } from '../db/repositories/delivery/delivery-mode.ts';
import { createIntakeRepository } from '../db/repositories/delivery/intake.ts';
import { createBudgetSettingsRepository } from '../db/repositories/delivery/budget-settings.ts';
import { createOutboxRepository } from '../db/repositories/delivery/outbox.ts';
import { createTemplatesRepository } from '../db/repositories/delivery/templates.ts';
import { outboxCounts } from '../db/repositories/delivery/outbox-counts.ts';
import { createSettleRepository } from '../db/repositories/delivery/settle.ts';
import { createTestSends } from '../db/repositories/delivery/test-sends.ts';
import { createDecisionsRepository } from '../db/repositories/moderation/decisions.ts';
import { createSnoozeRepository } from '../db/repositories/moderation/snooze.ts';
import { createTranslationsRepository } from '../db/repositories/moderation/translations.ts';
import { createBooksRepository } from '../db/repositories/sync/books.ts';
import { createStoreBooksRepository } from '../db/repositories/sync/store-books.ts';
import { createViews } from '../db/repositories/views/all.ts';
import { type Scope, systemScope } from '../domain/access/scope.ts';
import type { Clock } from '../domain/clock.ts';
import { RuleBroken, Unavailable } from '../domain/errors.ts';
import type { BookingGateway } from '../domain/sync/booking-gateway.ts';
import { createModeration } from '../integrations/temporal/decisions.ts';
import { createTemporalGateway, type TemporalGateway } from '../integrations/temporal/gateway.ts';
import { createReactivationCommands } from '../integrations/temporal/reactivations.ts';
import { parseWebhook } from '../integrations/whatsapp/webhook.ts';
import type {
  ApiDeps,
  ApiSetting,
  BooksStore,
  Conversations,
  Delivery,
  Reactivations,
  Templates,
  WebhookCompanies,
} from './deps.ts';
import { createCompanySettings, createScenarioSettings } from './server-settings.ts';
import { createSync } from './server-sync.ts';
import { createReadiness } from './server-readiness.ts';
import { API_ACTOR } from './route.ts';

export interface Wires {
  database: Database;
  temporal: Client;
  clock: Clock;
  log: Logger;
  setting: ApiSetting;
  /** Whoever is written to gets it: no stand-in. */
  isWhatsAppReal: boolean;
  /** Each company's platform, for what somebody waits for. */
  bookingOf: (companyId: number) => Promise<BookingGateway>;
}

type Views = ReturnType<typeof createViews>;

export function wireApi({ database, temporal, clock, log, setting, isWhatsAppReal, bookingOf }: Wires): ApiDeps {
  const gateway = createTemporalGateway(temporal);
  const moderation = createModeration({ store: createDecisionsRepository(database), gateway });
  const views = createViews(database);
  const scenarios = createScenariosRepository(database);
  const due = createDueRepository(database);
  const intake = createIntakeRepository(database);
  const sync = createSync({ database, temporal, gateway, bookingOf, log, ...setting });
  return {
    clock,
    log,
    setting,
    users: createUsersRepository(database),
    sessions: createSessionsRepository(database),
    signInLimit: createSignInLimit(database),
    settings: createSettingsRepository(database),
    companySettings: createCompanySettings({ database, temporal: gateway, sync, log }),
    scenarioSettings: createScenarioSettings(database),
    rules: createServiceRulesRepository(database),
    views,
    exports: createExportsRepository(database),
    candidates: createCandidatesRepository(database),
    due: {
      scenarios: (scope, asOf) => scenarios.candidates(scope, asOf),
      client: (...asked) => due.client(...asked),
    },
    suggestions: {
      start: (scope, serviceIds) => gateway.startSuggestIntervals({ companyId: scope.companyId, serviceIds }),
    },
    moderation,
    snoozes: createSnoozeRepository(database),
    translations: createTranslationsRepository(database),
    outbox: {
      counts: (scope, at) => outboxCounts(database, scope, at),
      settleMany: (...asked) => createSettleRepository(database).settleMany(...asked),
    },
    budget: createBudgetSettingsRepository(database),
    delivery: deliveryOf(database, gateway, log),
    templates: templatesOf(database, gateway, log),
    accounts: { ...createAccountRepository(database), ...createAccountHistory(database) },
    installationStop: createInstallationStop(database),
    testSends: createTestSends(database),
    conversations: conversationsOf(database, gateway, log),
    optOuts: createOptOutsRepository(database),
    reactivations: reactivationsOf(database, temporal, gateway, views, clock),
    books: booksOf(database, isWhatsAppReal),
    sync,
    webhookCompanies: webhookCompaniesOf(database, setting.secretKey),
    webhookIntake: {
      async whatsapp(scope, payload, receivedAt) {
        const facts = parseWebhook(payload, receivedAt);
        if (!facts) throw new RuleBroken('not_a_webhook', 'invalid');
        await intake.receiveWhatsApp(scope, facts, receivedAt);
      },
    },
    readiness: createReadiness(database, temporal),
  };
}

function deliveryOf(database: Database, gateway: TemporalGateway, log: Logger): Delivery {
  const byHand = createByHandRepository(database);
  const outbox = createOutboxRepository(database);
  const modes = createDeliveryModeRepository(database);

  return {
    async write(scope, asked, at) {
      const written = await byHand.write(scope, asked, at);
      await start(scope, written, gateway, log);
      return written;
    },
    async retry(scope, outboxId, { reason, onceKey }, at) {
      await outbox.settle(scope, outboxId, {
        settlement: 'retry',
        at,
        ...(reason === null ? {} : { reason }),
        ...(onceKey === null ? {} : { onceKey }),
      });
    },
    async close(scope, outboxId, { reason }, at) {
      await outbox.settle(scope, outboxId, { settlement: 'close', reason, at });
    },
    async setMode(scope, { mode, pending }, at) {
      await modes.set(scope, mode, at);
      if (pending === 'keep') return { mode, applied: 0 };
      return { mode, applied: mode === 'moderation' ? await modes.takeBack(scope, at) : await modes.letGo(scope, at) };
    },
  };
}

function templatesOf(database: Database, gateway: TemporalGateway, log: Logger): Templates {
  return {
    ...createTemplatesRepository(database),
    async follow({ companyId }) {
      const workflowId = followTemplatesId(companyId);
      try {
        const triggered = await gateway.triggerSchedule(workflowId);
        if (triggered === 'not_found') throw new Unavailable('temporal', 'schedule_missing', 10_000);
      } catch (error) {
        // What is wanted stands in the rows, and the next hour does it: the person need not ask again.
        if (!(error instanceof Unavailable)) throw error;
        log.warn({ err: error }, 'templates could not be followed at once');
      }
      return { workflowId };
    },
  };
}

function conversationsOf(database: Database, gateway: TemporalGateway, log: Logger): Conversations {
  const conversations = createConversationsRepository(database);
  return {
    ...conversations,
    async answer(scope, asked, at) {
      const written = await conversations.answer(scope, asked, at);
      await start(scope, written, gateway, log);
      return written;
    },
  };
}

async function start(
  scope: Scope,
  { messageId, scenario }: { messageId: number; scenario: string },
  gateway: TemporalGateway,
  log: Logger,
): Promise<void> {
  try {
    await gateway.startDelivery({ companyId: scope.companyId, messageId, scenario });
  } catch (error) {
    // The row says what should be running, and reconcile starts it: the person need not try again.
    if (!(error instanceof Unavailable)) throw error;
    log.warn({ err: error, messageId }, 'The workflow of a new message could not be started yet');
  }
}

/** Triggering a schedule answers nothing: the run is known by the row its first activity writes. */
const RUN_WAIT_MS = 5_000;
const RUN_POLL_MS = 200;

function reactivationsOf(
  database: Database,
  temporal: Client,
  gateway: TemporalGateway,
  views: Views,
  clock: Clock,
): Reactivations {
  const runs = createRunsByHandRepository(database);
  const commands = createReactivationCommands(temporal);
  return {
    async startRun(scope) {
      const today = await views.localDate(scope, clock.now());
      const present = await runs.runOn(scope, today);
      if (present?.status === 'running') return { runId: present.runId, workflowId: present.workflowId };
      const triggered = await gateway.triggerSchedule(runReactivationScheduleId(scope.companyId));
      if (triggered === 'not_found') throw new Unavailable('temporal', 'schedule_missing', 10_000);
      await runs.noteStart(scope, today);
      for (let waited = 0; waited < RUN_WAIT_MS; waited += RUN_POLL_MS) {
        const begun = await runs.runOn(scope, today);
        // The day has one row: a second run of the day takes it again under its own run id.
        if (begun && begun.holder !== present?.holder) {
          await runs.nameStarter(scope, begun.runId);
          return { runId: begun.runId, workflowId: begun.workflowId };
        }
        await new Promise((resolve) => setTimeout(resolve, RUN_POLL_MS));
      }
      return { runId: present?.runId ?? null, workflowId: runReactivationId(scope.companyId) };
    },
    async pause(scope, id, until) {
      await commands.ask(await runs.workflowOf(scope, id), { command: 'pause', until });
      await runs.noteCommand(scope, id, 'paused', { until });
    },
    async resume(scope, id) {
      await commands.ask(await runs.workflowOf(scope, id), { command: 'resume' });
      await runs.noteCommand(scope, id, 'resumed', {});
    },
    async cancel(scope, id) {
      await commands.ask(await runs.workflowOf(scope, id), { command: 'cancel' });
      await runs.noteCommand(scope, id, 'cancelled', {});
    },
  };
}

function booksOf(database: Database, isWhatsAppReal: boolean): BooksStore {
  const books = createBooksRepository(database);
  const storing = createStoreBooksRepository(database);
  return {
    company: (scope) => books.company(scope),
    stored: (scope) => books.stored(scope, { isWhatsAppReal }),
    store: (scope, asked, at) => storing.store(scope, { ...asked, isWhatsAppReal }, at),
  };
}

function webhookCompaniesOf(database: Database, secretKey: string): WebhookCompanies {
  const companies = createCompaniesRepository(database);
  const secrets = createSecretsRepository(database, secretKey);
  return {
    async whatsapp(key) {
      const company = key === null ? await companies.first(API_ACTOR) : await companies.byWebhookKey(API_ACTOR, key);
      if (!company) return null;
      const known = await secrets.of(systemScope(company.id, 'webhook'), 'whatsapp');
      return {
        companyId: company.id,
        appSecret: known['app_secret'] ?? null,
        verifyToken: known['verify_token'] ?? null,
      };
    },
    booking: (path) => createBookingWebhooks(database, secretKey).companyOf(path),
  };
}
