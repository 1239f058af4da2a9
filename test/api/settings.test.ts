import { expect } from 'chai';
import { routes } from '../../contracts/http/routes.ts';
import { type ApiWorld, createApiWorld } from '../support/api.ts';

describe('rules, settings and the stop button over HTTP', () => {
  let world: ApiWorld;
  let path: string;
  before(async () => {
    world = await createApiWorld();
    path = `/api/companies/${String(world.one.companyId)}`;
  });
  after(() => world.close());

  const manager = () => world.as(world.one, 'manager');
  const get = (rest: string) => manager().get(`${path}/${rest}`);

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

  it('services are found by their category, of which all are named whatever is filtered', async () => {
    const { companyId } = world.one;
    await world.database('services').insert([
      { company_id: companyId, external_id: 'C1', title: 'Colour', category_title: 'Hair care' },
      { company_id: companyId, external_id: 'C2', title: 'Bang trim', category_title: 'Hair care' },
      { company_id: companyId, external_id: 'C3', title: 'Pilates', category_title: 'Body' },
      { company_id: companyId, external_id: 'C4', title: 'Old', category_title: 'Gone', is_deleted: true },
      { company_id: world.two.companyId, external_id: 'C5', title: 'Other', category_title: 'Elsewhere' },
    ]);
    const list = async (query: string) => (await get(`services${query}`)).read(routes.listServiceRules.response);
    const hair = await list('?category=Hair%20care');
    expect(hair.items.map(({ title }) => title)).to.deep.equal(['Bang trim', 'Colour']);
    expect(hair.categories).to.deep.equal([
      { title: 'Body', count: 1 },
      { title: 'Hair', count: 1 },
      { title: 'Hair care', count: 2 },
    ]);
    expect((await list('?category=Elsewhere')).items).to.deep.equal([]);
    await world.database('services').whereIn('external_id', ['C1', 'C2', 'C3', 'C4', 'C5']).delete();
  });

  it('settings are the owner’s to change, by version', async () => {
    const owner = world.as(world.one, 'owner');
    // Nothing is switched on before a dry run was seen.
    await owner.get(`${path}/reactivation/candidates`);
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
});
