/** A stretch of a rebuild: some pages of the collection that is next, within the company's one open run. */

import { systemScope, type Scope } from '../../domain/access/scope.ts';
import { RuleBroken, Unavailable } from '../../domain/errors.ts';
import type { BookingGateway } from '../../domain/sync/booking-gateway.ts';
import type { PlatformPage } from '../../domain/sync/platform.ts';
import { cardTrouble, MOST_IN_A_ROW } from './card-trouble.ts';
import type { Collection } from '../../domain/sync/page-step.ts';
import type { SyncedCompany, SyncRun } from './deps.ts';
import { membershipBuyers, readIfAllowed } from './missing-rights.ts';
import { endsWith, idsOf, MOST_PAGES, refuseOddPage } from './read-pages.ts';
import type { Halt, OpenRebuild, Place, RebuildDeps, RebuildStore } from './rebuild-deps.ts';

/** About half a minute of turns: long enough to be worth an activity, short enough to be seen moving. */
const MOST_REQUESTS = 100;
/** In the order in which the rows need each other. */
const STEPS = ['catalogue', 'clients', 'records', 'goods', 'goods_catalogue', 'memberships'] as const;
type Step = (typeof STEPS)[number];

export interface RebuildPages {
  companyId: number;
  rebuildId: number;
  /** Business now, from the workflow. */
  at: string;
}

export interface RebuildStretch {
  /** `busy`: a cycle is at it, or others need the turns · `room`: one asks to be let in · `paused` · `more`: go on · `done`: everything is read. */
  outcome: 'busy' | 'room' | 'paused' | 'more' | 'done';
  collection: string | null;
  page: number;
  pages: number | null;
  /** Rows that differed so far. */
  drift: number;
}

interface Stretch {
  scope: Scope;
  at: string;
  rebuildId: number;
  run: SyncRun;
  store: RebuildStore;
  gateway: BookingGateway;
  company: SyncedCompany;
  beat: (details: { collection: string; page: number }) => void;
  /** Requests that this stretch may still make. */
  left: number;
}

const nextStep = ({ places }: OpenRebuild): Step | undefined => STEPS.find((step) => places[step]?.isDone !== true);

function pageStep(
  { run, at, rebuildId }: Stretch,
  collection: Collection,
  page: number,
  isLast: boolean,
  reading: number,
) {
  return { run, collection, page, isLast, isFirstCopy: false, changedUpTo: at, rebuild: { rebuildId, reading } };
}

async function readCatalogue(stretch: Stretch): Promise<void> {
  const { scope, store, gateway, company } = stretch;
  const staff = await gateway.staff(company);
  const services = await gateway.services(company);
  const step = pageStep(stretch, 'catalogue', 1, true, 1);
  await store.saveCatalogue(scope, step, { staff, services, businessType: company.businessType });
  stretch.left -= 3;
}

async function haltOf({ store, scope, rebuildId, left }: Stretch): Promise<Halt | 'spent'> {
  return left <= 0 ? 'spent' : store.haltOf(scope, rebuildId);
}

async function readOn<Row extends { externalId: string }>(
  stretch: Stretch,
  collection: Collection,
  place: Place | undefined,
  how: {
    fetch: (page: number) => Promise<PlatformPage<Row>>;
    save: (step: ReturnType<typeof pageStep>, page: PlatformPage<Row>) => Promise<unknown>;
  },
): Promise<Halt | 'spent'> {
  const { scope, store, rebuildId, at, beat } = stretch;
  await store.beginReading(scope, rebuildId, collection);
  const reading = place?.reading ?? 1;
  if (place?.isRead !== true) {
    let before: string[] = [];
    for (let page = (place?.page ?? 0) + 1; ; page += 1) {
      if (page > MOST_PAGES) throw new Unavailable('booking', 'too_many_pages');
      const halt = await haltOf(stretch);
      if (halt !== null) return halt;
      const rows = await how.fetch(page);
      stretch.left -= 1;
      // Half a page, or the one before again: whoever is missing from it would be taken for gone.
      refuseOddPage(page, rows, before);
      before = idsOf(rows);
      const isLast = endsWith(page, rows);
      await how.save(pageStep(stretch, collection, page, isLast, reading), rows);
      beat({ collection, page });
      if (isLast) break;
    }
  }
  await store.finishReading(scope, rebuildId, collection, at);
  return null;
}

async function readMemberships(stretch: Stretch, place: Place | undefined): Promise<Halt | 'spent'> {
  const { scope, store, gateway, company, rebuildId, run, at, beat } = stretch;
  if (!place) {
    await store.beginMemberships(scope, rebuildId, await membershipBuyers(stretch));
    stretch.left -= 1;
  }
  const holders = await store.membershipHolders(scope, rebuildId, MOST_REQUESTS);
  let inARow = 0;
  for (const { clientId, phone } of holders) {
    const halt = await haltOf(stretch);
    if (halt !== null) return halt;
    try {
      const list = await gateway.memberships(company, phone);
      await store.rebuildMemberships(scope, run, { rebuildId, clientId, at }, list);
      inARow = 0;
    } catch (error) {
      const trouble = cardTrouble(error);
      if (trouble?.means !== 'this_one') throw error;
      inARow += 1;
      // Not these people's lists, but the platform: the rest of the rebuild waits for it.
      if (inARow === MOST_IN_A_ROW && error instanceof Unavailable) throw error;
      await store.postponeCard(scope, clientId, { kind: 'memberships', failureCode: trouble.failureCode, at });
      await store.passMembershipHolder(scope, run, rebuildId, clientId);
    }
    stretch.left -= 1;
    beat({ collection: 'memberships', page: clientId });
  }
  if (holders.length === 0) await store.endMemberships(scope, rebuildId);
  return null;
}

/** What a club can be without: the rest is read again where the platform gives no right to these. */
const OPTIONAL: ReadonlySet<Step> = new Set<Step>(['goods', 'goods_catalogue', 'memberships']);

async function readStepIfAllowed(stretch: Stretch, step: Step, place: Place | undefined): Promise<Halt | 'spent'> {
  const { scope, store, rebuildId } = stretch;
  if (!OPTIONAL.has(step)) return readStep(stretch, step, place);
  let halt: Halt | 'spent' = null;
  const isAllowed = await readIfAllowed(stretch, step, async () => {
    halt = await readStep(stretch, step, place);
  });
  if (!isAllowed) await store.skipCollection(scope, rebuildId, step);
  return halt;
}

async function readStep(stretch: Stretch, step: Step, place: Place | undefined): Promise<Halt | 'spent'> {
  const { scope, store, gateway, company, at } = stretch;
  const { country } = company;
  const since = (page: number) => ({ page, changedAfter: null });
  switch (step) {
    case 'catalogue':
      await readCatalogue(stretch);
      return null;
    case 'clients':
      return readOn(stretch, step, place, {
        fetch: (page) => gateway.clients(company, since(page)),
        save: (where, page) => store.saveClients(scope, where, page, country),
      });
    case 'records':
      return readOn(stretch, step, place, {
        fetch: (page) => gateway.records(company, since(page)),
        save: (where, page) => store.saveVisitPage(scope, where, page, { country, at }),
      });
    case 'goods':
      return readOn(stretch, step, place, {
        fetch: (page) => gateway.goodsSales(company, since(page)),
        save: (where, page) => store.saveGoodsSales(scope, where, page),
      });
    case 'goods_catalogue':
      return readOn(stretch, step, place, {
        fetch: (page) => gateway.goods(company, since(page)),
        save: (where, page) => store.saveGoods(scope, where, page),
      });
    default:
      return readMemberships(stretch, place);
  }
}

function told(outcome: RebuildStretch['outcome'], rebuild: OpenRebuild): RebuildStretch {
  const collection = nextStep(rebuild) ?? null;
  const place = collection === null ? undefined : rebuild.places[collection];
  const drift = Object.values(rebuild.drift).reduce((sum, each) => sum + each.missing + each.changed + each.gone, 0);
  return { outcome, collection, page: place?.page ?? 0, pages: place?.pages ?? null, drift };
}

/** Others need the platform's limit just now: nothing is wrong, and it goes on when they have had theirs. */
const isTurnedAway = (error: unknown): boolean =>
  error instanceof Unavailable && (error.why === 'no_turn' || error.why === 'rate_limited');

const OUTCOMES = { paused: 'paused', room_asked: 'room', spent: 'more' } as const;

/**
 * Twice is harmless: every page is merged with its place, so a second run goes on behind the last page that is in, and an
 * attempt that another has taken over writes nothing more.
 *
 * The company's run is held for these pages only, fetching included: a page that was fetched before a cycle's rows and
 * written after them would put old rows over new ones. A cycle that comes meanwhile asks for room, waits for the page
 * under way, and goes first; so a rebuild of hours delays a cycle by a second or two, and never overlaps with it.
 */
export async function rebuildPages(
  deps: RebuildDeps,
  input: RebuildPages,
  beat: Stretch['beat'],
): Promise<RebuildStretch> {
  const { store, stretches } = deps;
  const scope = systemScope(input.companyId, 'rebuildCompany');
  if (stretches && !stretches.enter()) return told('busy', await store.rebuild(scope, input.rebuildId));
  try {
    return await readStretch(deps, scope, input, beat);
  } finally {
    stretches?.leave();
  }
}

async function readStretch(
  { store, gatewayFor }: RebuildDeps,
  scope: Scope,
  { rebuildId, at }: RebuildPages,
  beat: Stretch['beat'],
): Promise<RebuildStretch> {
  const company = await store.company(scope);
  const run = await store.beginStretch(scope, rebuildId);
  if (run === null) return told('busy', await store.rebuild(scope, rebuildId));
  try {
    const gateway = await gatewayFor(scope, 'background');
    const stretch: Stretch = { scope, at, rebuildId, run, store, gateway, company, beat, left: MOST_REQUESTS };
    for (;;) {
      const rebuild = await store.rebuild(scope, rebuildId);
      const step = nextStep(rebuild);
      if (step === undefined) return told('done', rebuild);
      const halt = (await haltOf(stretch)) ?? (await readStepIfAllowed(stretch, step, rebuild.places[step]));
      if (halt !== null) return told(OUTCOMES[halt], await store.rebuild(scope, rebuildId));
    }
  } catch (error) {
    if (isTurnedAway(error)) return told('busy', await store.rebuild(scope, rebuildId));
    // It was silent for so long that a cycle took the company: nothing is lost, and it goes on when it can.
    if (!(error instanceof RuleBroken && error.code === 'sync_run_taken_over')) throw error;
    return told('busy', await store.rebuild(scope, rebuildId));
  } finally {
    await store.endStretch(scope, run);
  }
}
