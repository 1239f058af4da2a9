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

/** What a list looks like while it is paged: a page may come again for the next one, or a row move to the end in between. */
export function maybeShifted<Row>(
  platform: Platform,
  list: Row[],
  page: string | undefined,
  about: string,
): { list: Row[]; page: string | undefined } {
  const number = Number(page ?? 1);
  if (number < 2) return { list, page };
  if (platform.faults.take('booking', ['same_page'], about)) return { list, page: String(number - 1) };
  if (platform.faults.take('booking', ['row_moves'], about))
    return { list: [...list.slice(1), ...list.slice(0, 1)], page };
  return { list, page };
}
