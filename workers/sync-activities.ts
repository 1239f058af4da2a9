/** Part of the syncing worker's root: what the activities that call the booking platform really need. */

import { createBookSlotActivity } from '../activities/campaigns/book-slot.ts';
import { createPlaces } from '../activities/sync/first-copy-places.ts';
import { createRebuildReading } from '../activities/sync/create-rebuild-activities.ts';
import { createSyncActivities } from '../activities/sync/create-sync-activities.ts';
import type { RebuildDeps } from '../activities/sync/rebuild-deps.ts';
import type { Config } from '../config/config.ts';
import type { Database } from '../db/database.ts';
import { createSecretsRepository } from '../db/repositories/access/secrets.ts';
import { attributeBookings } from '../db/repositories/campaigns/attribution.ts';
import { createBookSlotRepository } from '../db/repositories/campaigns/book-slot.ts';
import { createBooksRepository } from '../db/repositories/sync/books.ts';
import { createRateTurnsRepository } from '../db/repositories/sync/rate-turns.ts';
import { createSyncStore } from '../db/repositories/sync/store.ts';
import { systemScope } from '../domain/access/scope.ts';
import { createCompanyGateways } from './company-gateways.ts';

/** Half of the activities that workers/sync.ts runs at once. */
const MOST_FIRST_COPIES = 3;

export interface SyncWires {
  config: Config;
  database: Database;
}

export function wireSyncActivities({ config, database }: SyncWires) {
  const secrets = createSecretsRepository(database, config.secretKey);
  const gateways = createCompanyGateways(
    config,
    secrets,
    createRateTurnsRepository(database),
    createBooksRepository(database),
  );
  const store = createSyncStore(database, { attributeBookings });
  const copying: RebuildDeps = {
    store,
    gatewayFor: ({ companyId }, lane) => gateways.booking(companyId, lane),
    firstCopies: createPlaces(MOST_FIRST_COPIES),
  };
  return {
    ...createSyncActivities(copying),
    ...createRebuildReading(copying),
    ...createBookSlotActivity({
      bookings: createBookSlotRepository(database, { attributeBookings }),
      platformOf: async (companyId) => ({
        gateway: await gateways.booking(companyId),
        company: await store.company(systemScope(companyId, 'bookSlot')),
      }),
    }),
  };
}
