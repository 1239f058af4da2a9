import { expect } from 'chai';
import got from 'got';
import { smallFilling, startBooking, type TestBooking } from '../../support/booking.ts';

const NOW = new Date('2026-03-02T09:00:00Z');

interface Week {
  days: {
    date: string;
    isWorking: boolean;
    free: string[];
    bookings: { id: number; local: string; attendance: number }[];
  }[];
}

describe('the calendar page of the booking stand-in', () => {
  let world: TestBooking;
  beforeEach(async () => {
    world = await startBooking({
      clock: { now: () => NOW },
      filling: smallFilling({ clients: [{ name: 'Жанна' }, {}] }),
    });
  });
  afterEach(() => world.close());
  const api = (path: string) => `${world.baseUrl}/booking/calendar/api/${path}`;
  const week = () => got(api('week?from=2026-03-06&staff=1&service=1')).json<Week>();
  const post = (path: string, json: object) =>
    got.post(api(path), { json, throwHttpErrors: false, retry: { limit: 0 } });
  const slot = { staffId: 1, serviceId: 1, clientId: 1, local: '2026-03-06 10:00' };

  it('is served, and says that it is a sandbox', async () => {
    const page = await got(`${world.baseUrl}/booking/calendar/`).text();
    expect(page).to.match(/Sandbox\./);
    expect((await got(`${world.baseUrl}/booking/calendar/calendar.js`)).statusCode).to.equal(200);
  });

  it('books a free slot for a client found by name or phone, and the slot is gone', async () => {
    const find = async (q: string) =>
      (await got(api('clients'), { searchParams: { q } }).json<{ clients: { id: number }[] }>()).clients.map(
        ({ id }) => id,
      );
    expect(await find('ЖАННА')).to.deep.equal([1]);
    expect(await find('601 001 001')).to.deep.equal([2]);
    expect((await week()).days[0]?.free[0]).to.equal('10:00');
    expect((await post('bookings', slot)).statusCode).to.equal(201);
    const [friday, , sunday] = (await week()).days;
    expect(friday?.free[0]).to.equal('11:00');
    expect(friday?.bookings).to.have.length(1);
    expect(sunday).to.include({ isWorking: false });
    expect((await post('bookings', slot)).statusCode).to.equal(409);
  });

  it('marks who arrived, who did not come and what was cancelled, and frees a cancelled slot', async () => {
    await post('bookings', slot);
    const id = (await week()).days[0]?.bookings[0]?.id ?? 0;
    await post(`bookings/${String(id)}/mark`, { as: 'arrived' });
    expect((await week()).days[0]?.bookings[0]?.attendance).to.equal(1);
    await post(`bookings/${String(id)}/mark`, { as: 'did_not_come' });
    expect((await week()).days[0]?.bookings[0]?.attendance).to.equal(-1);
    await post(`bookings/${String(id)}/mark`, { as: 'cancelled' });
    expect((await week()).days[0]?.free[0]).to.equal('10:00');
    expect((await post(`bookings/${String(id)}/mark`, { as: 'arrived' })).statusCode).to.equal(404);
  });

  it('refuses what makes no sense, and books nothing', async () => {
    const refused = [
      await post('bookings', { ...slot, local: 'tomorrow' }),
      await post('bookings', { ...slot, clientId: 99 }),
      await post('bookings', { ...slot, local: '2026-03-08 10:00' }),
      await post('bookings/1/mark', { as: 'gone' }),
    ];
    expect(refused.map(({ statusCode }) => statusCode)).to.deep.equal([400, 404, 409, 400]);
    expect(world.booking.contents.bookings.size).to.equal(0);
  });
});
