import { expect } from 'chai';
import { RuleBroken, Unavailable } from '../../../domain/errors.ts';
import type { FaultOrder } from '../../../sandbox/faults.ts';
import { smallFilling } from '../../support/booking.ts';
import { copyingWorld } from '../../support/copying-world.ts';
import { addCompany, copied, cycle, depsFor, rebuild, syncStore } from '../../support/sync-world.ts';

const START = Date.parse('2026-03-02T09:00:00Z');
const MINUTE = 60_000;

describe('a booking platform that answers oddly', () => {
  const club = copyingWorld(START);
  /** Our clock is the real one; the platform's is `now`. */
  const run = (at = club.now) =>
    cycle(depsFor(syncStore(club.database), club.platform.gateway), club.scope, new Date(at));
  const fault = (order: Omit<FaultOrder, 'system'>) => club.platform.faults.add({ system: 'booking', ...order });
  const outcome = () => run().catch((error: unknown) => error);
  const change = (id: number, changes: object, at = club.now) => {
    club.platform.booking.change({ type: 'booking_changed', id, change: changes, at });
  };
  const attendanceOf = async (externalId: string): Promise<number | undefined> => {
    const row = await club
      .database('visits')
      .where({ company_id: club.scope.companyId, external_id: externalId })
      .first<{ attendance: number } | undefined>('attendance');
    return row?.attendance;
  };
  const lastFailure = async (): Promise<string | null> => {
    const row = await club
      .database('sync_runs')
      .where({ company_id: club.scope.companyId })
      .orderBy('id', 'desc')
      .first<{ failure_code: string | null }>('failure_code');
    return row.failure_code;
  };
  /** What a copy of today's platform holds, made in one calm go. */
  async function truth(): Promise<Record<string, unknown[]>> {
    const mine = await club
      .database('companies')
      .where({ id: club.scope.companyId })
      .first<{ external_id: string }>('external_id');
    await club.database('companies').where({ id: club.scope.companyId }).update({ external_id: null });
    const calm = await addCompany(club.database, club.platform.booking.contents);
    await cycle(depsFor(syncStore(club.database), club.platform.gateway), calm, new Date(club.now));
    const all = await copied(club.database, calm);
    await club.database('companies').where({ id: calm.companyId }).delete();
    await club.database('companies').where({ id: club.scope.companyId }).update(mine);
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
      await club.begin({ filling: many(450) });
      fault(order);
      const error = await outcome();
      expect(error).to.be.instanceOf(Unavailable);
      if (retryAfterMs !== undefined) expect(error).to.have.property('retryAfterMs', retryAfterMs);
      expect(await lastFailure()).to.equal(code);
      club.now += MINUTE;
      await run();
      expect(await copied(club.database, club.scope)).to.deep.equal(await truth());
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
    await club.begin({ filling: many(3) });
    const refuse = () => Promise.reject(new RuleBroken('booking_token_refused', 'forbidden', { status: 403 }));
    const gateway = {
      ...club.platform.gateway,
      goods: refuse,
      goodsSales: refuse,
      shifts: refuse,
      membershipBuyers: refuse,
    };
    const deps = depsFor(syncStore(club.database), gateway);
    expect((await cycle(deps, club.scope, new Date(club.now))).outcome).to.equal('changed');
    expect((await copied(club.database, club.scope))['visits']).to.have.length(3);
    const refused = () =>
      club.database('collection_refusals').where({ company_id: club.scope.companyId }).pluck('collection');
    expect(await refused()).to.have.members(['goods', 'goods_catalogue', 'shifts', 'buyers']);
    expect(await lastFailure()).to.equal(null);
    club.now += MINUTE;
    expect(await cycle(deps, club.scope, new Date(club.now))).to.include({ outcome: 'idle' });
    await rebuild(
      { store: syncStore(club.database), gatewayFor: () => Promise.resolve(gateway) },
      club.scope,
      new Date(club.now),
    );
    // A right that was given is noticed within the hour.
    club.now += 60 * MINUTE;
    await run();
    expect(await refused()).to.deep.equal([]);
    const cursors = await club.database('sync_cursors').where({ company_id: club.scope.companyId }).pluck('collection');
    expect(cursors).to.include.members(['goods', 'goods_catalogue', 'shifts', 'buyers']);
  });

  for (const { title, order, code } of refusals) {
    it(`${title} ends the cycle as ${code}, which nobody tries again by itself`, async () => {
      await club.begin({ filling: smallFilling() });
      fault({ ...order, count: 1 });
      expect(await outcome())
        .to.be.instanceOf(RuleBroken)
        .with.property('code', code);
      expect(await lastFailure()).to.equal(code);
    });
  }

  it('a record that moves between two pages makes the reading begin again, in a first copy and in a later one', async () => {
    await club.begin({ filling: many(450) });
    fault({ kind: 'row_moves', match: 'records', count: 2 });
    await run();
    expect(await copied(club.database, club.scope)).to.deep.equal(await truth());
    club.now += 60 * MINUTE;
    for (let id = 1; id <= 450; id += 1) change(id, { attendance: -1 });
    fault({ kind: 'row_moves', match: 'records', count: 2 });
    await run();
    expect(await copied(club.database, club.scope)).to.deep.equal(await truth());
  });

  it('records that move whenever they are read end the cycle as booking_rows_moved, and the cursor stays', async () => {
    await club.begin({ filling: many(450) });
    await run();
    club.now += 60 * MINUTE;
    for (let id = 1; id <= 450; id += 1) change(id, { attendance: -1 });
    fault({ kind: 'row_moves', match: 'records' });
    expect(String(await outcome())).to.match(/rows_moved/);
    expect(await lastFailure()).to.equal('booking_rows_moved');
    club.platform.faults.clear();
    club.now += 60 * MINUTE;
    await run();
    expect(await copied(club.database, club.scope)).to.deep.equal(await truth());
  });

  for (const minutes of [-10, 10]) {
    it(`a clock ${String(minutes)} minutes off ours loses no change, because the cursor is the platform’s own time`, async () => {
      await club.begin({ filling: many(3) });
      const ours = () => club.now - minutes * MINUTE;
      await run(ours());
      club.now += MINUTE;
      change(1, { attendance: -1 });
      club.now += 5000;
      await run(ours());
      expect(await attendanceOf('1')).to.equal(-1);
      club.now += 55_000;
      change(2, { attendance: -1 });
      await run(ours());
      expect(await attendanceOf('2')).to.equal(-1);
    });

    it(`a Date ${String(minutes)} minutes off the platform’s own stamps loses no change`, async () => {
      await club.begin({ filling: many(3) });
      fault({ kind: 'clock_off', code: minutes * 60 });
      await run();
      club.now += MINUTE;
      await run();
      change(1, { attendance: -1 });
      club.now += MINUTE;
      await run();
      expect(await attendanceOf('1')).to.equal(-1);
    });
  }

  it('a platform’s clock that jumps back by hours loses no change: the cursor goes back with it', async () => {
    await club.begin({ filling: many(3) });
    club.now += 5 * 60 * MINUTE;
    await run();
    change(1, { attendance: -1 });
    club.now -= 5 * 60 * MINUTE;
    await run();
    expect(await attendanceOf('1')).to.equal(-1);
    change(2, { attendance: -1 });
    club.now += MINUTE;
    await run();
    expect(await attendanceOf('2')).to.equal(-1);
    club.now += MINUTE;
    expect((await run()).outcome).to.equal('idle');
  });

  it('a cursor taken back is one company’s, and never moves forward by it', async () => {
    await club.begin({ filling: many(1) });
    await run();
    const { company } = club.platform.booking.contents;
    const other = await addCompany(club.database, {
      ...club.platform.booking.contents,
      company: { ...company, id: 5 },
    });
    const store = syncStore(club.database);
    const cursorOf = async () =>
      (await store.cursors(club.scope)).find(({ collection }) => collection === 'records')?.changedUpTo;
    const before = await cursorOf();
    await store.takeCursorBack(other, 'records', '2020-01-01T00:00:00.000Z');
    await store.takeCursorBack(club.scope, 'records', '2030-01-01T00:00:00.000Z');
    expect(await cursorOf()).to.equal(before);
    await store.takeCursorBack(club.scope, 'records', '2026-01-01T00:00:00.000Z');
    expect(await cursorOf()).to.equal('2026-01-01T00:00:00.000Z');
  });

  it('a record that comes back under another id replaces the old one, when both are the same visit', async () => {
    await club.begin({ filling: many(2) });
    await run();
    club.now += MINUTE;
    const { contents } = club.platform.booking;
    const old = contents.bookings.get(1);
    contents.bookings.delete(1);
    if (old) club.platform.booking.change({ type: 'booked', booking: { ...old, id: 91, changedAt: club.now } });
    await run();
    const rows = await club
      .database('visits')
      .where({ company_id: club.scope.companyId })
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
    await club.begin({ filling: smallFilling({ clients: [{}, {}], bookings: [{ clientId: 1 }, { clientId: 2 }] }) });
    await run();
    club.now += MINUTE;
    club.platform.booking.contents.clients.delete(2);
    change(2, { clientId: 1 });
    await run();
    const rows = await club
      .database('visits as v')
      .join('clients as c', 'c.id', 'v.client_id')
      .where('v.company_id', club.scope.companyId)
      .orderBy('v.external_id')
      .select<{ client: string }[]>('c.external_id as client');
    expect(rows).to.deep.equal([{ client: '1' }, { client: '1' }]);
  });
});
