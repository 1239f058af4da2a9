/** Part of the core worker's root: what each activity's needs really are. */

import type { Logger } from 'pino';
import type { Config } from '../config/config.ts';
import { createDialogueActivities } from '../activities/campaigns/dialogue.ts';
import { createDraftAnswer } from '../activities/campaigns/draft-answer.ts';
import { createDraftActivities } from '../activities/campaigns/draft-message.ts';
import { createReactivateActivities } from '../activities/campaigns/reactivate.ts';
import { createRunActivities } from '../activities/campaigns/run-people.ts';
import { createSuggestIntervalsActivities } from '../activities/campaigns/suggest-intervals.ts';
import { createDeliveryActivities } from '../activities/delivery.ts';
import { holdDrafts } from '../activities/delivery/hold-drafts.ts';
import { createInsightActivities } from '../activities/insight/create-insight-activities.ts';
import { createGuardActivities } from '../activities/delivery/guard-account.ts';
import { createFollowTemplatesActivities } from '../activities/delivery/follow-templates.ts';
import { createReconcileActivities } from '../activities/delivery/reconcile.ts';
import { createModerationActivities, createTranslateActivities } from '../activities/moderation.ts';
import { createRebuildActivities } from '../activities/sync/create-rebuild-activities.ts';
import { createFreeSlots } from '../activities/sync/free-slots.ts';
import { refreshConsent } from '../activities/sync/read-cards.ts';
import type { Database } from '../db/database.ts';
import { createCompanySettingsRepository } from '../db/repositories/access/company-settings.ts';
import { createFollowedCompany } from '../db/repositories/access/followed-company.ts';
import { createSecretsRepository } from '../db/repositories/access/secrets.ts';
import { attributeBookings } from '../db/repositories/campaigns/attribution.ts';
import { createDialogueRepository } from '../db/repositories/campaigns/dialogue.ts';
import { createDraftAnswerRepository } from '../db/repositories/campaigns/draft-answer.ts';
import { createDraftsRepository } from '../db/repositories/campaigns/drafts.ts';
import { createIntervalSuggestionsRepository } from '../db/repositories/campaigns/interval-suggestions.ts';
import { createIntervalsRepository } from '../db/repositories/campaigns/intervals.ts';
import { createPreferencesRepository } from '../db/repositories/campaigns/preferences.ts';
import { createReactivationsRepository } from '../db/repositories/campaigns/reactivations.ts';
import { createRunsRepository } from '../db/repositories/campaigns/runs.ts';
import { createBudgetRepository, type ModelUse } from '../db/repositories/delivery/budget.ts';
import { createAccountRepository } from '../db/repositories/delivery/account.ts';
import { createMessageStatesRepository } from '../db/repositories/delivery/message-states.ts';
import { createOpenRowsRepository } from '../db/repositories/delivery/open-rows.ts';
import { isDayBegun } from '../db/repositories/insight/day-begun.ts';
import { localDate } from '../db/repositories/insight/local-date.ts';
import { createMetricsRepository } from '../db/repositories/insight/metrics.ts';
import { createInsightRepository } from '../db/repositories/insight/refresh.ts';
import { createSnapshotsRepository } from '../db/repositories/insight/snapshots.ts';
import { createNoticesRepository } from '../db/repositories/notices.ts';
import { createOutboxRepository } from '../db/repositories/delivery/outbox.ts';
import { createTemplatesRepository } from '../db/repositories/delivery/templates.ts';
import { createTransitionsRepository } from '../db/repositories/moderation/transitions.ts';
import { createTranslationsRepository } from '../db/repositories/moderation/translations.ts';
import { createCursorsRepository } from '../db/repositories/sync/cursors.ts';
import { createFreeSlotsRepository } from '../db/repositories/sync/free-slots.ts';
import { createBooksRepository } from '../db/repositories/sync/books.ts';
import { createRateTurnsRepository } from '../db/repositories/sync/rate-turns.ts';
import { createRebuildRepository } from '../db/repositories/sync/rebuild.ts';
import { createSyncStore } from '../db/repositories/sync/store.ts';
import { systemScope } from '../domain/access/scope.ts';
import type { Clock } from '../domain/clock.ts';
import type { Ask } from '../integrations/claude/ask.ts';
import { counted } from '../integrations/claude/counted.ts';
import { suggestIntervals } from '../integrations/claude/suggest-interval.ts';
import { translateMessage } from '../integrations/claude/translate.ts';
import { understandReply } from '../integrations/claude/understand-reply.ts';
import { writeAnswer, writeDraft } from '../integrations/claude/write.ts';
import type { TemporalGateway } from '../integrations/temporal/gateway.ts';
import { createCompanyGateways } from './company-gateways.ts';

export interface CoreWires {
  config: Config;
  database: Database;
  temporal: TemporalGateway;
  clock: Clock;
  log: Logger;
}

export function wireActivities({ config, database, temporal, clock, log }: CoreWires) {
  const secrets = createSecretsRepository(database, config.secretKey);
  const gateways = createCompanyGateways(
    config,
    secrets,
    createRateTurnsRepository(database),
    createBooksRepository(database),
  );
  const budgets = createBudgetRepository(database);
  const claude = async (companyId: number, purpose: ModelUse['purpose']): Promise<Ask> =>
    counted(await gateways.claude(companyId), (usage) =>
      budgets.noteUse(systemScope(companyId, 'model'), { purpose, ...usage }, clock.now()),
    );
  const cursors = createCursorsRepository(database);
  const numbers = createMetricsRepository(database);
  const dialogue = createDialogueActivities({
    dialogues: createDialogueRepository(database),
    model: {
      understandReply: async ({ companyId, ...asked }) => understandReply(await claude(companyId, 'reply'), asked),
    },
    temporal,
  });

  const freeSlots = createFreeSlots({
    store: { ...createFreeSlotsRepository(database), company: (scope) => cursors.company(scope) },
    gatewayFor: ({ companyId }) => gateways.booking(companyId),
  });
  const syncStore = createSyncStore(database, { attributeBookings });
  const drafting = createDraftActivities({
    drafts: createDraftsRepository(database),
    freeSlots,
    readCards: (companyId, asked, beat) =>
      refreshConsent(
        { store: syncStore, gatewayFor: (scope) => gateways.booking(scope.companyId) },
        { companyId, ...asked },
        beat,
      ),
    writeDraft: async (companyId, brief) => writeDraft(await claude(companyId, 'draft'), brief),
    draftAnswer: createDraftAnswer({
      answers: createDraftAnswerRepository(database),
      freeSlots,
      writeAnswer: async (companyId, brief) => writeAnswer(await claude(companyId, 'answer'), brief),
    }),
  });

  const drafts = holdDrafts(drafting, { mayDraft: (...asked) => budgets.mayDraft(...asked), clock });
  const translations = createTranslateActivities({
    translations: createTranslationsRepository(database),
    translate: async (companyId, asked) => translateMessage(await claude(companyId, 'translation'), asked),
  });

  const suggestions = createSuggestIntervalsActivities({
    suggestions: createIntervalSuggestionsRepository(database),
    suggestIntervals: async (companyId, histories) => suggestIntervals(await claude(companyId, 'interval'), histories),
  });

  return {
    core: {
      ...createDeliveryActivities({
        messages: createMessageStatesRepository(database),
        outbox: createOutboxRepository(database),
      }),
      ...createModerationActivities({ transitions: createTransitionsRepository(database) }),
      ...createGuardActivities({ accounts: createAccountRepository(database) }),
      ...createReconcileActivities({
        zones: createCompanySettingsRepository(database),
        rereads: createFollowedCompany(database),
        openRows: createOpenRowsRepository(database),
        notices: createNoticesRepository(database),
        temporal,
        log,
      }),
      ...createFollowTemplatesActivities({
        templates: createTemplatesRepository(database),
        whatsapp: gateways.whatsapp,
        now: () => clock.now(),
      }),
      ...createRebuildActivities({ store: createRebuildRepository(database, { attributeBookings }), temporal }),
      ...createInsightActivities({
        localDate: (scope, at) => localDate(database, scope, at),
        isDayBegun: (scope, asOf) => isDayBegun(database, scope, asOf),
        insight: createInsightRepository(database),
        snapshots: createSnapshotsRepository(database, (...asked) => numbers.numbersOn(...asked)),
        async afterChanged(scope, clientIds, { asOf }) {
          await createPreferencesRepository(database).refreshPreferences(scope, clientIds, asOf);
        },
        async keepRest(scope, { asOf, at }) {
          await createIntervalsRepository(database).refreshIntervals(scope, asOf, at);
          await createPreferencesRepository(database).refreshPreferences(scope, 'all', asOf);
        },
        wake: (companyId) => temporal.wakeInsight(companyId),
      }),
      ...createRunActivities({ runs: createRunsRepository(database), temporal }),
      ...createReactivateActivities({ reactivations: createReactivationsRepository(database), temporal }),
      ...suggestions,
      ...dialogue,
    },
    // The reading is asked for on this queue; the other steps of a dialogue stay on core.
    model: { ...dialogue, ...drafts, ...suggestions, ...translations },
  };
}
