/** Part of the core worker's root: what each activity's needs really are. */

import type { Logger } from 'pino';
import type { Config } from '../config/config.ts';
import { createBookSlotActivity } from '../activities/campaigns/book-slot.ts';
import { createDialogueActivities } from '../activities/campaigns/dialogue.ts';
import { createReactivateActivities } from '../activities/campaigns/reactivate.ts';
import { createRunActivities } from '../activities/campaigns/run-people.ts';
import { createDeliveryActivities } from '../activities/delivery.ts';
import { createReconcileActivities } from '../activities/delivery/reconcile.ts';
import { createModerationActivities } from '../activities/moderation.ts';
import { createSyncActivities } from '../activities/sync/create-sync-activities.ts';
import type { Database } from '../db/database.ts';
import { createSecretsRepository } from '../db/repositories/access/secrets.ts';
import { attributeBookings } from '../db/repositories/campaigns/attribution.ts';
import { createBookSlotRepository } from '../db/repositories/campaigns/book-slot.ts';
import { createDialogueRepository } from '../db/repositories/campaigns/dialogue.ts';
import { createReactivationsRepository } from '../db/repositories/campaigns/reactivations.ts';
import { createRunsRepository } from '../db/repositories/campaigns/runs.ts';
import { createMessageStatesRepository } from '../db/repositories/delivery/message-states.ts';
import { createOpenRowsRepository } from '../db/repositories/delivery/open-rows.ts';
import { createOutboxRepository } from '../db/repositories/delivery/outbox.ts';
import { createTransitionsRepository } from '../db/repositories/moderation/transitions.ts';
import { createRateTurnsRepository } from '../db/repositories/sync/rate-turns.ts';
import { createSyncStore } from '../db/repositories/sync/store.ts';
import { systemScope } from '../domain/access/scope.ts';
import type { Clock } from '../domain/clock.ts';
import { understandReply } from '../integrations/claude/understand-reply.ts';
import type { TemporalGateway } from '../integrations/temporal/gateway.ts';
import { createCompanyGateways } from './company-gateways.ts';

export interface CoreWires {
  config: Config;
  database: Database;
  temporal: TemporalGateway;
  clock: Clock;
  log: Logger;
}

export function wireActivities({ config, database, temporal, log }: CoreWires) {
  const secrets = createSecretsRepository(database, config.secretKey);
  const gateways = createCompanyGateways(config, secrets, createRateTurnsRepository(database));
  const store = createSyncStore(database, { attributeBookings });
  const dialogue = createDialogueActivities({
    dialogues: createDialogueRepository(database),
    model: {
      understandReply: async ({ companyId, ...asked }) => understandReply(await gateways.claude(companyId), asked),
    },
    temporal,
  });

  return {
    core: {
      ...createDeliveryActivities({
        messages: createMessageStatesRepository(database),
        outbox: createOutboxRepository(database),
      }),
      ...createModerationActivities({ transitions: createTransitionsRepository(database) }),
      ...createReconcileActivities({ openRows: createOpenRowsRepository(database), temporal, log }),
      ...createRunActivities({ runs: createRunsRepository(database), temporal }),
      ...createReactivateActivities({ reactivations: createReactivationsRepository(database), temporal }),
      ...dialogue,
    },
    booking: {
      ...createSyncActivities({ store, gatewayFor: ({ companyId }) => gateways.booking(companyId) }),
      ...createBookSlotActivity({
        bookings: createBookSlotRepository(database, { attributeBookings }),
        platformOf: async (companyId) => ({
          gateway: await gateways.booking(companyId),
          company: await store.company(systemScope(companyId, 'bookSlot')),
        }),
      }),
    },
    // The reading is asked for on this queue; the other steps of a dialogue stay on core.
    model: { ...dialogue },
  };
}
