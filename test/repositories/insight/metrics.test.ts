import { expect } from 'chai';
import fc from 'fast-check';
import type { Database } from '../../../db/database.ts';
import { createActivityRepository } from '../../../db/repositories/insight/activity.ts';
import { createMetricsRepository } from '../../../db/repositories/insight/metrics.ts';
import { createInsightRepository } from '../../../db/repositories/insight/refresh.ts';
import type { Scope } from '../../../domain/access/scope.ts';
import { METRIC_KEYS } from '../../../domain/insight/metric-keys.ts';
import { dayNumber, dayText } from '../../oracle/days.ts';
import type { Person } from '../../oracle/facts.ts';
import { cloneDatabase } from '../../support/database.ts';
import { addCompany, addPeople, company, person } from '../../support/insight-world.ts';
import { differencesOn } from '../../support/numbers-comparison.ts';

const TODAY = '2026-11-20';
const NOW = dayNumber(TODAY);
const ago = (days: number): number => NOW - days;
const MOMENT = { asOf: TODAY, at: new Date('2026-11-20T18:00:00Z') };

describe('the numbers of a company', () => {
  let database: Database;
  let drop: () => Promise<void>;
  let metrics: ReturnType<typeof createMetricsRepository>;

  before(async () => {
    ({ database, drop } = await cloneDatabase());
    metrics = createMetricsRepository(database);
  });
  after(() => drop());

  async function world(people: Person[], over: Record<string, unknown> = {}) {
    const scope = await addCompany(database, over);
    const clientIds = await addPeople(database, scope, people);
    const threshold = (over['vip_threshold_minor'] as number | undefined) ?? null;
    return { scope, clientIds, oracle: company(people, threshold) };
  }
  const valueOf = async (scope: Scope, key: (typeof METRIC_KEYS)[number], asOf = TODAY) =>
    (await metrics.metrics(scope, asOf)).metrics[key];
  const refresh = (scope: Scope) => createInsightRepository(database).refreshClients(scope, MOMENT);

  it('are noughts and nulls for a company without anybody, never not-a-number', async () => {
    const { scope } = await world([]);
    for (const asOf of [TODAY, '2020-02-29']) {
      const { metrics: values } = await metrics.metrics(scope, asOf);
      expect(Object.keys(values)).to.deep.equal([...METRIC_KEYS]);
      const { trial_conversion, average_bill_30d, no_show_rate_30d, ...counts } = values;
      expect([trial_conversion, average_bill_30d, no_show_rate_30d]).to.deep.equal([null, null, null]);
      expect(new Set(Object.values(counts))).to.deep.equal(new Set([0]));
      expect((await metrics.cohorts(scope, asOf)).cohorts).to.deep.equal([]);
      expect((await metrics.trialFunnel(scope, asOf)).steps.map((step) => step.reached)).to.deep.equal([0, 0, 0, 0]);
    }
  });

  it('count the last N days with the day itself and not one day more', async () => {
    const { scope } = await world(
      [6, 7, 29, 30].map((days) => person(`first ${String(days)}`, { visits: [ago(days)] })),
    );
    expect(await valueOf(scope, 'new_clients_7d')).to.equal(1);
    expect(await valueOf(scope, 'new_clients_30d')).to.equal(3);
    expect(await valueOf(scope, 'weekly_active')).to.equal(1);
    expect(await valueOf(scope, 'monthly_active')).to.equal(3);
    expect(await valueOf(scope, 'new_clients_7d', dayText(NOW + 1))).to.equal(0);
  });

  it('agree with the second computation at every boundary of every definition', async () => {
    const edges = [0, 6, 7, 13, 14, 20, 21, 29, 30, 31, 44, 45, 59, 60, 61, 89, 90, 91, 119, 120, 121];
    const far = [149, 150, 179, 180, 181, 209, 210, 364, 365, 366, 540];
    const people = [...edges, ...far].flatMap((days) => [
      person(`once ${String(days)}`, { visits: [ago(days)] }),
      person(`again ${String(days)}`, { visits: [ago(days), ago(days) - 30] }),
      person(`later ${String(days)}`, { visits: [ago(days), ago(days) - 31, ago(days) - 90] }),
      person(`habit ${String(days)}`, { visits: [0, 29, 30, 61].map((each) => ago(days) - each), waiting: [NOW + 3] }),
      person(`bought ${String(days)}`, { visits: [ago(days)], memberships: [ago(days) + 30] }),
      person(`bought late ${String(days)}`, { visits: [ago(days)], memberships: [ago(days) + 31] }),
      person(`trained ${String(days)}`, { pt: [ago(days), ago(days) - 8], waitingPt: [ago(days) + 9] }),
      person(`missed ${String(days)}`, { noShows: [ago(days)], cancelled: [ago(days)] }),
    ]);
    const club = await world(people);
    const days = [0, 1, 7, 30, 60, 90, 180, 365, 700].map((each) => dayText(ago(each)));
    for (const asOf of [...days, '2024-02-29', '2025-02-28', '2026-10-31'])
      expect(await differencesOn(database, club, asOf)).to.deep.equal([]);
  });

  it('agree with the second computation for people as they come', async () => {
    const day = fc.integer({ min: NOW - 500, max: NOW });
    const days = (most: number) => fc.uniqueArray(day, { maxLength: most });
    const anybody = fc.record({
      visits: days(12),
      pt: days(4),
      noShows: days(2),
      cancelled: days(2),
      waiting: fc.uniqueArray(fc.integer({ min: NOW - 400, max: NOW + 40 }), { maxLength: 2 }),
      memberships: days(2),
      goods: fc.array(fc.record({ day, costMinor: fc.integer({ min: -2_000, max: 9_000 }) }), { maxLength: 2 }),
      costMinor: fc.constantFrom(0, 0, 1_000, 4_999, 12_345, -500),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(anybody, { minLength: 1, maxLength: 40 }),
        fc.option(fc.integer({ min: 1, max: 100_000 })),
        fc.uniqueArray(day, { minLength: 2, maxLength: 3 }),
        async (lives, threshold, asked) => {
          const people = lives.map((life, index) =>
            // Two visits of one day would be one: personal training wins the day.
            person(`p${String(index)}`, { ...life, visits: life.visits.filter((each) => !life.pt.includes(each)) }),
          );
          const club = await world(people, threshold === null ? {} : { vip_threshold_minor: threshold });
          for (const asOf of [...asked, NOW].map(dayText))
            expect(await differencesOn(database, club, asOf)).to.deep.equal([]);
          // Stored rows give the same as the books did.
          await refresh(club.scope);
          expect((await metrics.metrics(club.scope, TODAY)).computedAt).to.equal(MOMENT.at.toISOString());
          expect(await differencesOn(database, club, TODAY)).to.deep.equal([]);
        },
      ),
      { numRuns: Number(process.env['FAST_CHECK_RUNS'] ?? 12) },
    );
  });

  it('are those of one company, whatever another one has', async () => {
    const one = await world([person('a', { visits: [ago(1)], costMinor: 100 })]);
    const two = await world([person('a', { visits: [ago(1), ago(2)], costMinor: 900, noShows: [ago(3)] })]);
    expect(await valueOf(one.scope, 'revenue_30d')).to.equal(100);
    expect(await valueOf(one.scope, 'no_show_rate_30d')).to.equal(0);
    expect(await valueOf(two.scope, 'revenue_30d')).to.equal(1_800);
    expect(await valueOf(two.scope, 'no_show_rate_30d')).to.equal(1 / 3);
  });

  it('leave out cards that are deleted, and what is nobody’s', async () => {
    const { scope, clientIds } = await world([
      person('stays', { visits: [ago(3)] }),
      person('goes', { visits: [ago(3)], noShows: [ago(4)], memberships: [ago(5)] }),
    ]);
    await database('clients')
      .where({ id: clientIds.get('goes') ?? 0 })
      .update({ is_deleted: true });
    await database('goods_sales').insert({
      company_id: scope.companyId,
      external_id: 'counter',
      sold_on: TODAY,
      title: 'Water',
      cost_minor: 300,
    });
    const { metrics: values } = await metrics.metrics(scope, TODAY);
    expect(values).to.include({ monthly_active: 1, revenue_30d: 5_000, average_bill_30d: 5_000, no_show_rate_30d: 0 });
    const { total } = await createActivityRepository(database).activity(scope, {
      from: dayText(ago(9)),
      to: TODAY,
      by: 'day',
    });
    expect(total).to.deep.equal({
      visits: 1,
      clients: 1,
      newClients: 1,
      noShows: 0,
      cancellations: 0,
      revenueMinor: 5_000,
    });
  });

  it('do not round an average bill, and leave bills of nothing out of it', async () => {
    const { scope } = await world([
      person('a', { visits: [ago(1), ago(2)], costMinor: 1_000 }),
      person('b', { visits: [ago(1)], costMinor: 1 }),
      person('c', { visits: [ago(1)], costMinor: 0 }),
    ]);
    expect(await valueOf(scope, 'average_bill_30d')).to.equal(2_001 / 3);
  });

  it('show the month that is not over as unfinished, except on its last day', async () => {
    const { scope } = await world([
      person('a', { visits: ['2026-09-15', '2026-11-02'] }),
      person('b', { visits: ['2026-09-30'] }),
    ]);
    const november = await metrics.cohorts(scope, TODAY);
    expect(november).to.deep.include({ unfinishedMonth: '2026-11' });
    expect(november.cohorts).to.deep.equal([{ month: '2026-09', size: 2, retention: [1, 0, 0.5] }]);
    expect(await metrics.cohorts(scope, '2026-10-31')).to.deep.include({ unfinishedMonth: null });
    expect((await metrics.cohorts(scope, '2026-09-20')).cohorts[0]).to.deep.equal({
      month: '2026-09',
      size: 1,
      retention: [1],
    });
  });

  it('count somebody who came in two weeks once in the total of both', async () => {
    const { scope } = await world([
      person('a', { visits: ['2026-11-10', '2026-11-17'] }),
      person('b', { visits: ['2026-11-03'] }),
    ]);
    const { buckets, total, before } = await createActivityRepository(database).activity(scope, {
      from: '2026-11-09',
      to: TODAY,
      by: 'week',
    });
    expect(buckets.map(({ from, to, clients, newClients }) => [from, to, clients, newClients])).to.deep.equal([
      ['2026-11-09', '2026-11-15', 1, 1],
      ['2026-11-16', '2026-11-20', 1, 0],
    ]);
    expect(total).to.include({ visits: 2, clients: 1, newClients: 1 });
    expect(before).to.include({ visits: 1, clients: 1, newClients: 1 });
  });

  it('compare a span with the same weekdays before it, and say where the books begin later than that', async () => {
    const { scope } = await world([
      person('a', { visits: ['2026-10-26', '2026-11-03', '2026-11-06'] }),
      person('b', { visits: ['2026-11-07', '2026-11-20'] }),
    ]);
    const activity = createActivityRepository(database);
    // Twelve days, Monday to Friday: two weeks earlier, not twelve days.
    const { before, comparedWith } = await activity.activity(scope, { from: '2026-11-09', to: TODAY, by: 'week' });
    expect(comparedWith).to.deep.equal({ from: '2026-10-26', to: '2026-11-06', isWhole: true });
    expect(before).to.include({ visits: 3, clients: 1 });
    const days = await activity.activity(scope, { from: '2026-11-06', to: '2026-11-07', by: 'day' });
    expect(days.comparedWith).to.deep.equal({ from: '2026-10-30', to: '2026-10-31', isWhole: true });
    const early = await activity.activity(scope, { from: '2026-11-02', to: '2026-11-15', by: 'week' });
    expect(early.comparedWith).to.deep.equal({ from: '2026-10-19', to: '2026-11-01', isWhole: false });
    expect(early.before).to.include({ visits: 1 });
    const months = await activity.activity(scope, { from: '2026-11-01', to: TODAY, by: 'month' });
    expect(months.comparedWith).to.deep.equal({ from: '2026-10-12', to: '2026-10-31', isWhole: false });
    const nobody = await activity.activity(
      { ...scope, companyId: 999_999 },
      { from: '2026-11-09', to: TODAY, by: 'week' },
    );
    expect(nobody.comparedWith.isWhole).to.equal(false);
  });
});
