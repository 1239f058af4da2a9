/** Reads what only single cards tell: the consent, and the memberships of a phone. In the background, a bounded number at a time. */

import { systemScope, type Scope } from '../../domain/access/scope.ts';
import { RuleBroken } from '../../domain/errors.ts';
import type { BookingGateway } from '../../domain/sync/booking-gateway.ts';
import type { Lane } from '../../domain/sync/turns.ts';
import { cardTrouble, MOST_IN_A_ROW } from './card-trouble.ts';
import type { CardKind } from '../../domain/sync/page-step.ts';
import type { CardDue, SyncDeps, SyncedCompany, SyncStore } from './deps.ts';

/** The company's next cycle is a minute after this one: it must not find the cards still being read. */
const MOST_PER_CYCLE = 130;
const LONGEST_MS = 40_000;
/** So many are read even where every cycle is followed by one that somebody wants. */
const BEFORE_WANTED = 3;
/** So many are read when another company waits for the place. */
const BEFORE_OTHERS = 20;
/** Cards that are needed now, because somebody is about to be written to. */
const MOST_AT_ONCE = 200;

export interface ReadCards {
  companyId: number;
  at: string;
}

export interface CardsRead {
  read: number;
  /** More are due. */
  hasMore: boolean;
}

export interface RefreshConsent extends ReadCards {
  clientIds: number[];
  /** A card that was read before is read again, though nothing told of a change. */
  readBefore?: string;
}

interface Reader {
  scope: Scope;
  at: string;
  store: SyncStore;
  gateway: BookingGateway;
  company: SyncedCompany;
}

async function readerFor(
  { store, gatewayFor }: SyncDeps,
  companyId: number,
  at: string,
  name: string,
  lane: Lane,
): Promise<Reader> {
  const scope = systemScope(companyId, name);
  return { scope, at, store, gateway: await gatewayFor(scope, lane), company: await store.company(scope) };
}

async function readConsent({ scope, at, store, gateway, company }: Reader, card: CardDue): Promise<void> {
  const consent = await gateway.consent(company, card.externalId);
  if (consent === null) await store.cardGone(scope, card.clientId, at);
  else await store.saveConsent(scope, card, consent, at);
}

async function readMemberships({ scope, at, store, gateway, company }: Reader, card: CardDue): Promise<void> {
  if (card.phone === null) return;
  await store.saveMemberships(scope, card, await gateway.memberships(company, card.phone), at);
}

/** Whose cards are to be read next; of what the platform gives no right to, nobody's until it is time to ask again. */
export async function cardsDue(
  { scope, store, at }: Pick<Reader, 'scope' | 'store' | 'at'>,
  limit: number,
): Promise<Record<CardKind, CardDue[]>> {
  const refused = await store.refusedCollections(scope, at);
  const mayAsk = (kind: CardKind): boolean => refused.get(kind)?.isDue !== false;
  const memberships = mayAsk('memberships') ? await store.membershipsDue(scope, limit, at) : [];
  const left = limit - memberships.length;
  return { memberships, consent: left > 0 && mayAsk('consent') ? await store.cardsDue(scope, left, at) : [] };
}

/** Whose turn it is: the company's own next cycle goes before its cards, and other companies' cards have theirs. */
function createPatience({ store, cardReaders }: SyncDeps, scope: Scope): (read: number) => Promise<boolean> {
  const began = performance.now();
  const turnedAway = cardReaders?.turnedAway() ?? 0;
  return async (read) => {
    if (performance.now() - began > LONGEST_MS) return true;
    if (read >= BEFORE_OTHERS && cardReaders !== undefined && cardReaders.turnedAway() > turnedAway) return true;
    return read >= BEFORE_WANTED && store.isCycleWanted(scope);
  };
}

/**
 * Twice is harmless: a card that was read is no longer due, and what was not read stays due. Ends early, and quietly, for
 * whatever is more urgent: somebody else's need of turns, a cycle that somebody wants, and the next minute's.
 */
export async function readCards(deps: SyncDeps, { companyId, at }: ReadCards, beat: () => void): Promise<CardsRead> {
  const { cardReaders } = deps;
  if (cardReaders && !cardReaders.enter()) return { read: 0, hasMore: true };
  try {
    const reader = await readerFor(deps, companyId, at, 'readCards', 'background');
    return await readDue(reader, createPatience(deps, reader.scope), beat);
  } finally {
    cardReaders?.leave();
  }
}

interface Reading {
  read: number;
  inARow: number;
}

/** Those of one kind that are due, one after the other: one that cannot be read is asked for again later. */
async function readKind(
  reader: Reader,
  kind: CardKind,
  due: readonly CardDue[],
  reading: Reading,
  { isOthersTurn, beat }: { isOthersTurn: (read: number) => Promise<boolean>; beat: () => void },
): Promise<'enough' | 'through'> {
  const { scope, store, at } = reader;
  const readOne = kind === 'memberships' ? readMemberships : readConsent;
  for (const card of due) {
    if (await isOthersTurn(reading.read)) return 'enough';
    try {
      await readOne(reader, card);
      await store.cardWasRead(scope, card.clientId, kind);
      if (card === due[0]) await store.allowCollection(scope, kind);
      reading.read += 1;
      reading.inARow = 0;
    } catch (error) {
      const trouble = cardTrouble(error);
      if (trouble === null) throw error;
      const { means, failureCode } = trouble;
      if (means === 'later') return 'enough';
      if (means === 'company') {
        await store.noteRefusal(scope, failureCode);
        return 'enough';
      }
      if (means === 'no_right') {
        await store.refuseCollection(scope, kind, failureCode, at);
        return 'through';
      }
      await store.postponeCard(scope, card.clientId, { kind, failureCode, at });
      reading.inARow += 1;
      if (reading.inARow === MOST_IN_A_ROW) return 'enough';
    }
    beat();
  }
  return 'through';
}

async function readDue(
  reader: Reader,
  isOthersTurn: (read: number) => Promise<boolean>,
  beat: () => void,
): Promise<CardsRead> {
  // Memberships first: they decide segments and spending, while a consent is asked for again before anybody is written to.
  const { memberships, consent } = await cardsDue(reader, MOST_PER_CYCLE);
  const reading: Reading = { read: 0, inARow: 0 };
  const how = { isOthersTurn, beat };
  const isThrough =
    (await readKind(reader, 'memberships', memberships, reading, how)) === 'through' &&
    (await readKind(reader, 'consent', consent, reading, how)) === 'through';
  return { read: reading.read, hasMore: !isThrough || reading.read === MOST_PER_CYCLE };
}

/**
 * Makes sure that these people's consent is known as their cards have it. Twice is harmless: who was read is not read again.
 * A card that cannot be read fails the activity: nobody is written to on a guess.
 */
export async function refreshConsent(
  deps: SyncDeps,
  { companyId, clientIds, at, readBefore }: RefreshConsent,
  beat: () => void,
): Promise<CardsRead> {
  if (clientIds.length > MOST_AT_ONCE) throw new RuleBroken('too_many_cards', 'invalid', { most: MOST_AT_ONCE });
  const scope = systemScope(companyId, 'refreshConsent');
  const unread = await deps.store.unreadCards(scope, clientIds, readBefore ?? null);
  if (unread.length === 0) return { read: 0, hasMore: false };
  const reader = await readerFor(deps, companyId, at, 'refreshConsent', 'interactive');
  for (const card of unread) {
    await readConsent(reader, card);
    beat();
  }
  return { read: unread.length, hasMore: false };
}
