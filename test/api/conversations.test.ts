import { expect } from 'chai';
import { routes } from '../../contracts/http/routes.ts';
import { systemScope } from '../../domain/access/scope.ts';
import { createMessageStatesRepository } from '../../db/repositories/delivery/message-states.ts';
import { createOutboxRepository } from '../../db/repositories/delivery/outbox.ts';
import { type ApiWorld, createApiWorld, NOW } from '../support/api.ts';
import { addConversation, addMessage } from '../support/api-rows.ts';

describe('conversations over HTTP', () => {
  let world: ApiWorld;
  let path: string;
  before(async () => {
    world = await createApiWorld();
    path = `/api/companies/${String(world.one.companyId)}/conversations`;
  });
  after(() => world.close());
  afterEach(async () => {
    world.asked.length = 0;
    for (const table of ['outbox_messages', 'messages', 'conversations', 'notices', 'audit_log', 'opt_outs'])
      await world.database(table).delete();
  });

  const manager = () => world.as(world.one, 'manager');
  const addReply = (conversationId: number, over: Record<string, unknown> = {}) =>
    world.database('replies').insert({
      company_id: world.one.companyId,
      conversation_id: conversationId,
      client_id: world.one.olgaId,
      wamid: `in-${String(Math.random())}`,
      kind: 'text',
      text: 'Can I come on Friday?',
      received_at: new Date('2026-11-20T17:00:00Z'),
      ...over,
    });
  const addStranger = () =>
    addConversation(world.database, world.one, {
      client_id: null,
      phone: '+420777000111',
      last_inbound_at: new Date('2026-11-20T17:30:00Z'),
      needs_person_reason: 'unmatched_sender',
    });
  const list = async (query = '', caller = manager()) =>
    (await caller.get(`${path}${query}`)).read(routes.listConversations.response).items;
  const ids = async (query: string) => (await list(query)).map((item) => item.id);
  const one = async (id: number) =>
    (await manager().get(`${path}/${String(id)}`)).read(routes.getConversation.response);
  const act = (id: number, what: string, caller = manager()) =>
    caller.send('POST', `${path}/${String(id)}/${what}`, {});
  const answer = (id: number, text = 'Friday at five is yours.', key = 'a-key-of-mine') =>
    manager().send('POST', `${path}/${String(id)}/answer`, { text }, { 'idempotency-key': key });
  const audited = async () =>
    (await world.database('audit_log').orderBy('id').select<{ action: string }[]>('action')).map((row) => row.action);
  const notices = () =>
    world.database('notices').orderBy('id').select<object[]>('workflow_id', 'signal', 'subject_id', 'company_id');

  describe('are listed', () => {
    it('newest first, with their last words, and strangers by their phone alone', async () => {
      const known = await addConversation(world.database, world.one, { workflow_id: 'conversation:1' });
      await addReply(known, { text: 'Hello', received_at: new Date('2026-11-20T16:00:00Z') });
      await addReply(known);
      const stranger = await addStranger();
      await addConversation(world.database, world.two);
      const items = await list();
      expect(items.map((item) => item.id)).to.deep.equal([stranger, known]);
      expect(items[0]).to.include({ clientId: null, clientName: null, phone: '+420777000111', lastText: null });
      expect(items[1]).to.include({
        clientName: 'Ольга Иванова',
        lastText: 'Can I come on Friday?',
        lastKind: 'text',
        needsPersonReason: 'not_text',
        windowUntil: '2026-11-21T17:00:00.000Z',
        temporalUrl: 'http://localhost:8233/namespaces/default/workflows/conversation%3A1',
      });
    });

    it('by whether they call for a person, are handed over, and by name or phone', async () => {
      const calls = await addStranger();
      const taken = await addConversation(world.database, world.one, {
        needs_person_since: null,
        needs_person_reason: null,
        handed_to: 'Anna',
        handed_at: NOW,
      });
      expect(await ids('?needsPerson=true')).to.deep.equal([calls]);
      expect(await ids('?needsPerson=false')).to.deep.equal([taken]);
      expect(await ids('?handedOver=true')).to.deep.equal([taken]);
      expect(await ids('?handedOver=false')).to.deep.equal([calls]);
      expect(await ids(`?q=${encodeURIComponent('ольга')}`)).to.deep.equal([taken]);
      expect(await ids('?q=777000')).to.deep.equal([calls]);
      expect(await ids('?pageSize=1&page=2')).to.deep.equal([taken]);
    });

    it("to a specialist without other people's clients", async () => {
      const own = await addConversation(world.database, world.one);
      const stranger = await addStranger();
      const specialist = world.as(world.one, 'specialist');
      expect((await list('', specialist)).map((item) => item.id)).to.deep.equal([own]);
      expect((await specialist.get(`${path}/${String(stranger)}`)).status).to.equal(404);
      expect((await act(stranger, 'seen', specialist)).status).to.equal(404);
    });
  });

  it('show everything said, each side in order, and nothing of another phone', async () => {
    const id = await addConversation(world.database, world.one);
    await addReply(id, { text: 'Second' });
    await addReply(id, { text: 'First', received_at: new Date('2026-11-20T15:00:00Z') });
    const later = await addMessage(world.database, world.one, { created_at: new Date('2026-11-20T16:00:00Z') });
    const first = await addMessage(world.database, world.one, { created_at: new Date('2026-11-20T14:00:00Z') });
    await addMessage(world.database, world.one, { phone: '+16047001002', client_id: world.one.pavelId });
    const detail = await one(id);
    expect(detail.replies.map((reply) => reply.text)).to.deep.equal(['First', 'Second']);
    expect(detail.messages.map((message) => message.id)).to.deep.equal([first, later]);
    expect(detail.answering).to.deep.equal({ possible: true, reason: null });
  });

  it('stop calling for a person once somebody has looked, and are audited once', async () => {
    const id = await addConversation(world.database, world.one, { marketing_hold: true });
    await addReply(id);
    const seen = (await act(id, 'seen')).read(routes.conversationSeen.response);
    expect(seen).to.include({ needsPersonSince: null, needsPersonReason: null });
    expect(seen.replies[0]?.handledAt).to.equal(null);
    expect((await act(id, 'seen')).status).to.equal(200);
    expect(await audited()).to.deep.equal(['conversation.seen']);
    expect(await world.database('conversations').where({ id }).first<object>('marketing_hold')).to.include({
      marketing_hold: true,
    });
  });

  it('are taken over and given back, once each however often it is asked, and their workflow hears of it', async () => {
    const id = await addConversation(world.database, world.one);
    const other = await addStranger();
    for (let n = 0; n < 2; n += 1)
      expect((await act(id, 'take-over')).read(routes.takeOverConversation.response)).to.include({
        handedTo: 'manager',
        handedAt: NOW.toISOString(),
      });
    for (let n = 0; n < 2; n += 1)
      expect((await act(id, 'give-back')).read(routes.giveBackConversation.response)).to.include({
        handedTo: null,
        handedAt: null,
      });
    expect(await audited()).to.deep.equal(['conversation.taken_over', 'conversation.given_back']);
    const told = {
      workflow_id: `conversation:${String(id)}`,
      signal: 'handOverChanged',
      subject_id: id,
      company_id: world.one.companyId,
    };
    expect(await notices()).to.deep.equal([told, told]);
    expect((await one(other)).handedTo).to.equal(null);
  });

  it('can be taken over from a colleague', async () => {
    const id = await addConversation(world.database, world.one);
    await act(id, 'take-over');
    const taken = (await act(id, 'take-over', world.as(world.one, 'moderator'))).read(
      routes.takeOverConversation.response,
    );
    expect(taken.handedTo).to.equal('moderator');
  });

  describe('are answered by a person', () => {
    it('with a message that nobody else has to approve, and that goes out inside the window', async () => {
      const id = await addConversation(world.database, world.one);
      await world.database('reactivation_settings').update({ delivery_mode: 'notification' });
      const written = (await answer(id)).read(routes.answerConversation.response);
      expect(written).to.include({
        kind: 'text',
        scenario: 'answer',
        status: 'queued',
        mode: 'moderation',
        text: 'Friday at five is yours.',
        writtenBy: 'person',
        decision: 'approved',
        approvedBy: 'manager',
        goodUntil: '2026-11-21T17:00:00.000Z',
      });
      expect(world.asked).to.deep.equal([{ what: 'startDelivery', companyId: world.one.companyId, about: written.id }]);
      const scope = systemScope(world.one.companyId, 'deliverMessage');
      const state = await createMessageStatesRepository(world.database).stateOf(scope, written.id);
      expect(state).to.include({ stage: 'approved', needsDraft: false, booksSlot: false });
      expect(await createOutboxRepository(world.database).enqueue(scope, written.id, NOW)).to.equal('queued');
      expect(
        await world.database('outbox_messages').where({ message_id: written.id }).first<object>('is_answer', 'status'),
      ).to.deep.equal({ is_answer: true, status: 'queued' });
      expect((await one(id)).messages.map((message) => message.id)).to.deep.equal([written.id]);
    });

    it('once per key, and a key of another conversation is refused', async () => {
      const id = await addConversation(world.database, world.one);
      const other = await addConversation(world.database, world.one, {
        client_id: world.one.pavelId,
        phone: '+16047001002',
      });
      const both = await Promise.all([answer(id), answer(id)]);
      const made = both.map((each) => each.read(routes.answerConversation.response).id);
      expect(new Set(made).size).to.equal(1);
      expect((await answer(other)).problem().code).to.equal('idempotency_key_used');
      expect(await audited()).to.deep.equal(['message.written']);
    });

    it('not after the window, not to a stranger, and not to somebody who said no', async () => {
      const closed = await addConversation(world.database, world.one, { window_until: NOW });
      const stranger = await addStranger();
      const refusal = async (id: number) => {
        const refused = await answer(id);
        const { reason } = (await one(id)).answering;
        return [refused.status, refused.problem().code, reason];
      };
      expect(await refusal(closed)).to.deep.equal([409, 'window_closed', 'window_closed']);
      expect(await refusal(stranger)).to.deep.equal([409, 'unmatched_sender', 'unmatched_sender']);
      await world.database('opt_outs').insert({
        company_id: world.one.companyId,
        phone: '+16047001001',
        source: 'word',
        at: NOW,
      });
      expect(await refusal(closed)).to.deep.equal([409, 'opted_out', 'opted_out']);
      expect(await world.database('messages').select('id')).to.deep.equal([]);
      expect(world.asked).to.deep.equal([]);
    });

    it('not by a role that may only approve', async () => {
      const id = await addConversation(world.database, world.one);
      const refused = await world
        .as(world.one, 'moderator')
        .send('POST', `${path}/${String(id)}/answer`, { text: 'Hello' });
      expect([refused.status, refused.problem().code]).to.deep.equal([403, 'forbidden']);
    });
  });
});
