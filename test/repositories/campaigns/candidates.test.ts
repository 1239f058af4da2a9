/** The candidate list against real rows: facts in SQL, the decision in the domain, on any day. */

import { expect } from 'chai';
import { candidatesFor, createCandidatesRepository } from '../../../db/repositories/campaigns/candidates.ts';
import { optOut } from '../../../db/repositories/delivery/opt-outs.ts';
import {
  type Card,
  makeCard,
  makeMessage,
  makeReactivation,
  makeSalon,
  makeService,
  makeStaff,
  makeVisit,
} from '../../support/campaign-world.ts';
import { salonWorld } from '../../support/salon-world.ts';

const TODAY = '2026-03-01';

describe('candidates from the database', () => {
  const world = salonWorld();
  const list = (asOf = TODAY, isDryRun = true) => candidatesFor(world.database, world.salon.scope, asOf, { isDryRun });
  const reasonFor = async (card: Card, asOf = TODAY): Promise<string> => {
    const { candidates, skipped } = await list(asOf);
    if (candidates.some((one) => one.clientId === card.clientId)) return 'candidate';
    return skipped.find((one) => one.clientId === card.clientId)?.reason ?? 'not due';
  };
  /** Came for a haircut on 1 January: 59 days before 1 March. */
  async function lapsed(row: Record<string, unknown> = {}): Promise<Card> {
    const card = await makeCard(world.database, world.salon, row);
    await makeVisit(world.database, world.salon, card, '2026-01-01', [world.haircut]);
    return card;
  }

  it('are due the day after their interval has passed, not on its last day', async () => {
    const card = await lapsed();
    expect(await reasonFor(card, '2026-01-31')).to.equal('not due');
    expect(await reasonFor(card, '2026-02-01')).to.equal('candidate');
  });

  it('carry the facts of the service and of everything else', async () => {
    const colour = await makeService(world.database, world.salon, { title: 'Colour' });
    const card = await makeCard(world.database, world.salon);
    await makeVisit(world.database, world.salon, card, '2025-12-01', [world.haircut, colour], {
      costs: [40_000, 60_000],
    });
    await makeVisit(world.database, world.salon, card, '2026-01-10', [colour], { costs: [60_000] });
    await makeVisit(world.database, world.salon, card, '2026-01-12', [], { attendance: -1, cost_minor: 99_999 });
    await world.database('memberships').insert({
      company_id: world.salon.companyId,
      external_id: 'm',
      client_id: card.clientId,
      title: 'Ten',
      sold_on: '2026-01-11',
      cost_minor: 300_000,
    });
    await world.database('goods_sales').insert({
      company_id: world.salon.companyId,
      external_id: 'g',
      client_id: card.clientId,
      title: 'Wax',
      sold_on: '2026-03-02',
      cost_minor: 1,
    });
    const [found] = (await list()).candidates;
    expect(found).to.deep.include({
      clientId: card.clientId,
      clientName: 'Olga Nováková',
      phone: card.phone,
      serviceId: world.haircut,
      serviceTitle: 'Haircut',
      daysSince: 90,
      visits: 2,
      spendMinor: 460_000,
      // The only one who spent anything is the 90th percentile of those who did.
      loyalty: 'VIP',
      lastVisitOn: '2026-01-10',
    });
    // 5 × 0.4 + 4.6 × 0.3 + 2 × 2 × 0.2 + 9 × 0.1
    expect(found?.score).to.equal(5.08);
  });

  it('are one for all cards with one phone, with joined facts and the card they came with last', async () => {
    const first = await lapsed();
    const second = await makeCard(world.database, world.salon, { phone: first.phone, name: 'Olinka' });
    await makeVisit(world.database, world.salon, second, '2026-01-01', [world.haircut]);
    await makeVisit(world.database, world.salon, second, '2026-01-05', [world.haircut]);
    const { candidates } = await list();
    expect(
      candidates.map(({ clientId, visits, daysSince, spendMinor }) => ({ clientId, visits, daysSince, spendMinor })),
    ).to.deep.equal([{ clientId: second.clientId, visits: 2, daysSince: 55, spendMinor: 150_000 }]);
  });

  it('keep an opt-out of any card for all of them', async () => {
    const first = await lapsed();
    await makeCard(world.database, world.salon, {
      phone: first.phone,
      reactivation_opt_out: true,
      opt_out_date: '2026-02-01T12:00:00Z',
    });
    expect(await reasonFor(first)).to.equal('opted_out');
    expect(await reasonFor(first, '2026-01-31')).to.equal('not due');
    expect(await reasonFor(first, '2026-02-01')).to.equal('opted_out');
  });

  it('follow consent: a no is final, silence lasts twelve months', async () => {
    expect(await reasonFor(await lapsed({ newsletter_agreed: false }))).to.equal('no_consent');
    const silent = await lapsed({ newsletter_agreed: null });
    expect(await reasonFor(silent)).to.equal('candidate');
    expect(await reasonFor(silent, '2027-01-01')).to.equal('candidate');
    expect(await reasonFor(silent, '2027-01-02')).to.equal('no_consent');
  });

  it('are left out for every other reason the rows give', async () => {
    expect(await reasonFor(await lapsed({ phone: null }))).to.equal('no_valid_phone');

    const worker = await lapsed();
    await makeStaff(world.database, world.salon, { phone: worker.phone });
    expect(await reasonFor(worker)).to.equal('staff_number');

    const booked = await lapsed();
    await makeVisit(world.database, world.salon, booked, '2026-03-02', [world.haircut], { attendance: 2 });
    expect(await reasonFor(booked)).to.equal('future_booking');
    expect(await reasonFor(booked, '2026-03-02')).to.equal('candidate');

    const seen = await lapsed();
    await makeVisit(world.database, world.salon, seen, '2026-02-16', []);
    expect(await reasonFor(seen)).to.equal('seen_recently');
    expect(await reasonFor(seen, '2026-03-02')).to.equal('candidate');

    const old = await lapsed();
    expect(await reasonFor(old, '2027-06-25')).to.equal('candidate');
    expect(await reasonFor(old, '2027-06-26')).to.equal('too_long_ago');
  });

  it('are left alone while they are away, and after they declined', async () => {
    const away = await lapsed();
    const [talk] = await world
      .database('conversations')
      .insert({ company_id: world.salon.companyId, phone: away.phone, client_id: away.clientId })
      .returning<{ id: number }[]>('id');
    await world.database('replies').insert({
      company_id: world.salon.companyId,
      conversation_id: talk?.id,
      client_id: away.clientId,
      wamid: `w${String(away.clientId)}`,
      kind: 'text',
      received_at: '2026-02-10T10:00:00Z',
      understood_as: 'away',
      understood: JSON.stringify({ isAway: true, awayUntil: '2026-03-10' }),
    });
    expect(await reasonFor(away)).to.equal('away');
    expect(await reasonFor(away, '2026-02-09')).to.equal('candidate');
    expect(await reasonFor(away, '2026-03-10')).to.equal('candidate');

    const declined = await lapsed();
    await makeReactivation(world.database, world.salon, declined, world.haircut, {
      status: 'ended',
      ends_as: 'declined',
      ended_at: '2026-02-10T12:00:00Z',
    });
    expect(await reasonFor(declined)).to.equal('declined');
    expect(await reasonFor(declined, '2026-05-10')).to.equal('declined');
    expect(await reasonFor(declined, '2026-05-11')).to.equal('candidate');
  });

  it('are not written to twice within seven days, nor while a reactivation runs, nor more often than the rule allows', async () => {
    const written = await lapsed();
    await makeMessage(world.database, world.salon, written, { deliveredAt: '2026-02-22T22:30:00Z' });
    // 22:30 in UTC is 23:30 of the same day in Prague.
    expect(await reasonFor(written, '2026-02-28')).to.equal('messaged_recently');
    expect(await reasonFor(written, TODAY)).to.equal('candidate');

    const running = await lapsed();
    await makeReactivation(world.database, world.salon, running, world.haircut, { started_at: '2026-02-10T10:00:00Z' });
    expect(await reasonFor(running)).to.equal('campaign_running');
    expect(await reasonFor(running, '2026-02-09')).to.equal('candidate');

    const tired = await lapsed();
    const ended = await makeReactivation(world.database, world.salon, tired, world.haircut, {
      status: 'ended',
      ends_as: 'max_attempts',
      ended_at: '2026-02-20T10:00:00Z',
    });
    for (const [attempt, day] of ['2026-01-05', '2026-01-20', '2026-02-04'].entries())
      await makeMessage(world.database, world.salon, tired, {
        reactivationId: ended,
        attempt: attempt + 1,
        serviceId: world.haircut,
        deliveredAt: `${day}T10:00:00Z`,
      });
    expect(await reasonFor(tired)).to.equal('max_attempts');
    await makeVisit(world.database, world.salon, tired, '2026-02-05', [world.haircut]);
    expect(await reasonFor(tired, '2026-03-10')).to.equal('candidate');
  });

  it('are nobody while the company has switched off, but a dry run before the first switch shows them', async () => {
    await world
      .database('reactivation_settings')
      .where({ company_id: world.salon.companyId })
      .update({ enabled: false });
    const card = await lapsed();
    expect(await reasonFor(card)).to.equal('candidate');
    expect((await list(TODAY, false)).skipped.map((one) => one.reason)).to.deep.equal(['settings_off']);
    await world
      .database('reactivation_settings')
      .where({ company_id: world.salon.companyId })
      .update({ enabled_changed_at: '2026-02-01T00:00:00Z' });
    expect(await reasonFor(card)).to.equal('settings_off');
  });

  it('use the interval of history once there are twenty gaps of people with three visits', async () => {
    // Eleven people with three visits each, ten days and then fifteen days apart; somebody with two visits tells nothing.
    for (let index = 0; index < 10; index += 1) {
      const card = await makeCard(world.database, world.salon);
      for (const day of ['2025-06-01', '2025-06-11', '2025-06-26'])
        await makeVisit(world.database, world.salon, card, day, [world.haircut]);
    }
    const twice = await makeCard(world.database, world.salon);
    for (const day of ['2025-06-01', '2025-12-01'])
      await makeVisit(world.database, world.salon, twice, day, [world.haircut]);
    const { intervals } = await list();
    expect(intervals).to.deep.equal([
      {
        serviceId: world.haircut,
        title: 'Haircut',
        days: 13,
        source: 'historical',
        historicalDays: 13,
        gapCount: 20,
        gapMedian: 12.5,
        isOn: true,
        maxAttempts: 3,
      },
    ]);
    // A day earlier one of the gaps had not happened.
    expect((await list('2025-06-25')).intervals[0]).to.include({ days: 30, source: 'default' });
    await world
      .database('service_reactivation_rules')
      .where({ service_id: world.haircut })
      .update({ manual_interval: 45 });
    expect((await list()).intervals[0]).to.include({ days: 45, source: 'manual', historicalDays: 13 });
  });

  it('see records of one platform visit as one, and gaps between distinct days', async () => {
    const card = await makeCard(world.database, world.salon);
    for (let index = 0; index < 3; index += 1)
      await makeVisit(world.database, world.salon, card, '2026-01-01', [world.haircut], {
        visit_external_id: index < 2 ? 'together' : null,
      });
    expect((await list()).candidates[0]).to.include({ visits: 1, spendMinor: 150_000 });
  });

  it('belong to their own company alone', async () => {
    const mine = await lapsed();
    const theirs = await makeSalon(world.database);
    const card = await makeCard(world.database, theirs, { phone: mine.phone });
    await makeVisit(world.database, theirs, card, '2026-02-25', [await makeService(world.database, theirs)]);
    await world.database.transaction((trx) =>
      optOut(trx, theirs.scope, { phone: mine.phone ?? '', source: 'word', reason: null, at: new Date() }),
    );
    await makeMessage(world.database, theirs, card, { deliveredAt: '2026-02-27T10:00:00Z' });
    expect(await reasonFor(mine)).to.equal('candidate');
  });

  it('are shown as the API promises', async () => {
    await lapsed();
    await lapsed({ phone: null });
    const shown = await createCandidatesRepository(world.database).candidates(world.salon.scope, TODAY);
    expect(Object.keys(shown.candidates[0] ?? {}).toSorted()).to.deep.equal(
      [
        'clientId',
        'clientName',
        'daysSince',
        'expectedVisits',
        'loyalty',
        'phone',
        'reasons',
        'score',
        'serviceId',
        'serviceTitle',
        'spendMinor',
        'visits',
      ].toSorted(),
    );
    expect(Object.keys(shown.skipped[0] ?? {}).toSorted()).to.deep.equal(['clientId', 'clientName', 'phone', 'reason']);
  });

  it('know nobody due for a service that the platform no longer lists, and put nobody on a list for it', async () => {
    await lapsed();
    expect((await list()).candidates).to.have.length(1);
    await world.database('services').where({ company_id: world.salon.companyId }).update({ is_deleted: true });
    const { candidates, skipped } = await list();
    expect([candidates, skipped]).to.deep.equal([[], []]);
  });
});
