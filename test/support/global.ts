/** Mocha's global fixtures: one PostgreSQL for the whole run. */

import { startTestPostgres, stopTestPostgres } from './database.ts';

export async function mochaGlobalSetup(): Promise<void> {
  await startTestPostgres();
}

export async function mochaGlobalTeardown(): Promise<void> {
  await stopTestPostgres();
}
