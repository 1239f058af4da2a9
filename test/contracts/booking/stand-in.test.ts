/** What the stand-in of the booking platform does as the platform does: limits, tokens, odd counts, keys taken twice. */

import { expect } from 'chai';
import got from 'got';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { SANDBOX_BOOKING } from '../../../sandbox/credentials.ts';
import { smallFilling, startBooking, type TestBooking } from '../../support/booking.ts';

const NOW = new Date('2026-03-02T09:00:00Z');

describe('the stand-in of the booking platform', () => {
  let world: TestBooking | undefined;
  afterEach(async () => {
    await world?.close();
    world = undefined;
  });
  const headers = {
    authorization: `Bearer ${SANDBOX_BOOKING.partnerToken}, User ${SANDBOX_BOOKING.userToken}`,
    accept: 'application/vnd.yclients.v2+json',
  };
  const ask = (path: string, more: Record<string, string> = {}) =>
    got(`${world?.baseUrl ?? ''}/booking/api/v1/${path}`, {
      headers: { ...headers, ...more },
      throwHttpErrors: false,
      retry: { limit: 0 },
    }).json<{ success: boolean; data: unknown[]; meta: { total_count?: number } }>();

  it('lets through five requests a second and two hundred a minute from one address', async () => {
    let now = NOW.getTime();
    const limits = { perSecond: 5, perMinute: 200 };
    world = await startBooking({ clock: { now: () => new Date(now) }, filling: smallFilling(), limits });
    const burst = await Promise.all(Array.from({ length: 7 }, () => ask('companies?my=1')));
    expect(burst.filter(({ success }) => success)).to.have.length(5);
    let passed = 5;
    for (let second = 1; second < 59; second += 1) {
      now += 1000;
      const answers = await Promise.all(Array.from({ length: 5 }, () => ask('companies?my=1')));
      passed += answers.filter(({ success }) => success).length;
    }
    expect(passed).to.equal(200);
    now += 2000;
    expect((await ask('companies?my=1')).success).to.equal(true);
  });

  it('wants both tokens in one header, the second version, and a company that is its own', async () => {
    world = await startBooking({ filling: smallFilling() });
    expect((await ask('records/77')).success).to.equal(true);
    expect((await ask('records/77', { authorization: 'Bearer wrong' })).success).to.equal(false);
    const partnerOnly = `Bearer ${SANDBOX_BOOKING.partnerToken}`;
    expect((await ask('records/77', { authorization: partnerOnly })).success).to.equal(false);
    expect((await ask('book_times/77/1/2026-03-06', { authorization: partnerOnly })).success).to.equal(true);
    expect(await ask('records/77', { accept: '*/*' })).not.to.have.property('success');
    expect((await ask('records/78')).success).to.equal(false);
  });

  it('gives twenty rows to whoever asks for more than two hundred, and hides deleted records from whoever does not ask for them', async () => {
    const bookings = Array.from({ length: 230 }, (_, index) => ({ deleted: index === 0, attendance: 0 as const }));
    world = await startBooking({ filling: smallFilling({ bookings }) });
    expect((await ask('records/77?count=1000')).data).to.have.length(20);
    expect((await ask('records/77?count=200')).meta.total_count).to.equal(229);
    expect((await ask('records/77?count=200&include_deleted=1')).meta.total_count).to.equal(229);
    expect((await ask('records/77?count=200&with_deleted=1')).meta.total_count).to.equal(230);
  });

  it('takes one key twice, as the platform does', async () => {
    world = await startBooking({ clock: { now: () => NOW }, filling: smallFilling() });
    const { gateway, company, booking } = world;
    const record = {
      apiId: 'same',
      staffExternalId: '1',
      serviceExternalId: '1',
      startsAt: '2026-03-06T09:00:00.000Z',
      durationSeconds: 3600,
      client: { name: 'New', phone: '+420601009999' },
    };
    await gateway.createRecord(company, record);
    await gateway.createRecord(company, { ...record, startsAt: '2026-03-06T12:00:00.000Z' });
    expect([...booking.contents.bookings.values()].map(({ apiId }) => apiId)).to.deep.equal(['same', 'same']);
    expect(booking.contents.clients.size).to.equal(2);
  });

  it('knows a person by their phone however the card writes it, and makes no second card for them', async () => {
    const membership = { id: 5, clientId: 1, title: 'Month', soldOn: '2026-02-01', endsOn: '2026-02-28', cost: 1490 };
    const filling = { ...smallFilling({ clients: [{ phone: '773 123 757' }] }), memberships: [membership] };
    world = await startBooking({ clock: { now: () => NOW }, filling });
    const { gateway, company, booking } = world;
    await gateway.createRecord(company, {
      apiId: 'a',
      staffExternalId: '1',
      serviceExternalId: '1',
      startsAt: '2026-03-06T09:00:00.000Z',
      durationSeconds: 3600,
      client: { name: 'Somebody', phone: '+420773123757' },
    });
    expect(booking.contents.clients.size).to.equal(1);
    expect((await gateway.memberships(company, '+420773123757')).rows).to.have.length(1);
    expect(booking.nameOf('420773123757')).to.equal('Name1');
  });

  it('remembers what was booked and marked over a kill', async () => {
    const dataDir = mkdtempSync(path.join(tmpdir(), 'reprise-booking-'));
    const options = { dataDir, clients: 5, clock: { now: () => NOW } };
    world = await startBooking(options);
    const { booking } = world;
    const [first] = [...booking.contents.bookings.values()];
    booking.change({ type: 'booking_changed', id: first?.id ?? 0, change: { attendance: -1 }, at: NOW.getTime() });
    const [card] = [...booking.contents.clients.values()];
    if (card) booking.change({ type: 'client_saved', client: { ...card, newsletter: false } });
    // Nothing is closed: the second one reads what the first has written down.
    const second = await startBooking({ ...options, clock: { now: () => new Date('2026-04-01T09:00:00Z') } });
    expect([...second.booking.contents.bookings.values()]).to.deep.equal([...booking.contents.bookings.values()]);
    expect([...second.booking.contents.clients.values()]).to.deep.equal([...booking.contents.clients.values()]);
    await second.close();
    rmSync(dataDir, { recursive: true, force: true });
  });
});
