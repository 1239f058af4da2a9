import { expect } from 'chai';
import { createHmac } from 'node:crypto';
import { createBookingWebhooks } from '../../db/repositories/access/booking-webhooks.ts';
import { systemScope } from '../../domain/access/scope.ts';
import { type ApiWorld, createApiWorld } from '../support/api.ts';
import { WEBHOOK } from '../support/api-deps.ts';

const sign = (body: string, secret = WEBHOOK.appSecret): string =>
  `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;

describe('webhooks', () => {
  let world: ApiWorld;
  before(async () => {
    world = await createApiWorld();
  });
  after(() => world.close());
  afterEach(() => {
    world.asked.length = 0;
  });

  const body = '{"object":"whatsapp_business_account","entry":[],"text":"Ж"}';
  const post = (path: string, text: string, headers: Record<string, string>) =>
    world.stranger.send('POST', path, text, headers);

  it('of WhatsApp are taken when the signature over the very bytes is right: without a key for the first company, with one for its own', async () => {
    const first = await post('/webhooks/whatsapp', body, { 'x-hub-signature-256': sign(body) });
    const second = await post(`/webhooks/whatsapp/${world.two.webhookKey}`, body, {
      'x-hub-signature-256': sign(body),
    });
    expect([first.status, second.status]).to.deep.equal([200, 200]);
    expect(world.asked).to.deep.equal([
      { what: 'webhook', companyId: world.one.companyId, about: JSON.parse(body) },
      { what: 'webhook', companyId: world.two.companyId, about: JSON.parse(body) },
    ]);
  });

  it('without a signature, with a wrong one, or over other bytes are refused and leave nothing', async () => {
    const wrong: Record<string, string>[] = [
      {},
      { 'x-hub-signature-256': '' },
      { 'x-hub-signature-256': 'sha256=' },
      { 'x-hub-signature-256': sign(body, 'another secret') },
      { 'x-hub-signature-256': sign(`${body} `) },
      { 'x-hub-signature-256': sign(body).replace('sha256=', '') },
      { 'x-hub-signature': sign(body) },
    ];
    for (const headers of wrong) expect((await post('/webhooks/whatsapp', body, headers)).status).to.equal(403);
    expect((await post('/webhooks/whatsapp/no-such-key', body, { 'x-hub-signature-256': sign(body) })).status).to.equal(
      403,
    );
    expect(world.asked).to.deep.equal([]);
  });

  it('of a company without a secret are all refused', async () => {
    const closed = await createApiWorld(() => ({
      webhookCompanies: {
        whatsapp: async () => ({ companyId: 1, appSecret: null, verifyToken: null }),
        booking: async () => null,
      },
    }));
    const answer = await closed.stranger.send('POST', '/webhooks/whatsapp', body, {
      'x-hub-signature-256': sign(body, ''),
    });
    const check = await closed.stranger.get('/webhooks/whatsapp?hub.mode=subscribe&hub.verify_token=&hub.challenge=1');
    expect([answer.status, check.status, closed.asked]).to.deep.equal([403, 403, []]);
    await closed.close();
  });

  it('that are signed but no JSON are told so', async () => {
    const answer = await post('/webhooks/whatsapp', '{"a":', { 'x-hub-signature-256': sign('{"a":') });
    expect([answer.status, answer.problem().code]).to.deep.equal([400, 'malformed_json']);
  });

  it('are verified by answering the challenge, to whoever knows the token', async () => {
    const query = (token: string) =>
      `/webhooks/whatsapp?hub.mode=subscribe&hub.verify_token=${token}&hub.challenge=1158201444`;
    const right = await world.stranger.get(query(WEBHOOK.verifyToken));
    expect([right.status, right.text]).to.deep.equal([200, '1158201444']);
    expect(right.headers.get('content-type')).to.include('text/plain');
    expect((await world.stranger.get(query('guess'))).status).to.equal(403);
    expect((await world.stranger.get('/webhooks/whatsapp')).status).to.equal(403);
    expect((await world.stranger.get(`${query(WEBHOOK.verifyToken)}<script>`)).status).to.equal(403);
  });

  it('of the booking platform wake a cycle of the company whose secret is in the path, and of no other', async () => {
    const webhooks = createBookingWebhooks(world.database, 's'.repeat(32));
    const path = await webhooks.pathOf(systemScope(world.two.companyId, 'test'));
    expect(await webhooks.pathOf(systemScope(world.two.companyId, 'test'))).to.equal(path);
    const hook = (secret: string, about = '{"resource":"record"}') => post(`/webhooks/booking/${secret}`, about, {});
    expect((await hook(path)).status).to.equal(200);
    // The body is a hint and never read: whatever it holds, the cycle asks the platform itself.
    expect((await hook(path, 'not even JSON')).status).to.equal(200);
    const woken = { what: 'wakeSync', companyId: world.two.companyId, about: null };
    expect(world.asked).to.deep.equal([woken, woken]);
    const wrong = [
      'guess',
      world.two.webhookKey,
      `${world.two.webhookKey}-`,
      `${path}0`,
      path.slice(0, -1),
      path.replace(world.two.webhookKey, world.one.webhookKey),
    ];
    for (const secret of wrong) expect([secret, (await hook(secret)).status]).to.deep.equal([secret, 403]);
    expect(world.asked).to.have.length(2);
    // Like other secrets, it lies sealed in the database.
    const { rows } = await world.database.raw<{ rows: { ciphertext: string }[] }>(
      `select ciphertext from company_secrets where system = 'booking' and key = 'webhook_secret'`,
    );
    expect(path).to.not.include(rows[0]?.ciphertext);
    expect(JSON.stringify(rows)).to.not.include(path.slice(world.two.webhookKey.length + 1));
  });

  it('of the booking platform come to another address once its secret was renewed, and to the old one no more', async () => {
    const webhooks = createBookingWebhooks(world.database, 's'.repeat(32));
    const scope = systemScope(world.two.companyId, 'test');
    const [other, before] = [
      await webhooks.pathOf(systemScope(world.one.companyId, 'test')),
      await webhooks.pathOf(scope),
    ];
    await webhooks.renew(scope);
    const after = await webhooks.pathOf(scope);
    const statusOf = async (path: string) => (await post(`/webhooks/booking/${path}`, '{}', {})).status;
    expect([await statusOf(before), await statusOf(after), await statusOf(other)]).to.deep.equal([403, 200, 200]);
    const noted = await world.database('audit_log').where({ action: 'booking_webhook.renewed' }).pluck('company_id');
    expect(noted).to.deep.equal([world.two.companyId]);
  });
});
