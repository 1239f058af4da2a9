/** Which of a model's suggestions are fit to be shown to a manager. */

import { expect } from 'chai';
import fc from 'fast-check';
import { usableSuggestions } from '../../../domain/campaigns/suggested-intervals.ts';
import { dueOn, isDue } from '../../../domain/insight/interval.ts';

const suggestion = (change: Partial<{ serviceId: number; days: number; reasoning: string }> = {}) => ({
  serviceId: 1,
  days: 30,
  reasoning: 'Usual for a haircut',
  ...change,
});

describe('suggested intervals', () => {
  it('are kept when they keep to the limits, with their words on one line', () => {
    expect(usableSuggestions([1, 2], [suggestion({ reasoning: ' Usual\nfor a  haircut ' })])).to.deep.equal([
      suggestion(),
    ]);
    for (const days of [1, 1000]) expect(usableSuggestions([1], [suggestion({ days })])).to.have.length(1);
    expect(usableSuggestions([1], [suggestion({ reasoning: 'x'.repeat(400) })])).to.have.length(1);
  });

  it('are left out when they are no interval, say nothing, say too much, or carry an address', () => {
    const unfit = [
      ...[0, -1, 1001, 30.5, Number.NaN].map((days) => suggestion({ days })),
      ...[
        '',
        '   ',
        'x'.repeat(401),
        'See https://example.com',
        'see www.example.com',
        'book at salon.example.com now',
        'mail me@example.org',
        'a\u202eb',
      ].map((reasoning) => suggestion({ reasoning })),
      suggestion({ serviceId: 9 }),
    ];
    for (const one of unfit) expect(usableSuggestions([1], [one]), JSON.stringify(one)).to.deep.equal([]);
  });

  it('are about services that were asked about, one each, whatever is answered', () => {
    const answers = fc.array(
      fc.record({
        serviceId: fc.integer({ min: 0, max: 6 }),
        days: fc.integer({ min: -5, max: 1_100 }),
        reasoning: fc.string({ maxLength: 420 }),
      }),
    );
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 1, max: 5 })), answers, (asked, answered) => {
        const kept = usableSuggestions(asked, answered);
        const ids = kept.map((one) => one.serviceId);
        expect(new Set(ids).size).to.equal(ids.length);
        for (const one of kept) {
          expect(asked).to.include(one.serviceId);
          expect(one.days).to.be.within(1, 1000);
          expect(one.reasoning.length).to.be.within(1, 400);
        }
      }),
    );
  });
});

describe('the day a service is due again', () => {
  it('is the one after its interval has passed', () => {
    const last = { lastOn: '2028-02-01', interval: { days: 28 } };
    expect(dueOn(last)).to.equal('2028-03-01');
    expect([28, 29].map((daysSince) => isDue({ ...last, daysSince }))).to.deep.equal([false, true]);
  });
});
