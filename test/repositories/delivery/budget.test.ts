import { expect } from 'chai';
import fc from 'fast-check';
import type { Database } from '../../../db/database.ts';
import { createBudgetRepository, monthSpending } from '../../../db/repositories/delivery/budget.ts';
import { createClaimRepository } from '../../../db/repositories/delivery/claim.ts';
import { createOutboxRepository } from '../../../db/repositories/delivery/outbox.ts';
import { createSendingRepository } from '../../../db/repositories/delivery/sending.ts';
import { MICROS, withinBudget } from '../../../domain/delivery/budget.ts';
import { cloneDatabase } from '../../support/database.ts';
import {
  type Club,
  days,
  later,
  makeClub,
  makeMessage,
  makePerson,
  messageOf,
  minutes,
  NOON,
  rowOf,
} from '../../support/delivery-world.ts';

/** The next month in Prague. */
const APRIL = new Date('2026-03-31T22:00:00Z');
const LIMITS = {
  daily_limit_mode: 'manual',
  manual_daily_limit: 1_000,
  manual_hourly_limit: 1_000,
  manual_concurrent_limit: 100,
};
const PRICES = JSON.stringify([
  { prefix: '', category: 'marketing', minorPerThousand: 50_000 },
  { prefix: '+420', category: 'marketing', minorPerThousand: 200_000 },
]);

describe('the monthly caps', () => {
  let database: Database;
  let drop: () => Promise<void>;
  let club: Club;
  let epoch: number;
  before(async () => {
    ({ database, drop } = await cloneDatabase());
  });
  after(() => drop());
  beforeEach(async () => {
    club = await makeClub(database, { settings: { ...LIMITS, message_prices: PRICES } });
    epoch = (await createSendingRepository(database).raiseEpoch(club.scope, club.phoneNumberId))!;
  });

  const claim = async (at: Date): Promise<number> => {
    const claimed = await createClaimRepository(database).claim(club.scope, {
      phoneNumberId: club.phoneNumberId,
      epoch,
      at,
      atMost: 100,
    });
    return claimed.outcome === 'claimed' ? claimed.rows.length : -1;
  };
  const settings = (row: Record<string, unknown>) =>
    database('reactivation_settings').where({ company_id: club.companyId }).update(row);
  async function queue(over: Record<string, unknown> = {}, at = NOON): Promise<number> {
    const messageId = await makeMessage(database, club, await makePerson(database, club), over);
    await createOutboxRepository(database).enqueue(club.scope, messageId, at);
    return messageId;
  }
  async function send(messageId: number, at: Date): Promise<void> {
    const { id } = await rowOf(database, messageId);
    await createSendingRepository(database).begin(club.scope, { id, epoch }, at);
    await createSendingRepository(database).markSent(club.scope, id, `wamid-${String(id)}`, at);
  }

  it('let as many messages go as fit, and the others wait for the next month or a higher cap', async () => {
    // 2.00 each; 5.00 a month are two of them.
    await settings({ message_budget_minor: 500 });
    const messageIds = [await queue(), await queue(), await queue()];
    expect(await claim(NOON)).to.equal(2);
    for (const messageId of messageIds.slice(0, 2)) await send(messageId, NOON);
    const third = messageIds[2]!;
    expect(await rowOf(database, third)).to.deep.include({
      status: 'queued',
      wait_reason: 'budget',
      wait_until: APRIL,
    });
    expect(await messageOf(database, third)).to.include({ status: 'waiting', reason: 'budget' });
    expect(await claim(later(NOON, minutes(6)))).to.equal(0);
    expect(await database('campaign_decisions').where({ message_id: third }).pluck('reason')).to.deep.equal(['budget']);
    await settings({ message_budget_minor: 600 });
    expect(await claim(later(NOON, minutes(12)))).to.equal(1);
  });

  it('choose in the claim as the rule chooses, whatever the messages cost', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom(0, 30, 50, 80, 200), { minLength: 1, maxLength: 8 }),
        fc.nat(400),
        async (prices, capMinor) => {
          club = await makeClub(database, { settings: { ...LIMITS, message_budget_minor: capMinor } });
          epoch = (await createSendingRepository(database).raiseEpoch(club.scope, club.phoneNumberId))!;
          const ids: number[] = [];
          for (const price of prices) {
            const messageId = await queue();
            await database('outbox_messages')
              .where({ message_id: messageId })
              .update({ price_micros: price * MICROS });
            ids.push(messageId);
          }
          await claim(NOON);
          const rows = await Promise.all(ids.map((id) => rowOf(database, id)));
          const expected = withinBudget(
            capMinor * MICROS,
            prices.map((price) => price * MICROS),
          );
          expect(rows.map((row) => row['leased_until'] !== null)).to.deep.equal(expected);
          expect(rows.map((row) => row['wait_reason'])).to.deep.equal(expected.map((goes) => (goes ? null : 'budget')));
        },
      ),
      { numRuns: 15 },
    );
  });

  it('begin anew with the company’s own month', async () => {
    await settings({ message_budget_minor: 200 });
    const [first, second] = [await queue(), await queue()];
    expect(await claim(NOON)).to.equal(1);
    await send(first, NOON);
    expect(await claim(later(APRIL, -minutes(1)))).to.equal(0);
    await settings({ sending_hours: JSON.stringify({ start: 0, end: 24 }) });
    expect(await claim(later(APRIL, -minutes(1)))).to.equal(0);
    expect(await claim(later(APRIL, minutes(5)))).to.equal(1);
    expect((await rowOf(database, second))['wait_reason']).to.equal(null);
  });

  it('never hold an answer, which is free inside its window', async () => {
    await settings({ message_budget_minor: 0 });
    const person = await makePerson(database, club);
    const [conversation] = await database('conversations')
      .insert({ company_id: club.companyId, phone: person.phone, window_until: later(NOON, days(1)) })
      .returning<{ id: number }[]>('id');
    const messageId = await makeMessage(database, club, person, { kind: 'text', conversation_id: conversation!.id });
    await createOutboxRepository(database).enqueue(club.scope, messageId, NOON);
    expect((await rowOf(database, messageId))['price_micros']).to.equal(0);
    expect(await claim(NOON)).to.equal(1);
  });

  it('count what was sent, is under way or in doubt, and nothing that never arrived', async () => {
    await settings({ message_budget_minor: 100_000 });
    const spent = async (at = later(NOON, minutes(1))): Promise<number> =>
      (await monthSpending(database, club.scope, at))!.messageMicros / MICROS;
    const [sent, doubted, refused] = [await queue(), await queue(), await queue()];
    expect(await spent()).to.equal(0);
    await claim(NOON);
    expect(await spent(NOON)).to.equal(600);
    await send(sent, NOON);
    const sending = createSendingRepository(database);
    const rows = [await rowOf(database, doubted), await rowOf(database, refused)] as const;
    for (const { id } of rows) await sending.begin(club.scope, { id, epoch }, NOON);
    await sending.markUnknown(club.scope, { id: rows[0].id, epoch, code: 'timeout' }, NOON);
    await sending.markDead(club.scope, rows[1].id, '131026', NOON);
    expect(await spent()).to.equal(400);
    expect(await messageOf(database, sent)).to.include({ cost_minor: 200 });
    expect((await messageOf(database, refused))['cost_minor']).to.be.oneOf([0, null]);
  });

  it('price a message by where its phone is, by the company’s list before the usual one', async () => {
    const price = async (phone: string, category = 'MARKETING'): Promise<number> => {
      const { rows } = await database.raw<{ rows: { price: number }[] }>(
        'select message_price_micros(?, ?, ?) as price',
        [club.companyId, phone, category],
      );
      return rows[0]!.price / MICROS;
    };
    expect(await price('+420777000001')).to.equal(200);
    expect(await price('+16047000001')).to.equal(50);
    // Nothing entered for this category: $21.20 a thousand in Czech hellers.
    expect(await price('+420777000001', 'UTILITY')).to.be.closeTo(47.7, 0.001);
    await settings({ message_prices: '[]' });
    expect(await price('+420777000001')).to.be.closeTo(193.5, 0.001);
  });

  it('add up each question to the model by its price, and a message carries its own', async () => {
    await settings({ ai_input_price_minor: 300, ai_output_price_minor: 1500, ai_budget_minor: 10 });
    const budgets = createBudgetRepository(database);
    await budgets.noteUse(club.scope, { purpose: 'draft', inputTokens: 2_000, outputTokens: 200 }, NOON);
    expect((await monthSpending(database, club.scope, NOON))!.aiMicros).to.equal(900_000);
    expect((await monthSpending(database, club.scope, APRIL))!.aiMicros).to.equal(0);
    const messageId = await makeMessage(database, club, await makePerson(database, club));
    for (const tokens of [2_000, 4_000])
      await database('messages').where({ id: messageId }).update({ ai_input_tokens: tokens, ai_output_tokens: 200 });
    expect(await messageOf(database, messageId)).to.include({ ai_cost_micros: 1_500_000, cost_minor: 2 });
  });

  it('let a draft wait with its reason while a cap is used up, and go when it is raised', async () => {
    await settings({ ai_input_price_minor: 300, ai_output_price_minor: 1500, ai_budget_minor: 1 });
    const budgets = createBudgetRepository(database);
    const messageId = await makeMessage(database, club, await makePerson(database, club), { text: null });
    expect(await budgets.mayDraft(club.scope, messageId, NOON)).to.deep.equal({ may: 'go' });
    await budgets.noteUse(club.scope, { purpose: 'draft', inputTokens: 4_000, outputTokens: 0 }, NOON);
    for (const _ of [1, 2])
      expect(await budgets.mayDraft(club.scope, messageId, NOON)).to.deep.equal({ may: 'wait', until: APRIL });
    expect(await messageOf(database, messageId)).to.include({ status: 'drafting', reason: 'budget' });
    expect(await database('campaign_decisions').where({ message_id: messageId }).pluck('decision')).to.deep.equal([
      'waits',
    ]);
    const other = await makeClub(database);
    expect(await budgets.mayDraft(other.scope, messageId, NOON)).to.deep.equal({ may: 'go' });
    await settings({ ai_budget_minor: 2 });
    expect(await budgets.mayDraft(club.scope, messageId, NOON)).to.deep.equal({ may: 'go' });
    // Written already, and sent back to be written anew: only the second costs something.
    await settings({ ai_budget_minor: 1 });
    await database('message_events').insert({
      company_id: club.companyId,
      message_id: messageId,
      kind: 'drafted',
      once_key: 'drafted:1',
    });
    expect(await budgets.mayDraft(club.scope, messageId, NOON)).to.deep.equal({ may: 'go' });
    await database('messages').where({ id: messageId }).update({ version: 2 });
    expect(await budgets.mayDraft(club.scope, messageId, NOON)).to.deep.equal({ may: 'wait', until: APRIL });
  });

  it('keep nobody waiting for money who has opted out, and no answer', async () => {
    await settings({ message_budget_minor: 0 });
    const budgets = createBudgetRepository(database);
    const person = await makePerson(database, club);
    const messageId = await makeMessage(database, club, person, { text: null });
    const answerId = await makeMessage(database, club, person, { text: null, kind: 'text' });
    await database('opt_outs').insert({ company_id: club.companyId, phone: person.phone, source: 'word' });
    expect(await budgets.mayDraft(club.scope, messageId, NOON)).to.deep.equal({ may: 'end', reason: 'opted_out' });
    expect(await budgets.mayDraft(club.scope, answerId, NOON)).to.deep.equal({ may: 'go' });
  });

  it('tell people once a month that one is near, and once that it is used up', async () => {
    await settings({ ai_input_price_minor: 100, ai_budget_minor: 10 });
    const budgets = createBudgetRepository(database);
    const use = (inputTokens: number, at: Date) =>
      budgets.noteUse(club.scope, { purpose: 'draft', inputTokens, outputTokens: 0 }, at);
    const told = async (): Promise<string[]> =>
      (
        await database('admin_alerts').where({ company_id: club.companyId }).orderBy('id').select('kind', 'details')
      ).map((alert: { kind: string; details: { cap: string } }) => `${alert.kind}: ${alert.details.cap}`);
    await use(79_000, NOON);
    expect(await told()).to.deep.equal([]);
    await use(1_000, NOON);
    await use(1_000, later(NOON, minutes(1)));
    await claim(later(NOON, minutes(2)));
    expect(await told()).to.deep.equal(['budget_near: ai']);
    await use(30_000, later(NOON, minutes(3)));
    await use(1_000, later(NOON, minutes(4)));
    expect(await told()).to.deep.equal(['budget_near: ai', 'budget_used_up: ai']);
    const [alert] = await database('admin_alerts').where({ company_id: club.companyId, kind: 'budget_used_up' });
    // As the bot finds instants in its words.
    expect(alert).to.deep.include({ details: { cap: 'ai', until: APRIL.toISOString() } });
    await use(100_000, later(APRIL, minutes(1)));
    expect((await told()).at(-1)).to.equal('budget_used_up: ai');
    expect(await told()).to.have.length(3);
  });
});
