import { expect } from 'chai';
import { retryAllQuarantined, retryQuarantined, type RetryDeps } from '../../../activities/sync/retry-quarantined.ts';
import type { Database } from '../../../db/database.ts';
import { createCursorsRepository } from '../../../db/repositories/sync/cursors.ts';
import { createQuarantineRepository } from '../../../db/repositories/sync/quarantine.ts';
import { createSyncStateRepository } from '../../../db/repositories/sync/state.ts';
import { systemScope, type Scope } from '../../../domain/access/scope.ts';
import { RuleBroken } from '../../../domain/errors.ts';
import type { BookingGateway } from '../../../domain/sync/booking-gateway.ts';
import type { PlatformVisit } from '../../../domain/sync/platform.ts';
import { smallFilling, startBooking, type TestBooking } from '../../support/booking.ts';
import { cloneDatabase } from '../../support/database.ts';
import { addCompany, cycle, depsFor, rebuild, syncStore } from '../../support/sync-world.ts';

const START = Date.parse('2026-03-02T09:00:00Z');

describe('what was set aside', function () {
  // A busy machine is no failure.
  this.timeout(120_000);
  let database: Database;
  let drop: () => Promise<void>;
  let world: TestBooking;
  let scope: Scope;
  let now = START;
  const at = () => new Date(now).toISOString();

  before(async () => {
    ({ database, drop } = await cloneDatabase());
  });
  after(() => drop());
  beforeEach(async () => {
    now = START;
    world = await startBooking({
      clock: { now: () => new Date(now) },
      filling: smallFilling({ clients: [{}, {}], bookings: [{}, {}, {}] }),
    });
    scope = await addCompany(database, world.booking.contents);
  });
  afterEach(async () => {
    await world.close();
    await database('companies').delete();
  });

  const deps = (gateway: BookingGateway = world.gateway): RetryDeps => ({
    store: {
      ...createQuarantineRepository(database, { attributeBookings: async () => undefined }),
      company: (asked) => createCursorsRepository(database).company(asked),
    },
    gatewayFor: () => Promise.resolve(gateway),
  });
  const open = () =>
    database('quarantined_records')
      .where({ company_id: scope.companyId })
      .whereNull('resolved_at')
      .orderBy('external_id')
      .select<{ id: number; collection: string; external_id: string; reason: string; payload: unknown }[]>();
  const visits = () => database('visits').where({ company_id: scope.companyId }).pluck('external_id');
  /** A gateway whose list of records shows some of them as the test wants. */
  const showing = (shown: (visit: PlatformVisit) => PlatformVisit): BookingGateway => ({
    ...world.gateway,
    async records(company, since) {
      const page = await world.gateway.records(company, since);
      return { ...page, rows: page.rows.map(shown) };
    },
  });
  const copy = (gateway: BookingGateway = world.gateway) =>
    cycle(depsFor(syncStore(database), gateway), scope, new Date(now));

  it('is a record that names staff, a client or a service by an id alone that is nowhere; the rest of its page is copied', async () => {
    const named: Record<string, Partial<PlatformVisit>> = {
      '1': { staff: { externalId: '99', name: '' } },
      '2': { client: { externalId: '98', name: '', surname: '', phoneRaw: null } },
      '3': { positions: [{ kind: 'service', serviceExternalId: '97', title: '', costMinor: 100 }] },
    };
    await copy(showing((visit) => ({ ...visit, ...named[visit.externalId] })));
    expect((await open()).map(({ external_id, reason }) => [external_id, reason])).to.deep.equal([
      ['1', 'staff: unknown'],
      ['2', 'client: unknown'],
      ['3', 'service: unknown'],
    ]);
    // In the platform's own form, so that it can be read again.
    expect((await open())[0]?.payload).to.include({ id: 1, staff_id: 1 });
    expect(await visits()).to.deep.equal([]);
    expect(await database('staff').where({ company_id: scope.companyId, external_id: '99' })).to.have.length(0);
  });

  it('is not a record that tells a name for what it refers to: the person, the trainer or the title is kept from it', async () => {
    const named: Record<string, Partial<PlatformVisit>> = {
      '1': { staff: { externalId: '99', name: 'Eva' } },
      '2': { client: { externalId: '98', name: '', surname: '', phoneRaw: '+420601001999' } },
      '3': { positions: [{ kind: 'service', serviceExternalId: '97', title: 'A former service', costMinor: 100 }] },
    };
    await copy(showing((visit) => ({ ...visit, ...named[visit.externalId] })));
    expect(await open()).to.deep.equal([]);
    expect(await visits()).to.have.members(['1', '2', '3']);
  });

  it('is read again from its raw form, and then from the platform', async () => {
    await copy(
      showing((visit) => (visit.externalId === '2' ? { ...visit, staff: { externalId: '99', name: '' } } : visit)),
    );
    const [row] = await open();
    if (!row) expect.fail('nothing was set aside');
    // Its raw form names a trainer who is known by now.
    expect(await retryQuarantined(deps(), scope, row.id, at())).to.equal('resolved');
    expect(await open()).to.deep.equal([]);
    expect(await visits()).to.have.members(['1', '2', '3']);

    // A raw form that will never do: the platform is asked, and shows what became of it.
    const broken = { id: 3, date: 'no day at all' };
    const setAside = async (externalId: string, payload: unknown, collection = 'records'): Promise<number> => {
      const [made] = await database('quarantined_records')
        .insert({
          company_id: scope.companyId,
          collection,
          external_id: externalId,
          reason: 'date: unreadable',
          payload,
        })
        .returning<{ id: number }[]>('id');
      return made?.id ?? 0;
    };
    await database('visits').where({ external_id: '3' }).delete();
    expect(await retryQuarantined(deps(), scope, await setAside('3', broken), at())).to.equal('resolved');
    expect(await visits()).to.include('3');
    expect(await retryQuarantined(deps(), scope, await setAside('77', { ...broken, id: 77 }), at())).to.equal('gone');
    expect(await open()).to.deep.equal([]);
    // A movement of goods cannot be asked for: it stays, with its newest reason.
    const sale = await setAside('5', { id: 5, type_id: 1, create_date: '' }, 'goods');
    expect(await retryQuarantined(deps(), scope, sale, at())).to.equal('still_unreadable');
    expect(await open()).to.have.length(1);
    const lists = await setAside('1', {}, 'catalogue');
    expect(await retryQuarantined(deps(), scope, lists, at())).to.equal('next_reading');
    now += 60_000;
    await copy();
    expect((await open()).map(({ collection }) => collection)).to.deep.equal(['goods']);
  });

  it('is read again all at once, a row that still will not do stays, and another company is not touched', async () => {
    await copy(showing((visit) => ({ ...visit, staff: { externalId: '99', name: '' } })));
    const [first] = await open();
    await database('quarantined_records').insert({
      company_id: scope.companyId,
      collection: 'goods',
      external_id: '5',
      reason: 'create_date: unreadable',
      payload: { id: 5, type_id: 1, create_date: '' },
    });
    const other = await addCompany(database, {
      ...world.booking.contents,
      company: { ...world.booking.contents.company, id: 78 },
    });
    expect(await retryAllQuarantined(deps(), other, at())).to.include({ resolved: 0, left: 0 });
    const error = await retryQuarantined(deps(), other, first?.id ?? 0, at()).catch((reason: unknown) => reason);
    expect(error).to.be.instanceOf(RuleBroken).and.include({ code: 'quarantined_not_found' });
    expect(await retryAllQuarantined(deps(), scope, at())).to.deep.equal({
      resolved: 3,
      gone: 0,
      stillUnreadable: 1,
      nextReading: 0,
      left: 0,
    });
    expect(await visits()).to.have.members(['1', '2', '3']);
    // Twice is harmless.
    expect(await retryAllQuarantined(deps(), scope, at())).to.include({ resolved: 0, stillUnreadable: 1 });
  });

  it('is tried sixty at a time, those first that were not tried for longest, and one refusal ends nothing', async () => {
    await database('quarantined_records').insert(
      Array.from({ length: 150 }, (_, index) => ({
        company_id: scope.companyId,
        collection: 'records',
        external_id: String(1000 + index),
        reason: 'date: invalid',
        payload: JSON.stringify({ id: 1000 + index }),
      })),
    );
    const asked: string[] = [];
    const { singles } = world.gateway;
    if (!singles) throw new Error('The stand-in tells single rows');
    const refusing: BookingGateway = {
      ...world.gateway,
      singles: {
        ...singles,
        one(_company, _collection, externalId) {
          asked.push(externalId);
          return Promise.reject(new RuleBroken('booking_refused', 'invalid', { status: 400 }));
        },
      },
    };
    for (const expected of [60, 60, 60]) {
      now += 60_000;
      const counts = await retryAllQuarantined(deps(refusing), scope, at());
      expect(counts).to.deep.equal({ resolved: 0, gone: 0, stillUnreadable: expected, nextReading: 0, left: 90 });
    }
    expect(new Set(asked).size, 'each has had its turn').to.equal(150);
    const away: BookingGateway = {
      ...refusing,
      singles: { ...singles, one: () => Promise.reject(new RuleBroken('booking_token_refused', 'forbidden')) },
    };
    const error = await retryAllQuarantined(deps(away), scope, at()).catch((reason: unknown) => reason);
    expect(error).to.be.instanceOf(RuleBroken).and.include({ code: 'booking_token_refused' });
  });

  it('takes an earlier copy of itself away when the platform has it no more', async () => {
    await copy();
    expect(await visits()).to.have.members(['1', '2', '3']);
    await database('quarantined_records').insert({
      company_id: scope.companyId,
      collection: 'records',
      external_id: '3',
      reason: 'date: invalid',
      payload: JSON.stringify({ id: 3 }),
    });
    const row = (await open()).find(({ external_id }) => external_id === '3');
    const { singles } = world.gateway;
    if (!singles) throw new Error('The stand-in tells single rows');
    const gone: BookingGateway = { ...world.gateway, singles: { ...singles, one: () => Promise.resolve('gone') } };
    expect(await retryQuarantined(deps(gone), scope, row?.id ?? 0, at())).to.equal('gone');
    const left = database('visits').where({ company_id: scope.companyId, is_deleted: false }).pluck('external_id');
    expect(await left).to.have.members(['1', '2']);
  });

  it('comes back by itself when a rebuild can read it', async () => {
    await copy(showing((visit) => ({ ...visit, staff: { externalId: '99', name: '' } })));
    expect(await open()).to.have.length(3);
    await rebuild(
      { store: syncStore(database), gatewayFor: () => Promise.resolve(world.gateway) },
      scope,
      new Date(now),
    );
    expect(await open()).to.deep.equal([]);
    expect(await visits()).to.have.members(['1', '2', '3']);
  });
});

describe('a company that the platform refuses', function () {
  // A busy machine is no failure.
  this.timeout(120_000);
  let database: Database;
  let drop: () => Promise<void>;
  let world: TestBooking;
  before(async () => {
    ({ database, drop } = await cloneDatabase());
    world = await startBooking({ clock: { now: () => new Date(START) }, filling: smallFilling({ bookings: [{}] }) });
  });
  after(async () => {
    await world.close();
    await drop();
  });

  it('stops, and others go on; it is tried again when its credentials change or somebody says so', async () => {
    const { contents } = world.booking;
    const one = await addCompany(database, contents);
    const two = await addCompany(database, { ...contents, company: { ...contents.company, id: 78 } });
    let tries = 0;
    let isRefusing = true;
    const refusing: BookingGateway = {
      ...world.gateway,
      staff(company) {
        tries += 1;
        return isRefusing
          ? Promise.reject(new RuleBroken('booking_token_refused', 'forbidden'))
          : world.gateway.staff(company);
      },
    };
    const store = syncStore(database);
    const run = (scope: Scope, gateway = refusing) =>
      cycle(depsFor(store, gateway), scope, new Date(START)).then(
        ({ outcome }) => outcome,
        (error: unknown) => (error instanceof RuleBroken ? error.code : 'bug'),
      );
    expect(await run(one)).to.equal('booking_token_refused');
    expect(await run(one)).to.equal('busy');
    expect(await run(one)).to.equal('busy');
    expect(tries).to.equal(1);
    expect(await store.openRebuild(one, new Date(START).toISOString())).to.equal(null);
    // The other company copies the same platform with a token of its own.
    const served: BookingGateway = { ...world.gateway };
    expect(await store.openRebuild(two, new Date(START).toISOString())).to.not.equal(null);
    expect(
      await run(two, { ...served, staff: (company) => world.gateway.staff({ ...company, externalId: '77' }) }),
    ).to.not.equal('busy');

    const secret = { company_id: one.companyId, system: 'booking', key: 'user_token', ciphertext: 'x' };
    await database('company_secrets').insert({ ...secret, updated_at: new Date(0) });
    expect(await run(one)).to.equal('busy');
    await database('company_secrets').where({ company_id: one.companyId }).update({ updated_at: database.fn.now() });
    expect(await run(one)).to.equal('booking_token_refused');
    await database('company_secrets')
      .where({ company_id: one.companyId })
      .update({ updated_at: new Date(0) });
    expect(await run(one)).to.equal('busy');
    await createSyncStateRepository(database).forgetRefusal(systemScope(one.companyId, 'test'));
    isRefusing = false;
    expect(await run(one)).to.equal('changed');
    expect(await run(one)).to.equal('idle');
  });
});
