import { expect } from 'chai';
import { routes } from '../../contracts/http/routes.ts';
import { createMetricsRepository } from '../../db/repositories/insight/metrics.ts';
import { createInsightRepository } from '../../db/repositories/insight/refresh.ts';
import { createSnapshotsRepository } from '../../db/repositories/insight/snapshots.ts';
import { systemScope } from '../../domain/access/scope.ts';
import { METRIC_KEYS, PEOPLE_METRIC_KEYS } from '../../domain/insight/metric-keys.ts';
import { SEGMENTS } from '../../domain/insight/segments.ts';
import { createApiWorld, NOW, type ApiWorld } from '../support/api.ts';
import { addPeople, person } from '../support/insight-world.ts';

const TODAY = '2026-11-20';

describe('the numbers of a company, over HTTP', () => {
  let world: ApiWorld;
  let prefix: string;
  before(async () => {
    world = await createApiWorld();
    prefix = `/api/companies/${String(world.one.companyId)}`;
    const scope = systemScope(world.one.companyId, 'test');
    await addPeople(world.database, scope, [
      person('Regular', { visits: ['2026-11-01', '2026-11-08', '2026-11-15', TODAY] }),
      person('Trial', { visits: ['2026-11-03'], noShows: ['2026-11-05'] }),
      person('Trained', { pt: ['2026-08-20', '2026-09-01'], cancelled: ['2026-11-10'] }),
    ]);
    const moment = { asOf: TODAY, at: NOW };
    const insight = createInsightRepository(world.database);
    const snapshots = createSnapshotsRepository(world.database, (...asked) =>
      createMetricsRepository(world.database).numbersOn(...asked),
    );
    await insight.refreshClients(scope, { asOf: '2026-11-19', at: new Date('2026-11-19T18:00:00Z') });
    await insight.refreshClients(scope, moment);
    await snapshots.takeToday(scope, moment);
    await snapshots.plan(scope, moment);
    await snapshots.fillNext(scope, NOW);
  });
  after(() => world.close());

  const owner = () => world.as(world.one, 'owner');
  const get = (rest: string) => owner().get(`${prefix}/${rest}`);
  const codeOf = async (rest: string) => (await get(rest)).problem().code;

  it('are answered for today from what is stored, and for any day before from the books', async () => {
    const today = (await get('metrics')).read(routes.metrics.response);
    expect(today).to.deep.include({ asOf: TODAY, computedAt: NOW.toISOString() });
    expect(today.metrics).to.include({ core_clients: 1, weekly_active: 1, monthly_active: 2, no_show_rate_30d: 1 / 6 });
    const past = (await get('metrics?asOf=2026-11-02')).read(routes.metrics.response);
    expect(past.computedAt).to.equal(null);
    expect(past.metrics).to.include({ core_clients: 0, monthly_active: 1, no_show_rate_30d: 0 });
    const before = (await get('metrics?asOf=1999-12-31')).read(routes.metrics.response);
    expect(before.metrics).to.include({ monthly_active: 0, average_bill_30d: null, trial_conversion: null });
  });

  it('open as lists of exactly so many people', async () => {
    for (const asOf of [TODAY, '2026-10-15']) {
      const { metrics } = (await get(`metrics?asOf=${asOf}`)).read(routes.metrics.response);
      for (const key of PEOPLE_METRIC_KEYS.filter((each) => each !== 'trial_conversion')) {
        const page = (await get(`clients?asOf=${asOf}&metric=${key}`)).read(routes.listClients.response);
        expect([asOf, key, page.total]).to.deep.equal([asOf, key, metrics[key]]);
      }
      const { segments } = (await get(`segments?asOf=${asOf}`)).read(routes.segments.response);
      for (const key of SEGMENTS) {
        const page = (await get(`clients?asOf=${asOf}&segment=${key}`)).read(routes.listClients.response);
        expect([asOf, key, page.total]).to.deep.equal([asOf, key, segments[key]]);
      }
    }
  });

  it('have a history with what is filled in so far, the day that is not over marked', async () => {
    const { series, backfill, from, to } = (await get('metrics/history?key=monthly_active,segment_at_risk')).read(
      routes.metricHistory.response,
    );
    expect([from, to]).to.deep.equal(['2026-08-23', TODAY]);
    expect(series.map(({ key }) => key)).to.deep.equal(['monthly_active', 'segment_at_risk']);
    expect(series[0]?.points).to.deep.equal([
      { on: '2026-11-19', value: 2, isFinal: true },
      { on: TODAY, value: 2, isFinal: false },
    ]);
    expect(backfill?.done).to.equal(1);
    expect(backfill?.total).to.be.greaterThan(90);
    const all = (await get('metrics/history?from=2026-11-20&to=2026-11-20')).read(routes.metricHistory.response);
    expect(all.series).to.have.length(METRIC_KEYS.length + SEGMENTS.length);
  });

  it('are told as cohorts, a funnel and activity', async () => {
    const { cohorts, unfinishedMonth } = (await get('metrics/cohorts')).read(routes.cohorts.response);
    expect(unfinishedMonth).to.equal('2026-11');
    expect(cohorts.at(-1)).to.deep.equal({ month: '2026-11', size: 2, retention: [1] });
    const funnel = (await get('metrics/trial-funnel')).read(routes.trialFunnel.response);
    expect(funnel).to.deep.include({ from: '2026-05-25', to: '2026-08-22' });
    expect(funnel.steps.map(({ reached }) => reached)).to.deep.equal([3, 1, 0, 0]);
    const activity = (await get('metrics/activity')).read(routes.activity.response);
    expect(activity).to.deep.include({ by: 'week', from: '2026-08-31', to: TODAY });
    expect(activity.buckets).to.have.length(12);
    expect(activity.total).to.include({ noShows: 1, cancellations: 1 });
    const months = (await get('metrics/activity?by=month')).read(routes.activity.response);
    expect([months.from, months.to, months.buckets.length]).to.deep.equal(['2025-12-01', TODAY, 12]);
    const days = (await get('metrics/activity?by=day&from=2026-11-01&to=2026-11-03')).read(routes.activity.response);
    expect(days.buckets.map(({ visits }) => visits)).to.deep.equal([1, 0, 1]);
  });

  it('tell who moved between segments, and how many', async () => {
    const people = await world
      .database('clients')
      .where({ company_id: world.one.companyId })
      .orderBy('id')
      .select<{ id: number }[]>('id');
    const sides = [
      ['at_risk', 'going_silent'],
      ['at_risk', 'going_silent'],
      [null, 'regular_members'],
    ];
    await world.database('segment_moves').insert(
      sides.map(([from, to], place) => ({
        company_id: world.one.companyId,
        client_id: people[place]?.id,
        from_segment: from,
        to_segment: to,
        moved_on: '2026-11-18',
        at: NOW,
      })),
    );
    const moves = (await get('segments/moves')).read(routes.segmentMoves.response);
    const flows = (await get('segments/flows')).read(routes.segmentFlows.response);
    expect(flows).to.deep.include({ from: '2026-10-22', to: TODAY });
    expect(moves.total).to.equal(flows.flows.reduce((all, { clients }) => all + clients, 0));
    const stored = await world.database('segment_moves').where({ company_id: world.one.companyId });
    expect(moves.total).to.equal(stored.length);
    expect(flows.flows.map(({ clients }) => clients)).to.deep.equal([2, 1]);
    // Each stream between two segments opens exactly its people, also where one side is no segment.
    for (const { from, to, clients } of flows.flows) {
      const stream = `fromSegment=${from ?? 'none'}&toSegment=${to ?? 'none'}&from=${flows.from}&to=${flows.to}`;
      const moved = (await get(`segments/moves?${stream}`)).read(routes.segmentMoves.response);
      expect(moved.items.map((move) => [move.from, move.to])).to.deep.equal(
        Array.from({ length: clients }, () => [from, to]),
      );
      const file = await get(`segments/moves.csv?${stream}`);
      expect(file.text.trim().split('\n')).to.have.length(1 + clients);
    }
    const foreign = await world
      .as(world.two, 'owner')
      .get(`/api/companies/${String(world.two.companyId)}/segments/moves`);
    expect(foreign.read(routes.segmentMoves.response).items).to.deep.equal([]);
  });

  it('count people for the page of today, once they were computed', async () => {
    const { people } = (await get('today')).read(routes.today.response);
    expect(people).to.include({ monthly_active: 2 });
    expect(people).to.include.all.keys(...SEGMENTS);
    const other = await world.as(world.two, 'owner').get(`/api/companies/${String(world.two.companyId)}/today`);
    expect(other.read(routes.today.response).people).to.equal(null);
  });

  it('refuse days to come, spans that run backwards, spans without end, and keys that nobody knows', async () => {
    for (const rest of ['metrics', 'metrics/cohorts', 'metrics/trial-funnel', 'segments'])
      expect([rest, await codeOf(`${rest}?asOf=2026-11-21`)]).to.deep.equal([rest, 'as_of_in_future']);
    for (const rest of ['metrics/history', 'metrics/activity', 'segments/flows']) {
      expect([rest, await codeOf(`${rest}?to=2026-11-21`)]).to.deep.equal([rest, 'as_of_in_future']);
      expect([rest, await codeOf(`${rest}?from=2026-11-21`)]).to.deep.equal([rest, 'as_of_in_future']);
      expect([rest, await codeOf(`${rest}?from=tomorrow`)]).to.deep.equal([rest, 'bad_input']);
    }
    for (const rest of [
      'metrics?asOf=2026-02-30',
      'metrics/history?key=nonsense',
      'metrics/history?from=2026-11-02&to=2026-11-01',
      'segments/flows?from=2026-11-02&to=2026-11-01',
      'segments/moves?from=2026-11-02&to=2026-11-01',
      'segments/moves.csv?from=2026-11-02&to=2026-11-01',
      'visits.csv?from=2026-11-02&to=2026-11-01',
      'segments/moves?toSegment=nonsense',
      'metrics/activity?by=hour',
    ])
      expect([rest, await codeOf(rest)]).to.deep.equal([rest, 'bad_input']);
    expect(await codeOf('metrics/activity?by=day&from=2000-01-01')).to.equal('span_too_long');
  });
});
