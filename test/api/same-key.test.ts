import { expect } from 'chai';
import { routes } from '../../contracts/http/routes.ts';
import { type ApiWorld, createApiWorld } from '../support/api.ts';
import { addConversation } from '../support/api-rows.ts';

describe('one Idempotency-Key', () => {
  let world: ApiWorld;
  let path: string;
  before(async () => {
    world = await createApiWorld();
    path = `/api/companies/${String(world.one.companyId)}`;
  });
  after(() => world.close());

  const send = (where: string, body: object, key: string) =>
    world.as(world.one, 'manager').send('POST', path + where, body, { 'idempotency-key': key });

  it('is one message: with other words nothing is said to have been sent that was not', async () => {
    const write = (text: string) => send('/messages', { clientId: world.one.olgaId, text }, 'to-olga-0001');
    const first = (await write('Maria has an hour on Friday')).read(routes.writeMessage.response);
    const other = await write('Maria has an hour on Monday');
    expect([other.status, other.problem().code]).to.deep.equal([409, 'idempotency_key_used']);
    const again = (await write('Maria has an hour on Friday')).read(routes.writeMessage.response);
    expect(again.id).to.equal(first.id);
  });

  it('stays that message when a moderator has changed its words since', async () => {
    const write = () => send('/messages', { clientId: world.one.olgaId, text: 'Come on Friday' }, 'to-olga-0002');
    const { id } = (await write()).read(routes.writeMessage.response);
    await world.database('messages').where({ id }).update({ text: 'Come on Monday' });
    expect((await write()).read(routes.writeMessage.response).id).to.equal(id);
  });

  it('is one answer in a conversation, and not another one', async () => {
    const id = await addConversation(world.database, world.one);
    const answer = (text: string) => send(`/conversations/${String(id)}/answer`, { text }, 'answer-0001');
    const first = (await answer('Friday at five is yours')).read(routes.answerConversation.response);
    expect((await answer('Friday at six is yours')).problem().code).to.equal('idempotency_key_used');
    const again = (await answer('Friday at five is yours')).read(routes.answerConversation.response);
    expect(again.id).to.equal(first.id);
  });
});
