import { expect } from 'chai';
import fc from 'fast-check';
import { fairShare, intervalSeconds, smoothedCost } from '../../../domain/sync/fair-pace.ts';

const costs = fc.array(fc.double({ min: 1, max: 60, noNaN: true }), { minLength: 1, maxLength: 300 });
const budgets = fc.integer({ min: 10, max: 300 });

describe('how often companies are asked after when they share one limit', () => {
  it('never asks more than the budget, whoever they are', () => {
    fc.assert(
      fc.property(costs, budgets, (all, budget) => {
        const share = fairShare(all, budget);
        const perMinute = all.reduce((sum, cost) => sum + (cost * 60) / intervalSeconds(cost, share), 0);
        expect(perMinute).to.be.at.most(budget + 1e-6);
      }),
    );
  });

  it('keeps everybody at a minute while the budget suffices', () => {
    fc.assert(
      fc.property(costs, (all) => {
        const share = fairShare(all, all.reduce((sum, cost) => sum + cost, 0) + 0.001);
        for (const cost of all) expect(intervalSeconds(cost, share)).to.equal(60);
      }),
    );
  });

  it('is fair: a company that costs less never waits longer, and one more company makes nobody’s interval shorter', () => {
    fc.assert(
      fc.property(costs, fc.double({ min: 1, max: 60, noNaN: true }), budgets, (all, newcomer, budget) => {
        const [before, after] = [fairShare(all, budget), fairShare([...all, newcomer], budget)];
        const sorted = [...all].sort((a, b) => a - b);
        sorted.forEach((cost, index) => {
          const cheaper = sorted[index - 1] ?? 0;
          expect(intervalSeconds(cheaper, before)).to.be.at.most(intervalSeconds(cost, before));
          expect(intervalSeconds(cost, before)).to.be.at.most(intervalSeconds(cost, after));
        });
      }),
    );
  });

  it('stretches a hundred companies of three requests to two minutes, and leaves the small ones at theirs beside a large one', () => {
    const hundred = Array.from({ length: 100 }, () => 3);
    expect(intervalSeconds(3, fairShare(hundred, 150))).to.equal(120);
    const mixed = [3, 3, 3, 400];
    const share = fairShare(mixed, 150);
    expect(mixed.map((cost) => intervalSeconds(cost, share))).to.deep.equal([60, 60, 60, 180]);
  });

  it('follows what cycles cost within some of them, and not the single one', () => {
    expect(smoothedCost(3, 103)).to.equal(23);
    let cost = 3;
    for (let cycle = 0; cycle < 20; cycle += 1) cost = smoothedCost(cost, 10);
    expect(cost).to.be.within(9.5, 10);
  });
});
