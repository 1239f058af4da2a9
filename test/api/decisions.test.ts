import { expect } from 'chai';
import { routes } from '../../contracts/http/routes.ts';
import { type ApiWorld, createApiWorld } from '../support/api.ts';
import { addMessage } from '../support/api-rows.ts';

describe('decisions over HTTP', () => {
  let world: ApiWorld;
  let path: string;
  let messageId: number;
  before(async () => {
    world = await createApiWorld();
    path = `/api/companies/${String(world.one.companyId)}/decisions`;
    await world.database('campaign_decisions').delete();
    messageId = await addMessage(world.database, world.one, { status: 'queued' });
    const event = (kind: string, details: object, at: string) =>
      world.database('message_events').insert({
        company_id: world.one.companyId,
        message_id: messageId,
        kind,
        actor_label: 'sendOutbox',
        details: JSON.stringify(details),
        at: new Date(at),
      });
    await event('waiting', { reason: 'outside_hours', until: '2026-11-20T18:00:00Z' }, '2026-11-19T20:00:00Z');
    await event('waiting', { reason: 'budget', until: '2026-12-01T08:00:00Z' }, '2026-11-20T18:00:00Z');
    await event('sending', { attempt: 1 }, '2026-11-20T18:05:00Z');
    await event('unknown', { code: 'timeout' }, '2026-11-20T18:06:00Z');
  });
  after(() => world.close());
  const ask = async (query: string, role: 'manager' | 'viewer' = 'manager') =>
    (await world.as(world.one, role).get(path + query)).read(routes.listDecisions.response);
  const said = async (query: string): Promise<string[]> =>
    (await ask(query)).items.map((item) => `${item.decision}: ${item.reason}`);

  it('tell the story of a message in order, with until when it waited', async () => {
    expect(await said(`?messageId=${String(messageId)}&sort=createdAt`)).to.deep.equal([
      'waits: outside_hours',
      'waits: budget',
      'unknown: timeout',
    ]);
    const [waits] = (await ask(`?reason=budget`, 'viewer')).items;
    expect(waits).to.deep.include({ clientId: world.one.olgaId, messageId, decidedOn: '2026-11-20' });
    expect(waits?.details).to.include({ until: '2026-12-01T08:00:00Z' });
  });

  it('are narrowed to days of the company’s calendar, to people, and to several decisions, page by page', async () => {
    expect(await said('?from=2026-11-20&sort=createdAt')).to.deep.equal(['waits: budget', 'unknown: timeout']);
    expect(await said('?to=2026-11-19')).to.deep.equal(['waits: outside_hours']);
    expect(await said('?decision=unknown,dead')).to.deep.equal(['unknown: timeout']);
    expect(await said('?q=olga&pageSize=1&page=2&sort=createdAt')).to.deep.equal(['waits: budget']);
    expect(await said('?q=nobody')).to.deep.equal([]);
    const wrong = await world.as(world.one, 'manager').get(`${path}?from=yesterday`);
    expect(wrong.status).to.equal(400);
  });

  it('stay with their company, and with those who may see it', async () => {
    const theirs = await world.as(world.two, 'manager').get(path);
    expect(theirs.status).to.equal(404);
    expect((await world.as(world.one, 'specialist').get(path)).status).to.equal(403);
  });

  it('can be taken away as a file, narrowed in the same way', async () => {
    const file = await world.as(world.one, 'manager').get(`${path}.csv?messageId=${String(messageId)}&decision=waits`);
    const lines = file.text.trim().split(/\r?\n/);
    expect(lines).to.have.length(3);
    expect(lines[1]).to.include('budget');
  });
});
