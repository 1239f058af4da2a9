/** What the API stands on in its tests: the real repositories, and notes instead of workflows. */

import { pino } from 'pino';
import type { ApiDeps } from '../../api/deps.ts';
import { createCompanySettings, createScenarioSettings } from '../../api/server-settings.ts';
import type { Database } from '../../db/database.ts';
import { createBookingWebhooks } from '../../db/repositories/access/booking-webhooks.ts';
import { createInstallationStop } from '../../db/repositories/access/installation-stop.ts';
import { createSessionsRepository } from '../../db/repositories/access/sessions.ts';
import { createSettingsRepository } from '../../db/repositories/access/settings.ts';
import { createSignInLimit } from '../../db/repositories/access/sign-in-limit.ts';
import { createUsersRepository } from '../../db/repositories/access/users.ts';
import { createExportsRepository } from '../../db/repositories/exports/exports.ts';
import { createDueRepository } from '../../db/repositories/campaigns/due.ts';
import { createScenariosRepository } from '../../db/repositories/campaigns/scenarios.ts';
import { createServiceRulesRepository } from '../../db/repositories/campaigns/service-rules.ts';
import { createAccountHistory } from '../../db/repositories/delivery/account-history.ts';
import { createAccountRepository } from '../../db/repositories/delivery/account.ts';
import { createByHandRepository } from '../../db/repositories/delivery/by-hand.ts';
import { createOptOutsRepository } from '../../db/repositories/delivery/opt-outs-by-hand.ts';
import { createConversationsRepository } from '../../db/repositories/delivery/conversations.ts';
import { createDeliveryModeRepository } from '../../db/repositories/delivery/delivery-mode.ts';
import { createBudgetSettingsRepository } from '../../db/repositories/delivery/budget-settings.ts';
import { createOutboxRepository } from '../../db/repositories/delivery/outbox.ts';
import { createTemplatesRepository } from '../../db/repositories/delivery/templates.ts';
import { outboxCounts } from '../../db/repositories/delivery/outbox-counts.ts';
import { createSettleRepository } from '../../db/repositories/delivery/settle.ts';
import { createTestSends } from '../../db/repositories/delivery/test-sends.ts';
import { createDecisionsRepository } from '../../db/repositories/moderation/decisions.ts';
import { createSnoozeRepository } from '../../db/repositories/moderation/snooze.ts';
import { createTransitionsRepository } from '../../db/repositories/moderation/transitions.ts';
import { createTranslationsRepository } from '../../db/repositories/moderation/translations.ts';
import { createBooksRepository } from '../../db/repositories/sync/books.ts';
import { createStoreBooksRepository } from '../../db/repositories/sync/store-books.ts';
import { createViews } from '../../db/repositories/views/all.ts';
import { RuleBroken } from '../../domain/errors.ts';
import { systemScope } from '../../domain/access/scope.ts';
import { createModeration } from '../../integrations/temporal/decisions.ts';
import { syncNoting } from './sync-noting.ts';

export const WEBHOOK = { appSecret: 'app-secret', verifyToken: 'verify-token' };

/** What the API asked of a part that tests do not run. */
export interface Asked {
  what: string;
  companyId: number;
  about: unknown;
}

export function depsOf(database: Database, asked: Asked[], now: () => Date): ApiDeps {
  const settings = createSettingsRepository(database);
  const byHand = createByHandRepository(database);
  const conversations = createConversationsRepository(database);
  const outbox = createOutboxRepository(database);
  const modes = createDeliveryModeRepository(database);
  const transitions = createTransitionsRepository(database);
  const note = (what: string, companyId: number, about: unknown = null): void =>
    void asked.push({ what, companyId, about });
  const clubOf = async (key: string | null) => {
    const query = database('companies').orderBy('id');
    const row = await (key === null ? query : query.where({ webhook_key: key })).first<{ id: number } | undefined>(
      'id',
    );
    return row ? { companyId: row.id, ...WEBHOOK } : null;
  };
  return {
    clock: { now },
    log: pino({ level: 'silent' }),
    setting: {
      version: '0.0.0',
      publicUrl: 'http://localhost:3000',
      secretKey: 's'.repeat(32),
      trustedProxyHops: 1,
      temporalUiUrl: 'http://localhost:8233',
      temporalNamespace: 'default',
      sandboxUrl: null,
      adminUiFolder: null,
    },
    users: createUsersRepository(database),
    sessions: createSessionsRepository(database),
    signInLimit: createSignInLimit(database),
    settings,
    companySettings: createCompanySettings({
      database,
      temporal: {
        moveSchedules: async ({ companyId, timeZone }) => note('moveSchedules', companyId, timeZone),
        wakeInsight: async ({ companyId, isFull }) => note('wakeInsight', companyId, isFull),
      },
      sync: syncNoting(note),
      log: pino({ level: 'silent' }),
    }),
    scenarioSettings: createScenarioSettings(database),
    rules: createServiceRulesRepository(database),
    views: createViews(database),
    exports: createExportsRepository(database),
    candidates: { candidates: async () => ({ candidates: [], skipped: [] }) },
    due: {
      scenarios: (scope, asOf) => createScenariosRepository(database).candidates(scope, asOf),
      client: (...asked) => createDueRepository(database).client(...asked),
    },
    suggestions: {
      start: async (scope, serviceIds) => {
        note('suggestIntervals', scope.companyId, serviceIds);
        return { workflowId: `suggest-intervals:${String(scope.companyId)}` };
      },
    },
    moderation: createModeration({
      store: createDecisionsRepository(database),
      // The workflow's part, done at once: it is the arbiter, and records the decision.
      gateway: {
        startDelivery: async () => null,
        executeDecision: async ({ messageId, decisionId }) => {
          const owner = await database('messages').where({ id: messageId }).first<{ company_id: number }>('company_id');
          const scope = systemScope(owner.company_id, 'deliverMessage');
          try {
            const moved = await transitions.recordDecision(scope, { decisionId, messageId, at: now().toISOString() });
            return { outcome: 'decided', status: moved.status };
          } catch (error) {
            if (!(error instanceof RuleBroken)) throw error;
            if (error.code === 'already_decided' || error.code === 'not_ready') return { outcome: error.code };
            return { outcome: 'refused', code: error.code };
          }
        },
      },
    }),
    outbox: {
      counts: (scope, at) => outboxCounts(database, scope, at),
      settleMany: (...asked) => createSettleRepository(database).settleMany(...asked),
    },
    budget: createBudgetSettingsRepository(database),
    snoozes: createSnoozeRepository(database),
    translations: createTranslationsRepository(database),
    delivery: {
      write: async (scope, wish, at) => {
        const written = await byHand.write(scope, wish, at);
        note('startDelivery', scope.companyId, written.messageId);
        return written;
      },
      retry: async (scope, outboxId, { reason }, at) =>
        void (await outbox.settle(scope, outboxId, {
          settlement: 'retry',
          at,
          ...(reason === null ? {} : { reason }),
        })),
      close: async (scope, outboxId, wish, at) =>
        void (await outbox.settle(scope, outboxId, { settlement: 'close', reason: wish.reason, at })),
      setMode: async (scope, wish, at) => {
        await modes.set(scope, wish.mode, at);
        if (wish.pending === 'keep') return { mode: wish.mode, applied: 0 };
        const applied = wish.mode === 'moderation' ? await modes.takeBack(scope, at) : await modes.letGo(scope, at);
        return { mode: wish.mode, applied };
      },
    },
    templates: {
      ...createTemplatesRepository(database),
      follow: async ({ companyId }) => {
        note('followTemplates', companyId);
        return { workflowId: `templates:${String(companyId)}` };
      },
    },
    accounts: { ...createAccountRepository(database), ...createAccountHistory(database) },
    installationStop: createInstallationStop(database),
    testSends: createTestSends(database),
    optOuts: createOptOutsRepository(database),
    conversations: {
      ...conversations,
      answer: async (scope, wish, at) => {
        const written = await conversations.answer(scope, wish, at);
        note('startDelivery', scope.companyId, written.messageId);
        return written;
      },
    },
    reactivations: {
      startRun: async (scope) => {
        note('startRun', scope.companyId);
        return { runId: null, workflowId: `reactivation-run:${String(scope.companyId)}` };
      },
      pause: async (scope, id) => note('pause', scope.companyId, id),
      resume: async (scope, id) => note('resume', scope.companyId, id),
      cancel: async (scope, id) => note('cancel', scope.companyId, id),
    },
    sync: syncNoting(note),
    books: {
      company: (scope) => createBooksRepository(database).company(scope),
      stored: (scope) => createBooksRepository(database).stored(scope, { isWhatsAppReal: false }),
      store: (scope, wish, at) =>
        createStoreBooksRepository(database).store(scope, { ...wish, isWhatsAppReal: false }, at),
    },
    webhookCompanies: {
      whatsapp: clubOf,
      booking: (path) => createBookingWebhooks(database, 's'.repeat(32)).companyOf(path),
    },
    webhookIntake: { whatsapp: async (scope, payload) => note('webhook', scope.companyId, payload) },
    readiness: async () => [],
  };
}
