import { expect } from 'chai';
import fc from 'fast-check';
import { toMinor } from '../../../domain/sync/money.ts';

describe('amounts of the booking platform', () => {
  it('reads numbers and the text that some answers write instead', () => {
    expect(toMinor(2700, 'CZK')).to.equal(270_000);
    expect(toMinor('1000.00', 'CAD')).to.equal(100_000);
    expect(toMinor('1 000,50', 'CZK')).to.equal(100_050);
    expect(toMinor('-52', 'CAD')).to.equal(-5200);
    expect(toMinor(1500, 'JPY')).to.equal(1500);
  });

  it('says that what is no amount is none', () => {
    for (const amount of ['', 'free', null, undefined, {}, [], Number.NaN])
      expect(toMinor(amount, 'CZK')).to.equal(null);
  });

  it('loses no cent of any amount with two decimals', () => {
    fc.assert(
      fc.property(fc.integer({ min: -10_000_000, max: 10_000_000 }), (minor) => {
        expect(toMinor((minor / 100).toFixed(2), 'CAD')).to.equal(minor + 0);
        expect(toMinor(minor / 100, 'CAD')).to.equal(minor + 0);
      }),
    );
  });
});
