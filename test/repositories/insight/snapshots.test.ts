import { expect } from 'chai';
import type { Database } from '../../../db/database.ts';
import { createMetricsRepository } from '../../../db/repositories/insight/metrics.ts';
import { createInsightRepository } from '../../../db/repositories/insight/refresh.ts';
import { createSnapshotsRepository } from '../../../db/repositories/insight/snapshots.ts';
import type { Scope } from '../../../domain/access/scope.ts';
import { METRIC_KEYS } from '../../../domain/insight/metric-keys.ts';
import { dayNumber, dayText } from '../../oracle/days.ts';
import { cloneDatabase } from '../../support/database.ts';
import { addCompany, addPeople, person } from '../../support/insight-world.ts';

const on = (asOf: string) => ({ asOf, at: new Date(`${asOf}T18:00:00Z`) });
const TODAY = on('2026-11-20');
const daysBefore = (days: number): string => dayText(dayNumber(TODAY.asOf) - days);

describe('the numbers of past days', () => {
  let database: Database;
  let drop: () => Promise<void>;
  let snapshots: ReturnType<typeof createSnapshotsRepository>;
  let insight: ReturnType<typeof createInsightRepository>;

  before(async () => {
    ({ database, drop } = await cloneDatabase());
    snapshots = createSnapshotsRepository(database, (...asked) =>
      createMetricsRepository(database).numbersOn(...asked),
    );
    insight = createInsightRepository(database);
  });
  after(() => drop());

  async function club(visits: string[][]): Promise<{ scope: Scope; ids: Map<string, number> }> {
    const scope = await addCompany(database);
    const people = visits.map((days, index) => person(`p${String(index)}`, { visits: days }));
    return { scope, ids: await addPeople(database, scope, people) };
  }
  const historyOf = async (scope: Scope, today = TODAY.asOf) =>
    snapshots.history(scope, {
      keys: ['monthly_active', 'segment_trial_dropoffs'],
      from: '2026-01-01',
      to: today,
      today,
    });
  async function fillAll(scope: Scope): Promise<string[]> {
    const filled: string[] = [];
    for (;;) {
      const day = await snapshots.fillNext(scope, TODAY.at);
      if (day === null) return filled;
      filled.push(day);
    }
  }

  it('are filled in newest first: ninety days, then the ends of the months back to the first visit', async () => {
    const { scope } = await club([['2026-05-10', '2026-11-01'], ['2026-10-31']]);
    await snapshots.plan(scope, TODAY);
    expect(await snapshots.progress(scope)).to.deep.equal({ done: 0, total: 93 });
    const filled = await fillAll(scope);
    expect(filled.slice(0, 2)).to.deep.equal(['2026-11-19', '2026-11-18']);
    expect(filled.slice(89)).to.deep.equal(['2026-08-22', '2026-07-31', '2026-06-30', '2026-05-31']);
    const { series, backfill } = await historyOf(scope);
    expect(backfill).to.equal(null);
    const [active] = series;
    expect(active?.points).to.have.length(93);
    expect(active?.points[0]).to.deep.equal({ on: '2026-05-31', value: 1, isFinal: true });
    expect(active?.points.at(-1)).to.deep.equal({ on: '2026-11-19', value: 2, isFinal: true });
  });

  it('say how far they are while they are filled in', async () => {
    const { scope } = await club([['2026-11-17']]);
    await snapshots.plan(scope, TODAY);
    await snapshots.fillNext(scope, TODAY.at);
    expect((await historyOf(scope)).backfill).to.deep.equal({ done: 1, total: 3 });
  });

  it('are what the books would have said on that day, and the same for today from the stored rows', async () => {
    const { scope } = await club([['2026-09-01', '2026-09-20'], ['2026-11-05'], ['2026-11-18']]);
    const metrics = createMetricsRepository(database);
    await insight.refreshClients(scope, TODAY);
    await snapshots.takeToday(scope, TODAY);
    await snapshots.plan(scope, TODAY);
    await fillAll(scope);
    for (const asOf of [TODAY.asOf, daysBefore(1), daysBefore(40), '2026-09-30']) {
      const kept = await snapshots.history(scope, { keys: METRIC_KEYS, from: asOf, to: asOf, today: TODAY.asOf });
      // Another company's state cannot be used: the books themselves are asked.
      const { metrics: asked } = await metrics.metrics(scope, asOf);
      expect(Object.fromEntries(kept.series.map(({ key, points }) => [key, points[0]?.value ?? null]))).to.deep.equal(
        asked,
      );
    }
  });

  it('are written over until midnight and final after it', async () => {
    const { scope } = await club([['2026-11-20']]);
    await snapshots.takeToday(scope, TODAY);
    await addPeople(database, scope, [person('late', { visits: ['2026-11-20'] })]);
    await snapshots.takeToday(scope, TODAY);
    const points = async (today: string) => (await historyOf(scope, today)).series[0]?.points;
    expect(await points(TODAY.asOf)).to.deep.equal([{ on: TODAY.asOf, value: 2, isFinal: false }]);
    expect(await points('2026-11-21')).to.deep.equal([{ on: TODAY.asOf, value: 2, isFinal: true }]);
    await snapshots.takeToday(scope, on('2026-11-21'));
    expect(
      await database('metric_snapshots').where({
        company_id: scope.companyId,
        local_date: TODAY.asOf,
        is_final: false,
      }),
    ).to.deep.equal([]);
  });

  it('are made anew from the day on that old books changed, and only then', async () => {
    const { scope, ids } = await club([['2026-11-10'], ['2026-11-12']]);
    await snapshots.plan(scope, TODAY);
    await fillAll(scope);
    await snapshots.plan(scope, TODAY);
    expect(await fillAll(scope)).to.deep.equal([]);
    // What is booked ahead becomes a visit every day; it changes no day that is over.
    await addPeople(database, scope, [person('ahead', { waiting: ['2026-11-25'], visits: [] })]);
    await snapshots.plan(scope, TODAY);
    expect(await fillAll(scope)).to.deep.equal([]);
    await database('visits')
      .where({ client_id: ids.get('p1') ?? 0 })
      .update({ local_date: '2026-11-18', starts_at: '2026-11-18T12:00:00Z' });
    await snapshots.plan(scope, TODAY);
    expect(await snapshots.progress(scope)).to.deep.equal({ done: 2, total: 10 });
    expect(await fillAll(scope)).to.deep.equal(
      ['19', '18', '17', '16', '15', '14', '13', '12'].map((day) => `2026-11-${day}`),
    );
    await database('companies').where({ id: scope.companyId }).update({ vip_threshold_minor: 100 });
    await snapshots.plan(scope, TODAY);
    expect(await fillAll(scope)).to.have.length(10);
  });

  it('are made anew when one kind of purchase takes the place of another on the same day', async () => {
    const { scope, ids } = await club([['2026-11-10']]);
    const sale = {
      company_id: scope.companyId,
      client_id: ids.get('p0') ?? 0,
      external_id: 'swapped',
      title: 'Sold',
      sold_on: '2026-11-15',
    };
    await database('memberships').insert({ ...sale, cost_minor: 5_001 });
    await snapshots.plan(scope, TODAY);
    await fillAll(scope);
    await database('memberships').where({ company_id: scope.companyId }).delete();
    await database('goods_sales').insert({ ...sale, cost_minor: 5_000 });
    await snapshots.plan(scope, TODAY);
    expect(await fillAll(scope)).to.deep.equal(['19', '18', '17', '16', '15'].map((day) => `2026-11-${day}`));
  });

  it('go with the books they were made of when others take their place', async () => {
    const { scope } = await club([['2026-11-10']]);
    await snapshots.plan(scope, TODAY);
    await fillAll(scope);
    await database('clients').where({ company_id: scope.companyId }).delete();
    await addPeople(database, scope, [person('new', { visits: ['2026-11-18'] })]);
    await snapshots.plan(scope, TODAY);
    await fillAll(scope);
    expect((await historyOf(scope)).series[0]?.points.map(({ on: day }) => day)).to.deep.equal([
      '2026-11-18',
      '2026-11-19',
    ]);
  });

  it('wait for the end of a first copy: half a company has no numbers worth keeping', async () => {
    const scope = await addCompany(database);
    const { companyId } = scope;
    expect(await snapshots.isCopied(scope)).to.equal(true);
    await database('sync_runs').insert({ company_id: companyId, kind: 'cycle' });
    expect(await snapshots.isCopied(scope)).to.equal(false);
    const cursor = (collection: string, done: Date | null) =>
      database('sync_cursors').insert({ company_id: companyId, collection, first_copy_done_at: done });
    await cursor('clients', TODAY.at);
    expect(await snapshots.isCopied(scope)).to.equal(false);
    await cursor('records', null);
    expect(await snapshots.isCopied(scope)).to.equal(false);
    await database('sync_cursors').where({ company_id: companyId }).update({ first_copy_done_at: TODAY.at });
    expect(await snapshots.isCopied(scope)).to.equal(true);
  });

  it('are those of one company', async () => {
    const [one, two] = [await club([['2026-11-18']]), await club([['2026-11-17'], ['2026-11-18']])];
    for (const { scope } of [one, two]) {
      await snapshots.plan(scope, TODAY);
      await fillAll(scope);
    }
    expect((await historyOf(one.scope)).series[0]?.points.map(({ value }) => value)).to.deep.equal([1, 1]);
    expect((await historyOf(two.scope)).series[0]?.points.map(({ value }) => value)).to.deep.equal([1, 2, 2]);
  });
});
