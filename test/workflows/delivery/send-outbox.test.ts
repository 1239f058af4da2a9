import { expect } from 'chai';
import type { Database } from '../../../db/database.ts';
import { createOutboxRepository } from '../../../db/repositories/delivery/outbox.ts';
import { createSendingRepository } from '../../../db/repositories/delivery/sending.ts';
import { Unavailable } from '../../../domain/errors.ts';
import { SANDBOX_WHATSAPP } from '../../../sandbox/credentials.ts';
import { cloneDatabase } from '../../support/database.ts';
import {
  type Club,
  hours,
  makeClub,
  makeMessage,
  makePerson,
  messageOf,
  type Person,
  rowOf,
} from '../../support/delivery-world.ts';
import { openSenderWorld, type SenderWorld } from '../../support/sender-world.ts';

describe('the sender before WhatsApp', function () {
  this.timeout(60_000);
  let database: Database;
  let drop: () => Promise<void>;
  let world: SenderWorld;
  let club: Club;

  beforeEach(async () => {
    const cloned = await cloneDatabase();
    ({ database, drop } = cloned);
    world = await openSenderWorld(database, cloned.url);
    club = await makeClub(database, { account: { phone_number_id: SANDBOX_WHATSAPP.phoneNumberId } });
  });
  afterEach(async () => {
    await world.close();
    await drop();
  });

  async function queue(person?: Person, row: Record<string, unknown> = {}): Promise<number> {
    const messageId = await makeMessage(database, club, person ?? (await makePerson(database, club)), row);
    await createOutboxRepository(database).enqueue(club.scope, messageId, world.clock.now());
    return messageId;
  }
  async function eventually(isSo: () => Promise<boolean>, what: string): Promise<void> {
    for (let tries = 0; tries < 400; tries += 1) {
      if (await isSo()) return;
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
    expect.fail(`it did not become so within ten seconds: ${what}`);
  }
  const until = (messageId: number, ...statuses: string[]): Promise<void> =>
    eventually(
      async () => statuses.includes((await messageOf(database, messageId)).status),
      `message ${statuses.join(' or ')}`,
    );

  it('sends a message and follows it until it is read', async () => {
    world.listenFor(club);
    const messageId = await queue();
    const sender = world.startSender(club);
    await until(messageId, 'read');
    expect(await sender.stop()).to.equal('cancelled');
    const row = await rowOf(database, messageId);
    const [accepted, ...others] = world.sandbox.whatsapp.accepted();
    expect(others).to.deep.equal([]);
    expect(accepted).to.include({ key: row.key });
    expect(row).to.include({ status: 'read', attempts: 1 });
    const events = await database('message_events').where({ message_id: messageId }).pluck('kind');
    expect(events).to.have.members(['delivered', 'queued', 'read', 'sending', 'sent']);
  });

  const FAULTS: { kind: string; code?: number; becomes: string; reason: string; accepted: number }[] = [
    { kind: 'timeout_before', becomes: 'unknown', reason: 'timeout', accepted: 0 },
    { kind: 'timeout_after', becomes: 'unknown', reason: 'timeout', accepted: 1 },
    { kind: 'reset_before', becomes: 'unknown', reason: 'reset', accepted: 0 },
    { kind: 'reset_after', becomes: 'unknown', reason: 'reset', accepted: 1 },
    { kind: 'server_error_before', becomes: 'unknown', reason: 'http_503', accepted: 0 },
    { kind: 'server_error_after', becomes: 'unknown', reason: 'http_503', accepted: 1 },
    { kind: 'code', code: 131000, becomes: 'unknown', reason: '131000', accepted: 0 },
    { kind: 'code', code: 130429, becomes: 'failed', reason: '130429', accepted: 0 },
    { kind: 'code', code: 131056, becomes: 'failed', reason: '131056', accepted: 0 },
    { kind: 'code', code: 131049, becomes: 'dead', reason: '131049', accepted: 0 },
    { kind: 'code', code: 131026, becomes: 'dead', reason: '131026', accepted: 0 },
    { kind: 'code', code: 190, becomes: 'dead', reason: '190', accepted: 0 },
  ];
  for (const fault of FAULTS) {
    it(`calls a row ${fault.becomes} after ${fault.kind}${fault.code ? ` ${String(fault.code)}` : ''}, and does not send it again by itself`, async () => {
      world.sandbox.faults.add({
        system: 'whatsapp',
        kind: fault.kind,
        count: 1,
        ...(fault.code ? { code: fault.code } : {}),
      });
      const messageId = await queue();
      const sender = world.startSender(club, world.gateway({ connectMs: 500, requestMs: 400 }));
      await until(messageId, fault.becomes);
      await sender.stop();
      expect(await messageOf(database, messageId)).to.include({ status: fault.becomes, reason: fault.reason });
      expect(world.sandbox.whatsapp.accepted()).to.have.length(fault.accepted);
      const number = await database('whatsapp_account_health')
        .where({ company_id: club.companyId })
        .first<{ paused_reason: string | null }>();
      expect(number.paused_reason).to.equal(fault.code === 190 ? 'whatsapp_190' : null);
    });
  }

  it('tries again where nobody listens, and sends once somebody does', async () => {
    const messageId = await queue();
    const away = world.startSender(
      club,
      world.gateway({ connectMs: 300, requestMs: 500 }, 'http://127.0.0.1:9/whatsapp'),
    );
    await until(messageId, 'failed');
    await away.stop();
    expect((await messageOf(database, messageId)).reason).to.equal('connect');
    const nowhere = world.startSender(
      club,
      world.gateway({ connectMs: 300, requestMs: 500 }, 'http://nowhere.invalid/whatsapp'),
    );
    world.clock.advance(60_000);
    await eventually(async () => (await rowOf(database, messageId))['attempts'] === 2, 'second try');
    await until(messageId, 'failed');
    await nowhere.stop();
    expect((await messageOf(database, messageId)).reason).to.equal('dns');
    world.clock.advance(120_000);
    const back = world.startSender(club);
    await until(messageId, 'sent');
    await back.stop();
    expect(world.sandbox.whatsapp.accepted()).to.have.length(1);
  });

  it('settles an unknown row by the key that its status echoes', async () => {
    world.sandbox.faults.add({ system: 'whatsapp', kind: 'timeout_after', count: 1 });
    const messageId = await queue();
    const sender = world.startSender(club, world.gateway({ connectMs: 500, requestMs: 300 }));
    await until(messageId, 'unknown');
    await sender.stop();
    world.listenFor(club);
    await until(messageId, 'read');
    const row = await rowOf(database, messageId);
    expect(row['wamid']).to.equal(world.sandbox.whatsapp.accepted()[0]?.wamid);
    const settled = await database('message_events')
      .where({ message_id: messageId, kind: 'sent' })
      .first<{ details: { settles: string } }>();
    expect(settled.details.settles).to.equal('unknown');
    expect(world.sandbox.whatsapp.accepted()).to.have.length(1);
  });

  it('buries a message whose failure comes by webhook, and says why', async () => {
    world.listenFor(club);
    world.sandbox.faults.add({ system: 'whatsapp', kind: 'fail_by_webhook', code: 131049, count: 1 });
    const messageId = await queue();
    const sender = world.startSender(club);
    await until(messageId, 'dead');
    await sender.stop();
    expect((await messageOf(database, messageId)).reason).to.equal('131049');
  });

  it('does not send what an inbound STOP forbids between the queue and the claim', async () => {
    world.listenFor(club);
    const person = await makePerson(database, club);
    const first = await queue(person);
    const sender = world.startSender(club);
    await until(first, 'read');
    await sender.stop();
    world.clock.advance(hours(24 * 8));
    const messageId = await queue(person);
    expect(world.sandbox.whatsapp.reply({ phone: person.phone, text: 'Stop!' })).to.have.property('id');
    await until(messageId, 'cancelled');
    const again = world.startSender(club);
    await new Promise((resolve) => setTimeout(resolve, 300));
    await again.stop();
    expect(world.sandbox.whatsapp.accepted()).to.have.length(1);
    expect(await messageOf(database, messageId)).to.include({ status: 'cancelled', reason: 'opted_out' });
  });

  it('never exceeds a limit or a cap with 300 rows waiting and two senders at once', async () => {
    await database('whatsapp_account_health')
      .where({ company_id: club.companyId })
      .update({ account_created_at: world.clock.now(), tier_limit: 250 });
    await database('reactivation_settings').where({ company_id: club.companyId }).update({
      daily_limit_mode: 'manual',
      manual_daily_limit: 40,
      manual_hourly_limit: 25,
      manual_concurrent_limit: 3,
    });
    const people: Person[] = [];
    for (let index = 0; index < 100; index += 1) people.push(await makePerson(database, club));
    for (let index = 0; index < 300; index += 1) await queue(people[index % 100]);
    const watched = { now: 0, most: 0 };
    const inner = world.gateway();
    const gateway = {
      ...inner,
      send: async (...asked: Parameters<typeof inner.send>) => {
        watched.now += 1;
        watched.most = Math.max(watched.most, watched.now);
        const result = await inner.send(...asked);
        watched.now -= 1;
        return result;
      },
    };
    const senders = [world.startSender(club, gateway), world.startSender(club, gateway)];
    const accepted = () => world.sandbox.whatsapp.accepted();
    await eventually(async () => accepted().length >= 25, '25 in the first hour');
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(accepted()).to.have.length(25);
    world.clock.advance(hours(1));
    senders.push(world.startSender(club, gateway));
    await eventually(async () => accepted().length >= 40, '40 on the first day');
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(accepted()).to.have.length(40);
    for (const sender of senders) await sender.stop();
    expect(new Set(accepted().map((one) => one.to)).size).to.equal(40);
    expect(watched.most).to.be.at.most(3);
    const reasons = await database('messages')
      .where({ company_id: club.companyId, status: 'waiting' })
      .distinct('reason')
      .pluck('reason');
    expect(reasons).to.include('daily_limit');
    const unsent = await database('outbox_messages')
      .where({ company_id: club.companyId })
      .whereNot({ status: 'queued' })
      .whereNotIn('status', ['sent', 'delivered', 'read']);
    expect(unsent).to.deep.equal([]);
  });

  it('asks whether offered slots are still free, and has the message written anew when one is gone', async () => {
    const tomorrow = new Date(world.clock.now().getTime() + hours(24)).toISOString();
    const slots = (staffId: number) => JSON.stringify([{ startsAt: tomorrow, staffId, serviceId: 5 }]);
    const [free, gone, unclear] = [
      await queue(undefined, { slots: slots(1) }),
      await queue(undefined, { slots: slots(2) }),
      await queue(undefined, { slots: slots(3) }),
    ];
    const asked: number[] = [];
    const sender = world.startSender(club, world.gateway(), async (_scope, { staffIds }) => {
      asked.push(...staffIds);
      if (staffIds.includes(3)) throw new Unavailable('booking', 'http_503');
      return [{ staffId: 1, startsAt: tomorrow.replace('Z', '+00:00') }];
    });
    await until(free, 'sent');
    await until(gone, 'drafting');
    await until(unclear, 'waiting');
    await sender.stop();
    expect(asked).to.have.members([1, 2, 3]);
    expect(await messageOf(database, gone)).to.include({ reason: 'slot_gone', version: 2 });
    expect(await messageOf(database, unclear)).to.include({ reason: 'slots_unchecked' });
    expect(world.sandbox.whatsapp.accepted()).to.have.length(1);
    const notices = await database('notices')
      .where({ company_id: club.companyId, signal: 'rowTakenBack' })
      .pluck('subject_id');
    expect(notices).to.deep.equal([gone]);
  });

  it('reads the cards of whoever is written to first, and writes to nobody on a guess', async () => {
    const unread = (card: Record<string, unknown> = {}) =>
      makePerson(database, club, { newsletter_agreed: null, ...card });
    const [yes, no, unclear] = [await unread(), await unread(), await unread()];
    const other = await makeClub(database);
    const elsewhere = await makePerson(database, other, { phone: yes.phone, newsletter_agreed: false });
    const [agreed, refused, open] = [await queue(yes), await queue(no), await queue(unclear)];
    const asked: number[] = [];
    const sender = world.startSender(club, world.gateway(), undefined, async ({ companyId }, { clientIds, at }) => {
      asked.push(...clientIds);
      if (clientIds.includes(unclear.clientId)) throw new Unavailable('booking', 'http_503');
      for (const id of clientIds)
        await database('clients')
          .where({ company_id: companyId, id })
          .update({ newsletter_agreed: id === yes.clientId, card_read_at: at });
    });
    await until(agreed, 'sent');
    await until(refused, 'cancelled');
    await until(open, 'waiting');
    await sender.stop();
    expect(asked).to.have.members([yes.clientId, no.clientId, unclear.clientId]);
    expect(asked).to.not.include(elsewhere.clientId);
    expect(await messageOf(database, refused)).to.include({ reason: 'no_consent' });
    expect(await messageOf(database, open)).to.include({ reason: 'consent_unread' });
    expect(world.sandbox.whatsapp.accepted().map((one) => one.to)).to.deep.equal([yes.phone.slice(1)]);
  });

  it('sends answers while more than a hundred rows wait for a slow booking platform, and asks about each once', async () => {
    const waiting: number[] = [];
    for (let index = 0; index < 130; index += 1)
      waiting.push(await queue(await makePerson(database, club, { newsletter_agreed: null })));
    const asked: number[] = [];
    let most = 0;
    let now = 0;
    const over = new AbortController();
    const sender = world.startSender(club, world.gateway(), undefined, async (_scope, { clientIds }) => {
      asked.push(...clientIds);
      most = Math.max(most, (now += 1));
      if (!over.signal.aborted)
        await new Promise((resolve) => {
          over.signal.addEventListener('abort', resolve, { once: true });
        });
      now -= 1;
      throw new Unavailable('booking', 'timeout');
    });
    await until(waiting.at(-1)!, 'waiting');
    world.clock.advance(61_000);
    const answered = await makePerson(database, club, { card_read_at: world.clock.now() });
    await until(await queue(answered), 'sent');
    const stopped = sender.stop();
    over.abort();
    await stopped;
    expect(most).to.be.within(1, 2);
    expect(new Set(asked).size).to.equal(asked.length);
  });

  it('brings home what has begun before it ends its shift', async () => {
    const messageId = await queue();
    const inner = world.gateway();
    let begun: () => void = () => undefined;
    const hasBegun = new Promise<void>((resolve) => (begun = resolve));
    const slow = {
      ...inner,
      send: async (...asked: Parameters<typeof inner.send>) => {
        begun();
        await new Promise((resolve) => setTimeout(resolve, 300));
        return inner.send(...asked);
      },
    };
    const sender = world.startSender(club, slow);
    await hasBegun;
    await sender.stop();
    expect((await messageOf(database, messageId)).status).to.equal('sent');
  });

  it('takes over from a sender that died in the middle of a request: in doubt, and sent to nobody twice', async () => {
    const messageId = await queue();
    const sending = createSendingRepository(database);
    const dead = (await sending.raiseEpoch(club.scope, club.phoneNumberId))!;
    const row = await rowOf(database, messageId);
    await database('outbox_messages').where({ id: row.id }).update({ epoch: dead });
    await sending.begin(club.scope, { id: row.id, epoch: dead }, world.clock.now());
    world.clock.advance(10_000);
    const sender = world.startSender(club);
    await until(messageId, 'unknown');
    await sender.stop();
    expect(world.sandbox.whatsapp.accepted()).to.deep.equal([]);
  });

  it('sends at once, and once, what began without its sender hearing so: nothing had left', async () => {
    const messageId = await queue();
    const sending = createSendingRepository(database);
    let breaks = 2;
    const begins = { ...sending };
    begins.begin = async (...asked) => {
      const begun = await sending.begin(...asked);
      breaks -= 1;
      if (breaks >= 0) throw new Error('the connection broke after the commit');
      return begun;
    };
    const sender = world.startSender(club, undefined, undefined, undefined, begins);
    await until(messageId, 'sent');
    await sender.stop();
    expect(await rowOf(database, messageId)).to.include({ status: 'sent', attempts: 1 });
    expect(world.sandbox.whatsapp.accepted()).to.have.length(1);
  });

  it('calls a row unknown within its shift when nothing is under way for it, and leaves a slow request alone', async () => {
    const inner = world.gateway();
    const answer = new AbortController();
    const slow = {
      ...inner,
      send: async (...asked: Parameters<typeof inner.send>) => {
        await new Promise((resolve) => {
          answer.signal.addEventListener('abort', resolve, { once: true });
        });
        return inner.send(...asked);
      },
    };
    const sender = world.startSender(club, slow);
    const flying = await queue();
    await until(flying, 'sending');
    const { epoch } = await rowOf(database, flying);
    const lost = await makeMessage(database, club, await makePerson(database, club));
    await createOutboxRepository(database).enqueue(club.scope, lost, new Date(world.clock.now().getTime() + 3_600_000));
    const { id } = await rowOf(database, lost);
    await database('outbox_messages').where({ id }).update({ epoch });
    await createSendingRepository(database).begin(club.scope, { id, epoch: Number(epoch) }, world.clock.now());
    world.clock.advance(61_000);
    await until(lost, 'unknown');
    expect((await messageOf(database, flying)).status).to.equal('sending');
    answer.abort();
    await until(flying, 'sent');
    await sender.stop();
    expect(world.sandbox.whatsapp.accepted()).to.have.length(1);
  });
});
