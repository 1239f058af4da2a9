import { expect } from 'chai';
import type { Candidates, StartedRun } from '../../contracts/http/campaigns.ts';
import { type Owner, outsideWorld, signIn } from '../support/people.ts';
import { eventually, type Stack, startStack } from '../support/stack.ts';

interface Week {
  staffId: number;
  services: { id: number; title: string }[];
  staff: { id: number }[];
  days: {
    free: string[];
    date: string;
    bookings: { id: number; clientId: number | null; deleted: boolean; attendance: number }[];
  }[];
}

describe('the main job, from the books to the money', function () {
  this.timeout(240_000);
  const ANNA = 1;
  let stack: Stack;
  let owner: Owner;
  let world: ReturnType<typeof outsideWorld>;
  let moderators: { id: number; name: string }[];

  before(async () => {
    stack = await startStack();
    owner = await signIn(stack);
    world = outsideWorld(stack);
    moderators = (await world.at<{ people: { id: number; name: string }[] }>('GET', '/sandbox/telegram/chats')).body
      .people;
    await eventually(
      'the first copy of the books',
      async () => {
        const { body } = await owner.api<{ state: string; lastSuccessAt: string | null }>('GET', '/sync');
        return body.lastSuccessAt;
      },
      120_000,
    );
  });
  after(() => stack?.remove());

  let first: { id: number; phone: string; messageId: number };

  it('shows who would be written to, and why not the others, before anything is sent', async () => {
    const { body } = await owner.api<Candidates>('GET', '/reactivation/candidates');
    expect(body.candidates.length).to.be.greaterThan(10);
    expect(body.skipped.every((skipped) => skipped.reason !== '')).to.equal(true);
    const scores = body.candidates.map((candidate) => candidate.score);
    expect(scores).to.deep.equal(scores.toSorted((a, b) => b - a));
    expect(await world.accepted()).to.deep.equal([]);
  });

  it('puts cards into Telegram when the run is started by hand', async () => {
    const started = await owner.api<StartedRun>('POST', '/reactivation/runs');
    expect(started.status).to.be.lessThan(300);
    const run = await eventually(
      'the run to end',
      async () => {
        const now = await owner.run(started.body.runId ?? 0);
        return now.status === 'done' && now;
      },
      120_000,
    );
    expect(run.started).to.be.greaterThan(0);
    await eventually('a card in the moderators’ chat', async () => (await world.cards()).length > 0, 60_000);
    expect(await world.accepted()).to.deep.equal([]);
  });

  it('lets nobody decide who is not on the list', async () => {
    const stranger = moderators.find((person) => !['Anna', 'Boris'].includes(person.name));
    const card = (await world.cards()).find((shown) => shown.reply_markup);
    if (!stranger || !card) throw new Error('no stranger or no card');
    const button = card.reply_markup?.inline_keyboard.flat().find((one) => /approve|одобр|schv/i.test(one.text));
    await world.tap({
      userId: stranger.id,
      chatId: card.chatId,
      messageId: card.message_id,
      data: button?.callback_data ?? '',
    });
    expect(await world.accepted()).to.deep.equal([]);
  });

  it('puts the message on the client’s phone once a moderator approves it', async () => {
    const anna = moderators.find((person) => person.name === 'Anna') ?? { id: ANNA };
    const card = (await world.cards()).find((shown) =>
      shown.reply_markup?.inline_keyboard.flat().some((one) => one.callback_data),
    );
    if (!card) throw new Error('no card');
    const button = card.reply_markup?.inline_keyboard.flat()[0];
    const order = {
      userId: anna.id,
      chatId: card.chatId,
      messageId: card.message_id,
      data: button?.callback_data ?? '',
    };
    await Promise.all([world.tap(order), world.tap(order)]);
    const [accepted] = await eventually(
      'the send',
      async () => {
        const all = await world.accepted();
        return all.length > 0 && all;
      },
      60_000,
    );
    const read = await eventually(
      'the ticks to come back',
      async () => {
        const all = await owner.messages('?status=read');
        return all[0];
      },
      60_000,
    );
    expect(read.phone.replace('+', '')).to.equal(accepted?.to.replace('+', ''));
    expect(read.approvedBy).to.equal('Anna');
    expect((await world.accepted()).length, 'two taps are one message').to.equal(1);
    const reactivation = (await owner.reactivations()).find((one) => one.id === read.reactivationId);
    if (!reactivation) throw new Error('no reactivation');
    first = { id: reactivation.id, phone: read.phone, messageId: read.id };
  });

  it('understands the reply and keeps it with the attempt', async () => {
    await world.reply(first.phone, 'Yes, sounds good, thank you!');
    const detail = await eventually(
      'the reply to be understood',
      async () => {
        const now = await owner.reactivation(first.id);
        return now.replies.some((reply) => reply.understoodAs) && now;
      },
      60_000,
    );
    expect(detail.replies[0]?.understoodAs).to.equal('positive');
    expect(detail.attempts[0]?.responseType).to.equal('positive');
  });

  it('calls it converted once the client books, and shows the revenue once they came', async () => {
    const booked = await book(first.phone);
    await owner.api('POST', '/sync');
    const converted = await eventually(
      'the booking to be attributed',
      async () => {
        const now = await owner.reactivation(first.id);
        return now.endsAs === 'converted' && now;
      },
      100_000,
    );
    expect(converted.convertedMessageId).to.equal(first.messageId);
    expect(converted.revenueMinor).to.equal(null);
    await world.at('POST', `/booking/calendar/api/bookings/${String(booked)}/mark`, { as: 'arrived' });
    await owner.api('POST', '/sync');
    const paid = await eventually(
      'the revenue',
      async () => {
        const now = await owner.reactivation(first.id);
        return now.revenueMinor !== null && now;
      },
      100_000,
    );
    expect(paid.revenueMinor).to.be.greaterThan(0);
  });

  it('stops everything for somebody who writes STOP, and confirms it once', async () => {
    const before = (await world.accepted()).length;
    await world.reply(first.phone, 'STOP');
    await eventually('the confirmation', async () => (await world.accepted()).length === before + 1, 60_000);
    const clients = (
      await owner.api<{ items: { optedOut: boolean }[] }>('GET', `/clients?q=${encodeURIComponent(first.phone)}`)
    ).body.items;
    expect(clients.map((client) => client.optedOut)).to.include(true);
  });

  /** Books the client's next free hour on the sandbox's calendar page, as they would themselves. */
  async function book(phone: string): Promise<number> {
    const found = await world.at<{ clients: { id: number }[] }>(
      'GET',
      `/booking/calendar/api/clients?q=${encodeURIComponent(phone)}`,
    );
    const clientId = found.body.clients[0]?.id;
    if (clientId === undefined) throw new Error('the client is not in the books');
    const staff = (await world.at<Week>('GET', '/booking/calendar/api/week')).body.staff;
    for (const member of staff) {
      const { body: week } = await world.at<Week>('GET', `/booking/calendar/api/week?staff=${String(member.id)}`);
      const service = week.services[0];
      for (const day of week.days.slice(1)) {
        const time = day.free[0];
        if (!service || !time) continue;
        const local = time.includes(' ') ? time : `${day.date} ${time}`;
        const answer = await world.at<{ id: number }>('POST', '/booking/calendar/api/bookings', {
          staffId: week.staffId,
          serviceId: service.id,
          clientId,
          local,
        });
        if (answer.status === 201) return answer.body.id;
      }
    }
    throw new Error('no free time in the calendar');
  }
});
