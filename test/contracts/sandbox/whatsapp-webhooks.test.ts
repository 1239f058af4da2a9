/** The stand-in's webhooks: signed, shaped and repeated like Meta's. */

import { expect } from 'chai';
import { createHmac } from 'node:crypto';
import { SANDBOX_WHATSAPP } from '../../../sandbox/credentials.ts';
import {
  eventually,
  startSandboxWorld,
  templateMessage,
  textMessage,
  type SandboxWorld,
} from '../../support/sandbox.ts';
import { schemaProblems } from '../../support/schemas.ts';

const PHONE = '+420777111222';

describe('webhooks of the WhatsApp stand-in', () => {
  let world: SandboxWorld;
  beforeEach(async () => {
    world = await startSandboxWorld();
  });
  afterEach(async () => {
    await world.close();
  });
  const told = async (status: string) =>
    eventually(() => world.receiver.statuses().find((one) => one.status === status), status);

  it('tells sent, delivered and read in that order, with our key and a price on the first two', async () => {
    const { body } = await world.send(templateMessage({ key: 'key-7' }));
    await told('read');
    const statuses = world.receiver.statuses();
    expect(statuses.map((one) => one.status)).to.deep.equal(['sent', 'delivered', 'read']);
    for (const one of statuses) {
      expect(one).to.include({
        id: body.messages?.[0]?.id,
        biz_opaque_callback_data: 'key-7',
        recipient_id: '420777111222',
      });
      expect(one.recipient_user_id).to.match(/^CZ\.\w+$/);
    }
    expect(statuses.map((one) => one.pricing?.category)).to.deep.equal(['marketing', 'marketing', undefined]);
  });

  it('signs the raw bytes, in which everything beyond ASCII is escaped', async () => {
    world.sandbox.whatsapp.reply({ phone: PHONE, text: 'Děkuji, přijdu 👍' });
    const webhook = await eventually(() => world.receiver.received[0], 'a webhook');
    const expected = createHmac('sha256', SANDBOX_WHATSAPP.appSecret).update(webhook.raw).digest('hex');
    expect(webhook.signature).to.equal(`sha256=${expected}`);
    expect(webhook.raw.every((byte) => byte < 0x80)).to.equal(true);
    expect(world.receiver.inbound()[0]?.text?.body).to.equal('Děkuji, přijdu 👍');
  });

  it('keeps to Meta’s published schema, for statuses and for everything a client can send', async () => {
    await world.send(templateMessage({ key: 'k' }));
    await told('read');
    world.sandbox.whatsapp.reply({ phone: PHONE, button: 'Už mi nepište' });
    world.sandbox.whatsapp.reply({ phone: PHONE, text: 'Ano' });
    await world.send({
      ...textMessage('x', PHONE),
      type: 'interactive',
      interactive: {
        type: 'button',
        body: { text: 'Kdy?' },
        action: { buttons: [{ type: 'reply', reply: { id: 'slot:1', title: 'Út 17:30' } }] },
      },
    });
    world.sandbox.whatsapp.reply({ phone: PHONE, button: 'slot:1' });
    await eventually(() => world.receiver.inbound().length === 3, 'three answers');
    for (const { body } of world.receiver.received) expect(schemaProblems('whatsapp-webhook', body)).to.deep.equal([]);
    const [button, text, interactive] = world.receiver.inbound();
    expect(button).to.deep.include({ type: 'button', button: { payload: 'Už mi nepište', text: 'Už mi nepište' } });
    expect(button?.context?.id).to.equal(world.sandbox.whatsapp.accepted()[0]?.wamid);
    expect(text?.type).to.equal('text');
    expect(interactive?.interactive?.button_reply).to.deep.equal({ id: 'slot:1', title: 'Út 17:30' });
  });

  it('hides the phone of a person with a username and still names them by their business-scoped id', async () => {
    world.sandbox.whatsapp.reply({ phone: PHONE, text: 'Ahoj', hidesPhone: true });
    const message = await eventually(() => world.receiver.inbound()[0], 'the message');
    expect(message).not.to.have.property('from');
    expect(message.from_user_id).to.match(/^CZ\./);
  });

  it('delivers again until somebody answers 2xx, and then never more', async () => {
    world.receiver.answers.push(500, 403, 302);
    world.sandbox.whatsapp.reply({ phone: PHONE, text: 'Ano' });
    await eventually(() => world.receiver.inbound().length > 0, 'the delivery after three refusals');
    await eventually(() => world.sandbox.whatsapp.pendingWebhooks() === 0, 'an empty queue');
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(world.receiver.inbound()).to.have.length(1);
  });

  it('drops webhooks while nobody is subscribed', async () => {
    world.sandbox.whatsapp.setWebhookUrl(null);
    world.sandbox.whatsapp.reply({ phone: PHONE, text: 'Ano' });
    await eventually(() => world.sandbox.whatsapp.pendingWebhooks() === 0, 'an empty queue');
    world.sandbox.whatsapp.setWebhookUrl(world.receiver.url);
    world.sandbox.whatsapp.reply({ phone: PHONE, text: 'Ještě jednou' });
    await eventually(() => world.receiver.inbound().length > 0, 'the second message');
    expect(world.receiver.inbound().map((one) => one.text?.body)).to.deep.equal(['Ještě jednou']);
  });

  it('fails a message by webhook with the ordered code, and never delivers it', async () => {
    world.sandbox.faults.add({ system: 'whatsapp', kind: 'fail_by_webhook', code: 131_049, count: 1 });
    expect((await world.send(templateMessage({ key: 'k' }))).status).to.equal(200);
    const failed = await told('failed');
    expect(failed.errors?.[0]).to.include({ code: 131_049 });
    expect(failed.errors?.[0]?.error_data.details).to.be.a('string');
    expect(world.receiver.statuses().map((one) => one.status)).to.deep.equal(['failed']);
  });

  it('loses, doubles and mixes up webhooks when it is told to', async () => {
    world.sandbox.faults.add({ system: 'whatsapp', kind: 'mute_webhooks', count: 1 });
    world.sandbox.faults.add({ system: 'whatsapp', kind: 'duplicate_webhooks', count: 2, afterMs: 1 });
    world.sandbox.faults.add({ system: 'whatsapp', kind: 'shuffle_webhooks', count: 2, afterMs: 30 });
    await world.send(templateMessage());
    await eventually(() => world.receiver.statuses().length === 4, 'two doubled statuses');
    const counted = world.receiver
      .statuses()
      .map((one) => one.status)
      .toSorted();
    expect(counted).to.deep.equal(['delivered', 'delivered', 'read', 'read']);
  });

  it('waits with reading until the phone is told to read', async () => {
    world.sandbox.whatsapp.setPace({ readMs: null });
    await world.send(templateMessage());
    await told('delivered');
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(world.receiver.statuses().map((one) => one.status)).to.deep.equal(['sent', 'delivered']);
    world.sandbox.whatsapp.readNow('420777111222');
    await told('read');
  });

  it('tells a template’s new state with the id as a number', async () => {
    await fetch(`${world.url}/sandbox/whatsapp/templates`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'reprise_birthday', language: 'ru', status: 'PAUSED' }),
    });
    const change = await eventually(() => world.receiver.received[0]?.body.entry[0]?.changes[0], 'the change');
    expect(change.field).to.equal('message_template_status_update');
    expect(change.value).to.deep.include({
      event: 'PAUSED',
      message_template_name: 'reprise_birthday',
      message_template_language: 'ru',
    });
    expect(change.value['message_template_id']).to.be.a('number');
  });

  it('tells when a person stops marketing messages in WhatsApp itself', async () => {
    await fetch(`${world.url}/sandbox/whatsapp/preference`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ phone: PHONE, value: 'stop' }),
    });
    const change = await eventually(() => world.receiver.received[0]?.body.entry[0]?.changes[0], 'the change');
    expect(change.field).to.equal('user_preferences');
    const [told] = change.value['user_preferences'] as object[];
    expect(told).to.include({ wa_id: '420777111222', category: 'marketing_messages', value: 'stop' });
  });

  it('refuses an answer of a phone that says nothing, or presses a button that is not there', async () => {
    const reply = async (body: object) =>
      (
        await fetch(`${world.url}/sandbox/whatsapp/reply`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body),
        })
      ).status;
    expect(await reply({ phone: PHONE })).to.equal(400);
    expect(await reply({ phone: 'somebody', text: 'x' })).to.equal(400);
    expect(await reply({ phone: PHONE, button: 'Nowhere' })).to.equal(400);
    expect(world.receiver.inbound()).to.deep.equal([]);
  });
});
