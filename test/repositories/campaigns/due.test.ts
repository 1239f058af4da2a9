/** Why one person is due or not, and when; agrees with the lists, for one company, and for a specialist's own clients only. */

import { expect } from 'chai';
import fc from 'fast-check';
import { Temporal as dates } from 'temporal-polyfill';
import { createCandidatesRepository } from '../../../db/repositories/campaigns/candidates.ts';
import { createDueRepository } from '../../../db/repositories/campaigns/due.ts';
import { createIntervalsRepository } from '../../../db/repositories/campaigns/intervals.ts';
import { createScenariosRepository } from '../../../db/repositories/campaigns/scenarios.ts';
import { createInsightRepository } from '../../../db/repositories/insight/refresh.ts';
import type { Scope } from '../../../domain/access/scope.ts';
import { RuleBroken } from '../../../domain/errors.ts';
import { makeCard, makeMessage, makeSalon, makeService, makeStaff, makeVisit } from '../../support/campaign-world.ts';
import { salonWorld } from '../../support/salon-world.ts';

const TODAY = '2026-03-01';

describe('why a person is due', () => {
  const world = salonWorld();
  const ask = (clientId: number, asOf = TODAY, scope: Scope = world.salon.scope, rank = false) =>
    createDueRepository(world.database).client(scope, clientId, asOf, { rank });

  it('tells who is due their place in the list and each part of their score', async () => {
    const [first, second] = [await makeCard(world.database, world.salon), await makeCard(world.database, world.salon)];
    await makeVisit(world.database, world.salon, first, '2026-01-01', [world.haircut], { costs: [90_000] });
    await makeVisit(world.database, world.salon, second, '2026-01-01', [world.haircut], { costs: [10_000] });
    const { candidates } = await createCandidatesRepository(world.database).candidates(world.salon.scope, TODAY);
    for (const [index, card] of [first, second].entries()) {
      const { service } = await ask(card.clientId, TODAY, world.salon.scope, true);
      expect(service).to.deep.equal({
        outcome: 'due',
        reason: null,
        reasons: candidates[index]?.reasons,
        score: candidates[index]?.score,
        rank: index + 1,
      });
      expect((await ask(card.clientId)).service).to.deep.equal({ ...service, rank: null });
    }
  });

  it('takes the gaps that are kept for the day, and counts them where none are kept or everybody was computed since', async () => {
    const AT = new Date(`${TODAY}T05:00:00Z`);
    const card = await makeCard(world.database, world.salon);
    for (let visit = 0; visit < 21; visit += 1)
      await makeVisit(
        world.database,
        world.salon,
        card,
        dates.PlainDate.from('2025-09-01')
          .add({ days: visit * 8 })
          .toString(),
        [world.haircut],
      );
    const intervalOf = async (asOf = TODAY) => {
      const [due] = (await ask(card.clientId, asOf)).service.reasons;
      return [due?.['interval'], due?.['intervalSource']];
    };
    const intervals = createIntervalsRepository(world.database);
    const insight = createInsightRepository(world.database);
    const kept = () => world.database('service_reactivation_rules').where({ service_id: world.haircut });
    await insight.rebuildInsight(world.salon.scope, { asOf: TODAY, at: AT });
    expect(await intervalOf()).to.deep.equal([8, 'historical']);
    await intervals.refreshIntervals(world.salon.scope, TODAY, AT);
    expect(await intervalOf()).to.deep.equal([8, 'historical']);
    // What was kept is what is read: only of its own day.
    await kept().update({ historical_gap_median: 9, calculated_avg_interval: 9 });
    expect(await intervalOf()).to.deep.equal([9, 'historical']);
    expect(await intervalOf('2026-02-28')).to.deep.equal([8, 'historical']);
    // A rule that was made after the keeping knows of no gaps.
    await kept().update({ historical_gap_count: 0, historical_gap_median: null, calculated_avg_interval: null });
    expect(await intervalOf()).to.deep.equal([8, 'historical']);
    await kept().update({ historical_gap_count: 20, historical_gap_median: 9, calculated_avg_interval: 9 });
    await makeVisit(world.database, world.salon, card, '2025-01-01');
    await insight.refreshClients(world.salon.scope, { asOf: TODAY, at: AT });
    expect(await intervalOf()).to.deep.equal([9, 'historical']);
    await insight.rebuildInsight(world.salon.scope, { asOf: TODAY, at: AT });
    expect(await intervalOf()).to.deep.equal([8, 'historical']);
    await kept().update({ manual_interval: 12 });
    expect(await intervalOf()).to.deep.equal([12, 'manual']);
  });

  it('tells who is not due yet on which day they will be, the next service first', async () => {
    const colour = await makeService(world.database, world.salon, { title: 'Colour' }, { manual_interval: 60 });
    const off = await makeService(world.database, world.salon, { title: 'Beard' }, { is_active: false });
    const card = await makeCard(world.database, world.salon);
    await makeVisit(world.database, world.salon, card, '2026-02-10', [colour, world.haircut, off]);
    const { service } = await ask(card.clientId);
    expect([service.outcome, service.rank]).to.deep.equal(['not_due', null]);
    expect(service.reasons).to.deep.equal([
      {
        code: 'due_on',
        service: 'Haircut',
        daysSince: 19,
        days: 19,
        interval: 30,
        intervalSource: 'default',
        dueOn: '2026-03-13',
      },
      {
        code: 'due_on',
        service: 'Colour',
        daysSince: 19,
        days: 19,
        interval: 60,
        intervalSource: 'manual',
        dueOn: '2026-04-12',
      },
    ]);
    expect((await ask(card.clientId, '2026-03-13')).service.outcome).to.equal('due');
    expect((await ask(card.clientId, '2026-03-12')).service.outcome).to.equal('not_due');
  });

  it('tells what forbids it, on every card of the person', async () => {
    const card = await makeCard(world.database, world.salon);
    const other = await makeCard(world.database, world.salon, { phone: card.phone, newsletter_agreed: false });
    await makeVisit(world.database, world.salon, card, '2026-01-01', [world.haircut]);
    for (const { clientId } of [card, other]) {
      const { service } = await ask(clientId);
      expect([service.outcome, service.reason, service.reasons[0]?.code]).to.deep.equal([
        'skipped',
        'no_consent',
        'due',
      ]);
    }
  });

  it('knows people who never came, and who came for no service', async () => {
    const card = await makeCard(world.database, world.salon);
    expect(await ask(card.clientId)).to.deep.equal({
      service: { outcome: 'no_visits', reason: null, reasons: [], score: null, rank: null },
      scenarios: [],
    });
    await makeVisit(world.database, world.salon, card, '2026-02-20');
    expect((await ask(card.clientId)).service.outcome).to.equal('not_due');
    expect((await ask(card.clientId, '2026-02-19')).service.outcome).to.equal('no_visits');
  });

  it('says of each scenario what the list of scenarios says, and when a cooldown ends', async () => {
    const card = await makeCard(world.database, world.salon, { birth_date: '1990-03-01' });
    await makeVisit(world.database, world.salon, card, '2025-10-10', [world.haircut]);
    await makeMessage(world.database, world.salon, card, {
      deliveredAt: '2026-01-20T10:00:00Z',
      row: { scenario: 'last_chance' },
    });
    const { scenarios } = await ask(card.clientId);
    expect(scenarios).to.deep.equal([
      { scenario: 'birthday', outcome: 'due', reason: null, reasons: [{ code: 'birthday', on: TODAY }] },
      {
        scenario: 'last_chance',
        outcome: 'skipped',
        reason: 'cooldown',
        reasons: [
          { code: 'last_seen', daysSince: 142 },
          { code: 'cooldown_until', until: '2026-03-21' },
        ],
      },
    ]);
    const lists = await createScenariosRepository(world.database).candidates(world.salon.scope, TODAY);
    expect(
      lists.map((list) => [list.scenario, list.candidates.length, list.skipped.map((one) => one.reason)]),
    ).to.deep.equal([
      ['birthday', 1, []],
      ['milestone', 0, []],
      ['pt_dropout', 0, []],
      ['last_chance', 0, ['cooldown']],
      ['reactivation', 0, []],
    ]);
  });

  it('is nobody else’s business: another company, or a specialist who has never seen them', async () => {
    const card = await makeCard(world.database, world.salon);
    const other = await makeSalon(world.database);
    const marie = await makeStaff(world.database, world.salon);
    const [user] = await world
      .database('users')
      .insert({ email: 'marie@example.org', name: 'Marie', password_hash: 'x' })
      .returning<{ id: number }[]>('id');
    const userId = user?.id ?? 0;
    await world.database('company_users').insert({
      company_id: world.salon.companyId,
      user_id: userId,
      role: 'specialist',
      staff_id: marie,
    });
    const specialist: Scope = {
      companyId: world.salon.companyId,
      actor: { kind: 'user', userId, name: 'Marie', role: 'specialist' },
    };
    for (const scope of [other.scope, specialist]) {
      const refused = await ask(card.clientId, TODAY, scope).catch((error: unknown) => error);
      expect(refused).to.be.instanceOf(RuleBroken).with.property('code', 'client_not_found');
    }
    await makeVisit(world.database, world.salon, card, '2026-01-01', [world.haircut], { staff_id: marie });
    expect((await ask(card.clientId, TODAY, specialist)).service.outcome).to.equal('due');
  });

  it('agrees with both lists about everybody, whatever they did', async function () {
    this.timeout(120_000);
    const visit = fc.record({
      card: fc.integer({ min: 0, max: 5 }),
      daysAgo: fc.oneof(
        fc.integer({ min: 0, max: 3 }),
        fc.integer({ min: 4, max: 130 }),
        fc.integer({ min: 131, max: 560 }),
      ),
      services: fc.subarray([0, 1, 2]),
      attendance: fc.constantFrom(1, 1, 1, 1, -1),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(visit, { maxLength: 40 }),
        fc.integer({ min: 0, max: 5 }),
        fc.boolean(),
        async (visits, booked, isKept) => {
          const club = await makeSalon(world.database);
          await world.database('scenario_settings').insert({
            company_id: club.companyId,
            scenario: 'reactivation',
            cooldown_by_segment: JSON.stringify({ vip_members: 200, going_silent: 90, trial_dropoffs: 10 }),
          });
          const services = [
            await makeService(world.database, club, { title: 'PT', is_personal_training: true }),
            await makeService(world.database, club, {}, { manual_interval: 14 }),
            await makeService(world.database, club, {}, { is_active: false }),
          ];
          // Two share a phone, one has none, two have their birthday.
          const first = await makeCard(world.database, club, { birth_date: '1990-03-01' });
          const cards = [first, await makeCard(world.database, club, { phone: first.phone, birth_date: '1992-05-05' })];
          cards.push(
            await makeCard(world.database, club, { phone: null }),
            await makeCard(world.database, club, { birth_date: '2000-03-01' }),
          );
          cards.push(
            await makeCard(world.database, club),
            await makeCard(world.database, club, { newsletter_agreed: null }),
          );
          const on = (daysAgo: number) => dates.PlainDate.from(TODAY).subtract({ days: daysAgo }).toString();
          for (const made of visits)
            await makeVisit(
              world.database,
              club,
              cards[made.card] ?? first,
              on(made.daysAgo),
              made.services.map((index) => services[index] ?? 0),
              { attendance: made.attendance },
            );
          await makeVisit(world.database, club, cards[booked] ?? first, on(-5), services.slice(0, booked % 3), {
            attendance: 0,
          });

          const written = cards[booked]?.phone ? cards[booked] : first;
          await makeMessage(world.database, club, written, {
            deliveredAt: `${on(60)}T10:00:00Z`,
            row: { scenario: 'reactivation' },
          });
          if (isKept) {
            const at = new Date(`${TODAY}T05:00:00Z`);
            await createInsightRepository(world.database).rebuildInsight(club.scope, { asOf: TODAY, at });
            await createIntervalsRepository(world.database).refreshIntervals(club.scope, TODAY, at);
          }

          const list = await createCandidatesRepository(world.database).candidates(club.scope, TODAY);
          const scenarios = await createScenariosRepository(world.database).candidates(club.scope, TODAY);
          const people = new Map(cards.map((card) => [card.phone ?? card.clientId, card]));
          const listed = {
            due: new Map<unknown, { score: number; reasons: unknown }>(),
            skipped: new Map<unknown, string>(),
          };
          const keyOf = (one: { phone: string | null; clientId: number }) => one.phone ?? one.clientId;
          for (const one of list.candidates) listed.due.set(keyOf(one), one);
          for (const one of list.skipped) listed.skipped.set(keyOf(one), one.reason);
          for (const [key, card] of people) {
            const said = await ask(card.clientId, TODAY, club.scope);
            const due = listed.due.get(key);
            expect(said.service.outcome === 'due').to.equal(due !== undefined);
            expect(said.service.score).to.equal(due?.score ?? null);
            if (due) expect(said.service.reasons).to.deep.equal(due.reasons);
            expect(said.service.reason).to.equal(listed.skipped.get(key) ?? null);
            const inLists = scenarios.flatMap(({ scenario, candidates, skipped }) => [
              ...candidates.filter((one) => keyOf(one) === key).map(() => [scenario, null]),
              ...skipped.filter((one) => keyOf(one) === key).map((one) => [scenario, one.reason]),
            ]);
            expect(said.scenarios.map(({ scenario, reason }) => [scenario, reason])).to.deep.equal(inLists);
          }
        },
      ),
      { numRuns: 15 },
    );
  });
});
