import { expect } from 'chai';
import { segmentOf, type Segment, type SegmentFacts } from '../../../domain/insight/segments.ts';

const NOBODY: SegmentFacts = {
  visits: 0,
  daysSince: null,
  isHighLtv: false,
  ptVisits: 0,
  daysSincePt: null,
  hasFutureBooking: false,
  hasFuturePtBooking: false,
  everHadMembership: false,
  medianGapDays: null,
  visits30d: 0,
  visits30dBefore: 0,
};
const of = (facts: Partial<SegmentFacts>): Segment | null => segmentOf({ ...NOBODY, ...facts });

describe('segments', () => {
  it('begin and end on the days that the definitions name', () => {
    const regular = (daysSince: number): Segment | null => of({ visits: 20, daysSince });
    expect([13, 59, 60, 179, 180, 364, 365, 5_000].map(regular)).to.deep.equal([
      null,
      null,
      'going_silent',
      'going_silent',
      'nearly_lost',
      'nearly_lost',
      'lost_clients',
      'lost_clients',
    ]);
    const once = (daysSince: number): Segment | null => of({ visits: 1, daysSince });
    expect([13, 14, 179, 180].map(once)).to.deep.equal([null, 'trial_dropoffs', 'trial_dropoffs', 'nearly_lost']);
    const high = (daysSince: number): Segment | null => of({ visits: 9, daysSince, isHighLtv: true });
    expect([0, 59, 60].map(high)).to.deep.equal(['vip_members', 'vip_members', 'going_silent']);
    const pt = (daysSincePt: number): Segment | null => of({ visits: 9, daysSince: 1, ptVisits: 2, daysSincePt });
    expect([29, 30, 120, 121].map(pt)).to.deep.equal([null, 'pt_cancellations', 'pt_cancellations', null]);
  });

  it('see a risk from the fourth visit on, when somebody is later than twice their rhythm or comes half as often', () => {
    const four = { visits: 4, medianGapDays: 7, daysSince: 15 };
    expect(of(four)).to.equal('at_risk');
    expect(of({ ...four, daysSince: 14 })).to.equal(null);
    expect(of({ ...four, medianGapDays: 7.5 })).to.equal(null);
    expect(of({ ...four, visits: 3 })).to.equal(null);
    expect(of({ ...four, hasFutureBooking: true })).to.equal(null);
    const rarer = { visits: 9, daysSince: 20, visits30dBefore: 4 };
    expect(of({ ...rarer, visits30d: 2 })).to.equal('at_risk');
    expect(of({ ...rarer, visits30dBefore: 3, visits30d: 2 })).to.equal(null);
    expect(of({ ...rarer, visits30dBefore: 0 })).to.equal(null);
  });

  it('hold nobody who never came, and nobody whose booking or membership says they are coming', () => {
    expect(of({ isHighLtv: true })).to.equal(null);
    expect(of({ visits: 1, daysSince: 20, everHadMembership: true })).to.equal(null);
    expect(of({ visits: 9, daysSince: 1, ptVisits: 2, daysSincePt: 40, hasFuturePtBooking: true })).to.equal(null);
  });

  it('are taken in the order of the company, the first that fits', () => {
    const facts = { ...NOBODY, visits: 5, daysSince: 3, visits30d: 3, isHighLtv: true };
    expect(segmentOf(facts)).to.equal('vip_members');
    expect(segmentOf(facts, ['regular_members', 'vip_members'])).to.equal('regular_members');
  });
});
