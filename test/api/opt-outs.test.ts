import { expect } from 'chai';
import { routes } from '../../contracts/http/routes.ts';
import { type ApiWorld, createApiWorld, NOW } from '../support/api.ts';
import { inserted } from '../support/api-clubs.ts';
import { addConversation } from '../support/api-rows.ts';

const OLGA = '+16047001001';
const PAVEL = '+16047001002';

describe('opt-outs over HTTP', () => {
  let world: ApiWorld;
  let company: string;
  before(async () => {
    world = await createApiWorld();
    company = `/api/companies/${String(world.one.companyId)}`;
  });
  after(() => world.close());
  afterEach(async () => {
    for (const table of ['conversations', 'notices', 'audit_log', 'opt_outs', 'staff'])
      await world.database(table).delete();
    await world.database('clients').update({ reactivation_opt_out: false, opt_out_reason: null, opt_out_date: null });
  });

  const manager = () => world.as(world.one, 'manager');
  const say = (what: 'opt-out' | 'opt-in', body: object, caller = manager(), clientId = world.one.olgaId) =>
    caller.send('POST', `${company}/clients/${String(clientId)}/${what}`, body);
  const list = async (query = '', caller = manager()) =>
    (await caller.get(`${company}/opt-outs${query}`)).read(routes.listOptOuts.response).items;
  const bring = async (text: string, isPreview: boolean) =>
    (await manager().send('POST', `${company}/opt-outs/import`, { text, isPreview })).read(
      routes.importOptOuts.response,
    );
  const audited = async () =>
    (
      await world
        .database('audit_log')
        .whereNot('action', 'session.opened')
        .orderBy('id')
        .select<{ action: string; actor_label: string }[]>('action', 'actor_label')
    ).map((row) => `${row.action} by ${row.actor_label}`);

  it('are recorded by a person once, shown with who and when, and taken back with how it was said', async () => {
    const recorded = (await say('opt-out', { reason: 'Said so at the desk' })).read(routes.optOutClient.response);
    expect(recorded.optOut).to.include({ source: 'person', at: NOW.toISOString(), reason: 'Said so at the desk' });
    await say('opt-out', { reason: 'Again' });
    const [item] = await list();
    expect(item).to.include({
      phone: OLGA,
      clientId: world.one.olgaId,
      recordedBy: 'manager',
      reason: 'Said so at the desk',
    });
    const again = (await say('opt-in', { reason: 'Asked for offers on the phone' })).read(routes.optInClient.response);
    expect(again.optOut).to.equal(null);
    await say('opt-in', { reason: 'Twice' });
    expect(await list()).to.deep.equal([]);
    expect((await list('?show=lifted'))[0]).to.include({ phone: OLGA, liftedBy: 'manager' });
    expect(await audited()).to.deep.equal(['opt_out.recorded by manager', 'opt_out.lifted by manager']);
  });

  it('are recorded by whoever approves, and taken back only by whoever may write', async () => {
    const moderator = world.as(world.one, 'moderator');
    expect((await say('opt-out', {}, moderator)).status).to.equal(200);
    expect((await say('opt-in', { reason: 'No' }, moderator)).status).to.equal(403);
    expect((await say('opt-in', {})).status).to.equal(400);
    expect((await say('opt-out', {}, world.as(world.two, 'owner'))).status).to.equal(404);
    expect((await say('opt-out', {}, manager(), world.two.olgaId)).status).to.equal(404);
  });

  it('come along in a list that is looked at first: bad lines are named, staff and who said no already left out', async () => {
    await inserted(world.database, 'staff', {
      company_id: world.one.companyId,
      external_id: 'o1',
      name: 'Eva',
      phone: '+16047001009',
    });
    await say('opt-out', {}, manager(), world.one.pavelId);
    const text = [
      'Phone;Date;Source',
      '604 700 1001;31.12.2025;Old system',
      `${PAVEL};2024-05-01;`,
      'not a phone;2025-01-01;x',
      ';2025-01-01;x',
      '+16047001003;2025-13-01;x',
      '+16047001004;2999-01-01;x',
      '+16047001001;;twice',
      '+16047001009;;works here',
      '+16047001005;;',
    ].join('\n');
    const expected = {
      stored: 2,
      known: 1,
      badCount: 6,
      bad: [
        { line: 4, reason: 'bad_phone' },
        { line: 5, reason: 'no_phone' },
        { line: 6, reason: 'bad_date' },
        { line: 7, reason: 'date_ahead' },
        { line: 8, reason: 'twice' },
        { line: 9, reason: 'staff_number' },
      ],
    };
    expect(await bring(text, true)).to.deep.equal({ isPreview: true, ...expected });
    expect((await list()).map((item) => item.phone)).to.deep.equal([PAVEL]);
    expect(await bring(text, false)).to.deep.equal({ isPreview: false, ...expected });
    const items = await list();
    expect(items.find((item) => item.phone === OLGA)).to.include({
      source: 'import',
      reason: 'Old system',
      at: '2025-12-31T12:00:00.000Z',
      clientId: world.one.olgaId,
    });
    expect(items.find((item) => item.phone === PAVEL)).to.include({ source: 'person' });
    expect(await bring(text, false)).to.include({ stored: 0, known: 3 });
    expect(
      await world.database('clients').where({ id: world.one.olgaId }).first<object>('reactivation_opt_out'),
    ).to.deep.equal({
      reactivation_opt_out: true,
    });
    expect((await audited()).filter((line) => line.startsWith('opt_outs'))).to.deep.equal([
      'opt_outs.imported by manager',
    ]);
    expect(await world.database('opt_outs').where({ company_id: world.two.companyId })).to.deep.equal([]);
  });

  it('come along by the thousand', async () => {
    const lines = Array.from(
      { length: 3_000 },
      (_, at) => `+1604700${String(2_000 + at)},2025-01-01,An old system with a long name`,
    );
    expect(await bring(lines.join('\n'), false)).to.include({ stored: 3_000, badCount: 0 });
    expect(await bring(lines.join('\n'), false)).to.include({ stored: 0, known: 3_000 });
  }).timeout(120_000);

  it('do not undo that somebody took a "no" back after it', async () => {
    await say('opt-out', {});
    await say('opt-in', { reason: 'Wants offers again' });
    expect(await bring(`${OLGA},2025-01-01`, false)).to.include({ stored: 0, known: 1 });
    expect(await list()).to.deep.equal([]);
  });

  describe('that are ambiguous', () => {
    const held = (): Promise<number> =>
      addConversation(world.database, world.one, { marketing_hold: true, needs_person_reason: 'ambiguous_opt_out' });
    const decide = async (id: number, optsOut: boolean) =>
      (await manager().send('POST', `${company}/conversations/${String(id)}/decide-hold`, { optsOut })).read(
        routes.decideConversationHold.response,
      );

    it('are a no when somebody decides so', async () => {
      const id = await held();
      const decided = await decide(id, true);
      expect(decided).to.include({ marketingHold: false, needsPersonSince: null });
      expect(decided.optOut).to.include({ source: 'person' });
      await decide(id, true);
      expect(await audited()).to.deep.equal(['conversation.hold_decided by manager', 'opt_out.recorded by manager']);
    });

    it('are none when somebody decides so, and marketing goes on', async () => {
      const decided = await decide(await held(), false);
      expect(decided).to.include({ marketingHold: false, needsPersonReason: null, optOut: null });
      expect(await audited()).to.deep.equal(['conversation.hold_decided by manager']);
    });
  });

  describe('aside, senders whom nobody knows', () => {
    const stranger = (over: object = {}): Promise<number> =>
      addConversation(world.database, world.one, {
        client_id: null,
        phone: '+420777000111',
        needs_person_reason: 'unmatched_sender',
        ...over,
      });
    const act = async (id: number, what: string, body: object = {}) =>
      manager().send('POST', `${company}/conversations/${String(id)}/${what}`, body);
    const ids = async (query: string): Promise<number[]> =>
      (await manager().get(`${company}/conversations${query}`))
        .read(routes.listConversations.response)
        .items.map((item) => item.id);

    it('stand in a row of their own, and leave it when they are left alone, until that is taken back', async () => {
      const id = await stranger();
      const known = await addConversation(world.database, world.one);
      expect(await ids('?unmatched=true')).to.deep.equal([id]);
      expect(await ids('?unmatched=false')).to.deep.equal([known]);
      const ignored = (await act(id, 'ignore')).read(routes.ignoreConversation.response);
      expect(ignored).to.include({ ignoredBy: 'manager', needsPersonSince: null });
      await act(id, 'ignore');
      expect(await ids('')).to.deep.equal([known]);
      expect(await ids('?ignored=true')).to.deep.equal([id]);
      expect((await act(id, 'unignore')).read(routes.unignoreConversation.response)).to.include({
        ignoredAt: null,
        needsPersonReason: 'unmatched_sender',
      });
      expect((await act(known, 'ignore')).problem().code).to.equal('conversation_has_client');
      expect(await audited()).to.deep.equal(['conversation.ignored by manager', 'conversation.unignored by manager']);
    });

    it('become the client whom somebody recognises, with what they wrote', async () => {
      const id = await stranger();
      await world.database('replies').insert({
        company_id: world.one.companyId,
        conversation_id: id,
        wamid: 'in-link',
        kind: 'text',
        text: 'It is me, Olga',
        received_at: NOW,
      });
      const linked = (await act(id, 'link', { clientId: world.one.olgaId })).read(routes.linkConversation.response);
      // Her card has another number, and nothing is sent to one that no card has.
      expect(linked).to.include({ clientId: world.one.olgaId, needsPersonReason: 'no_valid_phone' });
      expect(await world.database('replies').where({ conversation_id: id }).first<object>('client_id')).to.deep.equal({
        client_id: world.one.olgaId,
      });
      expect((await act(id, 'link', { clientId: world.one.olgaId })).status).to.equal(200);
      expect((await act(id, 'link', { clientId: world.one.pavelId })).problem().code).to.equal(
        'conversation_has_client',
      );
      expect(
        (await act(await stranger({ phone: '+420777000112' }), 'link', { clientId: world.two.olgaId })).status,
      ).to.equal(404);
      expect(await audited()).to.deep.equal(['conversation.linked by manager']);
    });

    it('are read anew when the card has that number', async () => {
      const id = await stranger({ phone: PAVEL });
      const replyId = await inserted(world.database, 'replies', {
        company_id: world.one.companyId,
        conversation_id: id,
        wamid: 'in-read',
        kind: 'text',
        text: 'Hello',
        received_at: NOW,
      });
      const linked = (await act(id, 'link', { clientId: world.one.pavelId })).read(routes.linkConversation.response);
      expect(linked).to.include({ needsPersonSince: null });
      expect(await world.database('notices').first<object>('signal', 'subject_id')).to.deep.equal({
        signal: 'inboundReceived',
        subject_id: replyId,
      });
    });
  });
});
