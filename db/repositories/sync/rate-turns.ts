/** Turns at an outside limit, shared by all processes: one row per address says when the next request may begin. */

import type { Actor } from '../../../domain/access/scope.ts';
import type { AskedTurn, Turn } from '../../../domain/sync/turns.ts';
import type { Database } from '../../database.ts';

export interface RateTurnOptions {
  /**
   * 307 ms between turns: at most 196 begin in any sliding minute, which keeps 2 % of the limit of 200 in hand and uses
   * the rest when there is work. Any 200 of them span 61.1 s, so a request may leave a second late without harm.
   */
  spacingMs?: number;
  /** Somebody waits for the answer: such a turn may be reserved this far ahead, and nobody waits longer. */
  interactiveAheadMs?: number;
}

/**
 * Copying reserves no further than half a turn ahead, so whoever is waited for stands behind one turn at most.
 * It may reserve further the longer it has waited: the oldest asker is served first, however many there are.
 */
const BACKGROUND_AHEAD = 0.5;
const AGEING_MS = 1_000;
const MOST_BACKGROUND_AHEAD = 2.5;

export function createRateTurnsRepository(
  database: Database,
  { spacingMs = 307, interactiveAheadMs = 2000 }: RateTurnOptions = {},
) {
  const aheadOf = ({ lane, waitedMs }: AskedTurn): number =>
    lane === 'interactive'
      ? interactiveAheadMs
      : spacingMs * Math.min(MOST_BACKGROUND_AHEAD, BACKGROUND_AHEAD + waitedMs / AGEING_MS);

  return {
    /** Takes the next turn, unless it begins too late for this lane. A turn that is not used is lost, which keeps the limit. */
    async takeTurn(_actor: Actor, key: string, asked: AskedTurn): Promise<Turn> {
      const ahead = aheadOf(asked);
      const { rows } = await database.raw<{ rows: { waitMs: number }[] }>(
        // clock_timestamp and not now: who waited for the row must not be given a turn of the past.
        `insert into rate_turns as t (key, next_free_at, begun_at)
         values (:key, clock_timestamp() + :spacing * interval '1 millisecond', array[clock_timestamp()])
         on conflict (key) do update
           set next_free_at = greatest(t.next_free_at, clock_timestamp()) + :spacing * interval '1 millisecond',
             begun_at = array(select at from unnest(t.begun_at) as at where at > clock_timestamp() - interval '1 minute')
               || greatest(t.next_free_at, clock_timestamp())
           where t.next_free_at <= clock_timestamp() + :ahead * interval '1 millisecond'
         returning greatest(0, extract(epoch from next_free_at - clock_timestamp()) * 1000 - :spacing)::float8 as "waitMs"`,
        { key, spacing: spacingMs, ahead },
      );
      const [turn] = rows;
      if (turn) return { isTaken: true, waitMs: Math.ceil(turn.waitMs) };
      const busy = await database.raw<{ rows: { waitMs: number }[] }>(
        `select extract(epoch from next_free_at - clock_timestamp())::float8 * 1000 as "waitMs" from rate_turns where key = :key`,
        { key },
      );
      const untilFree = Math.ceil(busy.rows[0]?.waitMs ?? 0);
      return { isTaken: false, waitMs: Math.max(1, asked.lane === 'interactive' ? untilFree : untilFree - ahead) };
    },

    /** How long a 429 still forbids every request; 0 when it does not. Asked by who has waited for a turn. */
    async heldFor(_actor: Actor, key: string): Promise<number> {
      const { rows } = await database.raw<{ rows: { heldMs: number }[] }>(
        `select greatest(0, extract(epoch from held_until - clock_timestamp())::float8 * 1000) as "heldMs"
         from rate_turns where key = :key and held_until is not null`,
        { key },
      );
      return Math.ceil(rows[0]?.heldMs ?? 0);
    },

    /** After a 429 nobody asks again before then. Twice is harmless: the later moment stands. */
    async holdTurns(_actor: Actor, key: string, forMs: number): Promise<void> {
      await database.raw(
        `insert into rate_turns as t (key, next_free_at, held_until)
         select :key, until, until from (select clock_timestamp() + :forMs * interval '1 millisecond') as h(until)
         on conflict (key) do update set next_free_at = greatest(t.next_free_at, excluded.next_free_at),
           held_until = greatest(t.held_until, excluded.held_until)`,
        { key, forMs },
      );
    },
  };
}
