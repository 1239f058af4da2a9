import { expect } from 'chai';
import { createPlaces } from '../../../activities/sync/places.ts';
import { readPages } from '../../../activities/sync/read-pages.ts';
import { syncChanges } from '../../../activities/sync/sync-changes.ts';
import type { SyncStore } from '../../../activities/sync/deps.ts';
import { Unavailable } from '../../../domain/errors.ts';
import type { PlatformPage } from '../../../domain/sync/platform.ts';

const AT = '2026-03-02T09:00:00.000Z';
const PAGES = 40;
interface Row {
  externalId: string;
}

function pageOf(page: number): PlatformPage<Row> {
  const rows = Array.from({ length: 200 }, (_, index) => ({ externalId: String((page - 1) * 200 + index) }));
  return { rows, misfits: [], received: rows.length, total: PAGES * 200, platformTime: AT };
}

describe('reading a collection page after page', () => {
  it('hands every page over once and in order, and never holds more than three', async () => {
    const saved: number[] = [];
    let held = 0;
    let most = 0;
    await readPages<Row>({
      cursor: undefined,
      at: AT,
      async fetch({ page }) {
        await Promise.resolve();
        held += 1;
        most = Math.max(most, held);
        return pageOf(page);
      },
      async save({ page, isLast }) {
        await new Promise((resolve) => setImmediate(resolve));
        saved.push(page);
        expect(isLast).to.equal(page === PAGES);
        held -= 1;
      },
      beat: () => undefined,
    });
    expect(saved).to.deep.equal(Array.from({ length: PAGES }, (_, index) => index + 1));
    expect(most).to.be.at.most(3);
  });

  it('asks again for a page that found no turn once it is under way, and fails at once when it has not begun', async () => {
    const refused = new Set<number>();
    const pages: number[] = [];
    const reading = (firstIsRefused: boolean) =>
      readPages<Row>({
        cursor: undefined,
        at: AT,
        fetch({ page }) {
          if ((page > 1 || firstIsRefused) && page % 3 === 1 && !refused.has(page)) {
            refused.add(page);
            return Promise.reject(new Unavailable('booking', 'no_turn', 5));
          }
          return Promise.resolve(pageOf(page));
        },
        save({ page }) {
          pages.push(page);
          return Promise.resolve();
        },
        beat: () => undefined,
      });
    expect(await reading(true).catch((error: unknown) => error)).to.be.instanceOf(Unavailable);
    expect(pages).to.deep.equal([]);
    refused.clear();
    await reading(false);
    expect(pages).to.have.length(PAGES);
    expect(refused.size).to.be.greaterThan(5);
  });
});

describe('first copies of several companies', () => {
  it('leave places for everything short: one too many is told to come back, and takes the next place that is free', async () => {
    const places = createPlaces(1);
    let end: () => void = () => undefined;
    const copying = new Promise<void>((resolve) => (end = resolve));
    const store = {
      isCycleDue: () => Promise.resolve(true),
      refusedCollections: () => Promise.resolve(new Map()),
      cursors: () => Promise.resolve([]),
      company: async () => {
        await copying;
        throw new Unavailable('booking', 'http_500');
      },
    } as unknown as SyncStore;
    const deps = { store, gatewayFor: () => Promise.reject(new Error('not asked for')), firstCopies: places };
    const run = (companyId: number) =>
      syncChanges(deps, { companyId, at: AT }, { workflowRunId: 'run', beat: () => undefined });
    const first = run(1).catch((error: unknown) => error);
    expect((await run(2)).outcome).to.equal('busy');
    end();
    expect(await first).to.be.instanceOf(Unavailable);
    expect(await run(2).catch((error: unknown) => error)).to.be.instanceOf(Unavailable);
  });
});
