import { expect } from 'chai';
import { routes } from '../../contracts/http/routes.ts';
import { type ApiWorld, createApiWorld } from '../support/api.ts';
import { addConverted } from '../support/api-converted.ts';

describe('campaigns over HTTP', () => {
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
    expect(answer).to.have.all.keys('asOf', 'candidates', 'skipped');
    const page = (await get('reactivation/candidates?q=ольга&page=1&pageSize=200')).read(routes.candidates.response);
    expect([page.candidates.map((one) => one.rank), page.skipped, page.page, page.total]).to.deep.equal([
      [1],
      [],
      1,
      { candidates: 1, skipped: 0, allSkipped: 0, reasons: {} },
    ]);
    expect((await get('reactivation/candidates?pageSize=201')).status).to.equal(400);
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
});
