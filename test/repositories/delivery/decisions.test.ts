import { expect } from 'chai';
import type { Database } from '../../../db/database.ts';
import { createClaimRepository } from '../../../db/repositories/delivery/claim.ts';
import { createOutboxRepository } from '../../../db/repositories/delivery/outbox.ts';
import { createSendingRepository } from '../../../db/repositories/delivery/sending.ts';
import { createReactivationViews } from '../../../db/repositories/views/reactivations.ts';
import { cloneDatabase } from '../../support/database.ts';
import {
  type Club,
  days,
  hours,
  later,
  makeAttempt,
  makeClub,
  makeMessage,
  makePerson,
  minutes,
  NOON,
  rowOf,
} from '../../support/delivery-world.ts';

describe('what was decided about a message', () => {
  let database: Database;
  let drop: () => Promise<void>;
  let club: Club;
  let epoch: number;
  before(async () => {
    ({ database, drop } = await cloneDatabase());
  });
  after(() => drop());
  beforeEach(async () => {
    club = await makeClub(database);
    epoch = (await createSendingRepository(database).raiseEpoch(club.scope, club.phoneNumberId))!;
  });

  const claim = (at: Date) =>
    createClaimRepository(database).claim(club.scope, { phoneNumberId: club.phoneNumberId, epoch, at, atMost: 10 });
  const sending = () => createSendingRepository(database);
  async function queued(over: Record<string, unknown> = {}): Promise<number> {
    const messageId = await makeMessage(database, club, await makePerson(database, club), over);
    await createOutboxRepository(database).enqueue(club.scope, messageId, NOON);
    return messageId;
  }
  async function decided(about: Club = club): Promise<string[]> {
    const { items } = await createReactivationViews(database).decisions(about.scope, {
      page: 1,
      pageSize: 50,
      sort: 'createdAt',
    });
    return items.map((item) => `${item.decision}: ${item.reason}`).toReversed();
  }
  const settings = (row: Record<string, unknown>) =>
    database('reactivation_settings').where({ company_id: club.companyId }).update(row);

  it('is kept once per reason it waits for, however often it is looked at', async () => {
    await queued({ good_until: later(NOON, hours(3)) });
    await settings({ daily_limit_mode: 'manual', manual_daily_limit: 0 });
    for (const ago of [1, 2, 3]) await claim(later(NOON, minutes(ago)));
    expect(await decided()).to.deep.equal(['waits: daily_limit']);
    await settings({ sending_stopped_at: NOON });
    await claim(later(NOON, minutes(4)));
    await claim(later(NOON, minutes(5)));
    await sending().expire(club.scope, { phoneNumberId: club.phoneNumberId, epoch }, later(NOON, hours(3)));
    await sending().expire(club.scope, { phoneNumberId: club.phoneNumberId, epoch }, later(NOON, hours(4)));
    expect((await decided()).toSorted()).to.deep.equal([
      'expired: good_until_passed',
      'waits: daily_limit',
      'waits: stopped',
    ]);
  });

  it('names the end that the claim found, and the day it was for the company', async () => {
    const person = await makePerson(database, club);
    const messageId = await makeMessage(database, club, person);
    await createOutboxRepository(database).enqueue(club.scope, messageId, NOON);
    await database('clients').where({ id: person.clientId }).update({ newsletter_agreed: false });
    await claim(later(NOON, minutes(1)));
    const [row] = await database('campaign_decisions').where({ company_id: club.companyId });
    expect(row).to.include({ decision: 'cancelled', reason: 'no_consent', decided_on: '2026-03-03' });
    expect(row).to.include({ message_id: messageId, client_id: person.clientId });
  });

  it('tells tries, doubt, and what a person did about it', async () => {
    const messageId = await queued();
    const { id } = await rowOf(database, messageId);
    await claim(later(NOON, minutes(1)));
    await sending().begin(club.scope, { id, epoch }, later(NOON, minutes(1)));
    await sending().markFailed(
      club.scope,
      { id, epoch, tries: 1, code: '131000', random: 0.5 },
      later(NOON, minutes(1)),
    );
    await claim(later(NOON, minutes(10)));
    await sending().begin(club.scope, { id, epoch }, later(NOON, minutes(10)));
    await sending().markUnknown(club.scope, { id, epoch, code: 'timeout' }, later(NOON, minutes(11)));
    const outbox = createOutboxRepository(database);
    await outbox.settle(club.scope, id, { settlement: 'retry', at: later(NOON, minutes(30)) });
    await outbox.settle(club.scope, id, { settlement: 'close', at: later(NOON, minutes(31)), reason: 'Spoke to Olga' });
    expect(await decided()).to.deep.equal([
      'closed: closed_by_person',
      'retried: by_person',
      'unknown: timeout',
      'retried: 131000',
    ]);
  });

  it('stays with its company', async () => {
    await queued({ good_until: later(NOON, -days(1)) });
    await claim(NOON);
    const other = await makeClub(database);
    expect(await decided()).to.deep.equal(['expired: good_until_passed']);
    expect(await decided(other)).to.deep.equal([]);
  });

  it('can be asked for by message, by day and by several decisions at once', async () => {
    const { messageId } = await makeAttempt(database, club, await makePerson(database, club), {
      good_until: later(NOON, -days(1)),
    });
    await createOutboxRepository(database).enqueue(club.scope, messageId, NOON);
    await claim(NOON);
    const views = createReactivationViews(database);
    const count = async (query: object): Promise<number> =>
      (await views.decisions(club.scope, { page: 1, pageSize: 50, ...query })).total;
    expect(await count({ messageId })).to.equal(1);
    expect(await count({ messageId: messageId + 1 })).to.equal(0);
    expect(await count({ from: '2026-03-03', to: '2026-03-03' })).to.equal(1);
    expect(await count({ from: '2026-03-04' })).to.equal(0);
    expect(await count({ decision: ['expired', 'waits'] })).to.equal(1);
    expect(await count({ decision: ['waits'] })).to.equal(0);
  });
});
