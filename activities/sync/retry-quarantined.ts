/** Reads rows that were set aside once more: from their raw form, and if that does not help from the platform. */

import type { Scope } from '../../domain/access/scope.ts';
import { RuleBroken } from '../../domain/errors.ts';
import { SINGLE_COLLECTIONS, type Single, type SingleCollection } from '../../domain/sync/singles.ts';
import { cardTrouble } from './card-trouble.ts';
import type { SyncDeps, SyncStore } from './deps.ts';

/** Each may cost a turn of the limit: about twenty seconds of somebody's patience. */
const MOST_AT_ONCE = 60;

export type RetryOutcome = 'resolved' | 'gone' | 'still_unreadable' | 'next_reading';

export interface SetAside {
  id: number;
  collection: string;
  externalId: string;
  payload: unknown;
}

export interface QuarantineStore extends Pick<SyncStore, 'company'> {
  setAside: (scope: Scope, id: number) => Promise<SetAside>;
  /** Those that were not tried for longest come first. */
  openSetAside: (scope: Scope, limit: number) => Promise<SetAside[]>;
  noteTry: (scope: Scope, row: SetAside, at: string) => Promise<void>;
  countSetAside: (scope: Scope) => Promise<number>;
  takeOver: (scope: Scope, row: SetAside, single: Single, context: { country: string; at: string }) => Promise<boolean>;
  /** The platform has it no more, and neither shall an earlier copy of it count. */
  resolveGone: (scope: Scope, row: SetAside, at: string) => Promise<void>;
  readListsSoon: (scope: Scope, collection: string) => Promise<void>;
}

export interface RetryDeps {
  store: QuarantineStore;
  gatewayFor: SyncDeps['gatewayFor'];
}

export interface RetriedRows {
  resolved: number;
  gone: number;
  stillUnreadable: number;
  nextReading: number;
  left: number;
}

const isSingle = (collection: string): collection is SingleCollection =>
  (SINGLE_COLLECTIONS as readonly string[]).includes(collection);

async function retryRow(
  { store, gatewayFor }: RetryDeps,
  scope: Scope,
  row: SetAside,
  at: string,
): Promise<RetryOutcome> {
  const { collection } = row;
  const gateway = await gatewayFor(scope, 'interactive');
  if (!isSingle(collection) || !gateway.singles) {
    await store.readListsSoon(scope, collection);
    return 'next_reading';
  }
  const company = await store.company(scope);
  const context = { country: company.country, at };
  const isOpen = await store.takeOver(
    scope,
    row,
    gateway.singles.understand(company, collection, row.payload),
    context,
  );
  if (!isOpen) return 'resolved';
  const again = await gateway.singles.one(company, collection, row.externalId);
  if (again === 'no_way') return 'still_unreadable';
  if (again === 'gone') {
    await store.resolveGone(scope, row, at);
    return 'gone';
  }
  return (await store.takeOver(scope, row, again, context)) ? 'still_unreadable' : 'resolved';
}

/** Twice is harmless: a row that is taken over is taken over once more. */
export async function retryQuarantined(deps: RetryDeps, scope: Scope, id: number, at: string): Promise<RetryOutcome> {
  return retryRow(deps, scope, await deps.store.setAside(scope, id), at);
}

const COUNTS = {
  resolved: 'resolved',
  gone: 'gone',
  still_unreadable: 'stillUnreadable',
  next_reading: 'nextReading',
} as const;

/** One that the platform refuses to tell is no reason to leave the others; one that refuses everything is. */
async function retryOneOfMany(deps: RetryDeps, scope: Scope, row: SetAside, at: string): Promise<RetryOutcome> {
  try {
    return await retryRow(deps, scope, row, at);
  } catch (error) {
    const means = cardTrouble(error)?.means;
    if (error instanceof RuleBroken && (means === 'this_one' || means === 'no_right')) return 'still_unreadable';
    throw error;
  }
}

/**
 * As many as somebody waits for, and the next time the next ones; a platform that is away ends it early, with the rest left.
 * Twice is harmless.
 */
export async function retryAllQuarantined(deps: RetryDeps, scope: Scope, at: string): Promise<RetriedRows> {
  const counts: RetriedRows = { resolved: 0, gone: 0, stillUnreadable: 0, nextReading: 0, left: 0 };
  const total = await deps.store.countSetAside(scope);
  let tried = 0;
  try {
    for (const row of await deps.store.openSetAside(scope, MOST_AT_ONCE)) {
      counts[COUNTS[await retryOneOfMany(deps, scope, row, at)]] += 1;
      await deps.store.noteTry(scope, row, at);
      tried += 1;
    }
  } catch (error) {
    if (cardTrouble(error) === null || tried === 0) throw error;
  }
  return { ...counts, left: Math.max(0, total - tried) };
}
