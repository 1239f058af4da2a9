import { expect } from 'chai';
import fc from 'fast-check';
import { budgetLeft, budgetLevel, fitsBudget, forecastMicros, MICROS } from '../../../domain/delivery/budget.ts';

const month = { start: new Date('2026-03-01T00:00:00Z'), end: new Date('2026-04-01T00:00:00Z') };

describe('a monthly cap', () => {
  it('warns from four fifths on and is used up when it is reached', () => {
    expect(budgetLevel(null, 1e12)).to.equal('no_cap');
    expect(budgetLevel(100, 79.9 * MICROS)).to.equal('fine');
    expect(budgetLevel(100, 80 * MICROS)).to.equal('near');
    expect(budgetLevel(100, 100 * MICROS)).to.equal('used_up');
    expect(budgetLevel(0, 0)).to.equal('used_up');
  });

  it('is never passed, whatever the messages cost and in whatever order they come', () => {
    fc.assert(
      fc.property(fc.nat(1_000), fc.array(fc.nat(300 * MICROS)), (capMinor, prices) => {
        let spent = 0;
        for (const price of prices) if (fitsBudget(budgetLeft(capMinor, spent), price)) spent += price;
        expect(spent).to.be.at.most(capMinor * MICROS);
      }),
    );
  });

  it('tells where the month is heading, once a day of it has passed', () => {
    expect(forecastMicros(10, { ...month, at: new Date('2026-03-01T12:00:00Z') })).to.equal(null);
    expect(forecastMicros(10, { ...month, at: new Date('2026-03-11T00:00:00Z') })).to.equal(31);
  });
});
