/** A company in a database of its own that copies from a stand-in, by a clock that the test moves: what tests of copying begin with. */

import type { Database } from '../../db/database.ts';
import type { Scope } from '../../domain/access/scope.ts';
import { startBooking, type TestBooking, type TestBookingOptions } from './booking.ts';
import { cloneDatabase } from './database.ts';
import { addCompany } from './sync-world.ts';

export interface CopyingWorld {
  database: Database;
  /** The stand-in, and our gateway to it. */
  platform: TestBooking;
  scope: Scope;
  /** Of the stand-in's clock, in milliseconds; also ours, where a test does not say otherwise. */
  now: number;
  begin: (options: TestBookingOptions) => Promise<void>;
}

/** Called inside a `describe`: the database is cloned once, and each test begins with a platform of its own at `start`. */
export function copyingWorld(start: number): CopyingWorld {
  let drop: () => Promise<void>;
  const world = {
    now: start,
    async begin(options: TestBookingOptions): Promise<void> {
      world.platform = await startBooking({ clock: { now: () => new Date(world.now) }, ...options });
      world.scope = await addCompany(world.database, world.platform.booking.contents);
    },
  } as CopyingWorld;
  before(async () => {
    ({ database: world.database, drop } = await cloneDatabase());
  });
  after(() => drop());
  beforeEach(() => {
    world.now = start;
  });
  afterEach(async () => {
    await world.platform.close();
    await world.database('companies').delete();
  });
  return world;
}
