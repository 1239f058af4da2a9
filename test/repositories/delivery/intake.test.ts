import { expect } from 'chai';
import type { Database } from '../../../db/database.ts';
import { createIntakeRepository } from '../../../db/repositories/delivery/intake.ts';
import { createOutboxRepository } from '../../../db/repositories/delivery/outbox.ts';
import { createStatusesRepository } from '../../../db/repositories/delivery/statuses.ts';
import type { InboundMessage, StatusTold, WebhookFacts } from '../../../domain/delivery/webhook.ts';
import { cloneDatabase } from '../../support/database.ts';
import {
  type Club,
  hours,
  later,
  makeAttempt,
  makeClub,
  makeMessage,
  makePerson,
  messageOf,
  minutes,
  NOON,
  noticesOf,
  rowOf,
} from '../../support/delivery-world.ts';

describe('webhooks of WhatsApp', () => {
  let database: Database;
  let drop: () => Promise<void>;
  let club: Club;
  let other: Club;
  before(async () => {
    ({ database, drop } = await cloneDatabase());
  });
  after(() => drop());
  beforeEach(async () => {
    club = await makeClub(database);
    other = await makeClub(database);
  });

  const receive = (facts: Partial<WebhookFacts>, to = club, at = NOON) =>
    createIntakeRepository(database).receiveWhatsApp(
      to.scope,
      { messages: [], statuses: [], preferences: [], templates: [], notUnderstood: [], ...facts },
      at,
    );
  let wamids = 0;
  const inbound = (from: string | null, text: string | null, more: Partial<InboundMessage> = {}): InboundMessage => {
    wamids += 1;
    return {
      wamid: `in-${String(wamids)}`,
      phoneNumberId: club.phoneNumberId,
      from,
      kind: 'text',
      text,
      payload: null,
      at: NOON,
      ...more,
    };
  };
  const status = (key: string, told: StatusTold['status'], at: Date, more: Partial<StatusTold> = {}): StatusTold => ({
    wamid: `out-${key}`,
    status: told,
    key,
    code: null,
    at,
    ...more,
  });
  const apply = (at = NOON) => createStatusesRepository(database).applyStatuses(at);
  const conversationOf = (phone: string, of = club) =>
    database('conversations').where({ company_id: of.companyId, phone }).first<
      | {
          id: number;
          client_id: number | null;
          window_until: Date;
          marketing_hold: boolean;
          needs_person_reason: string | null;
        }
      | undefined
    >();

  async function sentMessage(row: Record<string, unknown> = {}) {
    const person = await makePerson(database, club);
    const { messageId, workflowId } = await makeAttempt(database, club, person, row);
    await createOutboxRepository(database).enqueue(club.scope, messageId, NOON);
    const { id, key } = await rowOf(database, messageId);
    await database('outbox_messages').where({ id }).update({ status: 'sending', sending_at: NOON });
    await database('messages').where({ id: messageId }).update({ status: 'sending' });
    return { person, messageId, workflowId, key };
  }

  it('opens the 24-hour window, keeps the reply beside what it answers, and tells the conversation once', async () => {
    const { person, messageId, key } = await sentMessage();
    await receive({ statuses: [status(key, 'delivered', later(NOON, -hours(2)))] });
    await apply();
    const message = inbound(person.phone, 'Ráda přijdu');
    expect(await receive({ messages: [message] })).to.deep.equal({ taken: 1 });
    expect(await receive({ messages: [message] })).to.deep.equal({ taken: 0 });
    const talk = await conversationOf(person.phone);
    expect(talk).to.deep.include({
      client_id: person.clientId,
      window_until: later(NOON, hours(24)),
      marketing_hold: false,
    });
    const replies = await database('replies').where({ company_id: club.companyId });
    expect(replies).to.have.length(1);
    expect(replies[0]).to.include({ message_id: messageId, understood_as: null });
    const told = (await noticesOf(database, club.companyId)).filter((notice) => notice.startsWith('inboundReceived'));
    expect(told).to.deep.equal([`inboundReceived → conversation:${String(talk?.id)}`]);
    const attempt = await database('reactivation_campaigns')
      .where({ message_id: messageId })
      .first<{ response_time_hours: number }>();
    expect(attempt.response_time_hours).to.equal(2);
  });

  it('takes a STOP at once: every card with the phone, queued rows, messages in the making, and the reactivation', async () => {
    const person = await makePerson(database, club);
    const twin = await makePerson(database, club, { phone: person.phone });
    const { messageId: queued, workflowId } = await makeAttempt(database, club, person);
    await createOutboxRepository(database).enqueue(club.scope, queued, NOON);
    const awaiting = await makeMessage(database, club, person, { status: 'awaiting_approval' });
    const theirs = await makePerson(database, other, { phone: person.phone });
    await receive({ messages: [inbound(person.phone, 'STOP.')] });
    expect(await messageOf(database, queued)).to.include({ status: 'cancelled', reason: 'opted_out' });
    const cards = await database('clients')
      .whereIn('id', [person.clientId, twin.clientId, theirs.clientId])
      .orderBy('id')
      .pluck('reactivation_opt_out');
    expect(cards).to.deep.equal([true, true, false]);
    const told = await noticesOf(database, club.companyId);
    expect(told).to.include(`rowSettled → message:${String(queued)}`);
    expect(told).to.include(`cancelMessage → message:${String(awaiting)}`);
    expect(told).to.include(`clientOptedOut → ${workflowId}`);
    expect(await database('opt_outs').where({ company_id: other.companyId })).to.deep.equal([]);
  });

  it('holds marketing and calls a person when a STOP is only part of what they wrote', async () => {
    const person = await makePerson(database, club);
    await receive({ messages: [inbound(person.phone, 'I will stop by on Friday')] });
    expect(await conversationOf(person.phone)).to.include({
      marketing_hold: true,
      needs_person_reason: 'ambiguous_opt_out',
    });
    expect(await database('opt_outs').where({ company_id: club.companyId })).to.deep.equal([]);
  });

  it('takes the opt-out button, and WhatsApp’s own switch in both directions', async () => {
    const [tapper, switcher] = [await makePerson(database, club), await makePerson(database, club)];
    await receive({ messages: [inbound(tapper.phone, 'Nechci', { kind: 'button', payload: 'opt_out' })] });
    await receive({ preferences: [{ from: switcher.phone, wants: 'stop', at: NOON }] });
    const sources = await database('opt_outs').where({ company_id: club.companyId }).orderBy('source').pluck('source');
    expect(sources).to.deep.equal(['button', 'user_preferences']);
    await receive({
      preferences: [
        { from: switcher.phone, wants: 'resume', at: later(NOON, 1_000) },
        { from: tapper.phone, wants: 'resume', at: later(NOON, 1_000) },
      ],
    });
    const still = await database('opt_outs')
      .where({ company_id: club.companyId })
      .whereNull('lifted_at')
      .pluck('phone');
    expect(still).to.deep.equal([tapper.phone]);
  });

  it('gives pictures, strangers and people without a phone to a person, and another number’s messages to nobody', async () => {
    const person = await makePerson(database, club);
    await receive({
      messages: [
        inbound(person.phone, null, { kind: 'audio' }),
        inbound('+420999888777', 'Kdo jste?'),
        inbound(null, 'Ahoj'),
        inbound(person.phone, 'STOP', { phoneNumberId: other.phoneNumberId }),
      ],
    });
    expect((await conversationOf(person.phone))?.needs_person_reason).to.equal('not_text');
    expect((await conversationOf('+420999888777'))?.needs_person_reason).to.equal('unmatched_sender');
    const problems = await database('webhook_inbox')
      .where({ company_id: club.companyId })
      .whereNotNull('problem')
      .orderBy('id')
      .pluck('problem');
    expect(problems).to.deep.equal(['no_phone', 'other_number']);
    expect(await database('opt_outs').where({ company_id: club.companyId })).to.deep.equal([]);
  });

  it('applies statuses in any order, repeated, and with delivered left out', async () => {
    const { messageId, key, workflowId } = await sentMessage();
    const told = [
      status(key, 'read', later(NOON, minutes(9))),
      status(key, 'sent', later(NOON, minutes(1))),
      status(key, 'sent', later(NOON, minutes(1))),
    ];
    for (const one of told) {
      await receive({ statuses: [one] });
      await apply();
    }
    expect(await messageOf(database, messageId)).to.deep.include({
      status: 'read',
      read_at: later(NOON, minutes(9)),
      delivered_at: later(NOON, minutes(9)),
    });
    const events = await database('message_events').where({ message_id: messageId }).pluck('kind');
    expect(events).to.have.members(['queued', 'sent', 'delivered', 'read']);
    const notices = await noticesOf(database, club.companyId);
    expect(notices).to.deep.equal([`rowSettled → message:${String(messageId)}`, `messageMoved → ${workflowId}`]);
  });

  it('settles a row in doubt by its key, and learns its wamid', async () => {
    const { messageId, key } = await sentMessage();
    await database('outbox_messages').where({ message_id: messageId }).update({ status: 'unknown' });
    await receive({ statuses: [status(key, 'sent', NOON)] });
    await apply();
    expect(await rowOf(database, messageId)).to.include({ status: 'sent', wamid: `out-${key}` });
  });

  it('buries a failure told by webhook, opts out on 131050, and never undoes a delivery', async () => {
    const failed = await sentMessage();
    const delivered = await sentMessage();
    await receive({
      statuses: [
        status(failed.key, 'failed', NOON, { code: '131050' }),
        status(delivered.key, 'delivered', NOON),
        status(delivered.key, 'failed', later(NOON, 1_000), { code: '131026' }),
      ],
    });
    await apply();
    expect(await messageOf(database, failed.messageId)).to.include({ status: 'dead', reason: '131050' });
    expect(await database('opt_outs').where({ company_id: club.companyId }).pluck('source')).to.deep.equal([
      'error_131050',
    ]);
    expect(await messageOf(database, delivered.messageId)).to.include({ status: 'delivered', reason: null });
  });

  it('believes no company about another company’s message', async () => {
    const { messageId, key } = await sentMessage();
    await receive({ statuses: [status(key, 'failed', NOON, { code: '131026' })] }, other);
    await apply(later(NOON, minutes(11)));
    expect((await messageOf(database, messageId)).status).to.equal('sending');
    expect(await receive({ statuses: [status(key, 'failed', NOON, { code: '131026' })] })).to.deep.equal({ taken: 1 });
    await apply();
    expect((await messageOf(database, messageId)).status).to.equal('dead');
  });

  it('waits ten minutes for the row of an early status before it gives it up', async () => {
    await receive({ statuses: [status('5f0c6c0e-7a2f-4d8e-9f0a-2f3a4b5c6d7e', 'sent', NOON)] });
    expect(await apply(later(NOON, minutes(9)))).to.equal(0);
    expect(await apply(later(NOON, minutes(11)))).to.equal(1);
    const [row] = await database('webhook_inbox').where({ company_id: club.companyId }).select('problem');
    expect(row).to.deep.equal({ problem: 'no_such_message' });
  });

  it('hears nothing of an earlier attempt once a person has sent the row again', async () => {
    const { messageId, key } = await sentMessage();
    await receive({ statuses: [status(key, 'failed', NOON, { code: '131026' })] });
    await apply();
    const row = await rowOf(database, messageId);
    await createOutboxRepository(database).settle(club.scope, row.id, { settlement: 'retry', at: NOON });
    await receive({ statuses: [status(key, 'delivered', NOON)] });
    await apply();
    expect((await rowOf(database, messageId)).status).to.equal('queued');
  });

  it('keeps what it does not understand, once, with its problem', async () => {
    const part = { kind: 'strange_account_update', id: 'hash', problem: 'not_handled', payload: { event: 'X' } };
    expect(await receive({ notUnderstood: [part, part] })).to.deep.equal({ taken: 1 });
  });

  it('takes deliveries that tell the same things in other orders, at once, and refuses none of them', async () => {
    const words = Array.from({ length: 10 }, (_, n) =>
      inbound(`+4207000000${String(10 + n)}`, 'Hello', { at: later(NOON, n) }),
    );
    for (let round = 0; round < 10; round += 1) {
      const statuses = Array.from({ length: 40 }, (_, n) => {
        const key = `00000000-0000-4000-8000-${String(round * 100 + n).padStart(12, '0')}`;
        return status(key, 'sent', NOON);
      });
      const messages = words.map((word) => ({ ...word, wamid: `${word.wamid}-${String(round)}` }));
      const orders = [
        { statuses, messages },
        { statuses: statuses.toReversed(), messages: messages.toReversed() },
      ];
      const taken = await Promise.all([...orders, ...orders].map((facts) => receive(facts)));
      expect(taken.reduce((sum, received) => sum + received.taken, 0)).to.equal(50);
    }
  });
});
