/** Five sign-in tries a minute and address, counted in the database: over all API processes, and after a restart. */

import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';
import type { Database } from '../../database.ts';

export const SIGN_IN_TRIES = 5;
const WINDOW_SECONDS = 60;

export function createSignInLimit(database: Database) {
  const limiter = new RateLimiterPostgres({
    storeClient: database,
    storeType: 'knex',
    tableName: 'sign_in_tries',
    // The migrations make it; here nothing creates tables.
    tableCreated: true,
    keyPrefix: 'sign-in',
    points: SIGN_IN_TRIES,
    duration: WINDOW_SECONDS,
    clearExpiredByTimeout: false,
  });
  return {
    async take(address: string): Promise<{ allowed: true } | { allowed: false; retryAfterMs: number }> {
      try {
        await limiter.consume(address);
        return { allowed: true };
      } catch (refused) {
        if (refused instanceof RateLimiterRes) return { allowed: false, retryAfterMs: refused.msBeforeNext };
        throw refused;
      }
    },

    /** Old counters only take space. */
    async forgetExpired(at: Date): Promise<void> {
      await database('sign_in_tries').where('expire', '<', at.getTime()).delete();
    },
  };
}
