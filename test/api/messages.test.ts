import { expect } from 'chai';
import type { z } from 'zod';
import { routes } from '../../contracts/http/routes.ts';
import { type ApiWorld, createApiWorld, NOW } from '../support/api.ts';
import { addMessage, addOutboxRow } from '../support/api-rows.ts';

describe('messages over HTTP', () => {
  let world: ApiWorld;
  let path: string;
  before(async () => {
    world = await createApiWorld();
    path = `/api/companies/${String(world.one.companyId)}`;
  });
  after(() => world.close());
  afterEach(async () => {
    world.asked.length = 0;
    await world.database('messages').delete();
    await world.database('opt_outs').delete();
    await world.database('conversations').delete();
    await world.database('reactivation_settings').update({ delivery_mode: 'moderation' });
  });

  const manager = () => world.as(world.one, 'manager');
  const list = async (query = '', caller = manager()) =>
    (await caller.get(`${path}/messages${query}`)).read(routes.listMessages.response);

  describe('lists', () => {
    it('show only the own company, newest first, with a link to each workflow', async () => {
      const older = await addMessage(world.database, world.one, { created_at: new Date('2026-11-19T10:00:00Z') });
      const newer = await addMessage(world.database, world.one);
      await addMessage(world.database, world.two);
      const page = await list();
      expect(page.items.map((item) => item.id)).to.deep.equal([newer, older]);
      expect(page).to.include({ total: 2, page: 1, pageSize: 50 });
      expect(page.items[0]).to.include({
        clientName: 'Ольга Иванова',
        serviceTitle: 'Haircut',
        workflowId: `message:${String(newer)}`,
        temporalUrl: `http://localhost:8233/namespaces/default/workflows/message%3A${String(newer)}`,
      });
    });

    it('are cut into pages without losing or repeating a row, also when all were made at one instant', async () => {
      const at = new Date('2026-11-20T12:00:00Z');
      for (let n = 0; n < 7; n += 1) await addMessage(world.database, world.one, { created_at: at });
      const ids: number[] = [];
      for (const page of [1, 2, 3, 4])
        ids.push(...(await list(`?pageSize=2&page=${String(page)}`)).items.map((item) => item.id));
      expect(new Set(ids).size).to.equal(7);
      expect((await list('?pageSize=2&page=5')).items).to.deep.equal([]);
    });

    it('are filtered by status, client and scenario, and sorted both ways', async () => {
      const waiting = await addMessage(world.database, world.one);
      const sent = await addMessage(world.database, world.one, {
        status: 'sent',
        client_id: world.one.pavelId,
        scenario: 'birthday',
      });
      const dead = await addMessage(world.database, world.one, { status: 'dead' });
      const ids = async (query: string) => (await list(query)).items.map((item) => item.id);
      expect(await ids('?status=sent,dead&sort=-createdAt')).to.have.members([sent, dead]);
      expect(await ids(`?clientId=${String(world.one.pavelId)}`)).to.deep.equal([sent]);
      expect(await ids('?scenario=birthday')).to.deep.equal([sent]);
      expect(await ids('?sort=status')).to.deep.equal([waiting, dead, sent]);
      expect(await ids('?sort=-clientName')).to.deep.equal(
        [waiting, dead, sent].sort((a, b) => (a === sent ? 1 : b === sent ? -1 : b - a)),
      );
    });

    it('find people by a part of their name in any case and order, in Cyrillic too, and by digits of the phone', async () => {
      const olga = await addMessage(world.database, world.one);
      await addMessage(world.database, world.one, { client_id: world.one.pavelId });
      const ids = async (q: string) => (await list(`?q=${encodeURIComponent(q)}`)).items.map((item) => item.id);
      for (const q of ['ольг', 'ИВАНОВА', 'иванова ольга', '1001', '604 700-1001', '+1 (604) 7001001'])
        expect([q, await ids(q)]).to.deep.equal([q, [olga]]);
      expect(await ids('9%1')).to.deep.equal([]);
      expect(await ids('ольга novak')).to.deep.equal([]);
    });

    it('say why a row waits and until when', async () => {
      const id = await addMessage(world.database, world.one, { status: 'waiting', reason: 'outside_hours' });
      const until = new Date('2026-11-23T18:00:00Z');
      await addOutboxRow(world.database, world.one, id, { wait_reason: 'outside_hours', wait_until: until });
      expect((await list()).items[0]).to.include({
        status: 'waiting',
        reason: 'outside_hours',
        waitUntil: until.toISOString(),
      });
    });

    it('show a specialist their own clients only, in lists and one by one', async () => {
      const own = await addMessage(world.database, world.one);
      const other = await addMessage(world.database, world.one, { client_id: world.one.pavelId });
      const specialist = world.as(world.one, 'specialist');
      expect((await list('', specialist)).items.map((item) => item.id)).to.deep.equal([own]);
      expect((await specialist.get(`${path}/messages/${String(other)}`)).status).to.equal(404);
      const approve = (id: number) => specialist.send('POST', `${path}/messages/${String(id)}/approve`, {});
      expect((await approve(other)).status).to.equal(404);
      expect((await approve(own)).status).to.equal(200);
      const clients = (await specialist.get(`${path}/clients`)).read(routes.listClients.response);
      expect(clients.items.map((item) => item.id)).to.deep.equal([world.one.olgaId]);
      expect((await specialist.get(`${path}/clients/${String(world.one.pavelId)}`)).status).to.equal(404);
      expect((await specialist.get(`${path}/clients/${String(world.one.pavelId)}/timeline`)).status).to.equal(404);
    });
  });

  describe('approvals', () => {
    const decide = (
      id: number,
      what: string,
      body: unknown,
      role: 'manager' | 'moderator' = 'moderator',
      headers = {},
    ) => world.as(world.one, role).send('POST', `${path}/messages/${String(id)}/${what}`, body, headers);

    it('wait oldest first, with the phone frame and the reasons beside them', async () => {
      const later = await addMessage(world.database, world.one);
      const first = await addMessage(world.database, world.one, {
        awaiting_since: new Date('2026-11-20T09:00:00Z'),
        reasons: JSON.stringify([{ code: 'due', daysSince: 74 }]),
      });
      await addMessage(world.database, world.two);
      const page = (await manager().get(`${path}/approvals`)).read(routes.listApprovals.response);
      expect(page.items.map((item) => item.id)).to.deep.equal([first, later]);
      expect(page.oldestSince).to.equal('2026-11-20T09:00:00.000Z');
      expect(page.items[0]).to.deep.include({
        templateBody: 'Hi {{1}}! {{2}} Reply STOP to stop.',
        templateVariables: ['first_name', 'personal_part'],
        variables: ['Olga', 'Come back soon.'],
        reasons: [{ code: 'due', daysSince: 74 }],
        client: { language: 'en', visits: 2, lastVisitOn: '2026-09-01', spendMinor: 11_000, segment: null },
      });
    });

    it('are put off until a time on the company’s clock, leave the list, and come back on top', async () => {
      const other = await addMessage(world.database, world.one);
      const id = await addMessage(world.database, world.one);
      const list = async (query = '') =>
        (await manager().get(`${path}/approvals${query}`)).read(routes.listApprovals.response);
      // 10:00 in Vancouver.
      expect((await list()).snoozeTimes).to.deep.equal([
        { snooze: 'hour', until: '2026-11-20T19:00:00.000Z' },
        { snooze: 'evening', until: '2026-11-21T02:00:00.000Z' },
        { snooze: 'tomorrow', until: '2026-11-21T18:00:00.000Z' },
      ]);
      const snoozed = (await decide(id, 'snooze', { snooze: 'evening' })).read(routes.snoozeMessage.response);
      expect(snoozed).to.include({ snoozedUntil: '2026-11-21T02:00:00.000Z', snoozedBy: 'moderator' });
      const [awake, asleep] = [await list(), await list('?snoozed=true')];
      expect([awake.items.map((item) => item.id), awake.snoozed]).to.deep.equal([[other], 1]);
      expect(asleep.items.map((item) => item.id)).to.deep.equal([id]);
      world.setNow(new Date('2026-11-21T02:00:01Z'));
      expect((await list()).items.map((item) => item.id)).to.deep.equal([id, other]);
      expect((await decide(id, 'snooze', { snooze: 'evening' })).problem().code).to.equal('snooze_evening_has_come');
      world.setNow(NOW);
      const woken = (await decide(id, 'wake', {})).read(routes.wakeMessage.response);
      expect(woken).to.include({ snoozedUntil: null, snoozedBy: null });
      expect((await decide(id, 'snooze', { snooze: 'never' })).status).to.equal(400);
      const viewer = world.as(world.one, 'viewer');
      expect((await viewer.send('POST', `${path}/messages/${String(id)}/snooze`, { snooze: 'hour' })).status).to.equal(
        403,
      );
      const theirs = await addMessage(world.database, world.two);
      for (const what of ['snooze', 'wake', 'translate'])
        expect((await decide(theirs, what, what === 'snooze' ? { snooze: 'hour' } : {})).status, what).to.equal(404);
      await decide(id, 'approve', {});
      expect((await decide(id, 'snooze', { snooze: 'hour' })).problem().code).to.equal('already_decided');
    });

    it('are translated for whoever asks: the workflow is told, and the words come with the message', async () => {
      const id = await addMessage(world.database, world.one, { language: 'ru' });
      const asked = (await decide(id, 'translate', {})).read(routes.translateMessage.response);
      expect(asked).to.include({ translation: null, translationLanguage: 'en', translationProblem: null });
      const notices = await world.database('notices').where({ subject_id: id }).pluck('signal');
      expect(notices).to.deep.equal(['rowTakenBack']);
      await world.database('notices').delete();
      await world.database('messages').where({ id }).update({ translation: 'Hello', translation_version: 1 });
      const page = (await manager().get(`${path}/approvals`)).read(routes.listApprovals.response);
      expect(page.items.find((item) => item.id === id)).to.include({ translation: 'Hello' });
      expect((await decide(id, 'translate', { language: 'ru' })).problem().code).to.equal('no_translation_needed');
      expect((await decide(id, 'translate', { language: 'tlh' })).status).to.equal(400);
    });

    it('are given once: the second moderator is told who decided and how', async () => {
      const id = await addMessage(world.database, world.one);
      const approved = await decide(id, 'approve', {});
      expect(approved.read(routes.approveMessage.response)).to.include({
        decision: 'approved',
        approvedBy: 'moderator',
        decidedVia: 'api',
      });
      const late = await decide(id, 'reject', { reason: 'no' }, 'manager');
      expect(late.status).to.equal(409);
      expect(late.problem()).to.deep.include({ code: 'already_decided' });
      expect(late.problem().details).to.include({ decision: 'approved', decidedBy: 'moderator', decidedVia: 'api' });
    });

    it('asked twice with one Idempotency-Key are one decision', async () => {
      const id = await addMessage(world.database, world.one);
      const headers = { 'idempotency-key': 'press-0001' };
      const answers = [
        await decide(id, 'approve', {}, 'moderator', headers),
        await decide(id, 'approve', {}, 'moderator', headers),
      ];
      expect(answers.map((answer) => answer.status)).to.deep.equal([200, 200]);
      expect(await world.database('moderation_decisions').where({ message_id: id })).to.have.length(1);
    });

    it('of two people with one Idempotency-Key are two wishes, and the second hears who was first', async () => {
      const id = await addMessage(world.database, world.one);
      const headers = { 'idempotency-key': 'press-0002' };
      expect((await decide(id, 'approve', {}, 'moderator', headers)).status).to.equal(200);
      const second = await decide(id, 'approve', {}, 'manager', headers);
      expect(second.status).to.equal(409);
      expect(second.problem().details).to.include({ decision: 'approved', decidedBy: 'moderator' });
    });

    it('are refused for a text that has changed since the person saw it', async () => {
      const id = await addMessage(world.database, world.one);
      const edited = await decide(id, 'edit', { text: 'We miss you.', version: 1 });
      expect(edited.read(routes.editMessage.response)).to.deep.include({
        text: 'Hi Olga! We miss you. Reply STOP to stop.',
        variables: ['Olga', 'We miss you.'],
        version: 2,
        writtenBy: 'person',
        status: 'awaiting_approval',
      });
      const stale = await decide(id, 'approve', { version: 1 }, 'manager');
      expect([stale.status, stale.problem().code]).to.deep.equal([409, 'changed_meanwhile']);
      expect((await decide(id, 'approve', { version: 2 }, 'manager')).status).to.equal(200);
    });

    it('can be refused with a reason, and the message tells its story', async () => {
      const id = await addMessage(world.database, world.one);
      const rejected = (await decide(id, 'reject', { reason: 'too long' })).read(routes.rejectMessage.response);
      expect(rejected).to.include({ status: 'rejected', reason: 'too long' });
      const detail = (await manager().get(`${path}/messages/${String(id)}`)).read(routes.getMessage.response);
      expect(detail.events.map((event) => [event.kind, event.actorLabel])).to.deep.include(['rejected', 'moderator']);
    });

    it('refuse an edit that is not one line of the template, and leave the text as it was', async () => {
      const id = await addMessage(world.database, world.one);
      const refused = await decide(id, 'edit', { variables: ['Olga', 'two\nlines'] });
      expect([refused.status, refused.problem().code]).to.deep.equal([422, 'edit_not_one_line']);
      const both = await decide(id, 'edit', { variables: ['a', 'b'], text: 'c' });
      expect(both.status).to.equal(400);
      const row = await world
        .database('messages')
        .where({ id })
        .first<{ text: string; version: number }>('text', 'version');
      expect(row).to.deep.equal({ text: 'Hi Olga! Come back soon. Reply STOP to stop.', version: 1 });
    });
  });

  describe('written by hand', () => {
    const write = (body: object, headers: Record<string, string> = {}) =>
      manager().send('POST', `${path}/messages`, body, headers);

    it('go into the approved template outside the 24-hour window, and start one workflow', async () => {
      const answer = await write({ clientId: world.one.pavelId, text: 'Maria has\na free hour on Friday.' });
      expect(answer.status).to.equal(201);
      const message = answer.read(routes.writeMessage.response);
      expect(message).to.deep.include({
        kind: 'template',
        template: 'reprise_reactivation',
        variables: ['Pavel', 'Maria has a free hour on Friday.'],
        text: 'Hi Pavel! Maria has a free hour on Friday. Reply STOP to stop.',
        writtenBy: 'person',
        status: 'drafting',
        mode: 'moderation',
        workflowId: `message:${String(message.id)}`,
      });
      expect(world.asked).to.deep.equal([{ what: 'startDelivery', companyId: world.one.companyId, about: message.id }]);
      const audit = (await world.as(world.one, 'owner').get(`${path}/audit?action=message.written`)).read(
        routes.listAudit.response,
      );
      expect(audit.items[0]).to.include({ actorLabel: 'manager', subjectId: String(message.id) });
    });

    it('are free text while the window is open', async () => {
      await world.database('conversations').insert({
        company_id: world.one.companyId,
        phone: '+16047001001',
        client_id: world.one.olgaId,
        window_until: new Date('2026-11-21T10:00:00Z'),
      });
      const message = (await write({ clientId: world.one.olgaId, text: 'Line one\nline two' })).read(
        routes.writeMessage.response,
      );
      expect(message).to.include({ kind: 'text', text: 'Line one\nline two', template: null, variables: null });
      const detail = (await manager().get(`${path}/clients/${String(world.one.olgaId)}`)).read(
        routes.getClient.response,
      );
      expect(detail.writing).to.include({ possible: true, kind: 'text' });
    });

    it('with one Idempotency-Key are one message, however often and at the same time they are sent', async () => {
      const headers = { 'idempotency-key': 'write-to-olga-1' };
      const answers = await Promise.all(
        [1, 2, 3, 4].map(() => write({ clientId: world.one.olgaId, text: 'Hello again' }, headers)),
      );
      const ids = answers.map((answer) => answer.read(routes.writeMessage.response).id);
      expect(new Set(ids).size).to.equal(1);
      expect(await world.database('messages').where({ company_id: world.one.companyId })).to.have.length(1);
      const reused = await write({ clientId: world.one.pavelId, text: 'Hello' }, headers);
      expect([reused.status, reused.problem().code]).to.deep.equal([409, 'idempotency_key_used']);
      expect((await write({ clientId: world.one.olgaId, text: 'x' }, { 'idempotency-key': 'short' })).status).to.equal(
        400,
      );
    });

    it('are refused to people who said no, have no phone, or are not ours, and nothing is stored', async () => {
      await world
        .database('opt_outs')
        .insert({ company_id: world.one.companyId, phone: '+16047001001', source: 'word' });
      expect((await write({ clientId: world.one.olgaId, text: 'Hello' })).problem().code).to.equal('opted_out');
      await world.database('clients').where({ id: world.one.pavelId }).update({ phone: null });
      expect((await write({ clientId: world.one.pavelId, text: 'Hello' })).problem().code).to.equal('no_valid_phone');
      await world
        .database('clients')
        .where({ id: world.one.pavelId })
        .update({ phone: '+16047001002', newsletter_agreed: false });
      expect((await write({ clientId: world.one.pavelId, text: 'Hello' })).problem().code).to.equal('no_consent');
      await world.database('clients').where({ id: world.one.pavelId }).update({ newsletter_agreed: true });
      expect((await write({ clientId: world.two.olgaId, text: 'Hello' })).status).to.equal(404);
      expect(
        (await write({ clientId: world.one.pavelId, text: 'Hello', serviceId: world.two.serviceId })).status,
      ).to.equal(404);
      expect((await write({ clientId: world.one.pavelId, text: 'x'.repeat(501) })).status).to.equal(422);
      expect(await world.database('messages')).to.have.length(0);
      expect(world.asked).to.deep.equal([]);
    });
  });

  describe('the outbox', () => {
    const outbox = async (query = '') =>
      (await manager().get(`${path}/outbox${query}`)).read(routes.listOutbox.response);
    const addUnknown = async (minutesAgo: number): Promise<number> => {
      const id = await addMessage(world.database, world.one, { status: 'unknown' });
      const unknownAt = new Date(Date.parse('2026-11-20T18:00:00Z') - minutesAgo * 60_000);
      return addOutboxRow(world.database, world.one, id, { status: 'unknown', unknown_at: unknownAt });
    };

    it('shows what needs a person: dead rows, and unknown ones after a quarter of an hour', async () => {
      const old = await addUnknown(16);
      const young = await addUnknown(5);
      expect((await outbox('?needsPerson=true')).items.map((item) => item.id)).to.deep.equal([old]);
      expect((await outbox('?needsPerson=false')).items.map((item) => item.id)).to.deep.equal([young]);
      expect((await outbox('?status=unknown')).total).to.equal(2);
    });

    it('lets a person send again or leave a row, once, and says so in the story', async () => {
      const again = await addUnknown(20);
      const left = await addUnknown(20);
      const retried = await manager().send('POST', `${path}/outbox/${String(again)}/retry`, { reason: 'no answer' });
      expect(retried.read(routes.retryOutbox.response)).to.include({ id: again, status: 'queued', needsPerson: false });
      const closed = await manager().send('POST', `${path}/outbox/${String(left)}/close`, {
        reason: 'seen on the phone',
      });
      expect(closed.read(routes.closeOutbox.response)).to.include({
        status: 'dead',
        closedBy: 'manager',
        closeReason: 'seen on the phone',
        needsPerson: false,
      });
      const twice = await manager().send('POST', `${path}/outbox/${String(again)}/retry`, {});
      expect([twice.status, twice.problem().code]).to.deep.equal([409, 'row_not_settleable']);
      const audited = await world
        .database('audit_log')
        .where({ company_id: world.one.companyId, subject_kind: 'outbox' })
        .orderBy('id')
        .select<{ action: string; subject_id: string; actor_label: string; details: { reason: string } }[]>();
      expect(audited.map((row) => [row.action, row.subject_id, row.actor_label, row.details.reason])).to.deep.equal([
        ['outbox.retried', String(again), 'manager', 'no answer'],
        ['outbox.closed', String(left), 'manager', 'seen on the phone'],
      ]);
    });
  });

  it('switch to moderation takes back what nobody approved, and only that', async () => {
    const own = { mode: 'notification', status: 'queued' };
    const untouched = await addMessage(world.database, world.two, own);
    const automatic = await addMessage(world.database, world.one, own);
    const approved = await addMessage(world.database, world.one, { ...own, decision: 'approved' });
    const answer = await manager().send('PUT', `${path}/delivery-mode`, { mode: 'moderation', pending: 'apply' });
    expect(answer.read(routes.setDeliveryMode.response)).to.deep.equal({ mode: 'moderation', applied: 1 });
    const modes = await world.database('messages').orderBy('id').select<{ id: number; mode: string }[]>('id', 'mode');
    expect(modes).to.deep.equal([
      { id: untouched, mode: 'notification' },
      { id: automatic, mode: 'moderation' },
      { id: approved, mode: 'notification' },
    ]);
  });

  it('switch to notification lets go what waits, and tells each workflow to look again', async () => {
    const waiting = await addMessage(world.database, world.one);
    await addMessage(world.database, world.one, { decision: 'rejected', status: 'rejected' });
    await addMessage(world.database, world.two);
    const put = (pending: string) => manager().send('PUT', `${path}/delivery-mode`, { mode: 'notification', pending });
    expect((await put('keep')).read(routes.setDeliveryMode.response).applied).to.equal(0);
    expect((await put('apply')).read(routes.setDeliveryMode.response).applied).to.equal(1);
    expect((await put('apply')).read(routes.setDeliveryMode.response).applied).to.equal(0);
    const notices = await world.database('notices').select('company_id', 'workflow_id', 'signal', 'subject_id');
    expect(notices).to.deep.equal([
      {
        company_id: world.one.companyId,
        workflow_id: `message:${String(waiting)}`,
        signal: 'rowTakenBack',
        subject_id: waiting,
      },
    ]);
    await world.database('notices').delete();
  });

  it('shows the number with its limits and what is used of them', async () => {
    const health = (await manager().get(`${path}/account-health`)).read(routes.accountHealth.response);
    expect(health).to.deep.include({
      phoneNumberId: world.one.phoneNumberId,
      warmup: 'hot',
      limits: { source: 'warmup', daily: 500, hourly: 100, concurrent: 10, tier: 250 },
      used: { today: 0, lastHour: 0, sendingNow: 0, tierPeople24h: 0 },
      workflowId: `outbox:${world.one.phoneNumberId}`,
    });
    expect(health.templates.map(({ name }) => name)).to.deep.equal([
      'reprise_reactivation',
      'reprise_service_reactivation',
    ]);
  });

  it('answers what a page needs even when the number, the rows and the visits are all missing', async () => {
    const empty = await createApiWorld();
    for (const table of ['message_templates', 'whatsapp_account_health', 'visits', 'clients', 'services', 'staff'])
      await empty.database(table).delete();
    const owner = empty.as(empty.one, 'owner');
    const base = `/api/companies/${String(empty.one.companyId)}`;
    for (const [name, route] of Object.entries(routes)) {
      if (route.method !== 'get' || !route.path.includes('{companyId}') || /\{(?!companyId)/.test(route.path)) continue;
      const answer = await owner.get(route.path.replace('/api/companies/{companyId}', base));
      expect([name, answer.status]).to.deep.equal([name, 200]);
      answer.read(route.response as z.ZodType);
    }
    await empty.close();
  });
});
