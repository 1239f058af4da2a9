/** Part of the syncing worker's root: what the activities that call the booking platform really need. */

import { createBookSlotActivity } from '../activities/campaigns/book-slot.ts';
import { createPlaces } from '../activities/sync/places.ts';
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

/**
 * What takes long takes six of the eight activities that workers/sync.ts copies with at once: a short cycle always finds
 * one. Two readers of cards use all the turns that the platform's limit leaves, and so does one rebuild.
 */
const MOST_FIRST_COPIES = 3;
const MOST_CARD_READERS = 2;
const MOST_REBUILDS = 1;

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
    cardReaders: createPlaces(MOST_CARD_READERS),
    stretches: createPlaces(MOST_REBUILDS),
  };
  const interactive = createBookSlotActivity({
    bookings: createBookSlotRepository(database, { attributeBookings }),
    platformOf: async (companyId) => ({
      gateway: await gateways.booking(companyId),
      company: await store.company(systemScope(companyId, 'bookSlot')),
    }),
  });
  return {
    // A booking that was asked for before it had a queue of its own is still on this one.
    booking: { ...createSyncActivities(copying), ...createRebuildReading(copying), ...interactive },
    bookingNow: interactive,
  };
}
