/** Reads one collection to its end, page after page, and hands every page over in order. */

import { setTimeout as sleep } from 'node:timers/promises';
import { Unavailable } from '../../domain/errors.ts';
import { isUnnamed, PAGE_SIZE, type PlatformPage } from '../../domain/sync/platform.ts';
import type { Cursor } from './deps.ts';

/** Requests that may be on their way at once: the limit is used to the full also when the platform answers slowly. */
const MOST_AHEAD = 2;
/** After so many pages without being turned away, one more may be asked for ahead again. */
const CALM_PAGES = 20;
/** Ten million rows; a platform that never comes to an end is broken. */
export const MOST_PAGES = 50_000;
/** The platform's Date header, its stamps and our clock may be minutes apart. The same rows again are harmless. */
const OVERLAP_MS = 15 * 60_000;
/** What is read again when the platform's clock went back: nobody knows since when. */
const CLOCK_BACK_MS = 24 * 3_600_000;
/** A copying that is under way waits for its next turn; one that has not begun fails, and gives up its place. */
const PATIENCE_MS = 30_000;
/** Rows moved between the pages: so often the reading begins again. */
const MOST_READINGS = 3;
/** Ids of rows seen in one reading: some megabytes. A larger reading is compared by the nightly rebuild only. */
const MOST_REMEMBERED = 100_000;

export interface ReadStep {
  page: number;
  isLast: boolean;
  isFirstCopy: boolean;
  changedUpTo: string;
}

interface Named {
  externalId: string;
}

export interface Reading<Row extends Named> {
  cursor: Cursor | undefined;
  /** Where the platform tells no time of its own. */
  at: string;
  fetch: (since: { page: number; changedAfter: string | null }) => Promise<PlatformPage<Row>>;
  save: (step: ReadStep, page: PlatformPage<Row>) => Promise<void>;
  /** After every page: the activity lives, and stops when it is told to. */
  beat: (page: number) => void;
  /** The platform's clock is behind what the cursor says: the cursor must go back with it. */
  clockWentBack?: (changedUpTo: string) => Promise<void>;
}

/** How many rows this page must hold, when the platform tells a total. */
function expectedRows(page: number, total: number): number {
  return Math.max(0, Math.min(PAGE_SIZE, total - (page - 1) * PAGE_SIZE));
}

/** Without a total one reads until an empty page. */
export function endsWith<Row>(page: number, { received, total }: PlatformPage<Row>): boolean {
  return total === null ? received === 0 : page * PAGE_SIZE >= total;
}

export const idsOf = <Row extends Named>({ ids, rows, misfits }: PlatformPage<Row>): string[] =>
  ids ?? [...rows, ...misfits].map((each) => each.externalId);

/** Asks for pages ahead while nobody else wants the turns, and for a turned-away one again. */
function createPager<Row>(fetch: (page: number) => Promise<PlatformPage<Row>>) {
  const coming = new Map<number, Promise<PlatformPage<Row>>>();
  let ahead = MOST_AHEAD;
  let calm = 0;
  let patientUntil = 0;

  async function patiently(page: number): Promise<PlatformPage<Row>> {
    for (;;) {
      try {
        return await fetch(page);
      } catch (error) {
        const isTurnedAway = error instanceof Unavailable && error.why === 'no_turn';
        if (!isTurnedAway || performance.now() > patientUntil) throw error;
        ahead = Math.max(0, ahead - 1);
        calm = 0;
        await sleep(Math.min(error.retryAfterMs ?? 0, 1_000));
      }
    }
  }
  function want(page: number): Promise<PlatformPage<Row>> {
    const known = coming.get(page);
    if (known) return known;
    const answer = patiently(page);
    // Awaited in its turn; a page that fails while another is being saved must not be an unhandled rejection.
    answer.catch(() => undefined);
    coming.set(page, answer);
    return answer;
  }
  return {
    async next(page: number): Promise<PlatformPage<Row>> {
      const answer = await want(page);
      coming.delete(page);
      patientUntil = performance.now() + PATIENCE_MS;
      calm += 1;
      if (calm % CALM_PAGES === 0) ahead = Math.min(MOST_AHEAD, ahead + 1);
      return answer;
    },
    /** `end` is the last page there can be. */
    lookAhead(page: number, end: number): void {
      for (let next = page + 1; next <= Math.min(page + ahead, end); next += 1) void want(next);
    },
  };
}

/** Half a page is no page, and neither is the one before: rows would be lost behind a cursor that has moved on. */
export function refuseOddPage<Row extends Named>(
  page: number,
  current: PlatformPage<Row>,
  before: readonly string[],
): void {
  if (current.total !== null && current.received < expectedRows(page, current.total)) {
    throw new Unavailable('booking', 'short_page');
  }
  const ids = idsOf(current);
  if (ids.length > 1 && ids.length === before.length && ids.every((id, index) => id === before[index])) {
    throw new Unavailable('booking', 'repeated_page');
  }
}

/** One reading from `start` to the end; false when rows moved between its pages, so that some may have been missed. */
async function readOnce<Row extends Named>(
  { at, fetch, save, beat }: Reading<Row>,
  { start, changedAfter, isFirstCopy, mayBeTorn }: Start,
): Promise<boolean> {
  const pager = createPager<Row>((page) => fetch({ page, changedAfter }));
  // Part of a first copy tells nothing of the whole, and neither does one that is too large to remember.
  let seen = start === 1 ? new Set<string>() : null;
  let unnamed = 0;
  let before: string[] = [];
  let changedUpTo: string | undefined;
  for (let page = start; page < start + MOST_PAGES; page += 1) {
    const current = await pager.next(page);
    changedUpTo ??= current.platformTime ?? at;
    refuseOddPage(page, current, before);
    before = idsOf(current);
    unnamed += before.filter(isUnnamed).length;
    if (seen) for (const id of before) if (!isUnnamed(id)) seen.add(id);
    if (seen && seen.size > MOST_REMEMBERED) seen = null;
    const isEnd = endsWith(page, current);
    const isShort = isEnd && seen !== null && current.total !== null && seen.size + unnamed < current.total;
    // A first copy of a busy platform may never come out even; what it missed is found by the nightly rebuild.
    const isTorn = isShort && !(isFirstCopy && !mayBeTorn);
    if (isTorn && !mayBeTorn) throw new Unavailable('booking', 'rows_moved');
    if (!isEnd) pager.lookAhead(page, current.total === null ? page + 1 : Math.ceil(current.total / PAGE_SIZE));
    await save({ page, isLast: isEnd && !isTorn, isFirstCopy, changedUpTo }, current);
    beat(page);
    if (isEnd) return !isTorn;
  }
  throw new Unavailable('booking', 'too_many_pages');
}

interface Start {
  start: number;
  changedAfter: string | null;
  isFirstCopy: boolean;
  /** Another reading may follow. */
  mayBeTorn: boolean;
}

/** A clock that went back stamps changes before our cursor: the cursor follows it, and the last day is read again. */
function followClock<Row extends Named>(reading: Reading<Row>, changedUpTo: string): Reading<Row> {
  let backTo: string | undefined;
  return {
    ...reading,
    async fetch(since) {
      const page = await reading.fetch(backTo === undefined ? since : { ...since, changedAfter: backTo });
      const isBehind =
        page.platformTime !== null && Date.parse(page.platformTime) < Date.parse(changedUpTo) - OVERLAP_MS;
      if (since.page !== 1 || backTo !== undefined || !isBehind || page.platformTime === null) return page;
      backTo = new Date(Date.parse(page.platformTime) - CLOCK_BACK_MS).toISOString();
      await reading.clockWentBack?.(backTo);
      return reading.fetch({ ...since, changedAfter: backTo });
    },
  };
}

export async function readPages<Row extends Named>(reading: Reading<Row>): Promise<void> {
  const { cursor } = reading;
  const isFirstCopy = cursor?.isFirstCopyDone !== true;
  // The page before the break is read again: rows may have moved up by then.
  const start = isFirstCopy ? Math.max(1, cursor?.firstCopyPage ?? 1) : 1;
  const changedUpTo = isFirstCopy ? null : cursor.changedUpTo;
  const changedAfter = changedUpTo === null ? null : new Date(Date.parse(changedUpTo) - OVERLAP_MS).toISOString();
  const steady = changedUpTo === null ? reading : followClock(reading, changedUpTo);
  let from = start;
  for (let left = MOST_READINGS - 1; ; left -= 1) {
    if (await readOnce(steady, { start: from, changedAfter, isFirstCopy, mayBeTorn: left > 0 })) return;
    from = 1;
  }
}
