/** Which free times are offered, and who is kept back. */

import { expect } from 'chai';
import fc from 'fast-check';
import { holdOutBucket, isHeldOut } from '../../../domain/campaigns/hold-out.ts';
import { chooseSlots, type FreeSlot, slotScore, type SlotWishes } from '../../../domain/campaigns/slots.ts';

const AT = '2026-03-02T06:00:00.000Z';
const slot = (localDate: string, localTime: string, staffId = 1): FreeSlot => ({
  startsAt: `${localDate}T${localTime}:00.000Z`,
  localDate,
  localTime,
  staffId,
  staffName: `Staff ${String(staffId)}`,
});
const wishes = (some: Partial<SlotWishes> = {}): SlotWishes => ({
  partOfDay: null,
  weekday: null,
  favouriteStaffId: null,
  visitedStaffIds: [],
  staffMatters: true,
  ...some,
});

describe('offered slots', () => {
  it('weigh staff with 60 and time with 40 per cent', () => {
    const likes = wishes({ partOfDay: 'evening', weekday: 2, favouriteStaffId: 1, visitedStaffIds: [1, 2] });
    const tuesday = '2026-03-03';
    expect(slotScore(slot(tuesday, '18:00', 1), likes)).to.equal(1);
    expect(slotScore(slot(tuesday, '18:00', 2), likes)).to.equal(0.7);
    expect(slotScore(slot(tuesday, '18:00', 3), likes)).to.equal(0.4);
    expect(slotScore(slot(tuesday, '09:00', 1), likes)).to.be.closeTo(0.76, 1e-9);
    expect(slotScore(slot('2026-03-04', '18:00', 1), likes)).to.be.closeTo(0.84, 1e-9);
  });

  it('suit whoever has no preference, and look at time alone where staff does not matter', () => {
    expect(slotScore(slot('2026-03-03', '09:00', 9), wishes())).to.equal(1);
    const evenings = wishes({ partOfDay: 'evening', favouriteStaffId: 1, staffMatters: false });
    expect(slotScore(slot('2026-03-03', '18:00', 9), evenings)).to.equal(1);
    expect(slotScore(slot('2026-03-03', '09:00', 1), evenings)).to.equal(0.4);
  });

  it('are the best first, the sooner of equals', () => {
    const free = [slot('2026-03-05', '18:00'), slot('2026-03-03', '09:00'), slot('2026-03-04', '18:00')];
    const chosen = chooseSlots(free, wishes({ partOfDay: 'evening' }), 2, AT);
    expect(chosen.map((one) => one.startsAt)).to.deep.equal(['2026-03-04T18:00:00.000Z', '2026-03-05T18:00:00.000Z']);
  });

  it('begin twelve hours ahead and end in fourteen days', () => {
    const free = [
      slot('2026-03-02', '17:59'),
      slot('2026-03-02', '18:00'),
      slot('2026-03-16', '06:00'),
      slot('2026-03-16', '06:01'),
    ];
    const chosen = chooseSlots(free, wishes(), 5, AT);
    expect(chosen.map((one) => one.localTime)).to.deep.equal(['18:00', '06:00']);
  });

  it('are never more than asked for, more than two on a day, or two at one time', () => {
    const free = fc.array(
      fc.record({
        day: fc.integer({ min: 3, max: 9 }),
        hour: fc.integer({ min: 8, max: 20 }),
        staff: fc.integer({ min: 1, max: 3 }),
      }),
      { maxLength: 60 },
    );
    const likes = fc.record({
      partOfDay: fc.constantFrom(null, 'morning', 'evening'),
      weekday: fc.constantFrom(null, 1, 5),
      favouriteStaffId: fc.constantFrom(null, 1),
    });
    fc.assert(
      fc.property(free, likes, fc.integer({ min: 0, max: 5 }), (list, some, count) => {
        const all = list.map(({ day, hour, staff }) =>
          slot(`2026-03-0${String(day)}`, `${String(hour).padStart(2, '0')}:00`, staff),
        );
        const chosen = chooseSlots(all, wishes(some), count, AT);
        expect(chosen.length).to.be.at.most(count);
        expect(new Set(chosen.map((one) => one.startsAt)).size).to.equal(chosen.length);
        for (const one of chosen)
          expect(chosen.filter((other) => other.localDate === one.localDate).length).to.be.at.most(2);
        // Whoever was left out for no reason of their own is not better than the worst that was taken.
        const days = new Set(all.map((one) => one.localDate)).size;
        if (days >= count) expect(chosen.length).to.equal(count);
      }),
    );
  });
});

describe('the hold-out', () => {
  it('draws the same people every time, and about the share asked for', () => {
    const people = Array.from({ length: 5_000 }, (_, index) => `+4207${String(index)}`);
    const held = people.filter((one) => isHeldOut('service_reactivation', one, 10));
    expect(held).to.deep.equal(people.filter((one) => isHeldOut('service_reactivation', one, 10)));
    expect(held.length / people.length).to.be.closeTo(0.1, 0.02);
    expect(people.filter((one) => isHeldOut('service_reactivation', one, 0))).to.deep.equal([]);
  });

  it('grows with its percentage, so that nobody leaves it when it is raised', () => {
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 0, max: 49 }), (person, percent) => {
        if (isHeldOut('campaign', person, percent)) expect(isHeldOut('campaign', person, percent + 1)).to.equal(true);
        expect(holdOutBucket('campaign', person)).to.be.within(0, 9_999);
      }),
    );
  });

  it('is known forever: the bucket of a person is part of the record', () => {
    expect(holdOutBucket('service_reactivation', '+420700000001')).to.equal(9_375);
  });
});
