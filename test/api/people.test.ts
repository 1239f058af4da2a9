import { expect } from 'chai';
import { routes } from '../../contracts/http/routes.ts';
import { type ApiWorld, createApiWorld } from '../support/api.ts';
import { addConverted } from '../support/api-converted.ts';
import { addMessage } from '../support/api-rows.ts';

describe('people, Today and the dot over HTTP', () => {
  let world: ApiWorld;
  let path: string;
  let reactivationId: number;
  before(async () => {
    world = await createApiWorld();
    path = `/api/companies/${String(world.one.companyId)}`;
    ({ reactivationId } = await addConverted(world, world.one));
    await addConverted(world, world.two);
  });
  after(() => world.close());

  const manager = () => world.as(world.one, 'manager');
  const get = (rest: string) => manager().get(`${path}/${rest}`);

  it('clients carry their facts as of a day, and sort by them', async () => {
    const list = async (query: string) => (await get(`clients${query}`)).read(routes.listClients.response);
    const byVisit = await list('?sort=-lastVisitOn');
    expect(
      byVisit.items.map((item) => [item.name, item.visits, item.spendMinor, item.lastVisitOn, item.daysSince]),
    ).to.deep.equal([
      ['Ольга Иванова', 3, 18_000, '2026-11-10', 10],
      ['Pavel Novak', 1, 4000, '2026-07-01', 142],
    ]);
    const then = await list('?asOf=2026-08-15&q=ольга');
    expect(then.items[0]).to.include({ visits: 1, spendMinor: 5000, daysSince: 14, firstVisitOn: '2026-08-01' });
    expect((await list('?sort=spendMinor')).items.map((item) => item.spendMinor)).to.deep.equal([4000, 18_000]);
    expect((await list('?sort=daysSince')).items[0]?.name).to.equal('Ольга Иванова');
    expect((await list('?q=нет такого')).total).to.equal(0);
  });

  it('a person’s page joins their habits, their reactivation and one story, newest first', async () => {
    const person = (await get(`clients/${String(world.one.olgaId)}`)).read(routes.getClient.response);
    expect(person).to.include({
      favouriteService: 'Haircut',
      favouriteStaff: 'Maria',
      rhythmDays: 51,
      optedOut: false,
    });
    expect(person.reactivation).to.include({ id: reactivationId, endsAs: 'converted' });
    expect(person.conversation).to.include({ marketingHold: false });
    const move = (clientId: number) => ({
      company_id: world.one.companyId,
      client_id: clientId,
      from_segment: 'at_risk',
      to_segment: null,
      moved_on: '2026-11-20',
      at: new Date('2026-11-20T17:59:00Z'),
    });
    await world.database('segment_moves').insert([move(world.one.olgaId), move(world.one.pavelId)]);
    const story = (await get(`clients/${String(world.one.olgaId)}/timeline`)).read(routes.clientTimeline.response);
    expect(story.items[0]).to.include({ kind: 'segment_move', reason: 'at_risk', status: null });
    expect(story.items.map((item) => item.kind)).to.deep.equal([
      'segment_move',
      'visit',
      'reactivation_ended',
      'reply',
      'message',
      'reactivation_started',
      'visit',
      'visit',
    ]);
    expect(story.items.find((item) => item.kind === 'reply')).to.include({
      text: 'Thursday works',
      status: 'positive',
    });
    expect(story.items.find((item) => item.kind === 'message')?.temporalUrl).to.include('/workflows/message%3A');
    expect(story.total).to.equal(8);
  });

  it('Today counts what needs a person and what was won back this month, of this company only', async () => {
    await addMessage(world.database, world.one);
    const today = (await get('today')).read(routes.today.response);
    expect(today.date).to.equal('2026-11-20');
    expect(today.needsYou.find((need) => need.code === 'approvals')).to.include({
      count: 1,
      oldestAt: '2026-11-20T16:00:00.000Z',
    });
    expect(today.wonBack).to.deep.include({ clients: 1, bookedMinor: 7000, visitedMinor: 7000, costMinor: 12 });
    expect(today.wonBack.byWeek).to.have.length(8);
    expect(today.wonBack.byWeek.find((week) => week.clients === 1)).to.include({
      weekOf: '2026-11-02',
      bookedMinor: 7000,
    });
    expect(today.funnel).to.deep.equal({
      drafted: 2,
      approved: 1,
      sent: 1,
      delivered: 1,
      read: 1,
      replied: 1,
      booked: 1,
      visited: 1,
    });
    expect(today.justNow.map((item) => item.kind)).to.include.members(['reply', 'converted', 'run']);
    expect(today.run).to.equal(null);
  });

  it('the dot names what is wrong with the copy of the books', async () => {
    const health = async () => (await get('health')).read(routes.health.response);
    expect((await health()).problems.map((problem) => problem.code)).to.deep.equal(['sync_stale']);
    const run = {
      company_id: world.one.companyId,
      kind: 'cycle',
      started_at: new Date('2026-11-20T17:59:00Z'),
      ended_at: new Date('2026-11-20T17:59:05Z'),
    };
    await world.database('sync_runs').insert({ ...run, outcome: 'changed', counts: JSON.stringify({ visits: 12 }) });
    expect(await health()).to.deep.include({ state: 'ok', problems: [], lastSyncAt: '2026-11-20T17:59:05.000Z' });
    await world
      .database('sync_runs')
      .insert({ ...run, started_at: new Date('2026-11-20T17:59:30Z'), outcome: 'failed', failure_code: 'http_503' });
    expect((await health()).problems[0]).to.include({ code: 'sync_failing', detail: 'http_503', level: 'trouble' });
    const sync = (await get('sync')).read(routes.syncState.response);
    expect(sync).to.deep.include({
      state: 'failing',
      failureCode: 'http_503',
      rows: { clients: 2, visits: 4, services: 1, staff: 1, goodsOnSale: 0 },
    });
    expect(sync.runs).to.have.length(2);
  });

  it('a sync by hand answers 202 with the workflow to watch', async () => {
    const answer = await manager().send('POST', `${path}/sync`);
    expect(answer.status).to.equal(202);
    expect(answer.read(routes.startSync.response).workflowId).to.equal(`sync:${String(world.one.companyId)}`);
  });
});
