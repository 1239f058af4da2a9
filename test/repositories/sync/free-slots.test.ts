import { expect } from 'chai';
import type { Database } from '../../../db/database.ts';
import { createCursorsRepository } from '../../../db/repositories/sync/cursors.ts';
import { createFreeSlotsRepository } from '../../../db/repositories/sync/free-slots.ts';
import { createFreeSlots, type FreeSlots } from '../../../activities/sync/free-slots.ts';
import type { Scope } from '../../../domain/access/scope.ts';
import { cloneDatabase } from '../../support/database.ts';
import { smallFilling, startBooking, type TestBooking } from '../../support/booking.ts';
import { addCompany, cycle, depsFor, syncStore } from '../../support/sync-world.ts';

const START = Date.parse('2026-03-02T09:00:00Z');

describe('free slots', () => {
  let database: Database;
  let drop: () => Promise<void>;
  let world: TestBooking;
  let scope: Scope;
  let now = START;
  let freeSlots: FreeSlots;
  let ids: { staffId: number; serviceId: number };

  before(async () => {
    ({ database, drop } = await cloneDatabase());
  });
  after(() => drop());
  beforeEach(async () => {
    now = START;
    world = await startBooking({ clock: { now: () => new Date(now) }, filling: smallFilling() });
    scope = await addCompany(database, world.booking.contents);
    await cycle(depsFor(syncStore(database), world.gateway), scope, new Date(now));
    const store = { ...createCursorsRepository(database), ...createFreeSlotsRepository(database) };
    freeSlots = createFreeSlots({ store, gatewayFor: () => Promise.resolve(world.gateway) });
    const id = async (table: string) =>
      (await database(table).where({ company_id: scope.companyId }).first<{ id: number }>('id')).id;
    ids = { staffId: await id('staff'), serviceId: await id('services') };
  });
  afterEach(async () => {
    await world.close();
    await database('companies').delete();
  });

  const ask = (from = '2026-03-06', to = '2026-03-09') =>
    freeSlots(scope, { staffIds: [ids.staffId], serviceId: ids.serviceId, from, to, at: new Date(now).toISOString() });
  const asked = () => world.booking.requests().filter(({ path }) => path.startsWith('/book_')).length;

  it('are the platform’s own: working days only, sooner first', async () => {
    const slots = await ask();
    expect(slots.at(0)).to.deep.equal({
      staffId: ids.staffId,
      localDate: '2026-03-06',
      startsAt: '2026-03-06T09:00:00.000Z',
    });
    // Friday, Saturday and Monday; on Sunday nobody works.
    expect(new Set(slots.map((slot) => slot.localDate))).to.have.keys(['2026-03-06', '2026-03-07', '2026-03-09']);
    const times = slots.map((slot) => slot.startsAt);
    expect(times).to.deep.equal([...times].sort());
  });

  it('are asked for once in ten minutes, one question for the days and one for each open day', async () => {
    const slots = await ask();
    expect(asked()).to.equal(4);
    now += 9 * 60_000;
    expect(await ask()).to.deep.equal(slots);
    expect(asked()).to.equal(4);
    now += 2 * 60_000;
    await ask();
    expect(asked()).to.equal(8);
  });

  it('are asked for again after a booking of that person’s day was copied', async () => {
    const before = await ask('2026-03-06', '2026-03-06');
    await world.gateway.createRecord(world.company, {
      apiId: 'x',
      staffExternalId: '1',
      serviceExternalId: '1',
      startsAt: '2026-03-06T09:00:00.000Z',
      durationSeconds: 3600,
      client: { name: 'Name1', phone: '+420601001000' },
    });
    now += 1000;
    await cycle(depsFor(syncStore(database), world.gateway), scope, new Date(now));
    const after = await ask('2026-03-06', '2026-03-06');
    expect(after).to.deep.equal(before.filter((slot) => slot.startsAt >= '2026-03-06T10:00'));
    expect(after.length).to.equal(before.length - 2);
  });

  it('are nobody’s for staff that left and for another company’s ids', async () => {
    const other = await addCompany(database, {
      ...world.booking.contents,
      company: { ...world.booking.contents.company, id: 99 },
    });
    const question = {
      staffIds: [ids.staffId],
      serviceId: ids.serviceId,
      from: '2026-03-06',
      to: '2026-03-06',
      at: new Date(now).toISOString(),
    };
    expect(await freeSlots(other, question)).to.deep.equal([]);
    await database('staff').where({ id: ids.staffId }).update({ is_fired: true });
    expect(await ask()).to.deep.equal([]);
    expect(asked()).to.equal(0);
  });

  it('lie later than now', async () => {
    now = Date.parse('2026-03-06T13:10:00Z');
    const slots = await ask('2026-03-06', '2026-03-06');
    expect(slots.at(0)?.startsAt).to.equal('2026-03-06T13:30:00.000Z');
  });
});
