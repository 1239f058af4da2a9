import { expect } from 'chai';
import type { Database } from '../../../db/database.ts';
import { createOutboxRepository } from '../../../db/repositories/delivery/outbox.ts';
import { createSettleRepository } from '../../../db/repositories/delivery/settle.ts';
import { SETTLEMENTS, settledFrom } from '../../../domain/delivery/settle.ts';
import { cloneDatabase } from '../../support/database.ts';
import {
  type Club,
  makeAttempt,
  makeClub,
  makeMessage,
  makePerson,
  messageOf,
  minutes,
  later,
  NOON,
  noticesOf,
  rowOf,
} from '../../support/delivery-world.ts';

const STATES = ['queued', 'sending', 'sent', 'delivered', 'read', 'failed', 'unknown', 'dead', 'cancelled'];

describe('settling rows of the outbox', () => {
  let database: Database;
  let drop: () => Promise<void>;
  let club: Club;
  before(async () => {
    ({ database, drop } = await cloneDatabase());
  });
  after(() => drop());
  beforeEach(async () => {
    club = await makeClub(database);
  });

  const rows = () => createSettleRepository(database);
  async function stuck(status: string, over: Record<string, unknown> = {}): Promise<{ id: number; messageId: number }> {
    const messageId = await makeMessage(database, club, await makePerson(database, club));
    await createOutboxRepository(database).enqueue(club.scope, messageId, NOON);
    await database('outbox_messages')
      .where({ message_id: messageId })
      .update({ status, ...over });
    await database('messages').where({ id: messageId }).update({ status });
    return { id: (await rowOf(database, messageId)).id, messageId };
  }
  const audits = () => database('audit_log').where({ company_id: club.companyId }).orderBy('id').pluck('action');
  const counted = async (table: string): Promise<number> =>
    Number((await database(table).where({ company_id: club.companyId }).count())[0]!['count']);

  it('does one thing from the states that allow it, names the others, and changes none of them', async () => {
    for (const settlement of SETTLEMENTS) {
      const all = [];
      for (const status of STATES) all.push({ status, ...(await stuck(status)) });
      const result = await rows().settleMany(
        club.scope,
        all.map(({ id }) => id),
        { settlement, at: NOON, reason: 'because' },
      );
      const allowed = settledFrom(settlement);
      expect(result.done, settlement).to.deep.equal(
        all.filter(({ status }) => allowed.includes(status)).map(({ id }) => id),
      );
      expect(result.notFound).to.deep.equal([]);
      expect(result.done.length + result.again.length + result.tooLate.length).to.equal(STATES.length);
      for (const { id, messageId, status } of all)
        if (!result.done.includes(id)) expect((await rowOf(database, messageId)).status).to.equal(status);
    }
  });

  it('is done once, however often it is asked for and by however many at once', async () => {
    const ids = [(await stuck('unknown')).id, (await stuck('dead')).id, (await stuck('unknown')).id];
    const ask = () => rows().settleMany(club.scope, ids, { settlement: 'close', reason: 'not ours', at: NOON });
    const both = await Promise.all([
      ask(),
      rows().settleMany(club.scope, ids.toReversed(), { settlement: 'close', at: NOON }),
    ]);
    expect(both.flatMap((result) => result.done)).to.have.members(ids);
    expect((await ask()).again).to.deep.equal(ids.toSorted((a, b) => a - b));
    expect(await audits()).to.deep.equal(ids.map(() => 'outbox.closed'));
    expect(await counted('notices')).to.equal(ids.length);
  });

  it('counts what arrived as sent when its request began, so that the caps know it', async () => {
    const { id, messageId } = await stuck('unknown', { sending_at: later(NOON, -minutes(30)) });
    expect(
      await rows().settle(club.scope, id, { settlement: 'arrived', at: NOON, reason: 'seen in the chat' }),
    ).to.include({
      status: 'sent',
    });
    expect(await rowOf(database, messageId)).to.deep.include({
      status: 'sent',
      sent_at: later(NOON, -minutes(30)),
      closed_by: 'test',
      close_reason: 'seen in the chat',
    });
    expect(await messageOf(database, messageId)).to.include({ status: 'sent' });
    expect(await noticesOf(database, club.companyId)).to.deep.equal([`rowSettled → message:${String(messageId)}`]);
    expect(
      await database('campaign_decisions').where({ message_id: messageId }).select('decision', 'reason'),
    ).to.deep.equal([{ decision: 'closed', reason: 'arrived' }]);
    await rows().settle(club.scope, id, { settlement: 'arrived', at: NOON });
    expect(await audits()).to.deep.equal(['outbox.arrived']);
  });

  it('does not send again for the same key, and sends again for the next trouble', async () => {
    const { id, messageId } = await stuck('dead');
    const retry = (onceKey: string) => rows().settleMany(club.scope, [id], { settlement: 'retry', onceKey, at: NOON });
    expect((await retry('a')).done).to.deep.equal([id]);
    await database('outbox_messages').where({ id }).update({ status: 'dead' });
    expect((await retry('a')).again).to.deep.equal([id]);
    expect((await rowOf(database, messageId)).status).to.equal('dead');
    expect((await retry('b')).done).to.deep.equal([id]);
  });

  it('tells the reactivation that its attempt was called off', async () => {
    const { messageId, workflowId } = await makeAttempt(database, club, await makePerson(database, club));
    await createOutboxRepository(database).enqueue(club.scope, messageId, NOON);
    const { id } = await rowOf(database, messageId);
    await rows().settleMany(club.scope, [id], { settlement: 'cancel', at: NOON, reason: 'wrong text' });
    expect(await noticesOf(database, club.companyId)).to.deep.equal([
      `rowSettled → message:${String(messageId)}`,
      `messageMoved → ${workflowId}`,
    ]);
    expect(await messageOf(database, messageId)).to.include({ status: 'cancelled' });
  });

  it('never touches another company’s row', async () => {
    const { id, messageId } = await stuck('dead');
    const other = await makeClub(database);
    expect((await rows().settleMany(other.scope, [id], { settlement: 'close', at: NOON })).notFound).to.deep.equal([
      id,
    ]);
    expect((await rowOf(database, messageId))['closed_by']).to.equal(null);
  });
});
