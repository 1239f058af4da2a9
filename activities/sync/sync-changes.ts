/** One cycle of copying: what changed since the cursors, in the order in which the rows need each other. */

import { Temporal as dates } from 'temporal-polyfill';
import { systemScope, type Scope } from '../../domain/access/scope.ts';
import { RuleBroken, Unavailable } from '../../domain/errors.ts';
import type { BookingGateway } from '../../domain/sync/booking-gateway.ts';
import type { PlatformVisit } from '../../domain/sync/platform.ts';
import { countRequests } from './count-requests.ts';
import type { Collection, PageStep } from '../../domain/sync/page-step.ts';
import type { Cursor, SyncDeps, SyncedCompany, SyncRun, SyncStore } from './deps.ts';
import { membershipBuyers, readIfAllowed } from './missing-rights.ts';
import { cardsDue } from './read-cards.ts';
import { idsOf, readPages, type ReadStep } from './read-pages.ts';

/** Staff, services, goods and buyers change rarely and have no "changed since". */
const CATALOGUE_EVERY_MS = 3_600_000;
const READ_BY_PAGES: readonly Collection[] = ['clients', 'records', 'goods'];
/** How far ahead the plan of who works when is copied. */
const SHIFT_DAYS = 30;

export interface SyncChanges {
  companyId: number;
  /** Business now, from the workflow. */
  at: string;
}

export interface SyncedChanges {
  outcome: 'changed' | 'idle' | 'busy';
  /** Rows written per collection. */
  counts: Record<string, number>;
  /** There are cards or memberships that have not been read. */
  hasCardsDue: boolean;
}

/** What the activity's surroundings give; a test gives its own. */
export interface Surroundings {
  workflowRunId: string;
  beat: (details: { collection: string; page: number }) => void;
}

interface Cycle {
  scope: Scope;
  at: string;
  run: SyncRun;
  store: SyncStore;
  gateway: BookingGateway;
  company: SyncedCompany;
  beat: Surroundings['beat'];
}

const stepOf = (cycle: Cycle, collection: Collection, step: ReadStep): PageStep => ({
  run: cycle.run,
  collection,
  ...step,
});
/** A list that is read whole, in one go. */
const whole = (changedUpTo: string): ReadStep => ({ page: 1, isLast: true, isFirstCopy: false, changedUpTo });

/** What the company is, which the platform knows better than we do: read before the lists that are understood by it. */
async function readCompany(cycle: Cycle): Promise<Cycle> {
  const { scope, at, store, gateway, company } = cycle;
  let changed: string[] = [];
  await readIfAllowed(cycle, 'companies', async () => {
    const told = (await gateway.companies()).find(({ externalId }) => externalId === company.externalId);
    if (told) changed = await store.followCompany(scope, told, at);
  });
  return changed.length === 0 ? cycle : { ...cycle, company: await store.company(scope) };
}

async function readCatalogue(cycle: Cycle): Promise<void> {
  const { scope, at, store, gateway, company } = cycle;
  const staff = await gateway.staff(company);
  const services = await gateway.services(company);
  const step = stepOf(cycle, 'catalogue', whole(at));
  await store.saveCatalogue(scope, step, { staff, services, businessType: company.businessType });
  cycle.beat({ collection: 'catalogue', page: 1 });
}

/** Who works when, from today on: a whole plan in one answer. */
async function readShifts(cycle: Cycle): Promise<void> {
  const { scope, at, store, gateway, company } = cycle;
  if (!gateway.shifts) return;
  const today = dates.Instant.from(at).toZonedDateTimeISO(company.timeZone).toPlainDate();
  const days = { from: today.toString(), to: today.add({ days: SHIFT_DAYS - 1 }).toString() };
  const page = await gateway.shifts(company, days);
  if (page.total !== null && page.received < page.total) throw new Unavailable('booking', 'short_page');
  await store.saveShifts(scope, stepOf(cycle, 'shifts', whole(at)), page, days);
  cycle.beat({ collection: 'shifts', page: 1 });
}

/** A record may name a service that came after the hourly list: its positions would stay without it. */
async function readCatalogueFor(cycle: Cycle, visits: PlatformVisit[]): Promise<void> {
  const staff = visits.flatMap((visit) => (visit.staff ? [visit.staff.externalId] : []));
  const services = visits.flatMap((visit) => visit.positions.flatMap((each) => each.serviceExternalId ?? []));
  const unknown = await cycle.store.unknownIn(cycle.scope, {
    staff: [...new Set(staff)],
    services: [...new Set(services)],
  });
  if (unknown > 0) await readCatalogue(cycle);
}

/** What is on sale, read whole: the platform does not tell what it dropped from the list. */
async function readGoods(cycle: Cycle, cursor: Cursor | undefined): Promise<void> {
  const { scope, at, store, gateway, company } = cycle;
  const listed = new Set<string>();
  await readPages({
    cursor: cursor && { ...cursor, changedUpTo: null },
    at,
    beat: (page) => {
      cycle.beat({ collection: 'goods_catalogue', page });
    },
    fetch: (since) => gateway.goods(company, since),
    async save(step, page) {
      for (const id of idsOf(page)) listed.add(id);
      // A first copy that was broken off begins in the middle: it has not seen everything.
      const isWhole = step.isLast && !step.isFirstCopy;
      await store.saveGoods(scope, stepOf(cycle, 'goods_catalogue', step), page, isWhole ? [...listed] : null);
    },
  });
}

/** What the platform gives no right to is never copied, and nothing is to be waited for. */
async function isFirstCopy(store: SyncStore, scope: Scope, at: string): Promise<boolean> {
  const refused = await store.refusedCollections(scope, at);
  const cursors = await store.cursors(scope);
  return READ_BY_PAGES.some(
    (name) =>
      !refused.has(name) && !cursors.some(({ collection, isFirstCopyDone }) => collection === name && isFirstCopyDone),
  );
}

async function copyAll(begun: Cycle): Promise<void> {
  const { scope, at, store, gateway } = begun;
  const cursors = new Map((await store.cursors(scope)).map((cursor) => [cursor.collection, cursor]));
  const isDue = (collection: Collection): boolean => {
    const last = cursors.get(collection);
    // A first copy that was broken off has a time already, and is not done.
    if (!last?.changedUpTo || !last.isFirstCopyDone) return true;
    return Date.parse(at) - Date.parse(last.changedUpTo) >= CATALOGUE_EVERY_MS;
  };
  let wasCatalogueRead = isDue('catalogue');
  const cycle = wasCatalogueRead ? await readCompany(begun) : begun;
  const { company } = cycle;
  const { country } = company;
  const reading = (collection: Collection) => ({
    cursor: cursors.get(collection),
    at,
    beat: (page: number) => {
      cycle.beat({ collection, page });
    },
    clockWentBack: (changedUpTo: string) => store.takeCursorBack(scope, collection, changedUpTo),
  });

  if (wasCatalogueRead) await readCatalogue(cycle);
  if (isDue('shifts')) await readIfAllowed(cycle, 'shifts', () => readShifts(cycle));
  await readPages({
    ...reading('clients'),
    fetch: (since) => gateway.clients(company, since),
    async save(step, page) {
      await store.saveClients(scope, stepOf(cycle, 'clients', step), page, country);
    },
  });
  await readPages({
    ...reading('records'),
    fetch: (since) => gateway.records(company, since),
    async save(step, page) {
      if (!wasCatalogueRead && page.rows.length > 0) {
        await readCatalogueFor(cycle, page.rows);
        wasCatalogueRead = true;
      }
      await store.saveVisitPage(scope, stepOf(cycle, 'records', step), page, {
        country,
        at,
      });
    },
  });
  await readIfAllowed(cycle, 'goods', () =>
    readPages({
      ...reading('goods'),
      fetch: (since) => gateway.goodsSales(company, since),
      async save(step, page) {
        await store.saveGoodsSales(scope, stepOf(cycle, 'goods', step), page);
      },
    }),
  );
  if (isDue('goods_catalogue')) {
    await readIfAllowed(cycle, 'goods_catalogue', () => readGoods(cycle, cursors.get('goods_catalogue')));
  }
  if (isDue('buyers')) {
    const buyers = await membershipBuyers(cycle);
    await store.noteBuyers(scope, stepOf(cycle, 'buyers', whole(at)), buyers, at);
  }
}

/** A code for the run's row: never a message, which may quote the platform. */
function codeOf(error: unknown): string {
  if (error instanceof RuleBroken) return error.code;
  if (error instanceof Unavailable) return error.message.replace(': ', '_');
  return 'bug';
}

/**
 * Twice is harmless: rows are merged, cursors move with their rows and never back, and a run that another has taken over
 * writes nothing more.
 */
export async function syncChanges(
  deps: SyncDeps,
  input: SyncChanges,
  surroundings: Surroundings,
): Promise<SyncedChanges> {
  const { store, firstCopies } = deps;
  const scope = systemScope(input.companyId, 'syncChanges');
  if (!(await store.isCycleDue(scope, input.at))) return { outcome: 'idle', counts: {}, hasCardsDue: false };
  if (!firstCopies || !(await isFirstCopy(store, scope, input.at)))
    return copyChanges(deps, scope, input, surroundings);
  // The next minute asks again; cycles, bookings and consents go on meanwhile.
  if (!firstCopies.enter()) return { outcome: 'busy', counts: {}, hasCardsDue: false };
  try {
    return await copyChanges(deps, scope, input, surroundings);
  } finally {
    firstCopies.leave();
  }
}

async function copyChanges(
  { store, gatewayFor }: SyncDeps,
  scope: Scope,
  { at }: SyncChanges,
  { workflowRunId, beat }: Surroundings,
): Promise<SyncedChanges> {
  const company = await store.company(scope);
  const run = await store.begin(scope, workflowRunId);
  if (run === null) return { outcome: 'busy', counts: {}, hasCardsDue: false };
  try {
    await store.cycleBegins(scope, at);
    const { counted: gateway, requests } = countRequests(await gatewayFor(scope, 'background'));
    const cycle: Cycle = { scope, at, run, store, gateway, company, beat };
    const hadFirstCopy = await isFirstCopy(store, scope, at);
    await copyAll(cycle);
    const { outcome, counts } = await store.end(scope, run);
    await store.decidePace(scope, { requests: hadFirstCopy ? null : requests(), at });
    const { memberships, consent } = await cardsDue(cycle, 1);
    return { outcome, counts, hasCardsDue: memberships.length + consent.length > 0 };
  } catch (error) {
    await store.fail(scope, run, codeOf(error));
    throw error;
  }
}
