/** Turns at an outside limit, shared by all processes: one row per token says when the next request may begin. */

import type { Actor } from '../../../domain/access/scope.ts';
import type { Database } from '../../database.ts';

export interface RateTurnOptions {
  /**
   * 305 ms between turns: 200 of them span 60.7 s, so no sliding minute holds more than 200
   * even when requests leave up to 0.6 s late, and 98 % of the limit is used when there is work.
   */
  spacingMs?: number;
  /** Nobody waits longer than this for a turn: an activity fails instead, and comes back. */
  maxWaitMs?: number;
}

export interface Turn {
  isTaken: boolean;
  /** Until the turn begins; when it was not taken, until there may be one. */
  waitMs: number;
}

export function createRateTurnsRepository(
  database: Database,
  { spacingMs = 305, maxWaitMs = 2000 }: RateTurnOptions = {},
) {
  return {
    /** Takes the next turn, unless it begins too late. A turn that is not used is lost, which keeps the limit. */
    async takeTurn(_actor: Actor, key: string): Promise<Turn> {
      const { rows } = await database.raw<{ rows: { waitMs: number }[] }>(
        // clock_timestamp and not now: who waited for the row must not be given a turn of the past.
        `insert into rate_turns as t (key, next_free_at)
         values (:key, clock_timestamp() + :spacing * interval '1 millisecond')
         on conflict (key) do update
           set next_free_at = greatest(t.next_free_at, clock_timestamp()) + :spacing * interval '1 millisecond'
           where t.next_free_at <= clock_timestamp() + :maxWait * interval '1 millisecond'
         returning greatest(0, extract(epoch from next_free_at - clock_timestamp()) * 1000 - :spacing)::float8 as "waitMs"`,
        { key, spacing: spacingMs, maxWait: maxWaitMs },
      );
      const [turn] = rows;
      if (turn) return { isTaken: true, waitMs: Math.ceil(turn.waitMs) };
      const busy = await database.raw<{ rows: { waitMs: number }[] }>(
        `select extract(epoch from next_free_at - clock_timestamp())::float8 * 1000 as "waitMs" from rate_turns where key = :key`,
        { key },
      );
      return { isTaken: false, waitMs: Math.max(spacingMs, Math.ceil(busy.rows[0]?.waitMs ?? 0)) };
    },

    /** After a 429 nobody asks again before then. Twice is harmless: the later moment stands. */
    async holdTurns(_actor: Actor, key: string, forMs: number): Promise<void> {
      await database.raw(
        `insert into rate_turns as t (key, next_free_at)
         values (:key, clock_timestamp() + :forMs * interval '1 millisecond')
         on conflict (key) do update set next_free_at = greatest(t.next_free_at, excluded.next_free_at)`,
        { key, forMs },
      );
    },
  };
}
