import { expect } from 'chai';
import { routes } from '../../contracts/http/routes.ts';
import { type ApiWorld, createApiWorld } from '../support/api.ts';
import type { Club } from '../support/api-clubs.ts';

describe('how scenarios are set, over HTTP', () => {
  let world: ApiWorld;
  before(async () => {
    world = await createApiWorld();
    // What is switched on again below needs a template that can be sent.
    await world.database('message_templates').insert({
      company_id: world.one.companyId,
      scenario: 'last_chance',
      name: 'reprise_last_chance',
      language: 'en',
      status: 'APPROVED',
      body: 'Hello {{1}}! {{2}} Reply STOP to stop.',
      variables: ['first_name', 'personal_part'],
    });
  });
  after(() => world.close());

  const pathOf = (club: Club): string => `/api/companies/${String(club.companyId)}/settings/scenarios`;
  const settings = async (club = world.one) =>
    (await world.as(club, 'manager').get(pathOf(club))).read(routes.getScenarioSettings.response);
  const save = (scenario: string, body: object, club = world.one) =>
    world.as(club, 'manager').send('PUT', `${pathOf(club)}/${scenario}`, body);

  it('they are on with their usual numbers, and tell how many people each is about today', async () => {
    const { asOf, scenarios, serviceReactivation } = await settings();
    expect(asOf).to.equal('2026-11-20');
    expect(
      scenarios.map(({ scenario, usualCooldownDays, goodForDays }) => [scenario, usualCooldownDays, goodForDays]),
    ).to.deep.equal([
      ['birthday', 300, 0],
      ['milestone', null, 3],
      ['pt_dropout', 45, 7],
      ['last_chance', 60, 7],
      ['reactivation', 30, 7],
    ]);
    // Olga was here 80 days ago, Pavel 142.
    expect(scenarios.map(({ due }) => due)).to.deep.equal([0, 0, 0, 1, 1]);
    expect(serviceReactivation).to.deep.equal({ isOn: false, due: 2, leftOut: 0 });
    const [noted] = await world.database('reactivation_settings').where({ company_id: world.one.companyId });
    expect(noted.dry_run_seen_at, 'a number is no look at the list').to.equal(null);
  });

  it('one that is switched off is about nobody; the next that fits takes its place', async () => {
    const off = { isOn: false, cooldownDays: 90, cooldownBySegment: { vip_members: 120 }, version: 1 };
    const saved = (await save('last_chance', off)).read(routes.putScenarioSetting.response);
    expect(saved).to.deep.include({ ...off, version: 2, usualCooldownDays: 60 });
    const now = (await settings()).scenarios.find(({ scenario }) => scenario === 'last_chance');
    expect(now).to.include({ isOn: false, due: 0, leftOut: 1 });
    const other = (await settings(world.two)).scenarios.find(({ scenario }) => scenario === 'last_chance');
    expect(other).to.deep.include({ isOn: true, due: 1, version: 1, cooldownDays: null, updatedAt: null });
    const [noted] = await world.database('audit_log').where({ action: 'scenario.changed' });
    expect(noted).to.include({ company_id: world.one.companyId, subject_id: 'last_chance', actor_label: 'manager' });
    expect(noted.details.to).to.deep.equal({ isOn: false, cooldownDays: 90, cooldownBySegment: { vip_members: 120 } });
  });

  it('a second person is shown what the first made of it, and saving the same again changes nothing', async () => {
    const late = await save('last_chance', { isOn: true, cooldownDays: null, cooldownBySegment: {}, version: 1 });
    expect([late.status, late.problem().code]).to.deep.equal([409, 'version_conflict']);
    expect(late.problem().current).to.include({ isOn: false, version: 2 });
    const same = { isOn: false, cooldownDays: 90, cooldownBySegment: { vip_members: 120 }, version: 2 };
    expect((await save('last_chance', same)).read(routes.putScenarioSetting.response).version).to.equal(2);
  });

  it('each number that will not do is named, and a milestone has none', async () => {
    const wrong = await save('birthday', {
      isOn: true,
      cooldownDays: 1001,
      cooldownBySegment: { vip_members: -1 },
      version: 1,
    });
    expect(wrong.status).to.equal(400);
    expect(wrong.problem().issues).to.deep.equal([
      { path: 'cooldownDays', message: 'At most 1000 days' },
      { path: 'cooldownBySegment.vip_members', message: 'At least 0 days' },
    ]);
    const once = await save('milestone', { isOn: true, cooldownDays: 5, cooldownBySegment: {}, version: 1 });
    expect([once.status, once.problem().code]).to.deep.equal([422, 'milestone_has_no_cooldown']);
    expect((await save('service_reactivation', { isOn: true })).status).to.equal(400);
  });

  it('they are a manager’s to change and nobody else’s', async () => {
    const body = { isOn: false, cooldownDays: null, cooldownBySegment: {}, version: 1 };
    expect((await world.as(world.one, 'moderator').get(pathOf(world.one))).status).to.equal(403);
    expect((await world.as(world.one, 'viewer').send('PUT', `${pathOf(world.one)}/birthday`, body)).status).to.equal(
      403,
    );
    expect((await world.as(world.two, 'owner').send('PUT', `${pathOf(world.one)}/birthday`, body)).status).to.equal(
      404,
    );
  });
});
