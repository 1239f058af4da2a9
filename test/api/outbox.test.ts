import { expect } from 'chai';
import { routes } from '../../contracts/http/routes.ts';
import { type ApiWorld, createApiWorld } from '../support/api.ts';
import { addMessage, addOutboxRow } from '../support/api-rows.ts';

describe('the outbox as a whole, over HTTP', () => {
  let world: ApiWorld;
  let path: string;
  before(async () => {
    world = await createApiWorld();
    path = `/api/companies/${String(world.one.companyId)}`;
  });
  after(() => world.close());
  afterEach(async () => {
    for (const table of ['campaign_decisions', 'outbox_messages', 'message_events', 'messages', 'audit_log', 'notices'])
      await world.database(table).delete();
  });
  const manager = () => world.as(world.one, 'manager');
  const row = async (status: string, over: Record<string, unknown> = {}): Promise<number> => {
    const messageStatus = status === 'queued' && over['wait_reason'] ? 'waiting' : status;
    const messageId = await addMessage(world.database, world.one, { status: messageStatus });
    return addOutboxRow(world.database, world.one, messageId, { status, ...over });
  };

  it('counts every state, what needs a person, and what waits for what', async () => {
    await row('queued');
    await row('queued', { wait_reason: 'budget' });
    await row('queued', { wait_reason: 'outside_hours' });
    await row('dead');
    await row('dead', { closed_by: 'Olga', close_reason: 'x' });
    await row('unknown', { unknown_at: new Date('2026-11-20T10:00:00Z') });
    const counts = (await manager().get(`${path}/outbox/counts`)).read(routes.outboxCounts.response);
    expect(counts.states).to.include({ queued: 3, dead: 2, unknown: 1, sending: 0, read: 0 });
    expect(counts).to.deep.include({ needsPerson: 2, waiting: { budget: 1, outside_hours: 1 } });
    const waiting = (await manager().get(`${path}/outbox?waitReason=budget`)).read(routes.listOutbox.response);
    expect(waiting.items.map((item) => item.waitReason)).to.deep.equal(['budget']);
  });

  it('settles many at once and says what had moved on, once for every key', async () => {
    const [dead, unknown, sent] = [await row('dead'), await row('unknown'), await row('delivered')];
    const theirs = await addOutboxRow(
      world.database,
      world.two,
      await addMessage(world.database, world.two, { status: 'dead' }),
      { status: 'dead' },
    );
    const ask = () =>
      manager().send(
        'POST',
        `${path}/outbox/settle`,
        { ids: [dead, unknown, sent, theirs], settlement: 'retry', reason: 'the cause is gone' },
        { 'Idempotency-Key': 'settle-1' },
      );
    expect((await ask()).read(routes.settleOutbox.response)).to.deep.equal({
      done: [dead, unknown].toSorted((a, b) => a - b),
      again: [],
      tooLate: [{ id: sent, status: 'delivered' }],
      notFound: [theirs],
    });
    expect((await ask()).read(routes.settleOutbox.response)).to.deep.include({ done: [], again: [dead, unknown] });
    const audited = await world.database('audit_log').where({ action: 'outbox.retried' }).pluck('subject_id');
    expect(audited).to.have.members([String(dead), String(unknown)]);
  });

  it('marks what arrived as sent, and wants a reason for everything but a plain retry', async () => {
    const id = await row('unknown', { sending_at: new Date('2026-11-20T10:00:00Z') });
    const settle = (body: object) => manager().send('POST', `${path}/outbox/settle`, body);
    for (const settlement of ['arrived', 'close', 'cancel'])
      expect((await settle({ ids: [id], settlement })).status).to.equal(400);
    await settle({ ids: [id], settlement: 'arrived', reason: 'seen in WhatsApp' });
    const item = (await manager().get(`${path}/outbox?status=sent`)).read(routes.listOutbox.response).items[0];
    expect(item).to.include({ id, sentAt: '2026-11-20T10:00:00.000Z', closeReason: 'seen in WhatsApp' });
  });

  it('is settled by those who may', async () => {
    const id = await row('dead');
    const answer = await world
      .as(world.one, 'viewer')
      .send('POST', `${path}/outbox/settle`, { ids: [id], settlement: 'retry' });
    expect(answer.status).to.equal(403);
    expect((await world.as(world.two, 'manager').get(`${path}/outbox/counts`)).status).to.equal(404);
  });
});

describe('the budget over HTTP', () => {
  let world: ApiWorld;
  let path: string;
  before(async () => {
    world = await createApiWorld();
    path = `/api/companies/${String(world.one.companyId)}/settings/budget`;
  });
  after(() => world.close());
  const owner = () => world.as(world.one, 'owner');
  const budget = async () => (await owner().get(path)).read(routes.getBudget.response);
  const editable = async () => {
    const { aiCapMinor, messageCapMinor, aiInputPriceMinor, aiOutputPriceMinor, messagePrices, version } =
      await budget();
    return { aiCapMinor, messageCapMinor, aiInputPriceMinor, aiOutputPriceMinor, messagePrices, version };
  };

  it('begins without caps, counted at the usual prices', async () => {
    const now = await budget();
    expect(now).to.deep.include({ aiCapMinor: null, messageCapMinor: null, messagePrices: [], version: 1 });
    expect(now.ai).to.deep.include({ spentMinor: 0, level: 'no_cap' });
    expect(now.usual.aiInputPriceMinor).to.be.greaterThan(0);
    expect(now.usual.messagePrices.find(({ prefix }) => prefix === '')?.marketingPerThousandMinor).to.be.greaterThan(0);
  });

  it('is changed by an owner, from the version they saw, and on record', async () => {
    const before = await editable();
    const update = {
      ...before,
      messageCapMinor: 5_000,
      messagePrices: [{ prefix: '+1', category: 'marketing', minorPerThousand: 2_500 }],
    };
    const changed = (await owner().send('PUT', path, update)).read(routes.putBudget.response);
    expect(changed).to.deep.include({ messageCapMinor: 5_000, version: 2 });
    const stale = await owner().send('PUT', path, { ...before, messageCapMinor: 1 });
    expect([stale.status, stale.problem().code]).to.deep.equal([409, 'version_conflict']);
    const [entry] = await world.database('audit_log').where({ action: 'budget.changed' });
    expect((entry as { details: object }).details).to.deep.include({ messageCapMinor: { from: null, to: 5_000 } });
    expect((await world.as(world.one, 'manager').send('PUT', path, { ...update, version: 2 })).status).to.equal(403);
    expect((await world.as(world.one, 'moderator').get(path)).status).to.equal(403);
    expect((await world.as(world.two, 'owner').get(path)).status).to.equal(404);
  });

  it('refuses the same price twice and a prefix that is none', async () => {
    const price = { prefix: '+1', category: 'marketing', minorPerThousand: 1 };
    for (const messagePrices of [[price, price], [{ ...price, prefix: '1604' }]])
      expect((await owner().send('PUT', path, { ...(await editable()), messagePrices })).status).to.equal(400);
  });

  it('says on Today that a cap is near, then that it is used up', async () => {
    const today = async (): Promise<unknown[]> =>
      (await owner().get(`/api/companies/${String(world.one.companyId)}/today`))
        .read(routes.today.response)
        .needsYou.filter(({ code }) => code.startsWith('budget'))
        .map(({ code, reason }) => [code, reason]);
    expect(await today()).to.deep.equal([]);
    const spend = (costMicros: number) =>
      world.database('ai_usage').insert({
        company_id: world.one.companyId,
        purpose: 'draft',
        input_tokens: 1,
        output_tokens: 1,
        cost_micros: costMicros,
        at: new Date('2026-11-20T12:00:00Z'),
      });
    await owner().send('PUT', path, { ...(await editable()), aiCapMinor: 10 });
    await spend(8_000_000);
    expect(await today()).to.deep.equal([['budget_near', 'ai']]);
    await spend(2_000_000);
    expect(await today()).to.deep.equal([['budget_used_up', 'ai']]);
    expect((await budget()).ai).to.deep.include({ spentMinor: 10, level: 'used_up' });
  });
});
