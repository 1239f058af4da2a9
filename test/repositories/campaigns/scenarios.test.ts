/** The scenarios against real rows: facts in SQL, the decision in the domain, on any day. */

import { expect } from 'chai';
import type { Database } from '../../../db/database.ts';
import { createScenariosRepository } from '../../../db/repositories/campaigns/scenarios.ts';
import type { Scenario } from '../../../domain/campaigns/scenarios.ts';
import {
  type Card,
  makeCard,
  makeMessage,
  makeSalon,
  makeService,
  makeVisit,
  type Salon,
} from '../../support/campaign-world.ts';
import { cloneDatabase } from '../../support/database.ts';

const TODAY = '2026-03-01';

describe('scenarios from the database', () => {
  let database: Database;
  let drop: () => Promise<void>;
  let salon: Salon;
  before(async () => {
    ({ database, drop } = await cloneDatabase());
  });
  after(() => drop());
  beforeEach(async () => {
    salon = await makeSalon(database);
  });

  const lists = (asOf = TODAY, of = salon) => createScenariosRepository(database).candidates(of.scope, asOf);
  /** What became of a card in every scenario that is about it. */
  async function about(card: Card, asOf = TODAY): Promise<Record<string, string>> {
    const found: Record<string, string> = {};
    for (const { scenario, candidates, skipped } of await lists(asOf)) {
      if (candidates.some((one) => one.clientId === card.clientId)) found[scenario] = 'due';
      for (const one of skipped) if (one.clientId === card.clientId) found[scenario] = one.reason;
    }
    return found;
  }
  async function seen(days: string[], row: Record<string, unknown> = {}): Promise<Card> {
    const card = await makeCard(database, salon, row);
    for (const day of days) await makeVisit(database, salon, card, day);
    return card;
  }
  const wrote = (card: Card, scenario: Scenario, day: string, row: Record<string, unknown> = {}) =>
    makeMessage(database, salon, card, { deliveredAt: `${day}T10:00:00Z`, row: { scenario, ...row } });

  it('greet people on their birthday if they came within a year, those of 29 February on the 28th', async () => {
    const leap = await seen(['2026-02-10'], { birth_date: '1992-02-29' });
    expect(await about(leap, '2026-02-28')).to.deep.equal({ birthday: 'due' });
    expect(await about(leap, '2026-03-01')).to.deep.equal({});
    expect(await about(await seen(['2025-03-02'], { birth_date: '1980-03-01' }))).to.include({ birthday: 'due' });
    expect(await about(await seen(['2025-03-01'], { birth_date: '1980-03-01' }))).to.deep.equal({});
  });

  it('congratulate on the tenth day with a visit for three days, and once', async () => {
    const days = ['01', '02', '03', '04', '05', '06', '07', '08'].map((day) => `2025-01-${day}`);
    const card = await seen([...days, '2026-02-20', '2026-02-27']);
    // Two records of one day are one visit.
    await makeVisit(database, salon, card, '2026-02-27');
    expect(await about(card, '2026-02-26')).to.deep.equal({});
    expect(await about(card, '2026-02-27')).to.deep.equal({ milestone: 'due' });
    expect(await about(card, '2026-03-01')).to.deep.equal({ milestone: 'due' });
    expect(await about(card, '2026-03-02')).to.deep.equal({});
    await wrote(card, 'milestone', '2026-01-01', { milestone: 10 });
    expect(await about(card)).to.deep.equal({ milestone: 'cooldown' });
  });

  it('miss personal training that a person gave up, as the company marks it', async () => {
    const training = await makeService(database, salon, { title: 'Trénink', is_personal_training: true });
    const card = await seen(['2025-01-01']);
    for (const day of ['2026-01-10', '2026-01-20']) await makeVisit(database, salon, card, day, [training]);
    await makeVisit(database, salon, card, '2026-02-25');
    expect(await about(card)).to.deep.equal({ pt_dropout: 'due' });
    expect(await about(card, '2026-02-18')).to.deep.equal({});
    await makeVisit(database, salon, card, '2026-03-05', [training], { attendance: 2 });
    expect(await about(card)).to.deep.equal({});
  });

  it('take cards with one phone for one person with joined facts, and greet the card whose birthday it is', async () => {
    const first = await seen(['2025-10-01'], { birth_date: '1980-03-01', name: 'Olga' });
    const second = await seen(['2026-02-20'], { phone: first.phone, name: 'Petr' });
    expect(await about(second)).to.deep.equal({});
    const [birthday, , , chance] = await lists();
    expect(birthday?.candidates).to.have.length(1);
    expect(birthday?.candidates[0]).to.include({
      clientId: first.clientId,
      clientName: 'Olga Nováková',
      visits: 2,
      daysSince: 9,
    });
    expect(chance).to.deep.include({ candidates: [], skipped: [] });
  });

  it('count days that two cards of one person share once', async () => {
    const days = Array.from({ length: 9 }, (_, index) => `2026-01-0${String(index + 1)}`);
    const first = await seen(days);
    const second = await seen([...days, '2026-03-01'], { phone: first.phone });
    expect(await about(second)).to.deep.equal({ milestone: 'due' });
  });

  it('name why not: no phone, a booking, a message this week, four this month', async () => {
    expect(await about(await seen(['2025-10-01'], { phone: null }))).to.deep.equal({ last_chance: 'no_valid_phone' });
    const booked = await seen(['2025-10-01']);
    await makeVisit(database, salon, booked, '2026-04-01', [], { attendance: 0 });
    expect(await about(booked)).to.deep.equal({ last_chance: 'future_booking' });
    const written = await seen(['2025-10-01']);
    await makeMessage(database, salon, written, { deliveredAt: '2026-02-23T10:00:00Z' });
    expect(await about(written)).to.deep.equal({ last_chance: 'messaged_recently' });
    expect(await about(written, '2026-03-02')).to.deep.equal({ last_chance: 'due' });
    const often = await seen(['2025-10-01']);
    for (const day of ['2026-01-31', '2026-02-04', '2026-02-10', '2026-02-20'])
      await makeMessage(database, salon, often, { deliveredAt: `${day}T10:00:00Z` });
    expect(await about(often)).to.deep.equal({ last_chance: 'monthly_cap' });
    expect(await about(often, '2026-03-02')).to.deep.equal({ last_chance: 'due' });
  });

  it('rest from the day a message was queued; a rejection counts, an expiry does not', async () => {
    const card = await seen(['2025-10-01']);
    await wrote(card, 'last_chance', '2026-01-15');
    expect(await about(card)).to.deep.equal({ last_chance: 'cooldown' });
    expect(await about(card, '2026-01-14')).to.deep.equal({ reactivation: 'due' });
    expect(await about(card, '2026-03-16')).to.deep.equal({ last_chance: 'due' });

    const rejected = await seen(['2025-10-01']);
    await makeMessage(database, salon, rejected, {
      row: { scenario: 'last_chance', status: 'rejected', decision: 'rejected', decided_at: '2026-02-01T23:30:00Z' },
    });
    // 23:30 in UTC is the next day in Prague.
    expect(await about(rejected, '2026-02-01')).to.deep.equal({ last_chance: 'due' });
    expect(await about(rejected, '2026-02-02')).to.deep.equal({ last_chance: 'cooldown' });

    const expired = await seen(['2025-10-01']);
    await wrote(expired, 'last_chance', '2026-01-15', { status: 'expired', sent_at: null, delivered_at: null });
    expect(await about(expired)).to.deep.equal({ last_chance: 'due' });
  });

  it('are switched and slowed down per company, and per segment', async () => {
    const card = await seen(['2025-10-01']);
    await wrote(card, 'last_chance', '2025-12-20');
    const other = await makeSalon(database);
    await database('scenario_settings').insert([
      { company_id: salon.companyId, scenario: 'birthday', is_on: false },
      {
        company_id: salon.companyId,
        scenario: 'last_chance',
        cooldown_days: 65,
        cooldown_by_segment: JSON.stringify({ trial_dropoffs: 90 }),
      },
    ]);
    // One visit and never a membership is a trial drop-off; the second visit makes it Going Silent.
    expect(await about(card)).to.deep.equal({ last_chance: 'cooldown' });
    await makeVisit(database, salon, card, '2025-09-20');
    expect(await about(card)).to.deep.equal({ last_chance: 'due' });
    const [birthday, , , chance] = await lists();
    expect([birthday?.isOn, chance?.cooldownDays]).to.deep.equal([false, 65]);
    const theirs = await lists(TODAY, other);
    expect(theirs.map((list) => [list.isOn, list.cooldownDays, list.skipped.length])).to.deep.equal([
      [true, 300, 0],
      [true, 0, 0],
      [true, 45, 0],
      [true, 60, 0],
      [true, 30, 0],
    ]);
  });
});
