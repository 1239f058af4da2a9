import { expect } from 'chai';
import type { Database } from '../../../db/database.ts';
import type { Scope } from '../../../domain/access/scope.ts';
import { RuleBroken, Unavailable } from '../../../domain/errors.ts';
import type { FaultOrder } from '../../../sandbox/faults.ts';
import { cloneDatabase } from '../../support/database.ts';
import { smallFilling, startBooking, type TestBooking, type TestBookingOptions } from '../../support/booking.ts';
import { addCompany, copied, cycle, depsFor, rebuild, syncStore } from '../../support/sync-world.ts';

const START = Date.parse('2026-03-02T09:00:00Z');
const MINUTE = 60_000;

describe('a booking platform that answers oddly', () => {
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
  }
  /** Our clock is the real one; the platform's is `now`. */
  const run = (at = now) => cycle(depsFor(syncStore(database), world.gateway), scope, new Date(at));
  const fault = (order: Omit<FaultOrder, 'system'>) => world.faults.add({ system: 'booking', ...order });
  const outcome = () => run().catch((error: unknown) => error);
  const change = (id: number, changes: object, at = now) => {
    world.booking.change({ type: 'booking_changed', id, change: changes, at });
  };
  const attendanceOf = async (externalId: string): Promise<number | undefined> => {
    const row = await database('visits')
      .where({ company_id: scope.companyId, external_id: externalId })
      .first<{ attendance: number } | undefined>('attendance');
    return row?.attendance;
  };
  const lastFailure = async (): Promise<string | null> => {
    const row = await database('sync_runs')
      .where({ company_id: scope.companyId })
      .orderBy('id', 'desc')
      .first<{ failure_code: string | null }>('failure_code');
    return row.failure_code;
  };
  /** What a copy of today's platform holds, made in one calm go. */
  async function truth(): Promise<Record<string, unknown[]>> {
    const mine = await database('companies')
      .where({ id: scope.companyId })
      .first<{ external_id: string }>('external_id');
    await database('companies').where({ id: scope.companyId }).update({ external_id: null });
    const calm = await addCompany(database, world.booking.contents);
    await cycle(depsFor(syncStore(database), world.gateway), calm, new Date(now));
    const all = await copied(database, calm);
    await database('companies').where({ id: calm.companyId }).delete();
    await database('companies').where({ id: scope.companyId }).update(mine);
    return all;
  }
  const many = (count: number) => smallFilling({ bookings: Array.from({ length: count }, () => ({})) });

  const failures: { title: string; order: Omit<FaultOrder, 'system'>; code: string; retryAfterMs?: number }[] = [
    {
      title: 'a 429 that says how long',
      order: { kind: 'rate_limit', count: 1, afterMs: 7000 },
      code: 'booking_rate_limited',
      retryAfterMs: 7000,
    },
    {
      title: 'a 429 that says nothing',
      order: { kind: 'rate_limit', count: 1 },
      code: 'booking_rate_limited',
      retryAfterMs: 15_000,
    },
    { title: 'a 500', order: { kind: 'server_error', count: 1 }, code: 'booking_http_500' },
    { title: 'HTML for JSON', order: { kind: 'html', count: 1 }, code: 'booking_not_json' },
    { title: 'half a page', order: { kind: 'half_page', match: 'records', count: 1 }, code: 'booking_short_page' },
    {
      title: 'the same page twice',
      order: { kind: 'same_page', match: 'records', count: 1 },
      code: 'booking_repeated_page',
    },
  ];
  for (const { title, order, code, retryAfterMs } of failures) {
    it(`${title} ends the cycle as ${code}, to be tried again, and the next one copies everything`, async () => {
      await begin({ filling: many(450) });
      fault(order);
      const error = await outcome();
      expect(error).to.be.instanceOf(Unavailable);
      if (retryAfterMs !== undefined) expect(error).to.have.property('retryAfterMs', retryAfterMs);
      expect(await lastFailure()).to.equal(code);
      now += MINUTE;
      await run();
      expect(await copied(database, scope)).to.deep.equal(await truth());
    });
  }

  const refusals: { title: string; order: Omit<FaultOrder, 'system'>; code: string }[] = [
    { title: 'a token it no longer takes (401)', order: { kind: 'token_refused' }, code: 'booking_token_refused' },
    {
      title: 'rights to its clients taken away (403)',
      order: { kind: 'token_refused', code: 403, match: 'clients' },
      code: 'booking_token_refused',
    },
    { title: 'a lapsed licence', order: { kind: 'licence' }, code: 'booking_licence' },
  ];
  it('a right that is missing for goods, plans or buyers leaves these out, and everything else is copied', async () => {
    await begin({ filling: many(3) });
    const refuse = () => Promise.reject(new RuleBroken('booking_token_refused', 'forbidden', { status: 403 }));
    const gateway = { ...world.gateway, goods: refuse, goodsSales: refuse, shifts: refuse, membershipBuyers: refuse };
    const deps = depsFor(syncStore(database), gateway);
    expect((await cycle(deps, scope, new Date(now))).outcome).to.equal('changed');
    expect((await copied(database, scope))['visits']).to.have.length(3);
    const refused = () => database('collection_refusals').where({ company_id: scope.companyId }).pluck('collection');
    expect(await refused()).to.have.members(['goods', 'goods_catalogue', 'shifts', 'buyers']);
    expect(await lastFailure()).to.equal(null);
    now += MINUTE;
    expect(await cycle(deps, scope, new Date(now))).to.include({ outcome: 'idle' });
    await rebuild({ store: syncStore(database), gatewayFor: () => Promise.resolve(gateway) }, scope, new Date(now));
    // A right that was given is noticed within the hour.
    now += 60 * MINUTE;
    await run();
    expect(await refused()).to.deep.equal([]);
    const cursors = await database('sync_cursors').where({ company_id: scope.companyId }).pluck('collection');
    expect(cursors).to.include.members(['goods', 'goods_catalogue', 'shifts', 'buyers']);
  });

  for (const { title, order, code } of refusals) {
    it(`${title} ends the cycle as ${code}, which nobody tries again by itself`, async () => {
      await begin({ filling: smallFilling() });
      fault({ ...order, count: 1 });
      expect(await outcome())
        .to.be.instanceOf(RuleBroken)
        .with.property('code', code);
      expect(await lastFailure()).to.equal(code);
    });
  }

  it('a record that moves between two pages makes the reading begin again, in a first copy and in a later one', async () => {
    await begin({ filling: many(450) });
    fault({ kind: 'row_moves', match: 'records', count: 2 });
    await run();
    expect(await copied(database, scope)).to.deep.equal(await truth());
    now += 60 * MINUTE;
    for (let id = 1; id <= 450; id += 1) change(id, { attendance: -1 });
    fault({ kind: 'row_moves', match: 'records', count: 2 });
    await run();
    expect(await copied(database, scope)).to.deep.equal(await truth());
  });

  it('records that move whenever they are read end the cycle as booking_rows_moved, and the cursor stays', async () => {
    await begin({ filling: many(450) });
    await run();
    now += 60 * MINUTE;
    for (let id = 1; id <= 450; id += 1) change(id, { attendance: -1 });
    fault({ kind: 'row_moves', match: 'records' });
    expect(String(await outcome())).to.match(/rows_moved/);
    expect(await lastFailure()).to.equal('booking_rows_moved');
    world.faults.clear();
    now += 60 * MINUTE;
    await run();
    expect(await copied(database, scope)).to.deep.equal(await truth());
  });

  for (const minutes of [-10, 10]) {
    it(`a clock ${String(minutes)} minutes off ours loses no change, because the cursor is the platform’s own time`, async () => {
      await begin({ filling: many(3) });
      const ours = () => now - minutes * MINUTE;
      await run(ours());
      now += MINUTE;
      change(1, { attendance: -1 });
      now += 5000;
      await run(ours());
      expect(await attendanceOf('1')).to.equal(-1);
      now += 55_000;
      change(2, { attendance: -1 });
      await run(ours());
      expect(await attendanceOf('2')).to.equal(-1);
    });

    it(`a Date ${String(minutes)} minutes off the platform’s own stamps loses no change`, async () => {
      await begin({ filling: many(3) });
      fault({ kind: 'clock_off', code: minutes * 60 });
      await run();
      now += MINUTE;
      await run();
      change(1, { attendance: -1 });
      now += MINUTE;
      await run();
      expect(await attendanceOf('1')).to.equal(-1);
    });
  }

  it('a platform’s clock that jumps back by hours loses no change: the cursor goes back with it', async () => {
    await begin({ filling: many(3) });
    now += 5 * 60 * MINUTE;
    await run();
    change(1, { attendance: -1 });
    now -= 5 * 60 * MINUTE;
    await run();
    expect(await attendanceOf('1')).to.equal(-1);
    change(2, { attendance: -1 });
    now += MINUTE;
    await run();
    expect(await attendanceOf('2')).to.equal(-1);
    now += MINUTE;
    expect((await run()).outcome).to.equal('idle');
  });

  it('a cursor taken back is one company’s, and never moves forward by it', async () => {
    await begin({ filling: many(1) });
    await run();
    const { company } = world.booking.contents;
    const other = await addCompany(database, { ...world.booking.contents, company: { ...company, id: 5 } });
    const store = syncStore(database);
    const cursorOf = async () =>
      (await store.cursors(scope)).find(({ collection }) => collection === 'records')?.changedUpTo;
    const before = await cursorOf();
    await store.takeCursorBack(other, 'records', '2020-01-01T00:00:00.000Z');
    await store.takeCursorBack(scope, 'records', '2030-01-01T00:00:00.000Z');
    expect(await cursorOf()).to.equal(before);
    await store.takeCursorBack(scope, 'records', '2026-01-01T00:00:00.000Z');
    expect(await cursorOf()).to.equal('2026-01-01T00:00:00.000Z');
  });

  it('a record that comes back under another id replaces the old one, when both are the same visit', async () => {
    await begin({ filling: many(2) });
    await run();
    now += MINUTE;
    const { contents } = world.booking;
    const old = contents.bookings.get(1);
    contents.bookings.delete(1);
    if (old) world.booking.change({ type: 'booked', booking: { ...old, id: 91, changedAt: now } });
    await run();
    const rows = await database('visits')
      .where({ company_id: scope.companyId })
      .orderBy('external_id')
      .select<{ external_id: string; is_deleted: boolean }[]>('external_id', 'is_deleted');
    expect(rows).to.deep.equal([
      { external_id: '1', is_deleted: true },
      { external_id: '2', is_deleted: false },
      { external_id: '91', is_deleted: false },
    ]);
    expect((await run()).outcome).to.equal('idle');
  });

  it('a visit whose client was merged into another card moves to that card', async () => {
    await begin({ filling: smallFilling({ clients: [{}, {}], bookings: [{ clientId: 1 }, { clientId: 2 }] }) });
    await run();
    now += MINUTE;
    world.booking.contents.clients.delete(2);
    change(2, { clientId: 1 });
    await run();
    const rows = await database('visits as v')
      .join('clients as c', 'c.id', 'v.client_id')
      .where('v.company_id', scope.companyId)
      .orderBy('v.external_id')
      .select<{ client: string }[]>('c.external_id as client');
    expect(rows).to.deep.equal([{ client: '1' }, { client: '1' }]);
  });
});
