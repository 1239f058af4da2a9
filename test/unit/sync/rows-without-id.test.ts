import { expect } from 'chai';
import { z } from 'zod';
import { readPages } from '../../../activities/sync/read-pages.ts';
import { pageOf } from '../../../integrations/booking/yclients/read-page.ts';

const AT = '2026-03-02T09:00:00.000Z';
const TOTAL = 400;
const shape = z.object({ id: z.number(), name: z.string() });
const read = (data: unknown[]) =>
  pageOf({ status: 200, data, meta: { total_count: TOTAL }, platformTime: AT }, shape, ({ id }) => ({
    externalId: String(id),
  }));
/** Two hundred rows, the third of which tells no id. */
const pageWith = (page: number, odd: unknown) =>
  read(Array.from({ length: 200 }, (_, index) => (index === 2 ? odd : { id: (page - 1) * 200 + index, name: 'A' })));

describe('rows that tell no id', () => {
  it('are told apart by what they are, wherever they stand', () => {
    const [one] = pageWith(1, { name: 'Olga' }).misfits;
    const [two] = pageWith(2, { name: 'Ivan' }).misfits;
    expect(one?.externalId).to.not.equal(two?.externalId);
    expect(read([{ name: 'Olga' }]).misfits[0]?.externalId).to.equal(one?.externalId);
  });

  for (const [title, odd] of [
    ['at one place of two pages', (page: number) => ({ name: `Row of page ${String(page)}` })],
    ['and are all alike', () => null],
  ] as const) {
    it(`${title} do not look like rows that moved, and the cursor moves on`, async () => {
      const changed: boolean[] = [];
      await readPages({
        cursor: { collection: 'clients', changedUpTo: AT, firstCopyPage: null, isFirstCopyDone: true },
        at: AT,
        fetch: ({ page }) => Promise.resolve(pageWith(page, odd(page))),
        save({ isLast }) {
          changed.push(isLast);
          return Promise.resolve();
        },
        beat: () => undefined,
      });
      expect(changed).to.deep.equal([false, true]);
    });
  }
});
