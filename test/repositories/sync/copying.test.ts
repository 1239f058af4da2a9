import { expect } from 'chai';
import { systemScope } from '../../../domain/access/scope.ts';
import { Unavailable } from '../../../domain/errors.ts';
import type { BookingGateway } from '../../../domain/sync/booking-gateway.ts';
import { smallFilling, startBooking } from '../../support/booking.ts';
import { copyingWorld } from '../../support/copying-world.ts';
import { addCompany, copied, cycle, depsFor, syncStore } from '../../support/sync-world.ts';

const START = Date.parse('2026-03-02T09:00:00Z');

describe('copying a booking platform', () => {
  const club = copyingWorld(START);
  const store = () => syncStore(club.database);
  const run = (gateway: BookingGateway = club.platform.gateway, id?: string) =>
    cycle(depsFor(store(), gateway), club.scope, new Date(club.now), id);
  const minute = () => {
    club.now += 60_000;
  };
  const rows = <Row>(table: string) => club.database(table).where({ company_id: club.scope.companyId }).select<Row[]>();
  const visit = (externalId: string) =>
    club
      .database('visits')
      .where({ company_id: club.scope.companyId, external_id: externalId })
      .first<{ id: number; attendance: number; is_deleted: boolean; cost_minor: number; client_id: number | null }>();

  it('copies everything, page after page, and finds nothing to write in the next minute', async () => {
    await club.begin({ clients: 40 });
    const { contents } = club.platform.booking;
    const first = await run();
    expect(first.outcome).to.equal('changed');
    const copy = await copied(club.database, club.scope);
    expect(copy['visits']).to.have.length(contents.bookings.size);
    expect(contents.bookings.size).to.be.greaterThan(400);
    expect(copy['clients']).to.have.length(40);
    expect(copy['goods']).to.have.length(contents.sales.length);
    minute();
    const before = club.platform.booking.requests().length;
    expect(await run()).to.deep.include({ outcome: 'idle', counts: {} });
    // Clients, records and goods: three questions are all that an idle minute costs.
    expect(club.platform.booking.requests().length - before).to.equal(3);
    expect(await copied(club.database, club.scope)).to.deep.equal(copy);
  });

  it('copies the truth of the books: who came, who did not, what was cancelled', async () => {
    await club.begin({ clients: 30 });
    await run();
    const bookings = [...club.platform.booking.contents.bookings.values()];
    const count = async (where: object) =>
      Number(
        (
          await club
            .database('visits')
            .where({ company_id: club.scope.companyId, ...where })
            .count('*')
        )[0]?.['count'],
      );
    expect(await count({ attendance: 1 })).to.equal(bookings.filter((each) => each.attendance === 1).length);
    expect(await count({ attendance: -1 })).to.equal(bookings.filter((each) => each.attendance === -1).length);
    expect(await count({ is_deleted: true })).to.equal(bookings.filter((each) => each.deleted).length);
    const { rows: spent } = await club.database.raw<{ rows: { sum: number }[] }>(
      'select sum(cost_minor)::bigint as sum from arrived_visits where company_id = ?',
      [club.scope.companyId],
    );
    const arrived = bookings.filter((each) => each.attendance === 1 && !each.deleted && each.clientId !== null);
    const cost = arrived.flatMap((each) => [...each.services, ...each.goods]).reduce((sum, each) => sum + each.cost, 0);
    expect(spent[0]?.sum).to.equal(cost * 100);
  });

  it('sees a new booking, a no-show, a moved price and a cancellation in the next minute, and tells which visits they are', async () => {
    const told: number[][] = [];
    await club.begin({ filling: smallFilling({ bookings: [{}, {}, {}] }) });
    const deps = depsFor(
      syncStore(club.database, async (_trx, _companyId, ids) => void told.push(ids)),
      club.platform.gateway,
    );
    await cycle(deps, club.scope, new Date(club.now));
    expect(told.flat()).to.have.length(3);
    minute();
    const { booking } = club.platform;
    const change = (id: number, change: object) => {
      booking.change({ type: 'booking_changed', id, change, at: club.now });
    };
    change(1, { attendance: -1 });
    change(2, { deleted: true });
    change(3, { services: [{ id: 1, cost: 650 }] });
    const [first] = [...booking.contents.bookings.values()];
    if (first)
      booking.change({
        type: 'booked',
        booking: { ...first, id: 9, attendance: 0, createdAt: club.now, changedAt: club.now },
      });
    club.now += 1000;
    told.length = 0;
    expect((await cycle(deps, club.scope, new Date(club.now))).counts).to.deep.equal({ visits: 4 });
    expect(await visit('1')).to.include({ attendance: -1 });
    expect(await visit('2')).to.include({ is_deleted: true });
    expect(await visit('3')).to.include({ cost_minor: 65_000 });
    const ids = await Promise.all(['1', '2', '3', '9'].map(async (id) => (await visit(id))?.id));
    expect(told).to.deep.equal([ids]);
    // The same rows come once more behind the overlap, and change nothing.
    expect((await cycle(deps, club.scope, new Date(club.now))).outcome).to.equal('idle');
  });

  it('writes a booking and what it won in one transaction: when attributing fails, neither is there', async () => {
    await club.begin({ filling: smallFilling({ bookings: [{}] }) });
    const failing = syncStore(club.database, () => Promise.reject(new Error('attribution broke')));
    const error = await cycle(depsFor(failing, club.platform.gateway), club.scope, new Date(club.now)).catch(
      (caught: unknown) => caught,
    );
    expect(error).to.be.instanceOf(Error);
    expect(await rows('visits')).to.have.length(0);
    expect((await run()).counts).to.deep.include({ visits: 1 });
  });

  it('ends in the same state when it dies after any page and begins again', async () => {
    await club.begin({ clients: 45 });
    const calm = await addCompany(club.database, {
      ...club.platform.booking.contents,
      company: { ...club.platform.booking.contents.company, id: 5 },
    });
    await club.database('companies').where({ id: calm.companyId }).update({ external_id: null });
    await run();
    const expected = await copied(club.database, club.scope);
    await club.database('companies').where({ id: club.scope.companyId }).delete();

    club.scope = await addCompany(club.database, club.platform.booking.contents);
    let left = 0;
    const dying: BookingGateway = {
      ...club.platform.gateway,
      async records(company, since) {
        if (left === 0) throw new Unavailable('booking', 'killed');
        left -= 1;
        return club.platform.gateway.records(company, since);
      },
    };
    let tries = 0;
    for (let survives = 0; ; survives += 1) {
      left = survives;
      tries += 1;
      const result = await run(dying).catch((error: unknown) => error);
      if (!(result instanceof Unavailable)) break;
    }
    expect(tries).to.be.greaterThan(2);
    expect(await copied(club.database, club.scope)).to.deep.equal(expected);
    minute();
    expect((await run()).outcome).to.equal('idle');
  });

  it('goes on at its page after a break, instead of at the beginning', async () => {
    await club.begin({ clients: 60 });
    const pages: number[] = [];
    let failAt = 3;
    const breaking: BookingGateway = {
      ...club.platform.gateway,
      async records(company, since) {
        if (since.page >= failAt) throw new Unavailable('booking', 'killed');
        pages.push(since.page);
        return club.platform.gateway.records(company, since);
      },
    };
    await run(breaking).catch(() => undefined);
    failAt = 1000;
    pages.length = 0;
    await run(breaking);
    expect(Math.min(...pages)).to.equal(2);
  });

  it('moves no cursor over half a page', async () => {
    await club.begin({ filling: smallFilling({ bookings: Array.from({ length: 20 }, () => ({})) }) });
    club.platform.faults.add({ system: 'booking', kind: 'half_page', match: 'records', count: 1 });
    expect(await run().catch((error: unknown) => String(error))).to.match(/short_page/);
    expect(await rows('visits')).to.have.length(0);
    await run();
    expect(await rows('visits')).to.have.length(20);
    const [failed] = await club
      .database('sync_runs')
      .where({ company_id: club.scope.companyId })
      .orderBy('id')
      .select('outcome', 'failure_code');
    expect(failed).to.deep.equal({ outcome: 'failed', failure_code: 'booking_short_page' });
  });

  it('keeps a bad record with its reason, copies the rest, and takes it over once it is mended', async () => {
    const bad = { attendance: 9 as unknown as 1 };
    await club.begin({ filling: smallFilling({ bookings: [{}, bad, {}] }) });
    await run();
    expect(await rows('visits')).to.have.length(2);
    const [kept] = await rows<{ external_id: string; reason: string; resolved_at: Date | null }>('quarantined_records');
    expect(kept).to.include({ external_id: '2', resolved_at: null });
    expect(kept?.reason).to.match(/^attendance/);
    minute();
    club.platform.booking.change({ type: 'booking_changed', id: 2, change: { attendance: 1 }, at: club.now });
    await run();
    expect(await rows('visits')).to.have.length(3);
    const [mended] = await rows<{ resolved_at: Date | null }>('quarantined_records');
    expect(mended?.resolved_at).not.to.equal(null);
  });

  it('never lets two cycles of one company overlap, and lets the same one go on', async () => {
    await club.begin({ filling: smallFilling({ bookings: [{}] }) });
    const first = await store().begin(club.scope, 'one');
    expect(await run(club.platform.gateway, 'two')).to.deep.include({ outcome: 'busy' });
    expect(await rows('visits')).to.have.length(0);
    const again = await store().begin(club.scope, 'one');
    expect(again).to.deep.equal({ runId: first?.runId, attempt: 2 });
    // The older attempt of the same run, should it still be alive, writes nothing more.
    if (first) {
      const step = {
        run: first,
        collection: 'clients',
        page: 1,
        isLast: true,
        isFirstCopy: true,
        changedUpTo: new Date(club.now).toISOString(),
      } as const;
      const page = await club.platform.gateway.clients(club.platform.company, { page: 1, changedAfter: null });
      const refused = await store()
        .saveClients(club.scope, step, page, 'CZ')
        .catch((error: unknown) => String(error));
      expect(refused).to.match(/sync_run_taken_over/);
    }
    expect(await rows('clients')).to.have.length(0);
    expect((await run(club.platform.gateway, 'one')).outcome).to.equal('changed');
  });

  it('takes over a run that fell silent', async () => {
    await club.begin({ filling: smallFilling({ bookings: [{}] }) });
    await store().begin(club.scope, 'died');
    await club.database('sync_runs').update({ alive_at: club.database.raw(`now() - interval '3 minutes'`) });
    expect((await run(club.platform.gateway, 'next')).outcome).to.equal('changed');
  });

  it('gives every service its rule when it is first seen, and leaves what the company made of it', async () => {
    await club.begin({ filling: smallFilling() });
    await run();
    const rules = () =>
      club
        .database('service_reactivation_rules')
        .where({ company_id: club.scope.companyId })
        .select('reactivation_interval_days', 'max_attempts', 'is_active', 'discount_progression');
    expect(await rules()).to.deep.equal([
      { reactivation_interval_days: 21, max_attempts: 3, is_active: true, discount_progression: [10, 15, 20] },
    ]);
    await club.database('service_reactivation_rules').update({ reactivation_interval_days: 45 });
    club.now += 2 * 3_600_000;
    await run();
    expect((await rules())[0]).to.include({ reactivation_interval_days: 45 });
  });

  it('marks staff and services that are no longer listed, and wants no empty list to wipe them', async () => {
    await club.begin({ filling: smallFilling() });
    await run();
    club.platform.booking.contents.staff.push({
      id: 2,
      name: 'Ota',
      specialization: '',
      position: null,
      fired: false,
      hidden: false,
      daysOff: [],
      serviceIds: [],
    });
    club.now += 2 * 3_600_000;
    await run();
    club.platform.booking.contents.staff.shift();
    club.platform.booking.contents.services.length = 0;
    club.now += 2 * 3_600_000;
    await run();
    const staff = await club
      .database('staff')
      .where({ company_id: club.scope.companyId })
      .orderBy('external_id')
      .select('external_id', 'is_deleted');
    expect(staff).to.deep.equal([
      { external_id: '1', is_deleted: true },
      { external_id: '2', is_deleted: false },
    ]);
    expect((await rows<{ is_deleted: boolean }>('services'))[0]?.is_deleted).to.equal(false);
  });

  it('knows a service that a record names before the hourly list was read again', async () => {
    await club.begin({ filling: smallFilling({ bookings: [{}] }) });
    await run();
    minute();
    club.platform.booking.contents.services.push({
      id: 2,
      title: 'New',
      category: 'Care',
      price: 100,
      seconds: 3600,
      active: true,
    });
    club.platform.booking.change({
      type: 'booking_changed',
      id: 1,
      change: { services: [{ id: 2, cost: 100 }] },
      at: club.now,
    });
    await run();
    const copy = await copied(club.database, club.scope);
    expect(copy['positions']).to.deep.equal([
      { external_id: '1', position: 0, kind: 'service', title: 'New', cost_minor: 10_000, service: '2' },
    ]);
  });

  it('keeps the visit of a person whose card is gone, and opts out a card whose phone said no before', async () => {
    const filling = smallFilling({ clients: [{}, {}], bookings: [{}, { clientId: 2 }] });
    await club.begin({ filling });
    club.platform.booking.contents.clients.delete(2);
    await club
      .database('opt_outs')
      .insert({ company_id: club.scope.companyId, phone: '+420601001000', source: 'word' });
    await run();
    const clients = await rows<{ external_id: string; reactivation_opt_out: boolean }>('clients');
    expect(clients.map((each) => [each.external_id, each.reactivation_opt_out])).to.deep.equal([['1', true]]);
    // The platform has no client to name for this record; the visit itself is kept.
    expect((await visit('2'))?.client_id).to.equal(null);
  });

  it('keeps two companies apart, also when the platform gives their rows the same ids', async () => {
    await club.begin({ filling: smallFilling({ clients: [{ name: 'Ours' }], bookings: [{}] }) });
    const other = await startBooking({
      clock: { now: () => new Date(club.now) },
      filling: (() => {
        const filling = smallFilling({ clients: [{ name: 'Theirs' }], bookings: [{ attendance: -1 }] });
        return { ...filling, company: { ...filling.company, id: 78 } };
      })(),
    });
    const theirs = await addCompany(club.database, other.booking.contents);
    await run();
    const ours = await copied(club.database, club.scope);
    await cycle(depsFor(store(), other.gateway), theirs, new Date(club.now));
    expect(await copied(club.database, club.scope)).to.deep.equal(ours);
    const their = await copied(club.database, theirs);
    expect(their['clients']).to.deep.include.members([{ ...(ours['clients']?.[0] as object), name: 'Theirs' }]);
    minute();
    other.booking.change({ type: 'booking_changed', id: 1, change: { deleted: true }, at: club.now });
    await cycle(depsFor(store(), other.gateway), theirs, new Date(club.now));
    expect(await copied(club.database, club.scope)).to.deep.equal(ours);
    expect(
      await store().unreadCards(
        systemScope(theirs.companyId, 'test'),
        (await rows<{ id: number }>('clients')).map(({ id }) => id),
        null,
      ),
    ).to.deep.equal([]);
    await other.close();
  });
});
