import { expect } from 'chai';
import type { Database } from '../../../db/database.ts';
import { createMetricsRepository } from '../../../db/repositories/insight/metrics.ts';
import { createInsightRepository } from '../../../db/repositories/insight/refresh.ts';
import { createClientViews } from '../../../db/repositories/views/clients.ts';
import { type Client, CLIENT_SORTS } from '../../../contracts/http/insight.ts';
import type { QueryOf } from '../../../contracts/http/routes.ts';
import type { Scope } from '../../../domain/access/scope.ts';
import { PEOPLE_METRIC_KEYS } from '../../../domain/insight/metric-keys.ts';
import { SEGMENTS } from '../../../domain/insight/segments.ts';
import { dayNumber, dayText } from '../../oracle/days.ts';
import type { Person } from '../../oracle/facts.ts';
import { cloneDatabase } from '../../support/database.ts';
import { addCompany, addPeople, person } from '../../support/insight-world.ts';

const TODAY = '2026-11-20';
const NOW = dayNumber(TODAY);
const AT = new Date('2026-11-20T18:00:00Z');
const MOMENT = { asOf: TODAY, at: AT };
const ago = (days: number): number => NOW - days;
type Asked = Partial<QueryOf<'listClients'>>;

const EDGES = [0, 6, 7, 13, 14, 21, 29, 30, 45, 59, 60, 61, 89, 90, 120, 179, 180, 181, 364, 365, 400];
const every = (from: number, step: number, times: number): number[] =>
  Array.from({ length: times }, (_, index) => ago(from + index * step));
const PEOPLE: Person[] = [
  person('never came'),
  person('never came either'),
  ...EDGES.flatMap((days) => [
    person(`once ${String(days)}`, { visits: [ago(days)] }),
    person(`twice ${String(days)}`, { visits: [ago(days), ago(days) - 20], memberships: [ago(days) - 15] }),
    person(`thrice ${String(days)}`, { visits: every(days, 9, 3), waiting: [NOW + 2] }),
    person(`trained ${String(days)}`, { pt: every(days, 5, 2) }),
    person(`often ${String(days)}`, { visits: every(days, 2, 27) }),
  ]),
];

describe('lists of people', function () {
  this.timeout(120_000);
  let database: Database;
  let drop: () => Promise<void>;
  let clients: ReturnType<typeof createClientViews>;
  let scope: Scope;
  let other: Scope;

  before(async () => {
    ({ database, drop } = await cloneDatabase());
    clients = createClientViews(database);
    scope = await addCompany(database);
    other = await addCompany(database);
    await addPeople(database, scope, PEOPLE);
    await addPeople(database, other, [person('stranger', { visits: [ago(3)] })]);
    await createInsightRepository(database).refreshClients(scope, MOMENT);
    await createInsightRepository(database).refreshClients(other, MOMENT);
  });
  after(() => drop());

  const list = (asked: Asked, as = scope) => clients.clients(as, { page: 1, pageSize: 200, ...asked }, AT);

  async function everybody(asked: Asked): Promise<Client[]> {
    const found: Client[] = [];
    for (let page = 1; ; page += 1) {
      const { items, total } = await list({ ...asked, page, pageSize: 20 });
      found.push(...items);
      if (items.length < 20) {
        expect(found.length, JSON.stringify(asked)).to.equal(total);
        return found;
      }
    }
  }

  it('show exactly as many people behind a number as the number says, on any day', async () => {
    const metrics = createMetricsRepository(database);
    for (const asOf of [TODAY, dayText(ago(1)), dayText(ago(45)), dayText(ago(200))]) {
      const { metrics: numbers } = await metrics.metrics(scope, asOf);
      for (const metric of PEOPLE_METRIC_KEYS)
        expect([asOf, metric, (await list({ metric, asOf })).total]).to.deep.equal([asOf, metric, numbers[metric]]);
      const counts = await metrics.segmentCounts(scope, asOf);
      for (const segment of SEGMENTS) {
        const { items, total } = await list({ segment, asOf });
        expect([asOf, segment, total]).to.deep.equal([asOf, segment, counts[segment]]);
        expect(items.every((item) => item.segment === segment)).to.equal(true);
      }
      const { steps } = await metrics.trialFunnel(scope, asOf);
      for (const [index, { step, reached }] of steps.entries()) {
        expect([step, (await list({ trialStep: step, asOf })).total]).to.deep.equal([step, reached]);
        const dropped = index === steps.length - 1 ? 0 : reached - (steps[index + 1]?.reached ?? 0);
        expect([step, (await list({ trialStep: step, dropped: 'true', asOf })).total]).to.deep.equal([step, dropped]);
      }
      const { cohorts } = await metrics.cohorts(scope, asOf);
      for (const { month, size } of cohorts)
        expect([month, (await list({ cohort: month, asOf })).total]).to.deep.equal([month, size]);
    }
  });

  it('hold everybody once, in order, whatever they are sorted by and however deep the page', async () => {
    const fields = CLIENT_SORTS.filter((field) => field !== 'name');
    for (const field of fields)
      for (const sort of [field, `-${field}`] as NonNullable<Asked['sort']>[]) {
        const found = await everybody({ sort });
        expect(new Set(found.map((item) => item.id)).size).to.equal(PEOPLE.length);
        const values = found.map((item) => item[field]);
        const known = values.filter((value) => value !== null);
        expect(values.slice(0, known.length), `${sort}: those without come last`).to.deep.equal(known);
        const sorted = known.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0));
        expect(known, sort).to.deep.equal(sort.startsWith('-') ? sorted.toReversed() : sorted);
      }
    const names = (await everybody({ sort: '-name' })).map((item) => item.name);
    expect(names.toReversed()).to.deep.equal((await everybody({})).map((item) => item.name));
  });

  it('say the same from stored numbers as from the books', async () => {
    const filters: Asked[] = [{}, { segment: 'at_risk' }, { metric: 'monthly_active' }, { q: 'trained' }];
    for (const filter of filters)
      for (const sort of ['name', '-spendMinor', 'lastPtOn', '-daysSince'] as const) {
        const stored = await everybody({ ...filter, sort });
        await database('insight_state').where({ company_id: scope.companyId }).update({ as_of: '2026-11-01' });
        const read = await everybody({ ...filter, sort, asOf: TODAY });
        await database('insight_state').where({ company_id: scope.companyId }).update({ as_of: TODAY });
        // Equal ones may stand in another order.
        expect(byId(read)).to.deep.equal(byId(stored));
      }
  });

  it('take a filter, a search and an order together', async () => {
    const found = await list({ segment: 'going_silent', q: 'ONCE 6', sort: '-lastVisitOn' });
    const all = (await list({ segment: 'going_silent' })).items.filter((item) => item.name.startsWith('once 6'));
    expect(found.items.map((item) => item.id)).to.have.members(all.map((item) => item.id));
    expect(found.total).to.equal(all.length);
  });

  it('show a person whose numbers are still to be computed, last of all, and not behind any number', async () => {
    const [fresh] = await database('clients')
      .insert({ company_id: scope.companyId, external_id: 'fresh', name: 'Fresh', surname: 'Face' })
      .returning<{ id: number }[]>('id');
    for (const sort of ['-lastVisitOn', 'visits', '-spendMinor'] as const)
      expect((await everybody({ sort })).at(-1)?.id, sort).to.equal(fresh?.id);
    expect((await everybody({ sort: 'name' })).map((item) => item.id)).to.include(fresh?.id);
    const [found] = (await list({ q: 'fresh' })).items;
    expect(found).to.include({ name: 'Fresh Face', visits: 0, spendMinor: 0, segment: null, lastVisitOn: null });
    expect((await list({ q: 'fresh', metric: 'weekly_active' })).total).to.equal(0);
    const detail = await clients.client(scope, fresh?.id ?? 0, AT);
    expect(detail).to.include({ visits: 0, loyalty: 'New', segment: null, membership: null, preferences: null });
    await database('clients').where({ id: fresh?.id }).update({ is_deleted: true });
    await createInsightRepository(database).refreshClients(scope, MOMENT);
  });

  it('leave out and do not count a card deleted a moment ago, whose numbers are still there', async () => {
    const club = await addCompany(database);
    const ids = await addPeople(
      database,
      club,
      ['a', 'b', 'c'].map((key) => person(key, { visits: [ago(100)] })),
    );
    await createInsightRepository(database).refreshClients(club, MOMENT);
    await database('clients')
      .where({ id: ids.get('b') ?? 0 })
      .update({ is_deleted: true });
    const asked: Asked[] = [
      { segment: 'trial_dropoffs' },
      { segment: 'trial_dropoffs', sort: '-visits' },
      { sort: 'visits' },
    ];
    for (const each of asked) {
      const { items, total } = await list({ ...each, pageSize: 2 }, club);
      expect([items.length, total], JSON.stringify(each)).to.deep.equal([2, 2]);
    }
  });

  it('keep the numbers of yesterday in the minutes after midnight, until the new day is computed', async () => {
    const early = new Date(AT.getTime() + 86_400_000);
    const page = await clients.clients(scope, { page: 1, pageSize: 200, q: 'once 7' }, early);
    expect(page.items.find((item) => item.name.startsWith('once 7'))?.daysSince).to.equal(7);
    const asked = await clients.clients(scope, { page: 1, pageSize: 200, q: 'once 7', asOf: '2026-11-21' }, early);
    expect(asked.items.find((item) => item.name.startsWith('once 7'))?.daysSince).to.equal(8);
  });

  it('show another company nothing, and a specialist only the people they have served', async () => {
    expect((await list({}, other)).items.map((item) => item.name.split(' ')[0])).to.deep.equal(['stranger']);
    const [staff] = await database('staff')
      .insert({ company_id: scope.companyId, external_id: 'jj', name: 'JJ' })
      .returning<{ id: number }[]>('id');
    const [user] = await database('users')
      .insert({ email: 'jj@club.example', name: 'JJ', password_hash: 'x' })
      .returning<{ id: number }[]>('id');
    await database('company_users').insert({
      company_id: scope.companyId,
      user_id: user?.id,
      role: 'specialist',
      staff_id: staff?.id,
    });
    const [mine] = (await list({ q: 'often 0' })).items;
    await database('visits').where({ client_id: mine?.id }).update({ staff_id: staff?.id });
    const specialist: Scope = {
      companyId: scope.companyId,
      actor: { kind: 'user', userId: user?.id ?? 0, name: 'JJ', role: 'specialist' },
    };
    for (const sort of ['name', '-visits', 'lastPtOn'] as const) {
      const { items, total } = await list({ sort }, specialist);
      expect([items.map((item) => item.id), total]).to.deep.equal([[mine?.id], 1]);
    }
  });

  it('tell of one person the loyalty, the membership, the habits and the moves between segments', async () => {
    const [often] = (await list({ q: 'often 0' })).items;
    const [twice] = (await list({ q: 'twice 7' })).items;
    const detail = await clients.client(scope, often?.id ?? 0, AT);
    expect(detail).to.include({ loyalty: 'VIP', visits: 27, daysSince: 0 });
    expect(detail.preferences?.visits).to.equal(27);
    expect(detail.preferences?.weekday?.confidence).to.be.within(0.1, 1);
    const owner = await clients.client(scope, twice?.id ?? 0, AT);
    expect(owner.membership?.soldOn).to.equal(dayText(ago(7) - 15));
    expect(owner.preferences).to.equal(null);
    await database('segment_moves').insert([
      {
        company_id: scope.companyId,
        client_id: twice?.id,
        from_segment: null,
        to_segment: 'at_risk',
        moved_on: '2026-11-01',
        at: AT,
      },
      {
        company_id: scope.companyId,
        client_id: twice?.id,
        from_segment: 'at_risk',
        to_segment: 'going_silent',
        moved_on: '2026-11-10',
        at: AT,
      },
    ]);
    expect((await clients.client(scope, twice?.id ?? 0, AT)).segmentMoves).to.deep.equal([
      { from: 'at_risk', to: 'going_silent', on: '2026-11-10' },
      { from: null, to: 'at_risk', on: '2026-11-01' },
    ]);
  });
});

const byId = (found: readonly Client[]): Client[] => found.toSorted((a, b) => a.id - b.id);
