import { expect } from 'chai';
import { createPlaces } from '../../../activities/sync/places.ts';
import { rebuildPages } from '../../../activities/sync/rebuild-pages.ts';
import type { RebuildDeps } from '../../../activities/sync/rebuild-deps.ts';
import type { Database } from '../../../db/database.ts';
import type { Scope } from '../../../domain/access/scope.ts';
import { Unavailable } from '../../../domain/errors.ts';
import type { BookingGateway } from '../../../domain/sync/booking-gateway.ts';
import { smallFilling, startBooking, type TestBooking, type TestBookingOptions } from '../../support/booking.ts';
import { cloneDatabase } from '../../support/database.ts';
import { addCompany, copied, cycle, rebuild, syncStore } from '../../support/sync-world.ts';

const START = Date.parse('2026-03-02T03:10:00Z');

describe('rebuilding a copy', function () {
  // A busy machine is no failure.
  this.timeout(120_000);
  let database: Database;
  let drop: () => Promise<void>;
  let world: TestBooking;
  let scope: Scope;
  let now = START;

  before(async () => {
    ({ database, drop } = await cloneDatabase());
  });
  after(() => drop());
  beforeEach(() => {
    now = START;
  });
  afterEach(async () => {
    await world.close();
    await database('companies').delete();
  });

  async function begin(options: TestBookingOptions): Promise<void> {
    world = await startBooking({ clock: { now: () => new Date(now) }, ...options });
    scope = await addCompany(database, world.booking.contents);
    await cycle(deps(), scope, new Date(now));
  }
  const deps = (gateway: BookingGateway = world.gateway): RebuildDeps => ({
    store: syncStore(database),
    gatewayFor: () => Promise.resolve(gateway),
  });
  const driftOf = async () => {
    const row = await database('sync_rebuilds')
      .where({ company_id: scope.companyId })
      .orderBy('id', 'desc')
      .first<{ drift: Record<string, object>; outcome: string | null }>('drift', 'outcome');
    return row?.drift ?? {};
  };
  const none = { missing: 0, changed: 0, gone: 0 };
  const mine = (table: string, externalId: string) =>
    database(table).where({ company_id: scope.companyId, external_id: externalId });

  it('finds no drift in a fresh copy, writes nothing, and leaves no list of pages behind', async () => {
    await begin({ clients: 40 });
    // The cycle leaves memberships to the reading of cards.
    await rebuild(deps(), scope, new Date(now));
    const copy = await copied(database, scope);
    const { rows: before } = await database.raw<{ rows: unknown[] }>('select id, xmin::text from visits order by id');
    expect(await rebuild(deps(), scope, new Date(now))).to.include({ outcome: 'done', drift: 0 });
    expect(await copied(database, scope)).to.deep.equal(copy);
    const { rows: after } = await database.raw<{ rows: unknown[] }>('select id, xmin::text from visits order by id');
    expect(after).to.deep.equal(before);
    const drift = await driftOf();
    expect(drift).to.have.keys('catalogue', 'clients', 'records', 'goods', 'goods_catalogue', 'memberships');
    for (const found of Object.values(drift)) expect(found).to.deep.equal(none);
    expect(await database('sync_rebuild_pages')).to.have.length(0);
  });

  it('repairs what the copy lacks, what differs and what the platform has no longer, and counts each by kind', async () => {
    await begin({ filling: smallFilling({ clients: [{}, {}, {}, {}], bookings: [{}, {}, {}, {}, {}] }) });
    const truth = await copied(database, scope);
    await mine('visits', '1').delete();
    await mine('visits', '2').update({ cost_minor: 1 });
    await mine('clients', '4').update({ name: 'Somebody else' });
    await mine('staff', '1').update({ name: 'Nobody' });
    // The platform forgot a client and a record without a word: no cycle ever hears of it.
    world.booking.contents.clients.delete(3);
    world.booking.contents.bookings.delete(5);
    await database('clients').update({ updated_at: new Date(0) });
    await database('visits').update({ updated_at: new Date(0) });

    await rebuild(deps(), scope, new Date(now));
    expect(await driftOf()).to.deep.include({
      catalogue: { ...none, changed: 1 },
      // The card of whoever had the forgotten record counts one visit less.
      clients: { missing: 0, changed: 2, gone: 1 },
      records: { missing: 1, changed: 1, gone: 1 },
      goods: none,
    });
    expect((await mine('clients', '3').first<{ is_deleted: boolean }>()).is_deleted).to.equal(true);
    expect((await mine('visits', '5').first<{ is_deleted: boolean }>()).is_deleted).to.equal(true);
    const copy = await copied(database, scope);
    const live = (rows: unknown[] | undefined) =>
      rows?.filter((row) => (row as { external_id: string }).external_id !== '5');
    expect(live(copy['visits'])).to.deep.equal(live(truth['visits']));
    expect(copy['staff']).to.deep.equal(truth['staff']);
    expect(copy['clients']).to.deep.equal(truth['clients']);
    // The next night finds it as it left it.
    expect(await rebuild(deps(), scope, new Date(now))).to.include({ drift: 0 });
  });

  it('takes over what the platform stamped with an older time than the copy has, because its clock went back', async () => {
    await begin({ filling: smallFilling({ clients: [{}], bookings: [{}, {}] }) });
    const HOUR = 3_600_000;
    const [card] = [...world.booking.contents.clients.values()];
    const change = (name: string, changes: object, at: number): void => {
      world.booking.change({ type: 'booking_changed', id: 1, change: changes, at });
      if (card) world.booking.change({ type: 'client_saved', client: { ...card, name, changedAt: at } });
    };
    change('Ahead', { attendance: 0 }, now + HOUR);
    await cycle(deps(), scope, new Date(now));
    expect(await mine('visits', '1').first<object>()).to.include({ attendance: 0 });
    // The right time again, which is before the stamps of what is copied.
    now += 60_000;
    change('Back', { attendance: 1, services: [{ id: 1, cost: 700 }] }, now);
    await cycle(deps(), scope, new Date(now));
    expect(await mine('visits', '1').first<object>()).to.include({ attendance: 0 });

    await rebuild(deps(), scope, new Date(now));
    expect(await driftOf()).to.deep.include({
      clients: { ...none, changed: 1 },
      records: { ...none, changed: 1 },
    });
    expect(await mine('visits', '1').first<object>()).to.include({ attendance: 1, cost_minor: 70_000 });
    expect(await mine('clients', '1').first<object>()).to.include({ name: 'Back' });
    const [position] = await database('visit_positions').orderBy('visit_id').pluck('cost_minor');
    expect(position).to.equal(70_000);
    // From there on it is copied as ever.
    now += 60_000;
    change('Later', { attendance: -1 }, now);
    await cycle(deps(), scope, new Date(now));
    expect(await mine('visits', '1').first<object>()).to.include({ attendance: -1 });
    expect(await rebuild(deps(), scope, new Date(now))).to.include({ drift: 0 });
  });

  it('takes nobody for gone who changed during the reading, or whom one reading missed', async () => {
    await begin({ filling: smallFilling({ bookings: [{}, {}, {}] }) });
    await database('visits').update({ updated_at: new Date(0) });
    let readings = 0;
    const once: BookingGateway = {
      ...world.gateway,
      async records(company, since) {
        const page = await world.gateway.records(company, since);
        readings += 1;
        // A row before it vanished, so that this one slipped to a page that was read already.
        if (readings > 1) return page;
        const rows = page.rows.filter((row) => row.externalId !== '2');
        return { ...page, rows, ids: rows.map((row) => row.externalId), received: rows.length, total: rows.length };
      },
    };
    await rebuild(deps(once), scope, new Date(now));
    expect(readings).to.equal(2);
    expect(await driftOf()).to.deep.include({ records: none });
    expect((await mine('visits', '2').first<{ is_deleted: boolean }>()).is_deleted).to.equal(false);

    // Never listed, but it came after the reading began.
    const during: BookingGateway = {
      ...world.gateway,
      async records(company, since) {
        const page = await world.gateway.records(company, since);
        await database('visits')
          .where({ company_id: scope.companyId, external_id: '3' })
          .update({ updated_at: database.fn.now() });
        const rows = page.rows.filter((row) => row.externalId !== '3');
        return { ...page, rows, ids: rows.map((row) => row.externalId), received: rows.length, total: rows.length };
      },
    };
    await rebuild(deps(during), scope, new Date(now));
    expect(await driftOf()).to.deep.include({ records: none });
  });

  it('marks nobody as gone when the platform lists nobody at all, or answers half a page', async () => {
    await begin({ filling: smallFilling({ clients: [{}, {}] }) });
    await database('clients').update({ updated_at: new Date(0) });
    const empty: BookingGateway = {
      ...world.gateway,
      clients: () => Promise.resolve({ rows: [], misfits: [], received: 0, total: 0, platformTime: null }),
    };
    await rebuild(deps(empty), scope, new Date(now));
    const half: BookingGateway = {
      ...world.gateway,
      async clients(company, since) {
        const page = await world.gateway.clients(company, since);
        return { ...page, rows: page.rows.slice(0, 1), received: 1 };
      },
    };
    const open = await syncStore(database).openRebuild(scope, new Date(now).toISOString());
    const input = { companyId: scope.companyId, rebuildId: open?.rebuildId ?? 0, at: new Date(now).toISOString() };
    const error = await rebuildPages(deps(half), input, () => undefined).then(
      () => null,
      (reason: unknown) => reason,
    );
    expect(error).to.be.instanceOf(Unavailable);
    expect(await database('clients').where({ is_deleted: true })).to.have.length(0);
    // The same rebuild goes on with the whole page.
    expect(await rebuild(deps(), scope, new Date(now))).to.include({ outcome: 'done', drift: 0 });
  });

  it('keeps a sale that is listed no longer in its last form, and out of the sums', async () => {
    await begin({ clients: 40 });
    const { sales } = world.booking.contents;
    const [lost] = sales.splice(0, 1);
    await database('goods_sales').update({ updated_at: new Date(0) });
    await rebuild(deps(), scope, new Date(now));
    expect(await driftOf()).to.deep.include({ goods: { ...none, gone: 1 } });
    const kept = await mine('goods_sales', String(lost?.id)).first<{ title: string; is_deleted: boolean }>();
    expect(kept).to.include({ title: lost?.title, is_deleted: true });
    // It is listed again: it counts again.
    if (lost) sales.unshift(lost);
    expect(await rebuild(deps(), scope, new Date(now))).to.include({ drift: 1 });
    expect(await mine('goods_sales', String(lost?.id)).first<object>()).to.include({ is_deleted: false });
  });

  it('reads memberships of everybody who has one, and keeps what was taken back in its last form', async () => {
    await begin({ clients: 40 });
    await rebuild(deps(), scope, new Date(now));
    const held = await database('memberships').where({ company_id: scope.companyId });
    expect(held.length).to.be.greaterThan(0);
    const [taken] = world.booking.contents.memberships.splice(0, 1);
    await rebuild(deps(), scope, new Date(now));
    expect(await driftOf()).to.deep.include({ memberships: { ...none, gone: 1 } });
    const kept = await mine('memberships', String(taken?.id)).first<{ title: string; is_deleted: boolean }>();
    expect(kept).to.include({ title: taken?.title, is_deleted: true });
    // The next night finds it as it left it.
    expect(await rebuild(deps(), scope, new Date(now))).to.include({ drift: 0 });
  });

  it('waits where all places are taken, without a stretch of its own, and takes one that is free', async () => {
    await begin({ filling: smallFilling() });
    const stretches = createPlaces(1);
    const { rebuildId } = (await syncStore(database).openRebuild(scope, new Date(now).toISOString())) ?? {};
    const stretch = (gateway: BookingGateway) => {
      const input = { companyId: scope.companyId, rebuildId: rebuildId ?? 0, at: new Date(now).toISOString() };
      return rebuildPages({ ...deps(gateway), stretches }, input, () => undefined);
    };
    let meanwhile: unknown;
    const asking: BookingGateway = {
      ...world.gateway,
      async staff() {
        meanwhile = (await stretch(world.gateway)).outcome;
        throw new Unavailable('booking', 'http_500');
      },
    };
    expect(await stretch(asking).catch((error: unknown) => error)).to.be.instanceOf(Unavailable);
    expect(meanwhile).to.equal('busy');
    expect((await stretch(world.gateway)).outcome).to.equal('done');
  });

  it('goes on at its page when it is broken off between any two requests, with the same end and the same drift', async () => {
    await begin({ filling: smallFilling({ clients: Array.from({ length: 450 }, () => ({})), bookings: [{}, {}] }) });
    await mine('clients', '7').delete();
    await mine('clients', '300').update({ name: 'Another' });
    const requests = { made: 0, until: Infinity };
    const counted =
      <Given extends unknown[], Answer>(ask: (...given: Given) => Promise<Answer>) =>
      (...given: Given): Promise<Answer> => {
        requests.made += 1;
        return requests.made >= requests.until ? Promise.reject(new Unavailable('booking', 'timedout')) : ask(...given);
      };
    const { staff, services, clients, records, goodsSales, membershipBuyers } = world.gateway;
    const broken: BookingGateway = {
      ...world.gateway,
      staff: counted(staff),
      services: counted(services),
      clients: counted(clients),
      records: counted(records),
      goodsSales: counted(goodsSales),
      membershipBuyers: counted(membershipBuyers),
    };
    const open = await syncStore(database).openRebuild(scope, new Date(now).toISOString());
    const input = { companyId: scope.companyId, rebuildId: open?.rebuildId ?? 0, at: new Date(now).toISOString() };
    let attempts = 0;
    for (requests.until = 2; ; attempts += 1) {
      requests.made = 0;
      const last = await rebuildPages(deps(broken), input, () => undefined).catch(() => null);
      if (last?.outcome === 'done') break;
      // Every attempt makes one request more at most, so that it breaks at each of them in turn.
      requests.until += last === null && attempts > 0 && attempts % 2 === 0 ? 1 : 0;
      expect(attempts).to.be.below(60);
    }
    expect(attempts).to.be.greaterThan(5);
    expect(await driftOf()).to.deep.include({ clients: { missing: 1, changed: 1, gone: 0 }, records: none });
    expect(await database('clients').where({ company_id: scope.companyId })).to.have.length(450);
  });
});

describe('a rebuild and the cycles of its company', function () {
  // A busy machine is no failure.
  this.timeout(120_000);
  let database: Database;
  let drop: () => Promise<void>;
  let world: TestBooking;
  let scope: Scope;
  const at = new Date(START);

  before(async () => {
    ({ database, drop } = await cloneDatabase());
    world = await startBooking({
      clock: { now: () => at },
      filling: smallFilling({ clients: Array.from({ length: 900 }, () => ({})) }),
    });
    scope = await addCompany(database, world.booking.contents);
  });
  after(async () => {
    await world.close();
    await drop();
  });

  it('never overlap: a cycle that comes asks for room, is let in after a page, and the rebuild then goes on', async () => {
    const deps: RebuildDeps = { store: syncStore(database), gatewayFor: () => Promise.resolve(world.gateway) };
    await cycle(deps, scope, at);
    const open = await deps.store.openRebuild(scope, at.toISOString());
    const rebuildId = open?.rebuildId ?? 0;
    const input = { companyId: scope.companyId, rebuildId, at: at.toISOString() };
    let asked: Promise<{ outcome: string }> | undefined;
    const slow: RebuildDeps = {
      ...deps,
      gatewayFor: () =>
        Promise.resolve({
          ...world.gateway,
          async clients(company, since) {
            if (!asked) {
              asked = cycle(deps, scope, at);
              // Until it has said so: the page under way is finished first.
              for (let tries = 0; tries < 4_000 && (await deps.store.haltOf(scope, rebuildId)) === null; tries += 1)
                await new Promise((resolve) => setTimeout(resolve, 10));
            }
            const { rows } = await database.raw<{ rows: { open: number }[] }>(
              'select count(*)::int as open from sync_runs where ended_at is null',
            );
            expect(rows[0]?.open).to.equal(1);
            return world.gateway.clients(company, since);
          },
        }),
    };
    const first = await rebuildPages(slow, input, () => undefined);
    expect(first).to.include({ outcome: 'room', collection: 'clients', page: 1, pages: 5 });
    expect(await asked).to.include({ outcome: 'idle' });
    expect(await rebuildPages(deps, input, () => undefined)).to.include({ outcome: 'done', drift: 0 });
    await deps.store.endRebuild(scope, rebuildId, null);
    const kinds = await database('sync_runs').where({ company_id: scope.companyId }).orderBy('id').pluck('kind');
    expect(kinds).to.deep.equal(['cycle', 'rebuild', 'cycle']);
  });

  it('stops after its page when it is paused, and reads nothing until it is resumed', async () => {
    const deps: RebuildDeps = { store: syncStore(database), gatewayFor: () => Promise.resolve(world.gateway) };
    const open = await deps.store.openRebuild(scope, at.toISOString());
    const rebuildId = open?.rebuildId ?? 0;
    const input = { companyId: scope.companyId, rebuildId, at: at.toISOString() };
    const pausing: RebuildDeps = {
      ...deps,
      gatewayFor: () =>
        Promise.resolve({
          ...world.gateway,
          async clients(company, since) {
            await deps.store.pauseRebuild(scope, rebuildId, true);
            return world.gateway.clients(company, since);
          },
        }),
    };
    expect(await rebuildPages(pausing, input, () => undefined)).to.include({ outcome: 'paused', page: 1 });
    const before = world.booking.requests().length;
    expect(await rebuildPages(deps, input, () => undefined)).to.include({ outcome: 'paused', page: 1 });
    expect(world.booking.requests().length).to.equal(before);
    await deps.store.pauseRebuild(scope, rebuildId, false);
    expect(await rebuildPages(deps, input, () => undefined)).to.include({ outcome: 'done' });
    await deps.store.endRebuild(scope, rebuildId, null);
  });
});
