/** Everything the copying of the booking platform asks of the database, in one object. */

import type { Database } from '../../database.ts';
import { createFollowedCompany } from '../access/followed-company.ts';
import { createCardsRepository } from './cards.ts';
import { createCatalogueRepository } from './catalogue.ts';
import { createSyncedClientsRepository } from './clients.ts';
import { createCursorsRepository } from './cursors.ts';
import { createGoodsRepository } from './goods.ts';
import { createPaceRepository } from './pace.ts';
import { createPurchasesRepository } from './purchases.ts';
import { createRebuildMembershipsRepository } from './rebuild-memberships.ts';
import { createRebuildRepository } from './rebuild.ts';
import { createRefusedCollectionsRepository } from './refused-collections.ts';
import { createShiftsRepository } from './shifts.ts';
import { createSyncRunsRepository } from './runs.ts';
import { type AttributeBookings, createSyncedVisitsRepository } from './visits.ts';

export function createSyncStore(database: Database, deps: { attributeBookings: AttributeBookings }) {
  return {
    ...createCursorsRepository(database),
    ...createFollowedCompany(database),
    ...createSyncRunsRepository(database),
    ...createCatalogueRepository(database),
    ...createSyncedClientsRepository(database),
    ...createSyncedVisitsRepository(database, deps),
    ...createPurchasesRepository(database),
    ...createGoodsRepository(database),
    ...createCardsRepository(database),
    ...createShiftsRepository(database),
    ...createRefusedCollectionsRepository(database),
    ...createPaceRepository(database),
    ...createRebuildRepository(database, deps),
    ...createRebuildMembershipsRepository(database),
  };
}
