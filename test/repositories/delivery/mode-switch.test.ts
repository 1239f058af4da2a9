import { expect } from 'chai';
import type { Database } from '../../../db/database.ts';
import { createClaimRepository } from '../../../db/repositories/delivery/claim.ts';
import { createDeliveryModeRepository, type DeliveryMode } from '../../../db/repositories/delivery/delivery-mode.ts';
import { createMessageStatesRepository } from '../../../db/repositories/delivery/message-states.ts';
import { createOutboxRepository } from '../../../db/repositories/delivery/outbox.ts';
import { createSendingRepository } from '../../../db/repositories/delivery/sending.ts';
import { cloneDatabase } from '../../support/database.ts';
import {
  type Club,
  later,
  makeClub,
  makeMessage,
  makePerson,
  messageOf,
  NOON,
  noticesOf,
  rowOf,
} from '../../support/delivery-world.ts';

/** How the API switches: the mode for what is written from now on, and what is under way only when it was asked for. */
describe('a company’s delivery mode, switched while messages are under way', () => {
  let database: Database;
  let drop: () => Promise<void>;
  let club: Club;
  let other: Club;
  before(async () => {
    ({ database, drop } = await cloneDatabase());
  });
  after(() => drop());
  beforeEach(async () => {
    club = await makeClub(database, { settings: { delivery_mode: 'notification' } });
    other = await makeClub(database, { settings: { delivery_mode: 'notification' } });
  });

  const modes = () => createDeliveryModeRepository(database);
  const sending = () => createSendingRepository(database);
  async function switchTo(mode: DeliveryMode, pending: 'keep' | 'apply', at = NOON): Promise<number> {
    await modes().set(club.scope, mode, at);
    if (pending === 'keep') return 0;
    return mode === 'moderation' ? modes().takeBack(club.scope, at) : modes().letGo(club.scope, at);
  }
  const message = async (row: Record<string, unknown> = {}, of = club): Promise<number> =>
    makeMessage(database, of, await makePerson(database, of), { written_by: 'claude', ...row });
  async function queued(row: Record<string, unknown> = {}, of = club): Promise<number> {
    const messageId = await message(row, of);
    await createOutboxRepository(database).enqueue(of.scope, messageId, NOON);
    return messageId;
  }
  const newEpoch = async (): Promise<number> => (await sending().raiseEpoch(club.scope, club.phoneNumberId)) ?? 0;
  async function claim(epoch: number, at = NOON): Promise<number[]> {
    const asked = { phoneNumberId: club.phoneNumberId, epoch, at, atMost: 10 };
    const claimed = await createClaimRepository(database).claim(club.scope, asked);
    return claimed.outcome === 'claimed' ? claimed.rows.map(({ messageId }) => messageId) : [];
  }
  const begin = async (messageId: number, epoch: number): Promise<boolean> =>
    sending().begin(club.scope, { id: (await rowOf(database, messageId)).id, epoch }, NOON);
  const stage = async (messageId: number): Promise<string> =>
    (await createMessageStatesRepository(database).stateOf(club.scope, messageId)).stage;

  /** One of each: being written, in the outbox, waiting there for its hour, claimed, and with its request under way. */
  async function oneOfEach() {
    const begun = await queued();
    const epoch = await newEpoch();
    await claim(epoch);
    await begin(begun, epoch);
    const claimed = await queued();
    expect(await claim(epoch)).to.deep.equal([claimed]);
    const waits = await queued();
    await database('outbox_messages')
      .where({ message_id: waits })
      .update({ wait_reason: 'weekly_cap', next_attempt_at: later(NOON, 86_400_000) });
    await database('messages').where({ id: waits }).update({ status: 'waiting' });
    return { epoch, begun, claimed, waits, inOutbox: await queued(), written: await message() };
  }

  it('to moderation, applied: whatever has not begun goes to a person, also what is claimed', async () => {
    const { epoch, begun, claimed, waits, inOutbox, written } = await oneOfEach();
    const approved = await queued({ decision: 'approved', mode: 'moderation' });
    const fixed = await queued({ written_by: 'fixed' });
    const theirs = await queued({}, other);
    expect(await switchTo('moderation', 'apply')).to.equal(4);
    expect(await switchTo('moderation', 'apply')).to.equal(0);
    // The sender holds its claim in its hand, and is refused.
    expect(await begin(claimed, epoch)).to.equal(false);
    expect((await claim(epoch)).toSorted((a, b) => a - b)).to.deep.equal([approved, fixed]);
    for (const id of [claimed, waits, inOutbox]) {
      expect((await messageOf(database, id))['status'], String(id)).to.equal('awaiting_approval');
      expect(await rowOf(database, id)).to.include({ status: 'cancelled', close_reason: 'taken_back' });
    }
    const told = (await noticesOf(database, club.companyId)).filter((notice) => notice.startsWith('rowTakenBack'));
    expect(told.toSorted()).to.deep.equal(
      [claimed, waits, inOutbox].map((id) => `rowTakenBack → message:${String(id)}`).toSorted(),
    );
    expect(await messageOf(database, begun)).to.include({ status: 'sending', mode: 'notification' });
    expect(await messageOf(database, written)).to.include({ status: 'drafting', mode: 'moderation' });
    expect(await messageOf(database, theirs)).to.include({ status: 'queued', mode: 'notification' });
  });

  it('to moderation, kept: what is under way goes on by itself, also what waits in the outbox', async () => {
    const { epoch, claimed, waits, inOutbox, written } = await oneOfEach();
    expect(await switchTo('moderation', 'keep')).to.equal(0);
    expect(await begin(claimed, epoch)).to.equal(true);
    expect(await claim(epoch)).to.deep.equal([inOutbox]);
    for (const id of [waits, written]) expect((await messageOf(database, id))['mode']).to.equal('notification');
    expect(await noticesOf(database, club.companyId)).to.deep.equal([]);
  });

  it('to notification, applied: what waits for a person goes by itself, and what a person rejected does not', async () => {
    await switchTo('moderation', 'keep');
    const open = { mode: 'moderation', status: 'awaiting_approval', awaiting_since: NOON };
    const [first, second] = [await message(open), await message({ ...open, snoozed_until: later(NOON, 3_600_000) })];
    const rejected = await message({ mode: 'moderation', status: 'rejected', decision: 'rejected' });
    const approved = await queued({ mode: 'moderation', decision: 'approved' });
    const theirs = await message(open, other);
    expect(await switchTo('notification', 'apply')).to.equal(2);
    expect(await switchTo('notification', 'apply')).to.equal(0);
    // Its workflow is told to look, and finds that only the hand-over is missing.
    expect((await noticesOf(database, club.companyId)).toSorted()).to.deep.equal(
      [first, second].map((id) => `rowTakenBack → message:${String(id)}`),
    );
    expect([await stage(first), await stage(second), await stage(rejected)]).to.deep.equal([
      'approved',
      'approved',
      'ended',
    ]);
    expect(await createOutboxRepository(database).enqueue(club.scope, first, NOON)).to.equal('queued');
    expect((await claim(await newEpoch())).toSorted((a, b) => a - b)).to.deep.equal(
      [first, approved].toSorted((a, b) => a - b),
    );
    expect(await messageOf(database, theirs)).to.include({ status: 'awaiting_approval', mode: 'moderation' });
  });

  it('to notification, kept: what waits for a person waits on', async () => {
    await switchTo('moderation', 'keep');
    const waiting = await message({ mode: 'moderation', status: 'awaiting_approval', awaiting_since: NOON });
    expect(await switchTo('notification', 'keep')).to.equal(0);
    expect(await stage(waiting)).to.equal('awaiting_approval');
    expect(await noticesOf(database, club.companyId)).to.deep.equal([]);
    const settings = await database('reactivation_settings')
      .where({ company_id: club.companyId })
      .first('delivery_mode');
    expect(settings).to.deep.equal({ delivery_mode: 'notification' });
  });
});
