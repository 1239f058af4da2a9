/** Loyalty, interval, score and preferences. */

import { expect } from 'chai';
import fc from 'fast-check';
import { historicalInterval, intervalFor, type IntervalFacts } from '../../../domain/insight/interval.ts';
import { isHighLtv, loyaltyOf } from '../../../domain/insight/loyalty.ts';
import { partOfDay, type PastVisit, preferencesOf } from '../../../domain/insight/preferences.ts';
import { classicScore } from '../../../domain/insight/priority.ts';

describe('loyalty', () => {
  it('is VIP for high spending, else by the number of visits', () => {
    const levels = [0, 2, 3, 9, 10, 24, 25, 500].map((visits) => loyaltyOf({ visits, isHighLtv: false }));
    expect(levels).to.deep.equal(['New', 'New', 'Bronze', 'Bronze', 'Silver', 'Silver', 'Gold', 'Gold']);
    expect(loyaltyOf({ visits: 1, isHighLtv: true })).to.equal('VIP');
  });

  it('counts nobody as a big spender who spent nothing, whatever the threshold', () => {
    expect([isHighLtv(0, 0), isHighLtv(-5, -10), isHighLtv(5, null)]).to.deep.equal([false, false, false]);
    expect([isHighLtv(100, 100), isHighLtv(99, 100)]).to.deep.equal([true, false]);
  });
});

describe('the interval of a service', () => {
  const facts: IntervalFacts = {
    manual: 45,
    gaps: { count: 20, medianDays: 33.5 },
    aiSuggested: 40,
    aiAccepted: true,
    defaultDays: 28,
  };

  it('is the first that exists of manual, historical, accepted AI and default', () => {
    expect(intervalFor(facts)).to.deep.equal({ days: 45, source: 'manual' });
    expect(intervalFor({ ...facts, manual: null })).to.deep.equal({ days: 34, source: 'historical' });
    const young = { ...facts, manual: null, gaps: { count: 19, medianDays: 33.5 } };
    expect(intervalFor(young)).to.deep.equal({ days: 40, source: 'ai' });
    expect(intervalFor({ ...young, aiAccepted: false })).to.deep.equal({ days: 28, source: 'default' });
  });

  it('is never less than a week from history', () => {
    expect(historicalInterval({ count: 100, medianDays: 2 })).to.equal(7);
    expect(historicalInterval({ count: 100, medianDays: 7 })).to.equal(7);
    expect(historicalInterval({ count: 0, medianDays: null })).to.equal(null);
  });
});

describe('the classic score', () => {
  it('weighs loyalty, spend, visits and days as the definitions say', () => {
    // 5 × 0.4 + 1.5 × 0.3 + 12 × 2 × 0.2 + 60/10 × 0.1
    expect(
      classicScore({ loyalty: 'VIP', spendMinor: 150_000, currencyDigits: 2, visits: 12, daysSince: 60 }),
    ).to.equal(7.85);
    expect(classicScore({ loyalty: 'New', spendMinor: 1_000, currencyDigits: 0, visits: 0, daysSince: 0 })).to.equal(
      0.7,
    );
  });

  it('is equal for equal facts where plain arithmetic would not be', () => {
    // 0.1 + 0.2 and 0.3: three visits fewer are worth 1.2 points, as are 120 days.
    const a = classicScore({ loyalty: 'New', spendMinor: 0, currencyDigits: 2, visits: 3, daysSince: 30 });
    const b = classicScore({ loyalty: 'New', spendMinor: 0, currencyDigits: 2, visits: 0, daysSince: 150 });
    expect(a).to.equal(b);
  });

  it('stays within a rounding error of the formula and never falls when a fact rises', () => {
    const facts = fc.record({
      loyalty: fc.constantFrom('VIP', 'Gold', 'Silver', 'Bronze', 'New'),
      spendMinor: fc.integer({ min: 0, max: 100_000_000 }),
      currencyDigits: fc.constantFrom(0, 2, 3),
      visits: fc.integer({ min: 0, max: 2_000 }),
      daysSince: fc.integer({ min: 0, max: 2_000 }),
    });
    const points = { VIP: 5, Gold: 4, Silver: 3, Bronze: 2, New: 1 };
    fc.assert(
      fc.property(facts, (one) => {
        const spend = one.spendMinor / 10 ** one.currencyDigits;
        const plain =
          points[one.loyalty] * 0.4 + (spend / 1000) * 0.3 + one.visits * 2 * 0.2 + (one.daysSince / 10) * 0.1;
        expect(classicScore(one)).to.be.closeTo(plain, 1e-6);
        expect(classicScore({ ...one, visits: one.visits + 1 })).to.be.greaterThan(classicScore(one));
      }),
    );
  });
});

describe('preferences', () => {
  const visit = (on: string, hour: number, staffId: number | null = null): PastVisit => ({
    on,
    hour,
    staffId,
    serviceIds: [1],
  });

  it('divide the day at noon and at five', () => {
    expect([0, 11, 12, 16, 17, 23].map(partOfDay)).to.deep.equal([
      'morning',
      'morning',
      'afternoon',
      'afternoon',
      'evening',
      'evening',
    ]);
  });

  it('need three visits within the last 365 days', () => {
    const visits = [visit('2026-03-01', 18), visit('2026-02-01', 18), visit('2025-03-02', 18)];
    expect(preferencesOf(visits, '2026-03-01').partOfDay?.value).to.equal('evening');
    expect(preferencesOf(visits, '2026-03-02').partOfDay).to.equal(null);
  });

  it('are the most frequent value, of equals the most recent', () => {
    const visits = [
      visit('2026-01-05', 9, 1),
      visit('2026-01-12', 9, 2),
      visit('2026-01-19', 18, 2),
      visit('2026-01-26', 18, 1),
    ];
    const found = preferencesOf(visits, '2026-02-01');
    expect([found.partOfDay?.value, found.staffId?.value, found.weekday?.value]).to.deep.equal(['evening', 1, 1]);
    expect(found.rhythmDays).to.equal(7);
  });

  it('are as sure as their share, and surer with more visits', () => {
    const four = [1, 2, 3, 4].map((day) => visit(`2026-01-0${String(day)}`, day === 1 ? 9 : 18));
    expect(preferencesOf(four, '2026-02-01').partOfDay?.confidence).to.be.closeTo(0.75 * 0.4, 1e-9);
  });

  it('never look at what comes after the day asked about', () => {
    const visits = fc.array(
      fc.record({ day: fc.integer({ min: 1, max: 28 }), hour: fc.integer({ min: 0, max: 23 }) }),
      { maxLength: 20 },
    );
    fc.assert(
      fc.property(visits, (list) => {
        const all = list.map(({ day, hour }) => visit(`2026-01-${String(day).padStart(2, '0')}`, hour, day));
        const until = all.filter((one) => one.on <= '2026-01-14');
        expect(preferencesOf(all, '2026-01-14')).to.deep.equal(preferencesOf(until, '2026-01-14'));
      }),
    );
  });
});
