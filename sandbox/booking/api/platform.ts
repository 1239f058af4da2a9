/** What the routes of the stand-in share. */

import type { Faults } from '../../faults.ts';
import type { Change, Contents } from '../contents.ts';
import type { LocalTime } from '../local-time.ts';

export interface Platform {
  contents: Contents;
  time: LocalTime;
  now: () => number;
  /** Applies a change and writes it down before anything is answered. */
  change: (change: Change) => void;
  faults: Faults;
}

/** A page that came back short although the total promises more. */
export function maybeHalf<Row>(platform: Platform, rows: Row[], about: string): Row[] {
  const fault = platform.faults.take('booking', ['half_page'], about);
  return fault ? rows.slice(0, Math.floor(rows.length / 2)) : rows;
}
