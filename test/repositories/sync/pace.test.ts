import { expect } from 'chai';
import type { Database } from '../../../db/database.ts';
import { createPaceRepository } from '../../../db/repositories/sync/pace.ts';
import { systemScope, type Scope } from '../../../domain/access/scope.ts';
import { smallFilling, startBooking, type TestBooking } from '../../support/booking.ts';
import { cloneDatabase } from '../../support/database.ts';
import { addCompany, cycle, depsFor, syncStore } from '../../support/sync-world.ts';

const START = Date.parse('2026-03-02T09:00:00Z');
const MINUTE = 60_000;

describe('the pace of companies that share the limit', () => {
  let database: Database;
  let drop: () => Promise<void>;
  let world: TestBooking;
  let scope: Scope;
  let now = START;

  before(async () => {
    ({ database, drop } = await cloneDatabase());
  });
  after(() => drop());
  beforeEach(async () => {
    now = START;
    world = await startBooking({ clock: { now: () => new Date(now) }, filling: smallFilling() });
    scope = await addCompany(database, world.booking.contents);
  });
  afterEach(async () => {
    await world.close();
    await database('companies').delete();
  });
  const at = () => new Date(now).toISOString();
  /** A budget of six requests a minute: two companies of three. */
  const pace = () => createPaceRepository(database, { budget: 6 });
  const run = () => cycle(depsFor({ ...syncStore(database), ...pace() }, world.gateway), scope, new Date(now));
  async function others(count: number, cost = 3): Promise<void> {
    for (let index = 0; index < count; index += 1) {
      const { company } = world.booking.contents;
      const id = 1000 + index;
      const other = await addCompany(database, { ...world.booking.contents, company: { ...company, id } });
      await database('sync_pace').insert({ company_id: other.companyId, requests_per_cycle: cost, updated_at: at() });
    }
  }
  const mine = () =>
    database('sync_pace')
      .where({ company_id: scope.companyId })
      .first<{ interval_seconds: number; shared_by: number; requests_per_cycle: number }>();

  it('is a minute while the limit suffices, and says what a cycle costs', async () => {
    await run();
    now += MINUTE;
    await run();
    expect(await mine()).to.deep.include({ interval_seconds: 60, shared_by: 1, requests_per_cycle: 3 });
  });

  it('stretches with the number of companies, and a cycle that starts sooner asks for nothing', async () => {
    await others(5);
    await run();
    expect(await mine()).to.deep.include({ interval_seconds: 180, shared_by: 6 });
    const asked = () => world.booking.requests().length;
    const before = asked();
    for (const minutes of [1, 1]) {
      now += minutes * MINUTE;
      expect(await run()).to.deep.equal({ outcome: 'idle', counts: {}, hasCardsDue: false });
    }
    expect(asked()).to.equal(before);
    // Some seconds early is not too early: schedules fire as they can.
    now += MINUTE - 5_000;
    await run();
    expect(asked()).to.be.greaterThan(before);
  });

  it('does not wait when the platform tells of a change, or when somebody wants to see it now', async () => {
    await others(5);
    await run();
    now += MINUTE;
    expect(await pace().isCycleDue(scope, at())).to.equal(false);
    await database('sync_states').insert({ company_id: scope.companyId, webhook_at: at() });
    expect(await pace().isCycleDue(scope, at())).to.equal(true);
    await run();
    now += MINUTE;
    expect(await pace().isCycleDue(scope, at())).to.equal(false);
    await pace().hurry(systemScope(scope.companyId + 1, 'test'));
    expect(await pace().isCycleDue(scope, at())).to.equal(false);
    await pace().hurry(scope);
    expect(await pace().isCycleDue(scope, at())).to.equal(true);
  });

  it('keeps a wish of while a cycle was under way for the next one, also before the first cycle has ended', async () => {
    await others(5);
    const store = { ...syncStore(database), ...pace() };
    const pressing = {
      ...world.gateway,
      async goodsSales(...asked: Parameters<typeof world.gateway.goodsSales>) {
        await store.hurry(scope);
        return world.gateway.goodsSales(...asked);
      },
    };
    for (let cycles = 0; cycles < 2; cycles += 1) {
      await cycle(depsFor(store, pressing), scope, new Date(now));
      expect(await store.isCycleWanted(scope)).to.equal(true);
      now += MINUTE;
      expect(await store.isCycleDue(scope, at())).to.equal(true);
    }
    await run();
    expect(await store.isCycleWanted(scope)).to.equal(false);
    now += MINUTE;
    expect(await store.isCycleDue(scope, at())).to.equal(false);
  });

  it('counts neither companies that fell silent nor those that live on books', async () => {
    await others(5);
    const ids = await database('companies').whereNot({ id: scope.companyId }).orderBy('id').pluck<number[]>('id');
    await database('companies').whereIn('id', ids.slice(0, 2)).update({ booking_platform: 'books' });
    await database('sync_pace')
      .whereIn('company_id', ids.slice(2, 5))
      .update({ updated_at: new Date(now - 5 * 60 * MINUTE) });
    await run();
    expect(await mine()).to.deep.include({ interval_seconds: 60, shared_by: 1 });
  });

  it('is not slowed down by a first copy', async () => {
    await others(0);
    await run();
    expect((await mine()).requests_per_cycle).to.equal(3);
  });
});
