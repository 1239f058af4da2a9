/** One person's weeks in real rows: what each step writes, and what it leaves alone. */

import { expect } from 'chai';
import type { Database } from '../../../db/database.ts';
import { createReactivationsRepository } from '../../../db/repositories/campaigns/reactivations.ts';
import { optOut } from '../../../db/repositories/delivery/opt-outs.ts';
import { RuleBroken } from '../../../domain/errors.ts';
import {
  type Card,
  makeCard,
  makeReactivation,
  makeSalon,
  makeService,
  makeVisit,
  noticesOf,
  type Salon,
} from '../../support/campaign-world.ts';
import { cloneDatabase } from '../../support/database.ts';

const START = '2026-01-05T09:00:00.000Z';
const day = (count: number): string => new Date(Date.parse(START) + count * 86_400_000).toISOString();

describe('a reactivation in the database', () => {
  let database: Database;
  let drop: () => Promise<void>;
  let salon: Salon;
  let card: Card;
  let id: number;
  before(async () => {
    ({ database, drop } = await cloneDatabase());
  });
  after(() => drop());
  beforeEach(async () => {
    salon = await makeSalon(database);
    card = await makeCard(database, salon);
    id = await makeReactivation(database, salon, card, await makeService(database, salon), {
      started_at: START,
      facts: JSON.stringify({ attemptsBefore: 0, maxAttempts: 2, retryDays: 14, discounts: [10, 15] }),
      reasons: JSON.stringify([{ code: 'due', daysSince: 60 }]),
    });
  });

  const repository = () => createReactivationsRepository(database);
  const advance = (at: string) => repository().advance(salon.scope, id, at);
  const row = (): Promise<Record<string, unknown>> =>
    database('reactivations').where({ id }).first() as Promise<Record<string, unknown>>;
  const attempts = (): Promise<Record<string, unknown>[]> =>
    database('reactivation_campaigns').where({ reactivation_id: id }).orderBy('attempt_number');
  /** The latest message reaches the person. */
  async function delivered(at: string): Promise<void> {
    const message = (await database('messages').where({ reactivation_id: id }).orderBy('attempt', 'desc').first()) as {
      id: number;
    };
    await database('messages').where({ id: message.id }).update({ status: 'delivered', sent_at: at, delivered_at: at });
    await database('reactivation_campaigns')
      .where({ message_id: message.id })
      .update({ sent_at: at, delivered_at: at });
  }
  async function replied(at: string, understood: Record<string, unknown> | null): Promise<void> {
    const [talk] = await database('conversations')
      .insert({ company_id: salon.companyId, phone: card.phone, client_id: card.clientId })
      .onConflict(['company_id', 'phone'])
      .merge({ client_id: card.clientId })
      .returning<{ id: number }[]>('id');
    await database('replies').insert({
      company_id: salon.companyId,
      conversation_id: talk?.id,
      client_id: card.clientId,
      wamid: `w-${at}-${String(id)}`,
      kind: 'text',
      received_at: at,
      handled_at: at,
      understood:
        understood &&
        JSON.stringify({ tone: 'neutral', optsOut: false, isAway: false, awayUntil: null, ...understood }),
    });
  }

  it('writes the message of its first attempt once, however often it is asked', async () => {
    const first = await advance(START);
    expect(await advance(START)).to.deep.equal(first);
    const messages = await database('messages').where({ reactivation_id: id });
    expect(messages.length).to.equal(1);
    expect(messages[0]).to.deep.include({
      status: 'drafting',
      attempt: 1,
      discount_percent: 10,
      mode: 'moderation',
      phone: card.phone,
      scenario: 'service_reactivation',
    });
    expect(messages[0]).to.deep.include({
      reasons: [
        { code: 'due', daysSince: 60 },
        { code: 'attempt', attempt: 1, discount: 10 },
      ],
    });
    expect(first).to.deep.equal({
      state: 'waiting',
      waitsFor: 'message',
      until: null,
      attempt: 1,
      messageId: (messages[0] as { id: number }).id,
    });
    expect((await attempts()).length).to.equal(1);
  });

  it('goes through silence and a second attempt to its end', async () => {
    await advance(START);
    await delivered(START);
    expect(await advance(START)).to.include({ waitsFor: 'response', until: day(7) });
    expect((await attempts())[0]).to.deep.include({ next_attempt_scheduled_at: new Date(day(14)) });
    expect(await advance(day(7))).to.include({ waitsFor: 'next_attempt', until: day(14) });
    expect((await attempts())[0]).to.include({ response_type: 'no_response' });
    expect(await advance(day(14))).to.include({ waitsFor: 'message', attempt: 2 });
    await delivered(day(14));
    expect(await advance(day(14))).to.include({ waitsFor: 'response', until: day(21) });
    expect(await advance(day(21))).to.include({ waitsFor: 'last_response', until: day(28) });
    expect(await advance(day(28))).to.deep.equal({ state: 'ended', as: 'max_attempts' });
    expect(await row()).to.include({ status: 'ended', ends_as: 'max_attempts' });
    expect((await attempts()).map((one) => [one['discount_offered'], one['completion_reason']])).to.deep.equal([
      [10, 'max_attempts'],
      [15, 'max_attempts'],
    ]);
  });

  it('hears each reply once: away pauses it, and it goes on by itself', async () => {
    await advance(START);
    await delivered(START);
    await replied(day(1), { isAway: true, awayUntil: '2026-02-01' });
    // Midnight in Prague.
    expect(await advance(day(1))).to.include({ waitsFor: 'pause', until: '2026-01-31T23:00:00.000Z' });
    await repository().resume(salon.scope, id, day(2));
    expect(await advance(day(2))).to.include({ waitsFor: 'response', until: day(8) });
    await replied(day(3), { isAway: true });
    expect(await row()).to.include({ status: 'running' });
    expect(await advance(day(3))).to.include({ waitsFor: 'pause' });
    expect(await row()).to.include({ status: 'paused', paused_until: '2026-02-07' });
    expect(await advance('2026-02-07T09:00:00.000Z')).to.include({ waitsFor: 'message', attempt: 2 });
    expect(await row()).to.include({ status: 'running', paused_until: null });
  });

  it('ends as declined by a no, and gives a friendly or unclear word another week', async () => {
    await advance(START);
    await delivered(START);
    await replied(day(5), { tone: 'positive' });
    expect(await advance(day(5))).to.include({ waitsFor: 'response', until: day(12) });
    await replied(day(10), null);
    expect(await advance(day(10))).to.include({ waitsFor: 'response', until: day(17) });
    await replied(day(11), { tone: 'negative' });
    expect(await advance(day(11))).to.deep.equal({ state: 'ended', as: 'declined' });
  });

  it('ends by an opt-out, and takes the message on its way along', async () => {
    await advance(START);
    await database.transaction((trx) =>
      optOut(trx, salon.scope, { phone: card.phone ?? '', source: 'word', reason: null, at: new Date(day(1)) }),
    );
    expect(await advance(day(1))).to.deep.equal({ state: 'ended', as: 'opted_out' });
    const message = (await database('messages').where({ reactivation_id: id }).first()) as { id: number };
    expect(await noticesOf(database, salon)).to.include(
      `cancelMessage ${String(message.id)} → message:${String(message.id)}`,
    );
  });

  it('finds a booking that was copied before its delivery was told', async () => {
    await advance(START);
    const visitId = await makeVisit(database, salon, card, '2026-02-20', [], {
      attendance: 0,
      created_at_source: day(2),
    });
    await delivered(day(1));
    expect(await advance(day(3))).to.deep.equal({ state: 'ended', as: 'converted' });
    expect(await row()).to.include({ booking_id: visitId });
  });

  it('is paused, resumed and cancelled by people, and refuses once it has ended', async () => {
    await advance(START);
    await delivered(START);
    expect(await repository().pause(salon.scope, id, null, day(1))).to.deep.equal({ status: 'paused' });
    expect(await advance(day(100))).to.deep.include({ waitsFor: 'pause', until: null });
    await repository().resume(salon.scope, id, day(100));
    expect(await repository().cancel(salon.scope, id, day(100))).to.deep.equal({ status: 'ended' });
    expect(await repository().cancel(salon.scope, id, day(101))).to.deep.equal({ status: 'ended' });
    expect(await row()).to.include({ ends_as: 'cancelled' });
    const refused = await repository()
      .pause(salon.scope, id, null, day(101))
      .catch((error: unknown) => error);
    expect(refused).to.be.instanceOf(RuleBroken).and.to.include({ code: 'already_ended' });
  });

  it('cannot be paused until a day that has passed', async () => {
    const refused = await repository()
      .pause(salon.scope, id, '2026-01-05', START)
      .catch((error: unknown) => error);
    expect(refused).to.be.instanceOf(RuleBroken).and.to.include({ code: 'pause_in_the_past' });
  });

  it('waits while the company has switched reactivation off', async () => {
    await database('reactivation_settings').where({ company_id: salon.companyId }).update({ enabled: false });
    expect(await advance(START)).to.include({ waitsFor: 'switch', until: day(1), messageId: null });
    expect(await attempts()).to.deep.equal([]);
  });

  it('is nobody else’s', async () => {
    const other = await makeSalon(database);
    const refused = await repository()
      .advance(other.scope, id, START)
      .catch((error: unknown) => error);
    expect(refused).to.be.instanceOf(RuleBroken).and.to.include({ code: 'reactivation_not_found' });
  });
});
