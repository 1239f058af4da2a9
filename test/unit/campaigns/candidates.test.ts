/** Who is chosen, in which order, and why others are not. */

import { expect } from 'chai';
import fc from 'fast-check';
import {
  chooseService,
  type CompanyFacts,
  decideCandidates,
  type DueService,
  type PersonFacts,
  type SkipReason,
  skipReason,
  type Standing,
} from '../../../domain/campaigns/candidates.ts';

const company: CompanyFacts = { isOn: true, highLtvThresholdMinor: 100_000, currencyDigits: 2 };

const due = (facts: Partial<DueService> = {}): DueService => ({
  serviceId: 1,
  title: 'Haircut',
  lastOn: '2026-01-01',
  daysSince: 60,
  spendMinor: 5_000,
  interval: { days: 30, source: 'default' },
  isRuleOn: true,
  maxAttempts: 3,
  attemptsDelivered: 0,
  ...facts,
});

const STANDING: Standing = {
  name: 'Olga',
  phone: '+420700000001',
  optedOut: false,
  newsletter: 'yes',
  isStaffNumber: false,
  hasFutureBooking: false,
  hasFuturePtBooking: false,
  isAway: false,
  declinedRecently: false,
  cancelledRecently: false,
  messagedRecently: false,
  messagesInThirtyDays: 0,
  campaignRunning: false,
};

type Change = Partial<Omit<PersonFacts, 'standing'> & Standing>;

/** What is said about the person, wherever it belongs. */
function person(change: Change = {}): PersonFacts {
  const standing = Object.entries(change).filter(([name]) => name in STANDING);
  const rest = Object.entries(change).filter(([name]) => !(name in STANDING));
  return {
    clientId: 1,
    due: [due()],
    visits: 5,
    spendMinor: 20_000,
    lastVisitOn: '2026-01-01',
    daysSinceAnyVisit: 60,
    visitedInTwelveMonths: true,
    ...(Object.fromEntries(rest) as Partial<PersonFacts>),
    standing: { ...STANDING, ...(Object.fromEntries(standing) as Partial<Standing>) },
  };
}

/** Each reason with the smallest change that brings it about, in the order of definitions.md. */
const WAYS: readonly (readonly [SkipReason, Change])[] = [
  ['settings_off', { due: [due({ isRuleOn: false })] }],
  ['opted_out', { optedOut: true }],
  ['no_consent', { newsletter: 'no' }],
  ['no_valid_phone', { phone: null }],
  ['staff_number', { isStaffNumber: true }],
  ['too_long_ago', { daysSinceAnyVisit: 541 }],
  ['future_booking', { hasFutureBooking: true }],
  ['seen_recently', { daysSinceAnyVisit: 13 }],
  ['away', { isAway: true }],
  ['declined', { declinedRecently: true }],
  ['cancelled', { cancelledRecently: true }],
  ['messaged_recently', { messagedRecently: true }],
  ['campaign_running', { campaignRunning: true }],
  ['max_attempts', { due: [due({ attemptsDelivered: 3 })] }],
];

describe('candidates', () => {
  for (const [reason, change] of WAYS) {
    it(`are not people for whom "${reason}" holds`, () => {
      const found = decideCandidates([person(change)], company);
      expect(found.skipped.map((one) => one.reason)).to.deep.equal([reason]);
      expect(found.candidates).to.deep.equal([]);
    });
  }

  it('are left out for the first reason in the order of the definitions', () => {
    fc.assert(
      fc.property(
        fc.subarray(
          WAYS.map((_, index) => index),
          { minLength: 1 },
        ),
        (picked) => {
          // Two of them speak about days and two about the service: the earlier one is laid over the later.
          const facts = picked.toReversed().map((index) => WAYS[index]?.[1] ?? {});
          const whole = person(Object.assign({}, ...facts) as Change);
          const expected = WAYS[Math.min(...picked)]?.[0];
          expect(skipReason(whole, whole.due[0] ?? due(), company)).to.equal(expected);
        },
      ),
    );
  });

  it('are people just inside every limit', () => {
    const edges: Change[] = [
      { daysSinceAnyVisit: 540 },
      { daysSinceAnyVisit: 14 },
      { newsletter: 'unknown' },
      { due: [due({ attemptsDelivered: 2 })] },
    ];
    for (const edge of edges) expect(decideCandidates([person(edge)], company).skipped).to.deep.equal([]);
  });

  it('who were never asked count as willing only for a year after their last visit', () => {
    const silent = person({ newsletter: 'unknown', visitedInTwelveMonths: false });
    expect(decideCandidates([silent], company).skipped[0]?.reason).to.equal('no_consent');
  });

  it('are nobody while the company has switched reactivation off', () => {
    expect(decideCandidates([person()], { ...company, isOn: false }).skipped[0]?.reason).to.equal('settings_off');
  });

  it('are written to about the service longest ago, then the dearer, then the smaller id', () => {
    expect(chooseService([due({ serviceId: 1 }), due({ serviceId: 2, daysSince: 61 })])?.serviceId).to.equal(2);
    expect(chooseService([due({ serviceId: 1 }), due({ serviceId: 2, spendMinor: 5_001 })])?.serviceId).to.equal(2);
    expect(chooseService([due({ serviceId: 2 }), due({ serviceId: 1 })])?.serviceId).to.equal(1);
    expect(chooseService([])).to.equal(undefined);
  });

  it('are not written to about a service that is switched off while another is due', () => {
    const off = due({ serviceId: 1, daysSince: 400, isRuleOn: false });
    expect(chooseService([off, due({ serviceId: 2 })])?.serviceId).to.equal(2);
  });

  it('come by score, then longest away, then smaller id', () => {
    const people = [
      person({ clientId: 4, spendMinor: 10_000 }),
      person({ clientId: 3 }),
      person({ clientId: 2, lastVisitOn: '2025-12-31' }),
      person({ clientId: 1, visits: 6 }),
      person({ clientId: 5 }),
    ];
    const order = decideCandidates(people, company).candidates.map((one) => one.clientId);
    expect(order).to.deep.equal([1, 2, 3, 5, 4]);
  });

  it('are ranked the same whatever order they are found in', () => {
    const people = fc.uniqueArray(
      fc.record({
        clientId: fc.integer({ min: 1, max: 40 }),
        visits: fc.integer({ min: 1, max: 4 }),
        spendMinor: fc.integer({ min: 0, max: 3 }).map((thousands) => thousands * 100_000),
        lastVisitOn: fc.constantFrom('2026-01-01', '2026-01-02'),
      }),
      { selector: (one) => one.clientId },
    );
    fc.assert(
      fc.property(people, fc.infiniteStream(fc.integer()), (facts, noise) => {
        const all = facts.map((one) => person(one));
        const shuffled = all
          .map((one) => ({ one, key: noise.next().value as number }))
          .toSorted((a, b) => a.key - b.key);
        expect(
          decideCandidates(
            shuffled.map(({ one }) => one),
            company,
          ),
        ).to.deep.equal(decideCandidates(all, company));
      }),
    );
  });

  it('carry why: the service, how long ago, and the interval with its source', () => {
    const [found] = decideCandidates([person()], company).candidates;
    expect(found?.reasons[0]).to.include({
      code: 'due',
      service: 'Haircut',
      daysSince: 60,
      interval: 30,
      intervalSource: 'default',
    });
  });

  it('carry every part of their score, which add up to it', () => {
    fc.assert(
      fc.property(
        fc.record({ visits: fc.nat(500), spendMinor: fc.integer({ min: -5_000, max: 9_000_000 }) }),
        fc.integer({ min: 31, max: 3_000 }),
        (facts, daysSince) => {
          const [found] = decideCandidates([person({ ...facts, due: [due({ daysSince })] })], company).candidates;
          const parts = found?.reasons.filter((reason) => 'part' in reason) ?? [];
          expect(parts.map((reason) => reason.code)).to.deep.equal(['due', 'loyalty', 'visits', 'spend']);
          const whole = parts.reduce((sum, { part }) => sum + Math.round(Number(part) * 1_000_000), 0);
          expect(whole).to.equal(Math.round((found?.score ?? 0) * 1_000_000));
        },
      ),
    );
    const vip = decideCandidates([person({ spendMinor: 460_000, visits: 2, due: [due({ daysSince: 90 })] })], company);
    expect(vip.candidates[0]?.reasons[0]).to.include({ code: 'due', daysSince: 90, part: 0.9 });
    expect(vip.candidates[0]?.reasons.slice(1)).to.deep.equal([
      { code: 'loyalty', loyalty: 'VIP', points: 5, part: 2 },
      { code: 'visits', visits: 2, part: 0.8 },
      { code: 'spend', spendMinor: 460_000, part: 1.38 },
    ]);
  });
});
