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

  const told = async (): Promise<number | null> => {
    await database('sync_states')
      .insert({ company_id: scope.companyId, webhook_at: at() })
      .onConflict('company_id')
      .merge({ webhook_at: at() });
    const dueAt = await pace().changeWasTold(scope, new Date(now));
    return dueAt && (dueAt.getTime() - START) / 1000;
  };
  const cycles = () => world.booking.requests().filter(({ path }) => path.includes('/clients/')).length;

  it('does not wait when the platform tells of a change and nobody shares the limit', async () => {
    await run();
    now += 1_000;
    expect([await told(), await pace().isCycleDue(scope, at())]).to.deep.equal([null, true]);
    expect(await pace().isCycleWanted(scope)).to.equal(true);
  });

  it('is nearly at once after a change while there is room, and no faster than its part of the limit allows', async () => {
    await others(1, 1);
    await run();
    // Three requests a cycle, of three a minute for each of two companies.
    now += 1_000;
    expect([await told(), await pace().isCycleDue(scope, at())]).to.deep.equal([60, false]);
    await database('sync_pace').where({ company_id: scope.companyId }).update({ requests_per_cycle: 0.5 });
    expect(await told()).to.equal(10);
    now += 9_000;
    expect([await told(), await pace().isCycleDue(scope, at())]).to.deep.equal([null, true]);
  });

  it('does not let a company whose platform tells of changes all the time have more than its part', async () => {
    await others(1, 3);
    await run();
    const before = cycles();
    const store = { ...syncStore(database), ...pace() };
    const busy = {
      ...world.gateway,
      // Told once more while each cycle runs.
      async goodsSales(...asked: Parameters<typeof world.gateway.goodsSales>) {
        now += 1_000;
        await told();
        return world.gateway.goodsSales(...asked);
      },
    };
    for (let seconds = 0; seconds < 300; seconds += 5) {
      now = START + seconds * 1_000;
      await told();
      await cycle(depsFor(store, busy), scope, new Date(now));
    }
    // Five minutes at three requests a minute, of three a cycle.
    expect(cycles() - before).to.be.within(4, 5);
    expect(await pace().isCycleWanted(scope), 'nobody pressed anything').to.equal(false);
    now += 5_000;
    await pace().hurry(scope);
    expect([await told(), await pace().isCycleDue(scope, at())], 'a person still may').to.deep.equal([null, true]);
  });

  it('does not wait when somebody wants to see it now', async () => {
    await others(5);
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
