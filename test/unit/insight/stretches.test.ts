import { expect } from 'chai';
import fc from 'fast-check';
import {
  bucketsOf,
  isLastOfMonth,
  isTooLong,
  lastMonths,
  lastWeeks,
  MOST_STRETCHES,
} from '../../../domain/insight/stretches.ts';
import { dayNumber, dayText } from '../../oracle/days.ts';

const span = fc
  .tuple(fc.integer({ min: dayNumber('1995-01-01'), max: dayNumber('2030-01-01') }), fc.integer({ min: 0, max: 900 }))
  .map(([from, days]) => ({ from: dayText(from), to: dayText(from + days) }));

describe('stretches of days', () => {
  it('cover a span without a gap and without meeting, whatever they are cut by', () => {
    fc.assert(
      fc.property(span, fc.constantFrom('day', 'week', 'month'), (whole, by) => {
        const stretches = bucketsOf(whole, by);
        expect(stretches[0]?.from).to.equal(whole.from);
        expect(stretches.at(-1)?.to).to.equal(whole.to);
        for (const [index, { from, to }] of stretches.entries()) {
          expect(from <= to).to.equal(true);
          const next = stretches[index + 1];
          if (next) expect(dayNumber(next.from)).to.equal(dayNumber(to) + 1);
        }
      }),
    );
  });

  it('begin on Mondays and on firsts of a month', () => {
    expect(bucketsOf({ from: '2026-11-18', to: '2026-12-01' }, 'week').map(({ from }) => from)).to.deep.equal([
      '2026-11-18',
      '2026-11-23',
      '2026-11-30',
    ]);
    expect(bucketsOf({ from: '2024-01-31', to: '2024-03-01' }, 'month')).to.deep.equal([
      { from: '2024-01-31', to: '2024-01-31' },
      { from: '2024-02-01', to: '2024-02-29' },
      { from: '2024-03-01', to: '2024-03-01' },
    ]);
  });

  it('are twelve whole weeks when nobody says how many, the last one as far as it is', () => {
    for (const to of ['2026-11-16', '2026-11-20', '2026-11-22'])
      expect([to, lastWeeks(to), bucketsOf({ from: lastWeeks(to), to }, 'week').length]).to.deep.equal([
        to,
        '2026-08-31',
        12,
      ]);
  });

  it('are twelve whole months when nobody says how many, whatever day it is', () => {
    for (const to of ['2026-11-01', '2026-11-20', '2026-11-30']) expect(lastMonths(to)).to.equal('2025-12-01');
    expect(lastMonths('2024-02-29')).to.equal('2023-03-01');
  });

  it('are refused when there would be too many of them, before they are cut', () => {
    const from = dayNumber('2020-01-01');
    expect(isTooLong({ from: dayText(from), to: dayText(from + MOST_STRETCHES) }, 'day')).to.equal(false);
    expect(isTooLong({ from: dayText(from), to: dayText(from + MOST_STRETCHES + 1) }, 'day')).to.equal(true);
    expect(isTooLong({ from: '1990-01-01', to: '2026-01-01' }, 'month')).to.equal(false);
  });

  it('know the last day of a month, leap years too', () => {
    const last = ['2024-02-29', '2026-02-28', '2026-12-31'].map(isLastOfMonth);
    expect([...last, isLastOfMonth('2024-02-28')]).to.deep.equal([true, true, true, false]);
  });
});
