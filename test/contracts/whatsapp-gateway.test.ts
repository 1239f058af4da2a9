import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect } from 'chai';
import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { buildRequest, type Outgoing } from '../../domain/delivery/request.ts';
import { createWhatsAppGateway, type WhatsAppCredentials } from '../../integrations/whatsapp/gateway.ts';
import { isSignedByMeta } from '../../integrations/whatsapp/signature.ts';
import { parseWebhook } from '../../integrations/whatsapp/webhook.ts';
import { createSandbox, type Sandbox } from '../../sandbox/app.ts';
import { SANDBOX_WHATSAPP } from '../../sandbox/credentials.ts';

const schema = JSON.parse(readFileSync(new URL('./schemas/whatsapp-message.json', import.meta.url), 'utf8')) as Record<
  string,
  unknown
>;
const RECEIVED = new Date('2026-03-03T11:00:00Z');

const webhook = (field: string, value: unknown) => ({
  object: 'whatsapp_business_account',
  entry: [{ id: 'waba', time: 1_772_700_000, changes: [{ field, value }] }],
});
const metadata = { display_phone_number: '420777000000', phone_number_id: '42' };

describe('requests to WhatsApp', () => {
  const fits = new Ajv2020({ strict: false, validateSchema: false }).compile(schema);
  const outgoing: Outgoing[] = [
    { kind: 'template', template: 'reprise_birthday', language: 'cs', variables: ['Olga', 'Přijďte!'] },
    { kind: 'template', template: 'hello_world', language: 'en_US', variables: [] },
    { kind: 'text', text: 'Dobrý den!' },
  ];
  for (const message of outgoing) {
    it(`fit Meta's published schema: ${message.kind === 'text' ? 'text' : message.template}`, () => {
      const built = buildRequest('+420777111222', 'f0d6d4f4-6a3e-4a3b-8f57-0c2f2e0f9a11', message);
      expect(fits('request' in built ? built.request : built), JSON.stringify(fits.errors)).to.equal(true);
    });
  }
});

describe('the WhatsApp gateway and the stand-in', () => {
  let sandbox: Sandbox;
  let address: string;
  before(async () => {
    sandbox = createSandbox({ dataDir: null, pace: 'immediate' });
    address = await sandbox.listen(0);
  });
  after(() => sandbox.close());
  const gateway = (
    credentials: WhatsAppCredentials = {
      accessToken: SANDBOX_WHATSAPP.accessToken,
      businessAccountId: SANDBOX_WHATSAPP.businessAccountId,
    },
  ) =>
    createWhatsAppGateway({
      baseUrl: `${address}/whatsapp/`,
      apiVersion: 'v23.0',
      credentials: async () => credentials,
      limits: { connectMs: 500, requestMs: 500 },
    });
  async function send(message: Outgoing, from = gateway(), number: string = SANDBOX_WHATSAPP.phoneNumberId) {
    const built = buildRequest('+420777111222', 'key', message);
    if ('problem' in built) throw new Error(built.problem);
    return from.send(1, number, built.request);
  }
  const hello: Outgoing = { kind: 'template', template: 'hello_world', language: 'en_US', variables: [] };

  it('reads an acceptance with its wamid', async () => {
    const result = await send(hello);
    expect(result).to.deep.equal({ kind: 'accepted', wamid: sandbox.whatsapp.accepted().at(-1)?.wamid });
  });

  it('reads refusals by Meta’s code and not by the HTTP status', async () => {
    expect(await send({ ...hello, language: 'en' })).to.deep.include({ kind: 'refused', code: 132_001 });
    expect(await send({ ...hello, variables: ['too many'] })).to.deep.include({ kind: 'refused', code: 132_000 });
    expect(await send({ kind: 'text', text: 'out of the window' })).to.deep.include({ kind: 'refused', code: 131_047 });
    expect(await send(hello, gateway({ accessToken: 'wrong', businessAccountId: 'x' }))).to.deep.include({
      kind: 'refused',
      code: 190,
    });
  });

  it('says that nothing was sent when there are no credentials, or they cannot be read', async () => {
    const without = createWhatsAppGateway({ baseUrl: address, apiVersion: 'v23.0', credentials: async () => null });
    const broken = createWhatsAppGateway({
      baseUrl: address,
      apiVersion: 'v23.0',
      credentials: () => Promise.reject(new Error('database away')),
    });
    for (const one of [without, broken])
      expect(await send(hello, one)).to.deep.equal({ kind: 'not_sent', why: 'no_credentials' });
  });

  it('asks once and only once, whatever comes back', async () => {
    const before = sandbox.whatsapp.accepted().length;
    for (const kind of ['reset_after', 'server_error_after', 'timeout_after']) {
      sandbox.faults.add({ system: 'whatsapp', kind, count: 1 });
      expect((await send(hello)).kind).to.be.oneOf(['lost', 'refused']);
    }
    expect(sandbox.whatsapp.accepted()).to.have.length(before + 3);
  });

  it('says certainly not sent where TLS fails', async () => {
    const tls = createWhatsAppGateway({
      baseUrl: address.replace('http:', 'https:'),
      apiVersion: 'v23.0',
      credentials: async () => SANDBOX_WHATSAPP,
      limits: { connectMs: 500, requestMs: 1_000 },
    });
    expect(await send(hello, tls)).to.deep.equal({ kind: 'not_sent', why: 'tls' });
  });

  it('lists every template with its status', async () => {
    const templates = await gateway().listTemplates(1);
    expect(templates.find((one) => one.name === 'reprise_service_reactivation' && one.language === 'cs')).to.include({
      status: 'APPROVED',
      category: 'MARKETING',
    });
  });
});

describe('webhooks from WhatsApp', () => {
  const secret = 'app-secret';
  const body = Buffer.from('{"object":"whatsapp_business_account"}');
  const signature = `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;

  it('are believed only with the right signature over the raw bytes', () => {
    expect(isSignedByMeta(body, signature, secret)).to.equal(true);
    for (const wrong of [
      undefined,
      '',
      'sha256=',
      signature.slice(0, -1),
      signature.replace('sha256', 'sha1'),
      `${signature}00`,
    ]) {
      expect(isSignedByMeta(body, wrong, secret), String(wrong)).to.equal(false);
    }
    expect(isSignedByMeta(Buffer.from(`${body.toString()} `), signature, secret)).to.equal(false);
    expect(isSignedByMeta(body, signature, null)).to.equal(false);
    expect(isSignedByMeta(body, `sha256=${createHmac('sha256', '').update(body).digest('hex')}`, '')).to.equal(false);
  });

  it('are read for words, taps of both kinds, and people without a phone', () => {
    const facts = parseWebhook(
      webhook('messages', {
        messaging_product: 'whatsapp',
        metadata,
        messages: [
          { from: '420777111222', id: 'a', timestamp: '1772700000', type: 'text', text: { body: 'Ano' } },
          {
            from: '420777111222',
            id: 'b',
            timestamp: '1772700001',
            type: 'button',
            button: { payload: 'opt_out', text: 'Nepsat' },
          },
          {
            from: '420777111222',
            id: 'c',
            timestamp: '1772700002',
            type: 'interactive',
            interactive: { type: 'button_reply', button_reply: { id: 'x', title: 'Ano' } },
          },
          { from_user_id: 'CZ.1', id: 'd', timestamp: '1772700003', type: 'image', image: { id: 'media' } },
        ],
      }),
      RECEIVED,
    );
    expect(facts?.messages.map(({ from, kind, text, payload }) => ({ from, kind, text, payload }))).to.deep.equal([
      { from: '+420777111222', kind: 'text', text: 'Ano', payload: null },
      { from: '+420777111222', kind: 'button', text: 'Nepsat', payload: 'opt_out' },
      { from: '+420777111222', kind: 'interactive', text: 'Ano', payload: 'x' },
      { from: null, kind: 'image', text: null, payload: null },
    ]);
    expect(facts?.messages[0]?.at).to.deep.equal(new Date(1_772_700_000_000));
  });

  it('are read for statuses with our key, and a key that is not ours is none', () => {
    const key = 'f0d6d4f4-6a3e-4a3b-8f57-0c2f2e0f9a11';
    const facts = parseWebhook(
      webhook('messages', {
        metadata,
        statuses: [
          {
            id: 'x',
            status: 'failed',
            timestamp: '1772700003',
            recipient_id: '420777111222',
            biz_opaque_callback_data: key,
            errors: [{ code: 131_049, title: '…' }],
          },
          {
            id: 'y',
            status: 'read',
            timestamp: '1772700004',
            biz_opaque_callback_data: 'msg-8812',
            pricing: { billable: true },
          },
        ],
      }),
      RECEIVED,
    );
    expect(facts?.statuses.map(({ status, key, code }) => ({ status, key, code }))).to.deep.equal([
      { status: 'failed', key, code: '131049' },
      { status: 'read', key: null, code: null },
    ]);
  });

  it('keep what is new or broken with a problem, and take the rest', () => {
    const facts = parseWebhook(
      {
        object: 'whatsapp_business_account',
        entry: [
          { id: 'waba', changes: [{ field: 'calls', value: { anything: 1 } }] },
          webhook('messages', {
            metadata,
            messages: [{ id: 'no type' }, null, 'text'],
            statuses: [
              { id: 'z', status: 'vanished', timestamp: '1' },
              { id: 'ok', status: 'sent', timestamp: 1_772_700_000 },
            ],
          }).entry[0],
          webhook('user_preferences', {
            user_preferences: [
              { wa_id: '420777111222', category: 'marketing_messages', value: 'stop', timestamp: 1_772_700_000 },
              { wa_id: 'x' },
            ],
          }).entry[0],
          webhook('message_template_status_update', {
            event: 'PAUSED',
            message_template_id: 1,
            message_template_name: 't',
            message_template_language: 'en-US',
            reason: null,
          }).entry[0],
        ],
      },
      RECEIVED,
    );
    expect(facts?.notUnderstood.map(({ kind, problem }) => `${kind}: ${problem}`)).to.deep.equal([
      'strange_calls: not_handled',
      'strange_message: unreadable',
      'strange_message: unreadable',
      'strange_message: unreadable',
      'strange_status: unreadable',
      'strange_user_preferences: unreadable',
    ]);
    expect(facts?.statuses.map((one) => one.wamid)).to.deep.equal(['ok']);
    expect(facts?.preferences).to.deep.equal([
      { from: '+420777111222', wants: 'stop', at: new Date(1_772_700_000_000) },
    ]);
    expect(facts?.templates[0]).to.include({ name: 't', language: 'en_US', event: 'PAUSED' });
  });

  it('are nothing at all when they are no webhook of WhatsApp', () => {
    for (const wrong of [null, 'text', [], {}, { object: 'page', entry: [] }, { object: 'whatsapp_business_account' }])
      expect(parseWebhook(wrong, RECEIVED)).to.equal(null);
  });
});
