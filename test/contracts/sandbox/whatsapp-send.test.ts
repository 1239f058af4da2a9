/** The stand-in's send call: as strict as Meta's, with its error shapes. */

import { expect } from 'chai';
import fc from 'fast-check';
import { SANDBOX_WHATSAPP } from '../../../sandbox/credentials.ts';
import { createLimits } from '../../../sandbox/whatsapp/limits.ts';
import { schemaProblems } from '../../support/schemas.ts';
import {
  eventually,
  startSandboxWorld,
  templateMessage,
  textMessage,
  type SandboxWorld,
} from '../../support/sandbox.ts';

describe('sending through the WhatsApp stand-in', () => {
  let world: SandboxWorld;
  let now = new Date('2026-11-20T10:00:00Z');

  beforeEach(async () => {
    now = new Date('2026-11-20T10:00:00Z');
    world = await startSandboxWorld({ clock: { now: () => now } });
  });
  afterEach(async () => {
    await world.close();
  });

  it('accepts a template message, answers with an id that holds the phone, and writes it into the witness log', async () => {
    const message = templateMessage({ key: 'key-1' });
    expect(schemaProblems('whatsapp-message', message)).to.deep.equal([]);
    const { status, body } = await world.send(message);
    expect(status).to.equal(200);
    expect(schemaProblems('whatsapp-message', body, 'MessageResponsePayload')).to.deep.equal([]);
    const wamid = body.messages?.[0]?.id ?? '';
    expect(Buffer.from(wamid.replace('wamid.', ''), 'base64').toString('latin1')).to.include('420777111222');
    expect(world.sandbox.whatsapp.accepted()).to.deep.equal([
      {
        key: 'key-1',
        wamid,
        to: '420777111222',
        at: '2026-11-20T10:00:00.000Z',
        phoneNumberId: SANDBOX_WHATSAPP.phoneNumberId,
        template: 'reprise_service_reactivation',
        text: 'Dobrý den, Olga, už jsme se nějakou dobu neviděli. Your last visit was 74 days ago. Stačí odpovědět na tuto zprávu a o zbytek se postaráme. Pokud si takové zprávy nepřejete, odpovězte STOP.',
      },
    ]);
  });

  const refusals: [string, Record<string, unknown>, number, number][] = [
    ['without messaging_product', { ...templateMessage(), messaging_product: undefined }, 400, 100],
    ['for another product', { ...templateMessage(), messaging_product: 'sms' }, 400, 100],
    ['without a recipient', { ...templateMessage(), to: undefined }, 400, 100],
    ['to something that is no phone number', templateMessage({ to: 'Olga' }), 400, 131_009],
    ['to the club itself', templateMessage({ to: '+16045550100' }), 400, 131_021],
    ['of an unknown type', { ...templateMessage(), type: 'smoke' }, 400, 100],
    ['of a type the sandbox does not carry', { ...templateMessage(), type: 'sticker' }, 400, 131_051],
    ['with a template nobody made', templateMessage({ name: 'reprise_unknown' }), 400, 132_001],
    ['with a language the template lacks', templateMessage({ language: 'en_US' }), 400, 132_001],
    ['with a parameter too few', templateMessage({ parameters: ['Olga'] }), 400, 132_000],
    ['with a parameter too many', templateMessage({ parameters: ['Olga', 'a', 'b'] }), 400, 132_000],
    ['with a line break in a parameter', templateMessage({ parameters: ['Olga', 'one\ntwo'] }), 400, 132_018],
    ['with a tab in a parameter', templateMessage({ parameters: ['Olga', 'one\ttwo'] }), 400, 132_018],
    ['with four spaces in a parameter', templateMessage({ parameters: ['Olga', 'one    two'] }), 400, 132_018],
    ['with an empty parameter', templateMessage({ parameters: ['Olga', ' '] }), 400, 131_008],
    ['with a body over 1024 characters', templateMessage({ parameters: ['Olga', 'x'.repeat(1_000)] }), 400, 132_005],
    ['with a key over 512 characters', templateMessage({ key: 'k'.repeat(513) }), 400, 131_009],
    ['as free text that nobody asked for', textMessage('Hello'), 400, 131_047],
    ['as free text over 4096 characters', textMessage('x'.repeat(4_097)), 400, 100],
  ];
  for (const [what, message, status, code] of refusals) {
    it(`refuses a message ${what} with ${String(code)}`, async () => {
      const answer = await world.send(message);
      expect([answer.status, answer.body.error?.code]).to.deep.equal([status, code]);
      expect(answer.body.error).to.include.keys('message', 'type', 'fbtrace_id');
      expect(world.sandbox.whatsapp.accepted()).to.deep.equal([]);
    });
  }

  it('tells a wrong token before anything else, and an unknown number as an object that does not exist', async () => {
    const wrong = await world.send({}, { token: 'EAAG-something' });
    expect([wrong.status, wrong.body.error?.code, wrong.body.error?.type]).to.deep.equal([401, 190, 'OAuthException']);
    const unknown = await world.send(templateMessage(), { phoneNumberId: '999' });
    expect([unknown.status, unknown.body.error?.code, unknown.body.error?.error_subcode]).to.deep.equal([400, 100, 33]);
  });

  it('answers a body that is no JSON in its own error shape', async () => {
    const response = await fetch(`${world.url}/whatsapp/v23.0/${SANDBOX_WHATSAPP.phoneNumberId}/messages`, {
      method: 'POST',
      headers: { authorization: `Bearer ${SANDBOX_WHATSAPP.accessToken}` },
      body: '{"messaging_product":',
    });
    const body = (await response.json()) as { error: { code: number } };
    expect([response.status, body.error.code]).to.deep.equal([400, 100]);
  });

  it('opens the window for free text with a word of the client, and closes it after 24 hours', async () => {
    world.sandbox.whatsapp.reply({ phone: '+420777111222', text: 'Ahoj' });
    now = new Date('2026-11-21T09:59:59Z');
    expect((await world.send(textMessage('Dobrý den'))).status).to.equal(200);
    now = new Date('2026-11-21T10:00:00Z');
    expect((await world.send(textMessage('Dobrý den'))).body.error?.code).to.equal(131_047);
    expect((await world.send(templateMessage())).status).to.equal(200);
  });

  it('refuses a paused template and a disabled one, each with its own code', async () => {
    const set = async (status: string) =>
      fetch(`${world.url}/sandbox/whatsapp/templates`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ name: 'reprise_service_reactivation', language: 'cs', status }),
      });
    await set('PAUSED');
    expect((await world.send(templateMessage())).body.error?.code).to.equal(132_015);
    await set('DISABLED');
    expect((await world.send(templateMessage())).body.error?.code).to.equal(132_016);
    await set('APPROVED');
    expect((await world.send(templateMessage())).status).to.equal(200);
  });

  it('takes 45 messages to one person at once, and then one in six seconds', () => {
    const limits = createLimits(1_000);
    const outcomes = Array.from({ length: 46 }, () => limits.refusal('1', '420777111222', 0));
    expect(outcomes.filter((refusal) => refusal === undefined)).to.have.length(45);
    expect(outcomes.at(-1)).to.equal('pair');
    expect(limits.refusal('1', '420777111223', 0)).to.equal(undefined);
    expect(limits.refusal('1', '420777111222', 6_000)).to.equal(undefined);
    expect(limits.refusal('1', '420777111222', 6_000)).to.equal('pair');
  });

  it('never lets a number exceed its throughput by more than a second of it', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 30 }), { minLength: 1, maxLength: 400 }), (gapsMs) => {
        const limits = createLimits(80);
        let nowMs = 0;
        let accepted = 0;
        for (const [index, gapMs] of gapsMs.entries()) {
          nowMs += gapMs;
          if (limits.refusal('1', String(index), nowMs) === undefined) accepted += 1;
        }
        expect(accepted).to.be.at.most(80 + Math.ceil((nowMs / 1000) * 80));
      }),
    );
  });

  it('answers 130429 to what goes beyond a number’s throughput, and accepts none of it', async () => {
    await world.close();
    world = await startSandboxWorld({ whatsapp: { throughputPerSecond: 5 } });
    const answers = await Promise.all(
      Array.from({ length: 8 }, async (_, index) =>
        world.send(templateMessage({ to: `+42077711122${String(index)}` })),
      ),
    );
    const refused = answers.filter((answer) => answer.body.error?.code === 130_429);
    expect(refused).to.have.length(3);
    expect(world.sandbox.whatsapp.accepted()).to.have.length(5);
  });

  it('keeps two numbers apart: neither token opens the other, and chats are their own', async () => {
    await world.close();
    const second = {
      accessToken: 'sandbox-second-token',
      phoneNumberId: '555',
      businessAccountId: '556',
      displayPhoneNumber: '420222333444',
    };
    world = await startSandboxWorld({ whatsapp: { accounts: [{}, second] } });
    expect((await world.send(templateMessage(), { phoneNumberId: '555' })).body.error?.error_subcode).to.equal(33);
    expect((await world.send(templateMessage(), { phoneNumberId: '555', token: second.accessToken })).status).to.equal(
      200,
    );
    expect(world.sandbox.whatsapp.chats().map((chat) => chat.phoneNumberId)).to.deep.equal(['555']);
  });
});

describe('templates of the WhatsApp stand-in', () => {
  let world: SandboxWorld;
  beforeEach(async () => {
    world = await startSandboxWorld();
  });
  afterEach(async () => {
    await world.close();
  });
  const account = `/whatsapp/v23.0/${SANDBOX_WHATSAPP.businessAccountId}/message_templates`;
  const call = async (path: string, init: RequestInit = {}) => {
    const response = await fetch(path.startsWith('http') ? path : world.url + path, {
      ...init,
      headers: { authorization: `Bearer ${SANDBOX_WHATSAPP.accessToken}`, 'content-type': 'application/json' },
    });
    return (await response.json()) as {
      data: { id: string; name: string; language: string; status: string; components?: unknown }[];
      paging?: { next?: string };
      error?: { code: number; error_subcode?: number };
      id?: string;
      status?: string;
    };
  };

  it('lists the product’s own definitions as approved in five languages, page by page without losing one', async () => {
    const names = new Set<string>();
    let next: string | undefined = `${account}?limit=7&fields=name,status,language`;
    for (let page = 0; next !== undefined && page < 20; page += 1) {
      const answer: Awaited<ReturnType<typeof call>> = await call(next);
      for (const { name, language, status } of answer.data) {
        names.add(`${name}/${language}`);
        expect(status).to.equal('APPROVED');
      }
      expect(answer.data[0]).not.to.have.property('components');
      next = answer.paging?.next;
    }
    for (const language of ['en', 'ru', 'cs', 'uk', 'bg'])
      expect(names).to.include(`reprise_service_reactivation/${language}`);
    expect(names.size).to.equal(31);
  });

  it('filters by name, language and status', async () => {
    const { data } = await call(`${account}?name=reprise_birthday&language=bg&status=APPROVED`);
    expect(data.map(({ name, language }) => [name, language])).to.deep.equal([['reprise_birthday', 'bg']]);
    expect((await call(`${account}?status=PAUSED`)).data).to.deep.equal([]);
  });

  it('makes a template that can be sent once it is reviewed, and refuses the same name and language twice', async () => {
    const definition = {
      name: 'spring_offer',
      language: 'cs',
      category: 'MARKETING',
      components: [
        {
          type: 'BODY',
          text: 'Dobrý den {{1}}, jaro je tady a s ním nové termíny pro vás.',
          example: { body_text: [['Olga']] },
        },
      ],
    };
    const made = await call(account, { method: 'POST', body: JSON.stringify(definition) });
    expect(made.status).to.equal('PENDING');
    const twice = await call(account, { method: 'POST', body: JSON.stringify(definition) });
    expect(twice.error?.error_subcode).to.equal(2_388_024);
    await eventually(() => world.receiver.received.length > 0, 'the review');
    expect((await world.send(templateMessage({ name: 'spring_offer', parameters: ['Olga'] }))).status).to.equal(200);
  });

  it('refuses a definition that begins or ends with a variable', async () => {
    const definition = {
      name: 'x',
      language: 'cs',
      category: 'MARKETING',
      components: [{ type: 'BODY', text: 'Dobrý den vám všem přeje {{1}}' }],
    };
    expect((await call(account, { method: 'POST', body: JSON.stringify(definition) })).error?.error_subcode).to.equal(
      2_388_299,
    );
  });

  it('changes an approved template’s text and removes all languages of a name', async () => {
    const [first] = (await call(`${account}?name=reprise_birthday&language=cs`)).data;
    await call(`/whatsapp/v23.0/${first?.id ?? ''}`, {
      method: 'POST',
      body: JSON.stringify({
        components: [
          {
            type: 'BODY',
            text: 'Dobrý den {{1}}, přejeme vám všechno nejlepší k narozeninám.',
            example: { body_text: [['Olga']] },
          },
        ],
      }),
    });
    await eventually(() => world.receiver.received.length > 0, 'the review');
    await world.send(templateMessage({ name: 'reprise_birthday', parameters: ['Olga'] }));
    expect(world.sandbox.whatsapp.accepted().at(-1)?.text).to.equal(
      'Dobrý den Olga, přejeme vám všechno nejlepší k narozeninám.',
    );
    await call(`${account}?name=reprise_birthday`, { method: 'DELETE' });
    expect((await call(`${account}?name=reprise_birthday`)).data).to.deep.equal([]);
  });

  it('tells about the number what is asked for', async () => {
    const number = await call(
      `/whatsapp/v23.0/${SANDBOX_WHATSAPP.phoneNumberId}?fields=quality_rating,whatsapp_business_manager_messaging_limit`,
    );
    expect(number).to.deep.equal({
      id: SANDBOX_WHATSAPP.phoneNumberId,
      quality_rating: 'GREEN',
      whatsapp_business_manager_messaging_limit: 'TIER_UNLIMITED',
    });
  });
});
