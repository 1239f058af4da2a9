import { expect } from 'chai';
import { type RouteContract, routes } from '../../contracts/http/routes.ts';
import { mayDo } from '../../domain/access/permissions.ts';
import { type ApiWorld, createApiWorld } from '../support/api.ts';
import { ROLES } from '../support/api-clubs.ts';
import { addConversation, addMessage, addOutboxRow } from '../support/api-rows.ts';

/** A body that each route accepts, so that nothing but the thing under test is wrong with the request. */
const BODIES: Record<string, unknown> = {
  setLanguage: { language: 'ru' },
  writeMessage: { clientId: 1, text: 'Hello there' },
  answerConversation: { text: 'Hello there' },
  rejectMessage: { reason: 'too long' },
  editMessage: { text: 'Other words' },
  snoozeMessage: { snooze: 'hour' },
  linkConversation: { clientId: 1 },
  decideConversationHold: { optsOut: true },
  optInClient: { reason: 'asked for it' },
  editTemplate: { body: 'Hello {{1}}, it has been a while. {{2}} Reply STOP to stop.' },
  closeOutbox: { reason: 'seen on the phone' },
  stopSending: { reason: 'wrong discount' },
  resumeSending: { reason: 'fixed' },
  setDeliveryMode: { mode: 'notification', pending: 'keep' },
  putServiceRule: {
    manualInterval: 40,
    retryIntervalDays: 14,
    maxAttempts: 3,
    isActive: true,
    discountProgression: [10],
    version: 1,
  },
};

describe('what the API refuses', () => {
  let world: ApiWorld;
  let messageId: number;
  let outboxId: number;
  let templateId: number;
  let conversationId: number;
  let quarantinedId: number;
  let settingsBody: unknown;
  before(async () => {
    world = await createApiWorld();
    messageId = await addMessage(world.database, world.one);
    const sentId = await addMessage(world.database, world.one, { status: 'unknown' });
    outboxId = await addOutboxRow(world.database, world.one, sentId, {
      status: 'unknown',
      unknown_at: new Date('2026-11-20T10:00:00Z'),
    });
    const template = await world
      .database('message_templates')
      .where({ company_id: world.one.companyId })
      .first<{ id: number }>('id');
    templateId = template.id;
    conversationId = await addConversation(world.database, world.one);
    const [setAside] = await world
      .database('quarantined_records')
      .insert({
        company_id: world.one.companyId,
        collection: 'records',
        external_id: '1',
        reason: 'date: unreadable',
        payload: {},
      })
      .returning<{ id: number }[]>('id');
    quarantinedId = setAside?.id ?? 0;
    await world.database('sync_rebuilds').insert({ company_id: world.one.companyId, started_at: new Date(0) });
    const answer = await world.as(world.one, 'owner').get(`/api/companies/${String(world.one.companyId)}/settings`);
    const {
      deliveryMode: _,
      dryRunSeenAt: _d,
      isTryOut: _t,
      moderators: _m,
      moderationChat: _c,
      updatedAt: _u,
      ...editable
    } = answer.read(routes.getSettings.response);
    settingsBody = editable;
  });
  after(() => world.close());

  const inCompany = Object.entries<RouteContract>(routes).filter(([, route]) => route.path.includes('{companyId}'));
  const pathOf = (route: RouteContract, over: Record<string, number | string> = {}): string => {
    const ids: Record<string, number | string> = {
      companyId: world.one.companyId,
      clientId: world.one.olgaId,
      messageId,
      outboxId,
      templateId,
      conversationId,
      serviceId: world.one.serviceId,
      reactivationId: 1,
      runId: 1,
      quarantinedId,
      scenario: 'birthday',
      ...over,
    };
    return route.path.replaceAll(/\{(\w+)\}/g, (_all, name: string) => String(ids[name]));
  };
  const bodyOf = (name: string, route: RouteContract): unknown =>
    route.method === 'get' ? undefined : name === 'putSettings' ? settingsBody : (BODIES[name] ?? {});
  const ask = (
    caller: ReturnType<ApiWorld['as']>,
    name: string,
    route: RouteContract,
    over?: Record<string, number | string>,
  ) => caller.send(route.method.toUpperCase(), pathOf(route, over), bodyOf(name, route));

  /** Everything a refused request might have written. */
  const stored = async (): Promise<string> => {
    const tables = [
      'messages',
      'conversations',
      'moderation_decisions',
      'audit_log',
      'notices',
      'message_events',
      'outbox_messages',
      'reactivation_settings',
      'service_reactivation_rules',
    ];
    const { rows } = await world.database.raw<{ rows: { text: string }[] }>(
      tables
        .map(
          (table) =>
            `select '${table}' as name, coalesce(md5(string_agg(t::text, ',' order by t::text)), '') as text from ${table} t`,
        )
        .join(' union all '),
    );
    return JSON.stringify(rows);
  };

  it('without a session, on every route that needs one, and stores nothing', async () => {
    const before = await stored();
    for (const [name, route] of Object.entries<RouteContract>(routes)) {
      if (route.isPublic) continue;
      const answer = await ask(world.stranger, name, route);
      expect([name, answer.status, answer.problem().code]).to.deep.equal([name, 401, 'not_signed_in']);
    }
    expect(await stored()).to.equal(before);
  });

  it("with another company's id in the path, as if that company did not exist", async () => {
    const before = await stored();
    for (const [name, route] of inCompany) {
      const answer = await ask(world.as(world.two, 'owner'), name, route);
      expect([name, answer.status, answer.problem().code]).to.deep.equal([name, 404, 'company_not_found']);
    }
    expect(await stored()).to.equal(before);
    expect(world.asked).to.deep.equal([]);
  });

  it("with the id of another company's row below one's own company", async () => {
    const before = await stored();
    for (const [name, route] of inCompany) {
      if (!/\{(?!companyId)\w+Id\}/.test(route.path)) continue;
      const answer = await ask(world.as(world.two, 'owner'), name, route, { companyId: world.two.companyId });
      expect([name, answer.status]).to.deep.equal([name, 404]);
      expect(answer.text).not.to.include('Ольга');
    }
    expect(await stored()).to.equal(before);
  });

  it('from a role without the permission, whatever the route', async () => {
    const before = await stored();
    for (const { name, access } of world.api.routes) {
      const route: RouteContract = routes[name];
      if (access === 'public' || access === 'signed_in') continue;
      for (const role of ROLES.filter((each) => !mayDo(each, access))) {
        const answer = await ask(world.as(world.one, role), name, route);
        expect([name, role, answer.status, answer.problem().code]).to.deep.equal([name, role, 403, 'forbidden']);
      }
    }
    expect(await stored()).to.equal(before);
  });

  it('with unknown ids, ids that are no numbers, and ids beyond any number', async () => {
    const owner = world.as(world.one, 'owner');
    for (const [name, route] of inCompany) {
      const others = [...route.path.matchAll(/\{(\w+)\}/g)]
        .map((match) => match[1] ?? '')
        .filter((id) => id.endsWith('Id') && id !== 'companyId');
      for (const id of others) {
        expect([name, (await ask(owner, name, route, { [id]: 999_999 })).status]).to.deep.equal([name, 404]);
        expect([name, (await ask(owner, name, route, { [id]: 'abc' })).status]).to.deep.equal([name, 400]);
        expect([name, (await ask(owner, name, route, { [id]: '9'.repeat(30) })).status]).to.deep.equal([name, 400]);
        expect([name, (await ask(owner, name, route, { [id]: -1 })).status]).to.deep.equal([name, 400]);
      }
    }
    // A scenario is a name: one that nobody knows is as little an answer as an id that is no number.
    expect((await ask(owner, 'putScenarioSetting', routes.putScenarioSetting, { scenario: 'easter' })).status).to.equal(
      400,
    );
    for (const companyId of ['abc', '0', '9'.repeat(30)])
      expect((await owner.get(`/api/companies/${companyId}/messages`)).status).to.equal(400);
    for (const companyId of [999_999, 4_000_000_000, 9_000_000_000_000])
      expect((await owner.get(`/api/companies/${String(companyId)}/messages`)).status).to.equal(404);
  });

  it('with a body that is no JSON, of another type, of the wrong shape, or far too large', async () => {
    const owner = world.as(world.one, 'owner');
    const before = await stored();
    for (const [name, route] of inCompany) {
      if (!route.body) continue;
      const send = (body: unknown, type?: string) =>
        owner.send(route.method.toUpperCase(), pathOf(route), body, type ? { 'content-type': type } : {});
      expect([name, (await send('{"text":')).problem().code]).to.deep.equal([name, 'malformed_json']);
      expect([name, (await send('a=b', 'application/x-www-form-urlencoded')).status]).to.deep.equal([name, 415]);
      const misshapen = await send({ nobody: 'knows this field' });
      expect([name, misshapen.status]).to.deep.equal([name, 400]);
      expect(misshapen.problem().issues).to.be.an('array').that.is.not.empty;
      expect([name, (await send([1, 2])).status]).to.deep.equal([name, 400]);
      const tooLong = 'x'.repeat((route.bodyLimitMb ?? 0) * 1024 * 1024 + 200_000);
      expect([name, (await send({ text: tooLong })).status]).to.deep.equal([name, 413]);
    }
    expect(await stored()).to.equal(before);
  });

  it('with queries out of range, unknown sorts, days in the future, and characters that are no text', async () => {
    const owner = world.as(world.one, 'owner');
    const at = (rest: string) => owner.get(`/api/companies/${String(world.one.companyId)}/${rest}`);
    for (const rest of [
      'messages?pageSize=201',
      'messages?page=0',
      'messages?sort=phone',
      'messages?status=nonsense',
      'clients?asOf=0001-01-01',
      'clients?asOf=tomorrow',
      'clients?q=%00',
    ])
      expect([rest, (await at(rest)).status]).to.deep.equal([rest, 400]);
    expect((await at('reactivation/candidates?asOf=2026-11-21')).problem().code).to.equal('as_of_in_future');
    const nul = await owner.send('POST', `/api/companies/${String(world.one.companyId)}/sending/stop`, {
      reason: 'a\0b',
    });
    const half = await owner.send(
      'POST',
      `/api/companies/${String(world.one.companyId)}/sending/stop`,
      '{"reason":"\\ud800"}',
    );
    expect([nul.status, half.status]).to.deep.equal([400, 400]);
  });

  it("from another site's page, whatever cookie the browser sends along", async () => {
    const path = `/api/companies/${String(world.one.companyId)}/sending/stop`;
    const owner = world.as(world.one, 'owner');
    for (const headers of [
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { origin: 'https://evil.example' },
      { origin: 'null' },
    ] as Record<string, string>[]) {
      const answer = await owner.send('POST', path, { reason: 'x' }, headers);
      expect([answer.status, answer.problem().code]).to.deep.equal([403, 'cross_site']);
    }
    const ours = await owner.send('POST', path, { reason: 'x' }, { origin: 'http://localhost:3000' });
    expect(ours.status).to.equal(200);
    await owner.send('POST', path.replace('stop', 'resume'), { reason: 'x' });
  });

  it('with a problem that names a request, and without a word about our insides', async () => {
    const answer = await world.stranger.get('/api/nothing/here');
    expect(answer.status).to.equal(404);
    expect(answer.problem()).to.include({ code: 'not_found', requestId: answer.headers.get('x-request-id') });
    expect(answer.headers.get('content-security-policy')).to.include("default-src 'none'");
    expect(answer.headers.get('x-powered-by')).to.equal(null);
  });
});
