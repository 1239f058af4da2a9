/** Waits for a turn of the shared limit, and gives up in time: whoever asked comes back later. */

import { setTimeout as sleep } from 'node:timers/promises';
import { Unavailable } from '../../../domain/errors.ts';
import type { AskedTurn, Lane, Turn } from '../../../domain/sync/turns.ts';

export interface SharedLimit {
  /** The limit over all processes. A turn that would begin too late is not taken. */
  takeTurn: (key: string, asked: AskedTurn) => Promise<Turn>;
  /** Whether a 429 came while this turn was waited for. */
  heldFor: (key: string) => Promise<number>;
  /** Told by a 429: nobody takes a turn until then. */
  holdTurns: (key: string, forMs: number) => Promise<void>;
  /** Without it, somebody waits for the answer. */
  lane?: Lane;
}

const SYSTEM = 'booking';
/** No activity waits longer than this for a turn. */
const MOST_WAIT_MS = 2_000;
/** Copying that found no turn for so long has company: it comes back when some of it is through. */
const COME_BACK_MS = 3_000;
/** A turn that is used much later than it was given could meet those of the next minute: it is let go. */
const MOST_LATE_MS = 500;

/** Resolves at the beginning of a turn; fails with the time after which there may be one. */
export async function waitForTurn(limit: SharedLimit, key: string): Promise<void> {
  const { takeTurn, heldFor, lane = 'interactive' } = limit;
  const began = performance.now();
  const waited = (): number => performance.now() - began;
  for (;;) {
    const turn = await takeTurn(key, { lane, waitedMs: waited() });
    if (turn.isTaken) {
      const due = performance.now() + turn.waitMs;
      if (turn.waitMs > 0) {
        await sleep(turn.waitMs);
        const heldMs = await heldFor(key);
        if (heldMs > 0) throw new Unavailable(SYSTEM, 'rate_limited', heldMs);
      }
      if (performance.now() - due <= MOST_LATE_MS) return;
    } else {
      // A turn that somebody waits for was asked for as far ahead as it may be: asking again would only push.
      if (lane === 'interactive') throw new Unavailable(SYSTEM, 'no_turn', turn.waitMs);
      if (waited() + turn.waitMs > MOST_WAIT_MS) {
        throw new Unavailable(SYSTEM, 'no_turn', Math.max(turn.waitMs, COME_BACK_MS));
      }
      await sleep(turn.waitMs);
    }
  }
}
