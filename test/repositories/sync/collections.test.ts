import { expect } from 'chai';
import { readCards } from '../../../activities/sync/read-cards.ts';
import type { Database } from '../../../db/database.ts';
import type { Scope } from '../../../domain/access/scope.ts';
import { smallFilling, startBooking, type TestBooking } from '../../support/booking.ts';
import { cloneDatabase } from '../../support/database.ts';
import { addCompany, cycle, depsFor, syncStore } from '../../support/sync-world.ts';

/** A Monday; the platform's company is in Prague. */
const START = Date.parse('2026-03-02T09:00:00Z');
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

describe('the collections of a booking platform', () => {
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

  async function begin(filling = smallFilling()): Promise<void> {
    world = await startBooking({ clock: { now: () => new Date(now) }, filling });
    scope = await addCompany(database, world.booking.contents);
  }
  const deps = () => depsFor(syncStore(database), world.gateway);
  const run = () => cycle(deps(), scope, new Date(now));
  const mine = { get: (table: string) => database(table).where({ company_id: scope.companyId }) };
  const shifts = () =>
    mine
      .get('staff_schedules')
      .orderBy('local_date')
      .select<{ local_date: string; slots: { from: string; to: string }[] }[]>('local_date', 'slots');

  it('hold who works when for the next thirty days, from the company’s own today on', async () => {
    // Half past eleven in the evening by UTC is tomorrow in Prague.
    now = Date.parse('2026-03-01T23:30:00Z');
    await begin();
    await run();
    const plan = await shifts();
    expect([plan.length, plan[0]?.local_date, plan.at(-1)?.local_date]).to.deep.equal([30, '2026-03-02', '2026-03-31']);
    expect(plan.find((day) => day.local_date === '2026-03-07')?.slots).to.deep.equal([{ from: '10:00', to: '19:00' }]);
    expect(plan.find((day) => day.local_date === '2026-03-08')?.slots).to.deep.equal([]);
  });

  it('ask for the plan every hour, take over what changed in it, and let the past go', async () => {
    await begin();
    await run();
    const asked = () => world.booking.requests().filter(({ path }) => path.includes('staff/schedule')).length;
    now += HOUR / 2;
    await run();
    expect(asked()).to.equal(1);
    const [member] = world.booking.contents.staff;
    if (member) member.daysOff = [6, 7];
    now += HOUR / 2;
    expect((await run()).counts).to.deep.equal({ shifts: 4 });
    now += HOUR;
    expect((await run()).outcome).to.equal('idle');
    now += DAY;
    expect((await run()).counts).to.deep.equal({ shifts: 1 });
    const plan = await shifts();
    expect([plan.length, plan[0]?.local_date]).to.deep.equal([30, '2026-03-03']);
    expect(plan.find((day) => day.local_date === '2026-03-07')?.slots).to.deep.equal([]);
  });

  it('keep one company’s plan and categories from another', async () => {
    await begin();
    await run();
    const before = await shifts();
    const first = scope;
    await database('companies').where({ id: first.companyId }).update({ external_id: null });
    scope = await addCompany(database, world.booking.contents);
    const [member] = world.booking.contents.staff;
    if (member) member.daysOff = [1, 2, 3, 4, 5, 6, 7];
    await run();
    expect((await shifts()).every((day) => day.slots.length === 0)).to.equal(true);
    scope = first;
    expect(await shifts()).to.deep.equal(before);
    expect(await mine.get('service_categories')).to.have.length(1);
  });

  it('hold the categories of services, with their new titles, and mark those that are gone', async () => {
    await begin();
    const { services } = world.booking.contents;
    services.push({ id: 2, title: 'Yoga', category: 'Classes', price: 100, seconds: 3600, active: true });
    await run();
    const categories = () =>
      mine.get('service_categories').orderBy('title').select<object[]>('external_id', 'title', 'is_deleted');
    expect(await categories()).to.deep.equal([
      { external_id: '1', title: 'Care', is_deleted: false },
      { external_id: '2', title: 'Classes', is_deleted: false },
    ]);
    services.pop();
    const [massage] = services;
    if (massage) massage.category = 'Body care';
    now += HOUR;
    await run();
    expect(await categories()).to.deep.equal([
      { external_id: '1', title: 'Body care', is_deleted: false },
      { external_id: '2', title: 'Classes', is_deleted: true },
    ]);
    const [service] = await mine
      .get('services')
      .where({ external_id: '1' })
      .select<{ category_id: number }[]>('category_id');
    expect(service?.category_id).to.be.a('number');
  });

  it('hold what is written on a card, and keep the agreements of the single card when the list is read again', async () => {
    await begin(smallFilling({ clients: [{ card: { comment: 'Sore knee', discount: 10 }, newsletter: true }] }));
    await run();
    const at = new Date(now).toISOString();
    await readCards(deps(), { companyId: scope.companyId, at }, () => undefined);
    now += 60_000;
    const [client] = world.booking.contents.clients.values();
    if (client) {
      const card = { comment: 'Knee is fine', discount: 10 };
      world.booking.change({ type: 'client_saved', client: { ...client, card, changedAt: now } });
    }
    await run();
    const [row] = await mine.get('clients').select<{ card: Record<string, unknown> }[]>('card');
    expect(row?.card).to.deep.include({ comment: 'Knee is fine', discount: 10, sex: null });
    expect(row?.card['agreements']).to.deep.include({ is_newsletter_allowed: true });
    now += 60_000;
    expect((await run()).outcome).to.equal('idle');
  });

  it('ask for the memberships of a changed client at once, and of everybody who ever bought one every week', async () => {
    const pass = { id: 5, clientId: 2, title: 'Month', soldOn: '2026-02-01', endsOn: '2026-02-28', cost: 1490 };
    await begin({ ...smallFilling({ clients: [{}, {}, {}] }), memberships: [pass] });
    const asked = () => world.booking.requests().filter(({ path }) => path.startsWith('/loyalty')).length;
    const read = async () => {
      await run();
      await readCards(deps(), { companyId: scope.companyId, at: new Date(now).toISOString() }, () => undefined);
      return asked();
    };
    expect(await read()).to.equal(1);
    now += DAY;
    expect(await read()).to.equal(1);
    const client = world.booking.contents.clients.get(2);
    if (client) world.booking.change({ type: 'client_saved', client: { ...client, name: 'New', changedAt: now } });
    now += 60_000;
    expect(await read()).to.equal(2);
    now += 8 * DAY;
    expect(await read()).to.equal(3);
  });
});
