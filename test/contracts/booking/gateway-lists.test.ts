/** What our gateway makes of the platform's lists: companies, people, services, goods, pages of rows. */

import { expect } from 'chai';
import { Unavailable } from '../../../domain/errors.ts';
import { createLists, createWholeLists } from '../../../integrations/booking/yclients/lists.ts';
import { staffShape } from '../../../integrations/booking/yclients/shapes.ts';
import { staff as staffOf } from '../../../integrations/booking/yclients/translate.ts';
import { bookingOfATest, smallFilling } from '../../support/booking.ts';

const NOW = new Date('2026-03-02T09:00:00Z');
const whole = { page: 1, changedAfter: null };
const fails = async (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => expect.fail('it should have failed'),
    (error: unknown) => error,
  );

describe('the lists of the booking platform', () => {
  const { start } = bookingOfATest({ now: () => NOW });

  it('says what the company is, and by how many days its books were moved', async () => {
    const { gateway } = await start({ filling: smallFilling() });
    expect(await gateway.companies()).to.deep.equal([
      {
        externalId: '77',
        title: 'Small club',
        timeZone: 'Europe/Prague',
        country: 'CZ',
        currency: 'CZK',
        language: 'cs',
        businessType: 'fitness',
        booksShiftDays: null,
      },
    ]);
  });

  it('reads staff and services through their stringy numbers and empty lists', async () => {
    const { gateway, company } = await start({ filling: smallFilling() });
    expect((await gateway.staff(company)).rows).to.deep.equal([
      { externalId: '1', name: 'Iva', specialization: null, isFired: false, isHidden: false, isDeleted: false },
    ]);
    expect((await gateway.services(company)).rows).to.deep.equal([
      {
        externalId: '1',
        title: 'Massage',
        categoryExternalId: '1',
        categoryTitle: 'Care',
        priceMinMinor: 50_000,
        durationSeconds: 3600,
        isActive: true,
      },
    ]);
  });

  it('says who works when, with a day off as a day without hours', async () => {
    const { gateway, company } = await start({ filling: smallFilling() });
    // A Saturday and a Sunday: Iva is off on Sundays.
    const page = await gateway.shifts?.(company, { from: '2026-03-07', to: '2026-03-08' });
    expect(page?.rows).to.deep.equal([
      { staffExternalId: '1', localDate: '2026-03-07', slots: [{ from: '10:00', to: '19:00' }] },
      { staffExternalId: '1', localDate: '2026-03-08', slots: [] },
    ]);
  });

  it('asks a list that promises more than it gave for the rest, and refuses it where it only repeats itself', async () => {
    const asked: unknown[] = [];
    const listOf = (pages: number[][], total: number) =>
      createWholeLists((_path, query) => {
        asked.push(query);
        const ids = pages[Number(query?.['page'] ?? 1) - 1] ?? pages.at(-1) ?? [];
        const data = ids.map((id) => ({ id, name: 'Iva' }));
        return Promise.resolve({ status: 200, data, meta: { total_count: total }, platformTime: null });
      })('company/77/staff', {}, staffShape, staffOf);
    const paged = await listOf([[1, 2], [3, 4], [5]], 5);
    expect(paged.rows.map((row) => row.externalId)).to.deep.equal(['1', '2', '3', '4', '5']);
    expect(paged.received).to.equal(5);
    asked.length = 0;
    // Who is missing from half a list would be taken for gone.
    expect(await fails(listOf([[1, 2]], 5)))
      .to.be.instanceOf(Unavailable)
      .with.property('why', 'short_page');
    expect(asked).to.have.length(2);
  });

  it('reads past two hundred rows, deleted records included', async () => {
    const bookings = Array.from({ length: 450 }, (_, index) => ({ deleted: index % 10 === 0, attendance: 0 as const }));
    const { gateway, company } = await start({ filling: smallFilling({ bookings }) });
    const pages = await Promise.all([1, 2, 3].map((page) => gateway.records(company, { page, changedAfter: null })));
    expect(pages.map(({ received, total }) => [received, total])).to.deep.equal([
      [200, 450],
      [200, 450],
      [50, 450],
    ]);
    const rows = pages.flatMap(({ rows }) => rows);
    expect(new Set(rows.map(({ externalId }) => externalId)).size).to.equal(450);
    expect(rows.filter(({ isDeleted }) => isDeleted)).to.have.length(45);
  });

  it('asks only for what changed since a moment', async () => {
    const filling = smallFilling({ clients: [{}, {}], bookings: [{}, {}] });
    const { gateway, company, booking } = await start({ filling });
    booking.change({ type: 'booking_changed', id: 2, change: { deleted: true }, at: NOW.getTime() - 5000 });
    const since = { page: 1, changedAfter: new Date(NOW.getTime() - 60_000).toISOString() };
    const { rows, platformTime } = await gateway.records(company, since);
    expect(rows.map(({ externalId, isDeleted }) => [externalId, isDeleted])).to.deep.equal([['2', true]]);
    expect(platformTime).to.equal(NOW.toISOString());
    expect((await gateway.clients(company, since)).rows).to.have.length(0);
  });

  it('sets a row it cannot read aside, with the reason, and reads the rest', async () => {
    const bookings = [{}, { attendance: 7 as unknown as 1 }, {}];
    const { gateway, company } = await start({ filling: smallFilling({ bookings }) });
    const { rows, misfits, received } = await gateway.records(company, whole);
    expect([rows.length, received]).to.deep.equal([2, 3]);
    expect(misfits.map(({ externalId, reason }) => [externalId, reason.split(':')[0]])).to.deep.equal([
      ['2', 'attendance'],
    ]);
  });

  it('reads what is on sale until an empty page, each by the id that goods have', async () => {
    const goods = [{ id: 501, title: 'Protein bar', category: 'Bar', price: 55.5, unit: 'pc' }];
    const { gateway, company } = await start({ filling: { ...smallFilling(), goods } });
    const first = await gateway.goods(company, whole);
    expect(first.rows).to.deep.equal([
      { externalId: '501', title: 'Protein bar', categoryTitle: 'Bar', priceMinor: 5550, unit: 'pc' },
    ]);
    expect([first.ids, first.total]).to.deep.equal([['501'], null]);
    expect((await gateway.goods(company, { page: 2, changedAfter: null })).received).to.equal(0);
  });

  it('sets a category aside that it cannot read, beside the services, and refuses half a list of them', async () => {
    const answers: Record<string, { data: unknown[]; meta: unknown }> = {
      service_categories: {
        data: [
          { id: 1, title: 'Care' },
          { id: 2, title: ['?'] },
        ],
        meta: { total_count: 2 },
      },
      services: { data: [{ id: 1, title: 'Massage', category_id: 2 }], meta: { total_count: 1 } },
    };
    const lists = createLists({
      get: (asked) =>
        Promise.resolve({
          status: 200,
          platformTime: null,
          ...(answers[asked.split('/').at(-1) ?? ''] ?? { data: [], meta: [] }),
        }),
      post: () => expect.fail('it only reads'),
    });
    const company = { externalId: '77', timeZone: 'Europe/Prague', currency: 'CZK' };
    const { rows, misfits } = await lists.services(company);
    expect(rows[0]).to.include({ externalId: '1', categoryExternalId: null });
    expect(misfits.map(({ externalId }) => externalId)).to.deep.equal(['category 2']);
    answers['service_categories'] = { data: [{ id: 1, title: 'Care' }], meta: { total_count: 9 } };
    expect(await fails(lists.services(company)))
      .to.be.instanceOf(Unavailable)
      .with.property('why', 'short_page');
  });
});
