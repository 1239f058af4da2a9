import { expect } from 'chai';
import { routes } from '../../contracts/http/routes.ts';
import { addMessage, type ApiWorld, createApiWorld, type Club } from '../support/api.ts';

describe('campaigns and people over HTTP', () => {
  let world: ApiWorld;
  let path: string;
  let reactivationId: number;
  let messageId: number;
  before(async () => {
    world = await createApiWorld((deps) => ({
      candidates: {
        candidates: async (scope) => ({
          candidates: [
            {
              clientId: world.one.olgaId,
              clientName: 'Ольга Иванова',
              phone: '+16047001001',
              serviceId: world.one.serviceId,
              serviceTitle: 'Haircut',
              daysSince: 80,
              visits: 2,
              spendMinor: 11_000,
              loyalty: 'VIP',
              score: 7.1,
              expectedVisits: null,
              reasons: [{ code: 'due', daysSince: 80 }],
            },
          ],
          skipped: [
            {
              clientId: world.one.pavelId,
              clientName: 'Pavel',
              phone: null,
              reason: `asked by ${String(scope.companyId)}`,
            },
          ],
        }),
      },
      views: deps.views,
    }));
    path = `/api/companies/${String(world.one.companyId)}`;
    ({ reactivationId, messageId } = await addConverted(world, world.one));
    await addConverted(world, world.two);
  });
  after(() => world.close());

  const manager = () => world.as(world.one, 'manager');
  const get = (rest: string) => manager().get(`${path}/${rest}`);

  it('a dry run says who and why, who not and why, and that a manager has now seen one', async () => {
    const before = await world
      .database('reactivation_settings')
      .where({ company_id: world.one.companyId })
      .first<{ seen: Date | null }>('dry_run_seen_at as seen');
    await world.as(world.one, 'viewer').get(`${path}/reactivation/candidates`);
    const afterViewer = await world
      .database('reactivation_settings')
      .where({ company_id: world.one.companyId })
      .first<{ seen: Date | null }>('dry_run_seen_at as seen');
    const answer = (await get('reactivation/candidates?asOf=2026-11-01')).read(routes.candidates.response);
    expect(answer.asOf).to.equal('2026-11-01');
    expect(answer.candidates[0]).to.include({ score: 7.1, loyalty: 'VIP' });
    expect((await get('reactivation/candidates')).read(routes.candidates.response).asOf).to.equal('2026-11-20');
    const after = await world
      .database('reactivation_settings')
      .orderBy('company_id')
      .select<{ seen: Date | null }[]>('dry_run_seen_at as seen');
    expect([before.seen, afterViewer.seen, after[0]?.seen instanceof Date, after[1]?.seen]).to.deep.equal([
      null,
      null,
      true,
      null,
    ]);
  });

  it("today is the company's day, not the server's", async () => {
    world.setNow(new Date('2026-11-21T07:30:00Z'));
    expect((await get('reactivation/candidates')).read(routes.candidates.response).asOf).to.equal('2026-11-20');
    world.setNow(new Date('2026-11-20T18:00:00Z'));
  });

  it('starting a run answers 202 with its workflow', async () => {
    const answer = await manager().send('POST', `${path}/reactivation/runs`);
    expect(answer.status).to.equal(202);
    expect(answer.read(routes.startRun.response)).to.include({
      workflowId: `reactivation-run:${String(world.one.companyId)}`,
    });
    expect(world.asked.splice(0)).to.deep.equal([{ what: 'startRun', companyId: world.one.companyId, about: null }]);
  });

  it('a run tells how many were considered, started and left out, by reason', async () => {
    const runs = (await get('reactivation/runs')).read(routes.listRuns.response);
    expect(runs.total).to.equal(1);
    const run = (await get(`reactivation/runs/${String(runs.items[0]?.id)}`)).read(routes.getRun.response);
    expect(run).to.deep.include({
      considered: 10,
      started: 1,
      skipped: { opted_out: 2, seen_recently: 7 },
      localDate: '2026-11-02',
      status: 'done',
    });
  });

  it('a reactivation shows its weeks: attempts, messages, replies, the booking and what it earned', async () => {
    const list = (await get('reactivations?endsAs=converted')).read(routes.listReactivations.response);
    expect(list.items.map((item) => item.id)).to.deep.equal([reactivationId]);
    expect(list.items[0]).to.include({
      clientName: 'Ольга Иванова',
      revenueMinor: 7000,
      bookedMinor: 7000,
      lastResponse: 'positive',
      attempt: 1,
      messageStatus: 'read',
    });
    const one = (await get(`reactivations/${String(reactivationId)}`)).read(routes.getReactivation.response);
    expect(one.messages.map((message) => message.id)).to.deep.equal([messageId]);
    expect(one.replies[0]).to.include({ text: 'Thursday works', understoodAs: 'positive' });
    expect(one.booking).to.include({ serviceTitle: 'Haircut', staffName: 'Maria', attendance: 1, costMinor: 7000 });
    expect(one.attempts).to.have.length(1);
    expect((await get('reactivations?status=running')).read(routes.listReactivations.response).total).to.equal(0);
  });

  it('pausing, resuming and cancelling reach the workflow of that row only', async () => {
    for (const command of ['pause', 'resume', 'cancel'])
      expect(
        (
          await manager().send(
            'POST',
            `${path}/reactivations/${String(reactivationId)}/${command}`,
            command === 'pause' ? { until: '2026-12-24' } : undefined,
          )
        ).status,
      ).to.equal(200);
    expect(world.asked.splice(0).map((entry) => [entry.what, entry.about])).to.deep.equal([
      ['pause', reactivationId],
      ['resume', reactivationId],
      ['cancel', reactivationId],
    ]);
  });

  it('decisions answer "why not?" by client and by reason', async () => {
    const all = (await get('decisions')).read(routes.listDecisions.response);
    expect(all.total).to.equal(2);
    const skipped = (await get(`decisions?clientId=${String(world.one.pavelId)}&reason=opted_out`)).read(
      routes.listDecisions.response,
    );
    expect(skipped.items).to.have.length(1);
    expect(skipped.items[0]).to.include({
      clientName: 'Pavel Novak',
      decision: 'skipped',
      reason: 'opted_out',
      decidedOn: '2026-11-02',
    });
  });

  it('a service rule is changed from the version a person saw; the second is shown the first', async () => {
    const rules = (await get('services?q=hair')).read(routes.listServiceRules.response);
    const [rule] = rules.items;
    expect(rule).to.include({ title: 'Haircut', intervalDays: 30, intervalSource: 'default', version: 1 });
    const rulePath = `${path}/services/${String(world.one.serviceId)}/rule`;
    const body = {
      manualInterval: 41,
      retryIntervalDays: 10,
      maxAttempts: 2,
      isActive: true,
      discountProgression: [5, 10],
      version: 1,
    };
    const changed = (await manager().send('PUT', rulePath, body)).read(routes.putServiceRule.response);
    expect(changed).to.deep.include({
      intervalDays: 41,
      intervalSource: 'manual',
      version: 2,
      discountProgression: [5, 10],
    });
    const late = await manager().send('PUT', rulePath, { ...body, manualInterval: 50 });
    expect([late.status, late.problem().code]).to.deep.equal([409, 'version_conflict']);
    expect(late.problem().current).to.include({ manualInterval: 41, version: 2 });
    const other = (
      await world.as(world.two, 'manager').get(`/api/companies/${String(world.two.companyId)}/services`)
    ).read(routes.listServiceRules.response);
    expect(other.items[0]).to.include({ intervalDays: 30, version: 1 });
  });

  it('settings are the owner’s to change, by version', async () => {
    const owner = world.as(world.one, 'owner');
    const now = (await owner.get(`${path}/settings`)).read(routes.getSettings.response);
    const {
      deliveryMode: _,
      dryRunSeenAt: _d,
      isTryOut: _t,
      moderators: _m,
      moderationChat: _c,
      updatedAt: _u,
      ...editable
    } = now;
    const changed = await owner.send('PUT', `${path}/settings`, {
      ...editable,
      enabled: true,
      sendingHours: { start: 9, end: 24 },
    });
    expect(changed.read(routes.putSettings.response)).to.deep.include({
      enabled: true,
      sendingHours: { start: 9, end: 24 },
      version: now.version + 1,
    });
    const late = await owner.send('PUT', `${path}/settings`, { ...editable, tone: 'casual' });
    expect(late.problem().current).to.include({ enabled: true, tone: 'friendly' });
    const backwards = await owner.send('PUT', `${path}/settings`, {
      ...editable,
      sendingHours: { start: 19, end: 10 },
    });
    expect([backwards.status, backwards.problem().issues?.[0]?.path]).to.deep.equal([400, 'sendingHours.end']);
  });

  it('sending is stopped and resumed with a reason, which every page can show', async () => {
    const moderator = world.as(world.one, 'moderator');
    const stopped = (await moderator.send('POST', `${path}/sending/stop`, { reason: 'wrong discount' })).read(
      routes.stopSending.response,
    );
    expect(stopped).to.deep.equal({
      stopped: true,
      scope: 'company',
      at: '2026-11-20T18:00:00.000Z',
      reason: 'wrong discount',
      by: 'moderator',
    });
    const dot = (await world.as(world.one, 'specialist').get(`${path}/health`)).read(routes.health.response);
    expect([dot.state, dot.problems[0]?.code, dot.sending.stopped]).to.deep.equal(['trouble', 'sending_stopped', true]);
    const other = (
      await world.as(world.two, 'viewer').get(`/api/companies/${String(world.two.companyId)}/sending`)
    ).read(routes.sendingState.response);
    expect(other.stopped).to.equal(false);
    await moderator.send('POST', `${path}/sending/resume`, { reason: 'fixed' });
    expect((await moderator.get(`${path}/sending`)).read(routes.sendingState.response).stopped).to.equal(false);
    const audit = (await world.as(world.one, 'owner').get(`${path}/audit?subjectKind=sending`)).read(
      routes.listAudit.response,
    );
    expect(audit.items.map((entry) => entry.action)).to.deep.equal(['sending.resumed', 'sending.stopped']);
  });

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
    const story = (await get(`clients/${String(world.one.olgaId)}/timeline`)).read(routes.clientTimeline.response);
    expect(story.items.map((item) => item.kind)).to.deep.equal([
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
    expect(story.total).to.equal(7);
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
      rows: { clients: 2, visits: 4, services: 1, staff: 1 },
    });
    expect(sync.runs).to.have.length(2);
  });

  it('a sync by hand answers 202 with the workflow to watch', async () => {
    const answer = await manager().send('POST', `${path}/sync`);
    expect(answer.status).to.equal(202);
    expect(answer.read(routes.startSync.response).workflowId).to.equal(`sync:${String(world.one.companyId)}`);
  });
});

/** Olga was written to on 3 November, answered, booked on the 4th and came on the 10th. */
async function addConverted(world: ApiWorld, club: Club): Promise<{ reactivationId: number; messageId: number }> {
  const { database } = world;
  const company_id = club.companyId;
  const one = async (table: string, row: object): Promise<number> => {
    const [made] = await database(table)
      .insert({ company_id, ...row })
      .returning<{ id: number }[]>('id');
    return made?.id ?? 0;
  };
  const runId = await one('reactivation_runs', {
    local_date: '2026-11-02',
    workflow_id: 'reactivation-run:1',
    workflow_run_id: 'x',
    status: 'done',
    started_by: 'schedule',
    considered: 10,
    started: 1,
    skipped: JSON.stringify({ opted_out: 2, seen_recently: 7 }),
    started_at: new Date('2026-11-02T18:00:00Z'),
  });
  const visitId = await one('visits', {
    external_id: '99',
    client_id: club.olgaId,
    staff_id: club.staffId,
    starts_at: new Date('2026-11-10T18:00:00Z'),
    local_date: '2026-11-10',
    duration_seconds: 3600,
    attendance: 1,
    cost_minor: 7000,
    created_at_source: new Date('2026-11-04T10:00:00Z'),
  });
  await database('visit_positions').insert({
    visit_id: visitId,
    position: 1,
    company_id,
    service_id: club.serviceId,
    kind: 'service',
    title: 'Haircut',
  });
  const reactivationId = await one('reactivations', {
    client_id: club.olgaId,
    phone: '+16047001001',
    service_id: club.serviceId,
    run_id: runId,
    workflow_id: `reactivation:${String(company_id)}:${String(club.olgaId)}`,
    status: 'ended',
    ends_as: 'converted',
    score: 7.1,
    booking_id: visitId,
    converted_at: new Date('2026-11-04T10:00:00Z'),
    revenue_minor: 7000,
    started_at: new Date('2026-11-02T18:00:00Z'),
    ended_at: new Date('2026-11-05T10:00:00Z'),
  });
  const messageId = await addMessage(database, club, {
    reactivation_id: reactivationId,
    status: 'read',
    decision: 'approved',
    queued_at: new Date('2026-11-03T18:00:00Z'),
    sent_at: new Date('2026-11-03T18:01:00Z'),
    delivered_at: new Date('2026-11-03T18:02:00Z'),
    read_at: new Date('2026-11-03T18:03:00Z'),
    created_at: new Date('2026-11-02T18:00:00Z'),
    cost_minor: 12,
  });
  await one('reactivation_campaigns', {
    reactivation_id: reactivationId,
    client_phone: '+16047001001',
    client_id: club.olgaId,
    message_id: messageId,
  });
  const conversationId = await one('conversations', {
    phone: `+1604700${String(company_id)}001`,
    client_id: club.olgaId,
  });
  await one('replies', {
    conversation_id: conversationId,
    client_id: club.olgaId,
    message_id: messageId,
    wamid: 'wamid.1',
    kind: 'text',
    text: 'Thursday works',
    received_at: new Date('2026-11-04T09:00:00Z'),
    understood_as: 'positive',
  });
  for (const [clientId, decision, reason] of [
    [club.olgaId, 'chosen', 'due'],
    [club.pavelId, 'skipped', 'opted_out'],
  ])
    await one('campaign_decisions', {
      run_id: runId,
      client_id: clientId,
      scenario: 'service_reactivation',
      decision,
      reason,
      decided_on: '2026-11-02',
    });
  return { reactivationId, messageId };
}
