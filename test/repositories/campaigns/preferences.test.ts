/** What people like, read for many cards at once, is what the rule says of each; and it is kept with their cards. */

import { expect } from 'chai';
import fc from 'fast-check';
import type { Database } from '../../../db/database.ts';
import { createPreferencesRepository } from '../../../db/repositories/campaigns/preferences.ts';
import { createClientViews } from '../../../db/repositories/views/clients.ts';
import { type PastVisit, preferencesOf } from '../../../domain/insight/preferences.ts';
import { Temporal as dates } from 'temporal-polyfill';
import { makeCard, makeSalon, makeService, makeStaff, makeVisit, type Salon } from '../../support/campaign-world.ts';
import { cloneDatabase } from '../../support/database.ts';

const TODAY = '2026-03-01';

interface Made {
  person: number;
  card: 0 | 1;
  daysAgo: number;
  hour: number;
  staff: number | null;
  services: number[];
}

interface Kept {
  id: number;
  preferred_time_period: string | null;
  preferred_days: number[] | null;
  preference_confidence: number | null;
}

describe('preferences from the database', function () {
  this.timeout(120_000);
  let database: Database;
  let drop: () => Promise<void>;
  before(async () => {
    ({ database, drop } = await cloneDatabase());
  });
  after(() => drop());

  /** Person 0 has two cards with one phone, person 1 one card, person 2 a card without a phone. */
  async function made(salon: Salon, staff: number[], services: number[], visits: Made[]): Promise<number[][]> {
    const first = await makeCard(database, salon);
    const cards = [
      [first.clientId, (await makeCard(database, salon, { phone: first.phone })).clientId],
      [(await makeCard(database, salon)).clientId],
      [(await makeCard(database, salon, { phone: null })).clientId],
    ];
    for (const visit of visits) {
      const clientId = cards[visit.person]?.[visit.card] ?? cards[visit.person]?.[0] ?? 0;
      const on = dates.PlainDate.from(TODAY).subtract({ days: visit.daysAgo });
      const startsAt = on.toZonedDateTime({ timeZone: salon.timeZone, plainTime: { hour: visit.hour } }).toInstant();
      await makeVisit(
        database,
        salon,
        { clientId, phone: null },
        on.toString(),
        visit.services.map((index) => services[index] ?? 0),
        {
          starts_at: startsAt.toString(),
          staff_id: visit.staff === null ? null : (staff[visit.staff] ?? null),
        },
      );
    }
    return cards;
  }

  /** The visits of one person as the rule takes them: one a day, its start and staff those of the first record. */
  function pastOf(all: Made[], person: number, staff: number[], services: number[]): PastVisit[] {
    const days = new Map<number, Made[]>();
    for (const visit of all.filter((one) => one.person === person))
      days.set(visit.daysAgo, [...(days.get(visit.daysAgo) ?? []), visit]);
    return [...days].map(([daysAgo, records]) => {
      const [first] = records.toSorted((a, b) => a.hour - b.hour);
      const had = new Set(records.flatMap((record) => record.services.map((index) => services[index] ?? 0)));
      return {
        on: dates.PlainDate.from(TODAY).subtract({ days: daysAgo }).toString(),
        hour: first?.hour ?? 0,
        staffId: first?.staff === null || first === undefined ? null : (staff[first.staff] ?? null),
        serviceIds: [...had].toSorted((a, b) => a - b),
      };
    });
  }

  it('are the same as the rule reads from the visits one by one', async () => {
    const preferences = createPreferencesRepository(database);
    const visit = fc.record({
      person: fc.integer({ min: 0, max: 2 }),
      card: fc.constantFrom<0 | 1>(0, 1),
      daysAgo: fc.oneof(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 355, max: 370 })),
      hour: fc.constantFrom(8, 11, 12, 16, 17, 20),
      staff: fc.constantFrom(null, 0, 1),
      services: fc.subarray([0, 1, 2]),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(visit, { maxLength: 24 }), async (visits) => {
        const salon = await makeSalon(database, { number: null });
        const staff = [await makeStaff(database, salon), await makeStaff(database, salon)];
        const services: number[] = [];
        for (let index = 0; index < 3; index += 1) services.push(await makeService(database, salon));
        const cards = await made(salon, staff, services, visits);
        const all = await preferences.preferencesOf(salon.scope, 'all', TODAY);
        for (const [person, ids] of cards.entries()) {
          const expected = preferencesOf(pastOf(visits, person, staff, services), TODAY);
          for (const id of ids) expect(all.get(id)).to.deep.equal(expected);
          const asked = await preferences.preferencesOf(salon.scope, ids.slice(0, 1), TODAY);
          // Asked about one card, the others of that person are answered with it.
          expect([...asked.keys()].toSorted((a, b) => a - b)).to.deep.equal(ids);
          expect(asked.get(ids[0] ?? 0)).to.deep.equal(expected);
        }
        // What is kept with the cards, for who asks the tables themselves, is the same to the second decimal.
        await preferences.refreshPreferences(salon.scope, 'all', TODAY);
        const kept = await database('clients')
          .where({ company_id: salon.companyId })
          .select<Kept[]>('id', 'preferred_time_period', 'preferred_days', 'preference_confidence');
        expect(kept).to.have.length(all.size);
        for (const row of kept) {
          const { partOfDay, weekday } = all.get(row.id) ?? { partOfDay: null, weekday: null };
          expect(row.preferred_time_period).to.equal(partOfDay?.value ?? null);
          expect(row.preferred_days).to.deep.equal(weekday && [weekday.value]);
          if (partOfDay) expect(row.preference_confidence).to.be.closeTo(partOfDay.confidence, 0.005_000_001);
          else expect(row.preference_confidence).to.equal(null);
        }
      }),
      { numRuns: 20 },
    );
  });

  it('are kept with the cards, only where they differ, and of one company only', async () => {
    const preferences = createPreferencesRepository(database);
    const [salon, other] = [await makeSalon(database), await makeSalon(database)];
    const [card, theirs] = [await makeCard(database, salon), await makeCard(database, other)];
    for (const day of ['2026-01-05', '2026-01-12', '2026-01-20'])
      for (const [of, whose] of [
        [salon, card],
        [other, theirs],
      ] as const)
        await makeVisit(database, of, whose, day, [], { starts_at: `${day}T17:00:00Z` });
    expect(await preferences.refreshPreferences(salon.scope, 'all', TODAY)).to.equal(1);
    const kept = await database('clients').whereIn('id', [card.clientId, theirs.clientId]).orderBy('id');
    expect(kept.map((row) => [row.preferred_time_period, row.preferred_days, row.preference_confidence])).to.deep.equal(
      [
        ['evening', [1], 0.3],
        [null, null, null],
      ],
    );
    expect(await preferences.refreshPreferences(salon.scope, 'all', TODAY)).to.equal(0);
    expect(await preferences.refreshPreferences(salon.scope, [card.clientId, theirs.clientId], TODAY)).to.equal(0);
    // A year later nothing is known any more.
    expect(await preferences.refreshPreferences(salon.scope, [card.clientId], '2027-02-01')).to.equal(1);
  });

  it('keep the part of day somebody came in when the company gets another time zone', async () => {
    const preferences = createPreferencesRepository(database);
    const salon = await makeSalon(database);
    const card = await makeCard(database, salon);
    for (const day of ['2026-01-05', '2026-01-12', '2026-01-20'])
      await makeVisit(database, salon, card, day, [], { starts_at: `${day}T17:00:00Z`, local_time: '18:00' });
    const part = async () =>
      database('clients')
        .where({ id: card.clientId })
        .first<{ preferred_time_period: string }>('preferred_time_period');
    await preferences.refreshPreferences(salon.scope, 'all', TODAY);
    expect(await part()).to.deep.equal({ preferred_time_period: 'evening' });
    await database('companies').where({ id: salon.companyId }).update({ time_zone: 'America/Vancouver' });
    expect(await preferences.refreshPreferences(salon.scope, 'all', TODAY)).to.equal(0);
    expect(await part()).to.deep.equal({ preferred_time_period: 'evening' });
  });

  it('are shown on the page of each card of a person, and nothing before the third visit', async () => {
    const salon = await makeSalon(database);
    const card = await makeCard(database, salon);
    const same = await makeCard(database, salon, { phone: card.phone });
    const haircut = await makeService(database, salon, { title: 'Haircut' });
    const page = (clientId: number) =>
      createClientViews(database).client(salon.scope, clientId, new Date(`${TODAY}T12:00:00Z`));
    await makeVisit(database, salon, card, '2026-01-05', [haircut], { local_time: '09:00' });
    await makeVisit(database, salon, card, '2026-01-12', [haircut], { local_time: '09:00' });
    expect(await page(card.clientId)).to.deep.include({ preferences: null, favouriteService: null });
    await makeVisit(database, salon, same, '2026-01-20', [haircut], { local_time: '09:00' });
    for (const { clientId } of [card, same]) {
      const { preferences, favouriteService, rhythmDays } = await page(clientId);
      expect([preferences?.visits, preferences?.partOfDay?.value]).to.deep.equal([3, 'morning']);
      expect([favouriteService, rhythmDays]).to.deep.equal(['Haircut', 8]);
    }
  });
});
