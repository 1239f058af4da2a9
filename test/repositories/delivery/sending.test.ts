import { expect } from 'chai';
import type { Database } from '../../../db/database.ts';
import { createClaimRepository } from '../../../db/repositories/delivery/claim.ts';
import { createOutboxRepository } from '../../../db/repositories/delivery/outbox.ts';
import { optOut } from '../../../db/repositories/delivery/opt-outs.ts';
import { createSendingRepository } from '../../../db/repositories/delivery/sending.ts';
import { cloneDatabase } from '../../support/database.ts';
import {
  type Club,
  makeAttempt,
  makeClub,
  makeMessage,
  makePerson,
  later,
  messageOf,
  minutes,
  NOON,
  noticesOf,
  rowOf,
} from '../../support/delivery-world.ts';

describe('one message through the outbox', () => {
  let database: Database;
  let drop: () => Promise<void>;
  let club: Club;
  let other: Club;
  const repositories = () => ({
    claims: createClaimRepository(database),
    outbox: createOutboxRepository(database),
    sending: createSendingRepository(database),
  });
  before(async () => {
    ({ database, drop } = await cloneDatabase());
  });
  after(() => drop());
  beforeEach(async () => {
    club = await makeClub(database);
    other = await makeClub(database);
  });

  async function queued(row: Record<string, unknown> = {}): Promise<number> {
    const messageId = await makeMessage(database, club, await makePerson(database, club), row);
    await repositories().outbox.enqueue(club.scope, messageId, NOON);
    return messageId;
  }
  const claim = async (epoch: number, at = NOON, atMost = 10) =>
    repositories().claims.claim(club.scope, { phoneNumberId: club.phoneNumberId, epoch, at, atMost });
  async function claimedIds(epoch: number, at = NOON, atMost = 10): Promise<number[]> {
    const claimed = await claim(epoch, at, atMost);
    return claimed.outcome === 'claimed' ? claimed.rows.map((row) => row.messageId) : [];
  }
  const newEpoch = async (): Promise<number> =>
    (await repositories().sending.raiseEpoch(club.scope, club.phoneNumberId))!;

  it('goes queued, sending, sent, and tells its workflow and its reactivation', async () => {
    const { outbox, sending } = repositories();
    const { messageId, workflowId } = await makeAttempt(database, club, await makePerson(database, club));
    expect(await outbox.enqueue(club.scope, messageId, NOON)).to.equal('queued');
    expect(await outbox.enqueue(club.scope, messageId, NOON)).to.equal('queued');
    const epoch = await newEpoch();
    expect(await claimedIds(epoch)).to.deep.equal([messageId]);
    const row = await rowOf(database, messageId);
    expect(row.status).to.equal('queued');
    expect(await sending.begin(club.scope, { id: row.id, epoch }, NOON)).to.equal(true);
    expect(await sending.begin(club.scope, { id: row.id, epoch }, NOON)).to.equal(false);
    expect((await messageOf(database, messageId)).status).to.equal('sending');
    await sending.markSent(club.scope, row.id, 'wamid.1', NOON);
    await sending.markSent(club.scope, row.id, 'wamid.1', later(NOON, 5_000));
    expect(await rowOf(database, messageId)).to.include({ status: 'sent', wamid: 'wamid.1', attempts: 1 });
    expect(await messageOf(database, messageId)).to.deep.include({ status: 'sent', sent_at: NOON });
    expect(await noticesOf(database, club.companyId)).to.deep.equal([
      `rowSettled → message:${String(messageId)}`,
      `messageMoved → ${workflowId}`,
    ]);
    const attempt = await database('reactivation_campaigns')
      .where({ message_id: messageId })
      .first<{ sent_at: Date }>();
    expect(attempt.sent_at).to.deep.equal(NOON);
    const client = await database('clients')
      .where({ company_id: club.companyId })
      .first<{ reactivation_attempts_count: number }>();
    expect(client.reactivation_attempts_count).to.equal(1);
    const events = await database('message_events').where({ message_id: messageId }).orderBy('id').pluck('kind');
    expect(events).to.deep.equal(['queued', 'sending', 'sent']);
  });

  it('gives an older attempt of the sender nothing once a newer one has begun', async () => {
    const messageId = await queued();
    const old = await newEpoch();
    expect(await claimedIds(old)).to.deep.equal([messageId]);
    const current = await newEpoch();
    expect((await claim(old)).outcome).to.equal('superseded');
    const row = await rowOf(database, messageId);
    expect(await claimedIds(current)).to.deep.equal([messageId]);
    expect(await repositories().sending.begin(club.scope, { id: row.id, epoch: old }, NOON)).to.equal(false);
    expect(await repositories().sending.begin(club.scope, { id: row.id, epoch: current }, NOON)).to.equal(true);
  });

  it('calls rows of a lost sender unknown after ten seconds, and never hands them out again', async () => {
    const messageId = await queued();
    const old = await newEpoch();
    await claim(old);
    const row = await rowOf(database, messageId);
    await repositories().sending.begin(club.scope, { id: row.id, epoch: old }, NOON);
    const epoch = await newEpoch();
    const sender = { phoneNumberId: club.phoneNumberId, epoch };
    expect(await repositories().sending.sweep(club.scope, sender, [], later(NOON, 9_000))).to.equal(0);
    expect(await repositories().sending.sweep(club.scope, sender, [], later(NOON, 10_000))).to.equal(1);
    expect((await messageOf(database, messageId)).status).to.equal('unknown');
    expect(await claimedIds(epoch, later(NOON, minutes(120)))).to.deep.equal([]);
  });

  it('calls its own row unknown after a minute when none of its requests is under way for it, and no other row', async () => {
    const { sending, claims, outbox } = repositories();
    const [lost, flying, young] = [await queued(), await queued(), await queued()];
    const epoch = await newEpoch();
    await claim(epoch);
    const begin = async (messageId: number, at: Date): Promise<number> => {
      const { id } = await rowOf(database, messageId);
      expect(await sending.begin(club.scope, { id, epoch }, at)).to.equal(true);
      return id;
    };
    await begin(lost, NOON);
    const inFlight = [await begin(flying, NOON)];
    await begin(young, later(NOON, 1));
    const theirs = await makeMessage(database, other, await makePerson(database, other));
    await outbox.enqueue(other.scope, theirs, NOON);
    const theirSender = {
      phoneNumberId: other.phoneNumberId,
      epoch: (await sending.raiseEpoch(other.scope, other.phoneNumberId))!,
    };
    await claims.claim(other.scope, { ...theirSender, at: NOON, atMost: 10 });
    await sending.begin(other.scope, { id: (await rowOf(database, theirs)).id, epoch: theirSender.epoch }, NOON);

    const sender = { phoneNumberId: club.phoneNumberId, epoch };
    expect(await sending.sweep(club.scope, sender, inFlight, later(NOON, 59_999))).to.equal(0);
    expect(await sending.sweep(club.scope, sender, inFlight, later(NOON, 60_000))).to.equal(1);
    expect(await sending.sweep(club.scope, sender, inFlight, later(NOON, 60_000))).to.equal(0);
    expect(await messageOf(database, lost)).to.include({ status: 'unknown', reason: 'sender_lost' });
    for (const left of [flying, young, theirs])
      expect((await messageOf(database, left)).status, String(left)).to.equal('sending');
    expect(await claimedIds(epoch, later(NOON, minutes(120)))).to.deep.equal([]);
  });

  it('lets a late answer to an older sender leave alone what a newer one has begun', async () => {
    const messageId = await queued();
    const old = await newEpoch();
    await claim(old);
    const row = await rowOf(database, messageId);
    const { sending, outbox } = repositories();
    await sending.begin(club.scope, { id: row.id, epoch: old }, NOON);
    const epoch = await newEpoch();
    const at = later(NOON, minutes(1));
    await sending.sweep(club.scope, { phoneNumberId: club.phoneNumberId, epoch }, [], at);
    await outbox.settle(club.scope, row.id, { settlement: 'retry', at });
    expect(await claimedIds(epoch, at)).to.deep.equal([messageId]);
    await sending.begin(club.scope, { id: row.id, epoch }, at);
    await sending.markFailed(club.scope, { id: row.id, epoch: old, tries: 1, code: '130429', random: 0.5 }, at);
    await sending.markUnknown(club.scope, { id: row.id, epoch: old, code: 'timeout' }, at);
    expect((await messageOf(database, messageId)).status).to.equal('sending');
    await sending.markSent(club.scope, row.id, 'wamid.new', at);
    expect((await messageOf(database, messageId)).status).to.equal('sent');
  });

  it('sends again once for one press of a person, also when the press comes once more after it got stuck again', async () => {
    const messageId = await queued();
    const row = await rowOf(database, messageId);
    const { sending, outbox } = repositories();
    const epoch = await newEpoch();
    const press = { settlement: 'retry', onceKey: 'press-0001', at: NOON } as const;
    const getsStuck = async (): Promise<void> => {
      expect(await claimedIds(epoch)).to.deep.equal([messageId]);
      expect(await sending.begin(club.scope, { id: row.id, epoch }, NOON)).to.equal(true);
      await sending.markUnknown(club.scope, { id: row.id, epoch, code: 'timeout' }, NOON);
    };
    await getsStuck();
    expect(await outbox.settle(club.scope, row.id, press)).to.include({ status: 'queued' });
    await getsStuck();
    expect(await outbox.settle(club.scope, row.id, press)).to.include({ status: 'unknown' });
    expect(await claimedIds(epoch)).to.deep.equal([]);
    expect(await outbox.settle(club.scope, row.id, { ...press, onceKey: 'press-0002' })).to.include({
      status: 'queued',
    });
  });

  it('tries again what was certainly not accepted, and gives up after the eighth try', async () => {
    const messageId = await queued();
    const epoch = await newEpoch();
    let at = NOON;
    const row = await rowOf(database, messageId);
    for (let tries = 1; tries <= 8; tries += 1) {
      expect(await claimedIds(epoch, at), `try ${String(tries)}`).to.deep.equal([messageId]);
      await repositories().sending.begin(club.scope, { id: row.id, epoch }, at);
      const outcome = await repositories().sending.markFailed(
        club.scope,
        { id: row.id, epoch, tries, code: '130429', random: 0.5 },
        at,
      );
      expect(outcome).to.equal(tries < 8 ? 'failed' : 'dead');
      if (tries === 1) {
        expect(await claimedIds(epoch, later(at, 29_999))).to.deep.equal([]);
        expect((await messageOf(database, messageId)).status).to.equal('failed');
      }
      at = later(at, tries < 8 ? Math.min(minutes(60), 30_000 * 2 ** (tries - 1)) : 0);
    }
    expect(await messageOf(database, messageId)).to.include({ status: 'dead', reason: '130429' });
  });

  it('does not send to somebody who opted out between the queue and the claim, nor between the claim and the request', async () => {
    const person = await makePerson(database, club);
    const first = await makeMessage(database, club, person);
    await repositories().outbox.enqueue(club.scope, first, NOON);
    await optOut(database, club.scope, { phone: person.phone, source: 'word', reason: null, at: NOON });
    const epoch = await newEpoch();
    expect(await claimedIds(epoch)).to.deep.equal([]);
    expect(await messageOf(database, first)).to.include({ status: 'cancelled', reason: 'opted_out' });

    const late = await makePerson(database, club);
    const second = await makeMessage(database, club, late);
    await repositories().outbox.enqueue(club.scope, second, NOON);
    expect(await claimedIds(epoch)).to.deep.equal([second]);
    await optOut(database, club.scope, { phone: late.phone, source: 'word', reason: null, at: NOON });
    const row = await rowOf(database, second);
    expect(row.status).to.equal('cancelled');
    expect(await repositories().sending.begin(club.scope, { id: row.id, epoch }, NOON)).to.equal(false);
  });

  it('stops at once when the company, the installation or the number is stopped, and goes on when resumed', async () => {
    const messageId = await queued();
    const epoch = await newEpoch();
    const stops: [() => Promise<unknown>, () => Promise<unknown>, string][] = [
      [
        () =>
          database('reactivation_settings').where({ company_id: club.companyId }).update({ sending_stopped_at: NOON }),
        () =>
          database('reactivation_settings').where({ company_id: club.companyId }).update({ sending_stopped_at: null }),
        'stopped',
      ],
      [
        () => database('installation').update({ sending_stopped_at: NOON }),
        () => database('installation').update({ sending_stopped_at: null }),
        'stopped',
      ],
      [
        () => repositories().sending.noteTrouble(club.scope, '190', NOON),
        () => database('whatsapp_account_health').where({ company_id: club.companyId }).update({ paused_at: null }),
        'number_paused',
      ],
    ];
    for (const [stop, resume, reason] of stops) {
      const [row] = [await rowOf(database, messageId)];
      expect(await claimedIds(epoch)).to.deep.equal([messageId]);
      await stop();
      expect(await repositories().sending.begin(club.scope, { id: row.id, epoch }, NOON)).to.equal(false);
      expect(await claimedIds(epoch)).to.deep.equal([]);
      expect(await messageOf(database, messageId)).to.include({ status: 'waiting', reason });
      await resume();
    }
    expect(await claimedIds(epoch)).to.deep.equal([messageId]);
    expect(await messageOf(database, messageId)).to.include({ status: 'queued', reason: null });
  });

  it('keeps to one marketing message in seven dates and says until when, while answers pass', async () => {
    const person = await makePerson(database, club);
    const sent = await makeMessage(database, club, person);
    await repositories().outbox.enqueue(club.scope, sent, NOON);
    const epoch = await newEpoch();
    await claim(epoch);
    const row = await rowOf(database, sent);
    await repositories().sending.begin(club.scope, { id: row.id, epoch }, NOON);
    await repositories().sending.markSent(club.scope, row.id, `wamid.${String(row.id)}`, NOON);

    const next = await makeMessage(database, club, person);
    await repositories().outbox.enqueue(club.scope, next, NOON);
    await database('conversations').insert({
      company_id: club.companyId,
      phone: person.phone,
      window_until: later(NOON, minutes(60)),
    });
    const answer = await makeMessage(database, club, person, { kind: 'text', conversation_id: 1 });
    await repositories().outbox.enqueue(club.scope, answer, NOON);
    expect(await claimedIds(epoch)).to.deep.equal([answer]);
    expect(await rowOf(database, next)).to.deep.include({
      wait_reason: 'weekly_cap',
      wait_until: new Date('2026-03-09T23:00:00Z'),
    });
    expect(await claimedIds(epoch, new Date('2026-03-09T22:59:00Z'))).to.not.include(next);
    expect(await claimedIds(epoch, new Date('2026-03-10T11:00:00Z'))).to.deep.equal([next]);
  });

  it('ends what is past its day, also while the number may not send, and tells its workflow', async () => {
    const { messageId, workflowId } = await makeAttempt(database, club, await makePerson(database, club), {
      good_until: later(NOON, minutes(10)),
    });
    await repositories().outbox.enqueue(club.scope, messageId, NOON);
    const sender = { phoneNumberId: club.phoneNumberId, epoch: await newEpoch() };
    expect(await repositories().sending.expire(club.scope, sender, later(NOON, minutes(9)))).to.equal(0);
    expect(await repositories().sending.expire(other.scope, sender, later(NOON, minutes(10)))).to.equal(0);
    expect(await repositories().sending.expire(club.scope, sender, later(NOON, minutes(10)))).to.equal(1);
    expect(await messageOf(database, messageId)).to.include({ status: 'expired', reason: 'good_until_passed' });
    expect(await noticesOf(database, club.companyId)).to.deep.equal([
      `rowSettled → message:${String(messageId)}`,
      `messageMoved → ${workflowId}`,
    ]);
  });

  it('names the unread cards of a person before it goes, only theirs and only where they can be read', async () => {
    const phone = '+420700000123';
    const read = await makePerson(database, club, { phone, card_read_at: NOON });
    const unread = await makePerson(database, club, { phone, newsletter_agreed: null });
    await makePerson(database, other, { phone });
    const messageId = await makeMessage(database, club, read);
    await repositories().outbox.enqueue(club.scope, messageId, NOON);
    const row = await rowOf(database, messageId);
    const epoch = await newEpoch();
    const ask = { phoneNumberId: club.phoneNumberId, epoch, atMost: 10, readsConsent: true };
    const asked = await repositories().claims.claim(club.scope, { ...ask, at: NOON });
    expect(asked).to.deep.include({ rows: [], toRead: [{ id: row.id, clientIds: [unread.clientId] }], toCheck: [] });
    expect(await messageOf(database, messageId)).to.include({ status: 'waiting', reason: 'consent_unread' });

    const theirs = await makeMessage(database, other, await makePerson(database, other));
    await repositories().outbox.enqueue(other.scope, theirs, NOON);
    const before = await rowOf(database, theirs);
    await repositories().sending.consentRead(club.scope, before.id, later(NOON, 1_000));
    expect(await rowOf(database, theirs)).to.deep.equal(before);

    const late = later(NOON, 1_000);
    await database('clients').where({ id: unread.clientId }).update({ newsletter_agreed: false, card_read_at: late });
    expect(await repositories().claims.claim(club.scope, { ...ask, at: late })).to.deep.include({ settled: 0 });
    await repositories().sending.consentRead(club.scope, row.id, late);
    await repositories().claims.claim(club.scope, { ...ask, at: late });
    expect(await messageOf(database, messageId)).to.include({ status: 'cancelled', reason: 'no_consent' });
    expect(await noticesOf(database, club.companyId)).to.deep.equal([`rowSettled → message:${String(messageId)}`]);
  });

  it('never lends another company a row', async () => {
    const theirs = await makeMessage(database, other, await makePerson(database, other));
    await repositories().outbox.enqueue(other.scope, theirs, NOON);
    const epoch = await newEpoch();
    expect(await claimedIds(epoch)).to.deep.equal([]);
    const row = await rowOf(database, theirs);
    expect(await repositories().sending.begin(club.scope, { id: row.id, epoch }, NOON)).to.equal(false);
    await repositories().sending.markSent(club.scope, row.id, 'wamid.x', NOON);
    await repositories().sending.markDead(club.scope, row.id, '131026', NOON);
    expect(await repositories().outbox.releaseWaits(club.scope, NOON)).to.equal(0);
    expect((await rowOf(database, theirs)).status).to.equal('queued');
    await expectRefused(
      () => repositories().outbox.settle(club.scope, row.id, { settlement: 'close', at: NOON }),
      'row_not_found',
    );
    await expectRefused(() => repositories().outbox.enqueue(club.scope, theirs, NOON), 'message_not_found');
  });
});

async function expectRefused(act: () => Promise<unknown>, code: string): Promise<void> {
  const refused = await act().then(
    () => 'nothing',
    (error: unknown) => (error as { code?: string }).code,
  );
  expect(refused).to.equal(code);
}
