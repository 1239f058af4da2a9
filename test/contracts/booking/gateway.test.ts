import { expect } from 'chai';
import got from 'got';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { RuleBroken, Unavailable } from '../../../domain/errors.ts';
import { createWholeLists } from '../../../integrations/booking/yclients/lists.ts';
import { staffShape } from '../../../integrations/booking/yclients/shapes.ts';
import { staff as staffOf } from '../../../integrations/booking/yclients/translate.ts';
import type { FaultOrder } from '../../../sandbox/faults.ts';
import type { SyncFailure } from '../../../domain/sync/failures.ts';
import { SANDBOX_BOOKING } from '../../../sandbox/credentials.ts';
import { smallFilling, startBooking, type TestBooking } from '../../support/booking.ts';

const NOW = new Date('2026-03-02T09:00:00Z');
const whole = { page: 1, changedAfter: null };
const fails = async (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => expect.fail('it should have failed'),
    (error: unknown) => error,
  );

describe('the gateway to the booking platform', () => {
  let world: TestBooking | undefined;
  async function start(options: Parameters<typeof startBooking>[0]): Promise<TestBooking> {
    world = await startBooking({ clock: { now: () => NOW }, ...options });
    return world;
  }
  afterEach(async () => {
    await world?.close();
    world = undefined;
  });

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

  it('reads what the front desk wrote on a card, and every agreement of the single one', async () => {
    const card = { comment: 'Sore knee', sexId: 2, discount: 10, importanceId: 3, categories: ['VIP'] } as const;
    const clients = [{ card: { ...card, categories: ['VIP'] }, newsletter: true }, {}];
    const { gateway, company } = await start({ filling: smallFilling({ clients }) });
    const { rows } = await gateway.clients(company, whole);
    expect(rows.map((row) => row.card)).to.deep.equal([
      { comment: 'Sore knee', sex: 'female', discount: 10, importance: 3, categories: ['VIP'] },
      { comment: '', sex: null, discount: 0, importance: 0, categories: [] },
    ]);
    expect((await gateway.consent(company, '1'))?.agreements).to.deep.equal({
      is_newsletter_allowed: true,
      is_personal_data_processing_allowed: true,
      is_yc_newsletter_allowed: null,
    });
  });

  it('asks a list that promises more than it gave for the rest, and stops where it only repeats itself', async () => {
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
    const short = await listOf([[1, 2]], 5);
    // Whoever reads it sees that it is short.
    expect([short.received, short.total, asked.length]).to.deep.equal([2, 5, 2]);
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

  it('reads a record’s own local day, its instant, its key and what was sold on it', async () => {
    const booking = {
      local: '2026-03-29 23:30',
      goods: [{ id: 9, title: 'Oil', cost: 99.9 }],
      apiId: 'reprise-1',
      attendance: 2 as const,
    };
    const filling = smallFilling({ bookings: [booking, { apiId: '0', clientId: null }] });
    const { gateway, company } = await start({ filling });
    const [first, second] = (await gateway.records(company, whole)).rows;
    expect(first).to.deep.include({
      startsAt: '2026-03-29T21:30:00.000Z',
      localDate: '2026-03-29',
      localTime: '23:30',
      attendance: 2,
      apiId: 'reprise-1',
      costMinor: 59_990,
    });
    expect(first?.positions).to.deep.equal([
      { kind: 'service', serviceExternalId: '1', title: 'Massage', costMinor: 50_000 },
      { kind: 'goods', serviceExternalId: null, title: 'Oil', costMinor: 9990 },
    ]);
    // A nought is no key, and blocked time has no client.
    expect(second).to.deep.include({ apiId: null, client: null });
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

  it('reads cards whose birthday is a nought, empty or 1970, and a phone that came as a number', async () => {
    const clients = [{ phone: '420601001000' }, { birthDate: '1988-02-29' }, {}, {}];
    const { gateway, company } = await start({ filling: smallFilling({ clients }) });
    const { rows, misfits } = await gateway.clients(company, whole);
    expect(misfits).to.deep.equal([]);
    expect(rows.map(({ birthDate }) => birthDate)).to.deep.equal([null, '1988-02-29', null, null]);
    expect(rows[0]?.phoneRaw).to.equal('420601001000');
  });

  it('finds the consent on the single card only: yes, no, or never asked', async () => {
    const clients = [{ newsletter: true }, { newsletter: false }, { newsletter: null }];
    const { gateway, company } = await start({ filling: smallFilling({ clients }) });
    const consents = await Promise.all(['1', '2', '3'].map((id) => gateway.consent(company, id)));
    expect(consents.map((consent) => consent?.newsletterAgreed)).to.deep.equal([true, false, null]);
    expect(await gateway.consent(company, '999')).to.equal(null);
  });

  it('reads memberships by phone, and knows who ever bought one', async () => {
    const membership = { id: 5, clientId: 2, title: 'Month', soldOn: '2026-02-01', endsOn: '2026-02-28', cost: 1490 };
    const filling = { ...smallFilling({ clients: [{}, {}] }), memberships: [membership] };
    const { gateway, company } = await start({ filling });
    expect(await gateway.membershipBuyers(company)).to.deep.equal(['2']);
    const { rows } = await gateway.memberships(company, '+420601001001');
    expect(rows).to.deep.equal([
      { externalId: '5', title: 'Month', soldOn: '2026-02-01', endsOn: '2026-02-28', costMinor: 149_000 },
    ]);
    expect((await gateway.memberships(company, '+420601001000')).rows).to.deep.equal([]);
  });

  it('reads goods sold over the counter until an empty page', async () => {
    const sold = { local: '2026-02-01 10:15', changedAt: NOW.getTime() };
    const sale = { id: 8, clientId: 1, goodId: 3, title: 'Bar', cost: 55, ...sold };
    const { gateway, company } = await start({ filling: { ...smallFilling(), sales: [sale] } });
    const first = await gateway.goodsSales(company, whole);
    expect(first.rows).to.deep.equal([
      {
        externalId: '8',
        clientExternalId: '1',
        goodExternalId: '3',
        soldOn: '2026-02-01',
        title: 'Bar',
        costMinor: 5500,
        isDeleted: false,
      },
    ]);
    expect(first.total).to.equal(null);
    expect((await gateway.goodsSales(company, { page: 2, changedAfter: null })).received).to.equal(0);
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

  it('books a free slot with our key, and finds it again by that key', async () => {
    const { gateway, company } = await start({ filling: smallFilling() });
    const asked = { staffExternalId: '1', serviceExternalId: '1' };
    expect(await gateway.freeDates(company, { ...asked, from: '2026-03-06', to: '2026-03-09' })).to.deep.equal([
      '2026-03-06',
      '2026-03-07',
      '2026-03-09',
    ]);
    const free = await gateway.freeTimes(company, { ...asked, date: '2026-03-06' });
    expect(free.at(0)).to.deep.include({ localTime: '10:00', startsAt: '2026-03-06T09:00:00.000Z' });
    expect(free).to.have.length(17);

    const record = {
      ...asked,
      apiId: 'reprise-42',
      startsAt: '2026-03-06T09:00:00.000Z',
      durationSeconds: 3600,
      client: { name: 'Name1', phone: '+420601001000' },
    };
    const answer = await gateway.createRecord(company, record);
    expect(answer.outcome === 'booked' && answer.visit.client?.externalId).to.equal('1');
    const found = await gateway.findRecordByApiId(company, { ...record, localDate: '2026-03-06' });
    expect(found?.startsAt).to.equal(record.startsAt);
    expect(await gateway.findRecordByApiId(company, { ...record, apiId: 'other', localDate: '2026-03-06' })).to.equal(
      null,
    );
    expect((await gateway.freeTimes(company, { ...asked, date: '2026-03-06' })).at(0)?.localTime).to.equal('11:00');
    expect(await gateway.createRecord(company, { ...record, apiId: 'reprise-43' })).to.deep.equal({
      outcome: 'slot_taken',
    });
  });

  it('says that a booking is in doubt when the answer was lost, and the key finds it', async () => {
    const { gateway, company, faults, booking } = await start({ filling: smallFilling() });
    faults.add({ system: 'booking', kind: 'lost_answer', count: 1 });
    const record = {
      staffExternalId: '1',
      serviceExternalId: '1',
      apiId: 'reprise-7',
      startsAt: '2026-03-06T09:00:00.000Z',
      durationSeconds: 3600,
      client: { name: 'Name1', phone: '+420601001000' },
    };
    expect(await gateway.createRecord(company, record)).to.deep.equal({ outcome: 'in_doubt' });
    expect(booking.contents.bookings.size).to.equal(1);
    expect(await gateway.findRecordByApiId(company, { ...record, localDate: '2026-03-06' })).not.to.equal(null);
  });

  it('obeys a 429: everybody is held for as long as it says, or a while when it says nothing', async () => {
    const held: number[] = [];
    const holdTurns = (_key: string, forMs: number) => Promise.resolve(void held.push(forMs));
    const { gateway, company, faults } = await start({ filling: smallFilling(), connection: { holdTurns } });
    faults.add({ system: 'booking', kind: 'rate_limit', count: 1, afterMs: 7000 });
    const said = await fails(gateway.staff(company));
    faults.add({ system: 'booking', kind: 'rate_limit', count: 1 });
    await fails(gateway.staff(company));
    expect(said).to.be.instanceOf(Unavailable).with.property('retryAfterMs', 7000);
    expect(held).to.deep.equal([7000, 15_000]);
  });

  it('asks for nothing when no turn is to be had in time', async () => {
    const takeTurn = () => Promise.resolve({ isTaken: false, waitMs: 4200 });
    const { gateway, company, booking } = await start({ filling: smallFilling(), connection: { takeTurn } });
    expect(await fails(gateway.staff(company)))
      .to.be.instanceOf(Unavailable)
      .with.property('retryAfterMs', 4200);
    expect(booking.requests()).to.have.length(0);
  });

  it('tells trouble of the world from a rule, in codes and never in the platform’s words', async () => {
    const { gateway, company, faults } = await start({ filling: smallFilling() });
    const codeOf = (error: unknown): string =>
      error instanceof Unavailable ? `booking_${error.why}` : error instanceof RuleBroken ? error.code : 'bug';
    const troubles: [FaultOrder, SyncFailure][] = [
      [{ system: 'booking', kind: 'server_error' }, 'booking_http_500'],
      [{ system: 'booking', kind: 'server_error', code: 503 }, 'booking_http_503'],
      [{ system: 'booking', kind: 'server_error', code: 521 }, 'booking_http_500'],
      [{ system: 'booking', kind: 'html' }, 'booking_not_json'],
      [{ system: 'booking', kind: 'refused_connection' }, 'booking_connection_broke'],
      [{ system: 'booking', kind: 'rate_limit' }, 'booking_rate_limited'],
      [{ system: 'booking', kind: 'licence' }, 'booking_licence'],
      [{ system: 'booking', kind: 'token_refused' }, 'booking_token_refused'],
      [{ system: 'booking', kind: 'token_refused', code: 403 }, 'booking_token_refused'],
    ];
    for (const [order, code] of troubles) {
      const { kind } = faults.add({ ...order, count: 1 });
      const error = await fails(gateway.staff(company));
      expect(codeOf(error), kind).to.equal(code);
      expect(String(error), kind).to.match(/^[\x20-\x7e]*$/);
    }
    expect(await fails(gateway.staff({ ...company, externalId: '999' }))).to.deep.include({ kind: 'not_found' });
  });

  it('gives up on a platform that does not answer in time', async () => {
    const { gateway, company, faults } = await start({ filling: smallFilling(), connection: { timeoutMs: 150 } });
    faults.add({ system: 'booking', kind: 'slow', count: 1, afterMs: 600 });
    expect(await fails(gateway.staff(company)))
      .to.be.instanceOf(Unavailable)
      .with.property('why', 'timeout');
  });

  it('says that a platform is not there at all', async () => {
    const { gateway, company, close } = await start({ filling: smallFilling() });
    await close();
    world = undefined;
    expect(await fails(gateway.staff(company)))
      .to.be.instanceOf(Unavailable)
      .with.property('why', 'unreachable');
  });
});

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
