/** Reads one collection to its end, page after page, and hands every page over in order. */

import { Unavailable } from '../../domain/errors.ts';
import type { PlatformPage } from '../../domain/sync/platform.ts';
import type { Cursor } from './deps.ts';

/** The gateway asks for pages of this size. */
const PAGE_SIZE = 200;
/** Requests that may be on their way at once: the limit is used to the full also when the platform answers slowly. */
const AHEAD = 2;
/** A million rows; a platform that never comes to an end is broken. */
const MOST_PAGES = 5000;
/** The platform stamps a change before it can be read, and its clock may be another one. The same rows again are harmless. */
const OVERLAP_MS = 60_000;

export interface ReadStep {
  page: number;
  isLast: boolean;
  isFirstCopy: boolean;
  changedUpTo: string;
}

export interface Reading<Row> {
  cursor: Cursor | undefined;
  /** Where the platform tells no time of its own. */
  at: string;
  fetch: (since: { page: number; changedAfter: string | null }) => Promise<PlatformPage<Row>>;
  save: (step: ReadStep, page: PlatformPage<Row>) => Promise<void>;
  /** After every page: the activity lives, and stops when it is told to. */
  beat: (page: number) => void;
}

/** How many rows this page must hold, when the platform tells a total. */
function expectedRows(page: number, total: number): number {
  return Math.max(0, Math.min(PAGE_SIZE, total - (page - 1) * PAGE_SIZE));
}

/** Without a total one reads until an empty page. */
function endsWith<Row>(page: number, { received, total }: PlatformPage<Row>): boolean {
  return total === null ? received === 0 : page * PAGE_SIZE >= total;
}

export async function readPages<Row>({ cursor, at, fetch, save, beat }: Reading<Row>): Promise<void> {
  const isFirstCopy = cursor?.isFirstCopyDone !== true;
  // The page before the break is read again: rows may have moved up by then.
  const start = isFirstCopy ? Math.max(1, cursor?.firstCopyPage ?? 1) : 1;
  const changedAfter =
    isFirstCopy || !cursor.changedUpTo ? null : new Date(Date.parse(cursor.changedUpTo) - OVERLAP_MS).toISOString();

  const coming = new Map<number, Promise<PlatformPage<Row>>>();
  const want = (page: number): void => {
    if (coming.has(page)) return;
    const answer = fetch({ page, changedAfter });
    // Awaited in its turn; a page that fails while another is being saved must not be an unhandled rejection.
    answer.catch(() => undefined);
    coming.set(page, answer);
  };

  let changedUpTo: string | undefined;
  for (let page = start; page < start + MOST_PAGES; page += 1) {
    want(page);
    const current = await coming.get(page);
    if (!current) break;
    coming.delete(page);
    changedUpTo ??= current.platformTime ?? at;
    // Half a page is no page: rows would be lost behind a cursor that has moved on.
    if (current.total !== null && current.received < expectedRows(page, current.total)) {
      throw new Unavailable('booking', 'short_page');
    }
    const isLast = endsWith(page, current);
    const end = current.total === null ? page + 1 : Math.ceil(current.total / PAGE_SIZE);
    if (!isLast) for (let next = page + 1; next <= Math.min(page + AHEAD, end); next += 1) want(next);
    await save({ page, isLast, isFirstCopy, changedUpTo }, current);
    beat(page);
    if (isLast) return;
  }
  throw new Unavailable('booking', 'too_many_pages');
}
