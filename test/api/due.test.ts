/** Over HTTP: who is due by scenario and by person, the sources of an interval, and asking the model for one. */

import { expect } from 'chai';
import { routes } from '../../contracts/http/routes.ts';
import { type ApiWorld, createApiWorld } from '../support/api.ts';

describe('who is due, over HTTP', () => {
  let world: ApiWorld;
  let path: string;
  before(async () => {
    world = await createApiWorld();
    path = `/api/companies/${String(world.one.companyId)}`;
    // Pavel came once, on 1 July: 142 days before 20 November.
    await world.database('clients').where({ id: world.one.olgaId }).update({ birth_date: '1990-11-20' });
  });
  after(() => world.close());
  const as = (role: Parameters<ApiWorld['as']>[1]) => world.as(world.one, role);

  it('lists by scenario who would be written to and why, who not and why', async () => {
    const answer = await as('viewer').get(`${path}/scenarios/candidates`);
    const { asOf, scenarios } = answer.read(routes.scenarioCandidates.response);
    expect(asOf).to.equal('2026-11-20');
    expect(scenarios[0]?.candidates[0]).to.include({ serviceId: null, serviceTitle: null });
    expect(
      scenarios.map(({ scenario, candidates, skipped }) => [
        scenario,
        candidates.map((one) => [one.clientName, one.goodUntil]),
        skipped.map((one) => [one.clientName, one.reason]),
      ]),
    ).to.deep.equal([
      ['birthday', [['Ольга Иванова', '2026-11-20']], []],
      ['milestone', [], []],
      ['pt_dropout', [], []],
      ['last_chance', [['Pavel Novak', '2026-11-27']], []],
      ['reactivation', [], [['Ольга Иванова', 'another_scenario']]],
    ]);
    const then = (await as('viewer').get(`${path}/scenarios/candidates?asOf=2026-09-15`)).read(
      routes.scenarioCandidates.response,
    );
    expect(then.scenarios.find((one) => one.scenario === 'reactivation')?.candidates[0]).to.include({ daysSince: 76 });
  });

  it('shows the whole company’s lists to whoever sees the company, and to nobody else', async () => {
    expect((await as('specialist').get(`${path}/scenarios/candidates`)).status).to.equal(403);
    expect((await world.as(world.two, 'owner').get(`${path}/scenarios/candidates`)).status).to.equal(404);
    expect((await world.stranger.get(`${path}/scenarios/candidates`)).status).to.equal(401);
    expect((await as('owner').get(`${path}/scenarios/candidates?asOf=2026-11-21`)).problem().code).to.equal(
      'as_of_in_future',
    );
    expect((await as('owner').get(`${path}/scenarios/candidates?asOf=yesterday`)).status).to.equal(400);
  });

  it('tells of one person why they are due, to their specialist too', async () => {
    const due = (await as('specialist').get(`${path}/clients/${String(world.one.olgaId)}/due`)).read(
      routes.clientDue.response,
    );
    expect(due.asOf).to.equal('2026-11-20');
    expect(due.service).to.include({ outcome: 'due', rank: null });
    const placed = await as('specialist').get(`${path}/clients/${String(world.one.olgaId)}/due?rank=true`);
    expect(placed.read(routes.clientDue.response)).to.deep.equal({ ...due, service: { ...due.service, rank: 1 } });
    expect((await as('owner').get(`${path}/clients/${String(world.one.olgaId)}/due?rank=first`)).status).to.equal(400);
    expect(due.scenarios.map((one) => [one.scenario, one.outcome, one.reason])).to.deep.equal([
      ['birthday', 'due', null],
      ['reactivation', 'skipped', 'another_scenario'],
    ]);
    const then = await as('owner').get(`${path}/clients/${String(world.one.olgaId)}/due?asOf=2026-09-10`);
    const [coming] = then.read(routes.clientDue.response).service.reasons;
    expect(coming).to.include({ code: 'due_on', service: 'Haircut', daysSince: 9, dueOn: '2026-10-02' });
    expect((await as('specialist').get(`${path}/clients/${String(world.one.pavelId)}/due`)).status).to.equal(404);
    expect((await as('owner').get(`${path}/clients/${String(world.two.olgaId)}/due`)).status).to.equal(404);
  });

  it('asks the model for one service or for all, by whoever may change rules', async () => {
    const one = `${path}/services/${String(world.one.serviceId)}/rule/suggest`;
    const asked = await as('manager').send('POST', one);
    expect(asked.status).to.equal(202);
    expect(asked.read(routes.suggestInterval.response).workflowId).to.equal(
      `suggest-intervals:${String(world.one.companyId)}`,
    );
    expect((await as('manager').send('POST', `${path}/services/suggest-intervals`)).status).to.equal(202);
    expect(world.asked.splice(0).map(({ what, about }) => [what, about])).to.deep.equal([
      ['suggestIntervals', [world.one.serviceId]],
      ['suggestIntervals', null],
    ]);
    expect((await as('viewer').send('POST', one)).status).to.equal(403);
    const theirs = `${path}/services/${String(world.two.serviceId)}/rule/suggest`;
    expect((await as('manager').send('POST', theirs)).status).to.equal(404);
    expect(world.asked).to.deep.equal([]);
  });

  it('shows every source of an interval, and takes a yes to the suggestion that was seen', async () => {
    await world.database('service_reactivation_rules').insert({
      company_id: world.one.companyId,
      service_id: world.one.serviceId,
      ai_suggested_interval: 45,
      ai_reasoning: 'Usual for a haircut',
      ai_suggested_at: new Date('2026-11-15T05:40:00Z'),
      historical_gap_count: 4,
      historical_gap_median: 31,
    });
    const rulePath = `${path}/services/${String(world.one.serviceId)}/rule`;
    const rule = (await as('viewer').get(rulePath)).read(routes.getServiceRule.response);
    expect(rule).to.deep.include({
      intervalSource: 'default',
      aiSuggestedInterval: 45,
      aiReasoning: 'Usual for a haircut',
      aiSuggestedAt: '2026-11-15T05:40:00.000Z',
      historicalGaps: { count: 4, medianDays: 31 },
      isPersonalTraining: null,
      countsAsPersonalTraining: false,
    });
    const { manualInterval, retryIntervalDays, maxAttempts, isActive, discountProgression, version } = rule;
    const body = { manualInterval, retryIntervalDays, maxAttempts, isActive, discountProgression, version };
    const accepted = (
      await as('manager').send('PUT', rulePath, { ...body, aiSuggestionAccepted: true, isPersonalTraining: true })
    ).read(routes.putServiceRule.response);
    expect(accepted).to.include({
      intervalDays: 45,
      intervalSource: 'ai',
      isPersonalTraining: true,
      version: version + 1,
    });
    const late = await as('manager').send('PUT', rulePath, { ...body, aiSuggestionAccepted: false });
    expect([late.status, late.problem().code]).to.deep.equal([409, 'version_conflict']);
    expect((await as('manager').send('PUT', rulePath, { ...body, isPersonalTraining: 'yes' })).status).to.equal(400);
  });
});
