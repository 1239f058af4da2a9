/** A salon with one service in a database of its own: what tests of who is due begin with. */

import type { Database } from '../../db/database.ts';
import { makeSalon, makeService, type Salon } from './campaign-world.ts';
import { cloneDatabase } from './database.ts';

export interface SalonWorld {
  database: Database;
  salon: Salon;
  /** Id of its service. */
  haircut: number;
}

/** Called inside a `describe`: the database is cloned once, and each test has a salon of its own. */
export function salonWorld(): SalonWorld {
  let drop: () => Promise<void>;
  const world = {} as SalonWorld;
  before(async () => {
    ({ database: world.database, drop } = await cloneDatabase());
  });
  after(() => drop());
  beforeEach(async () => {
    world.salon = await makeSalon(world.database);
    world.haircut = await makeService(world.database, world.salon, { title: 'Haircut' });
  });
  return world;
}
