/** Whom each scenario is about, which of them wins, and what keeps it from being sent. */

import { expect } from 'chai';
import fc from 'fast-check';
import { Temporal as dates } from 'temporal-polyfill';
import {
  birthdaysOn,
  decideScenarios,
  type Scenario,
  type ScenarioFacts,
  SCENARIOS,
  type ScenarioSetting,
  type ScenarioSettings,
  type ScenarioSkip,
  verdictsOn,
} from '../../../domain/campaigns/scenarios.ts';
import type { Standing } from '../../../domain/campaigns/candidates.ts';

const TODAY = '2026-03-01';
const company = { highLtvThresholdMinor: 100_000, currencyDigits: 2 };
const ago = (days: number): string => dates.PlainDate.from(TODAY).subtract({ days }).toString();

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

type Change = Partial<Omit<ScenarioFacts, 'standing'>> & { standing?: Partial<Standing> };

/** Came five times, the last time 150 days ago: a last chance and nothing else. */
function person({ standing, ...change }: Change = {}): ScenarioFacts {
  return {
    clientId: 1,
    segment: 'going_silent',
    birthdayClientId: null,
    birthdayName: null,
    visits: 5,
    visitsBefore: 5,
    recentDays: [],
    firstVisitOn: ago(400),
    lastVisitOn: ago(150),
    ptVisits: 0,
    lastPtOn: null,
    visitedInTwelveMonths: true,
    spendMinor: 20_000,
    written: [],
    ...change,
    standing: { ...STANDING, ...standing },
  };
}

function settings(change: Partial<Record<Scenario, Partial<ScenarioSetting>>> = {}): ScenarioSettings {
  const untouched: ScenarioSetting = { isOn: true, cooldownDays: null, cooldownBySegment: {} };
  return Object.fromEntries(
    SCENARIOS.map((scenario) => [scenario, { ...untouched, ...change[scenario] }]),
  ) as unknown as ScenarioSettings;
}

const verdicts = (one: ScenarioFacts, set = settings(), on = TODAY): Record<string, ScenarioSkip | 'due'> =>
  Object.fromEntries(verdictsOn(one, set, on).map(({ scenario, skip }) => [scenario, skip ?? 'due']));

/** Born today, fifty visits yesterday, two trainings, 25 days away, first seen 60 days ago: fits all that can fit at once. */
const MANY: Change = {
  birthdayClientId: 1,
  visits: 50,
  visitsBefore: 49,
  recentDays: [ago(1)],
  lastVisitOn: ago(1),
  ptVisits: 2,
  lastPtOn: ago(30),
};

describe('scenarios', () => {
  it('are about people on the first and the last day of each of their windows', () => {
    const edges: [Change, Scenario | null][] = [
      [{ lastVisitOn: ago(59) }, null],
      [{ lastVisitOn: ago(60) }, 'reactivation'],
      [{ lastVisitOn: ago(119) }, 'reactivation'],
      [{ lastVisitOn: ago(120) }, 'last_chance'],
      [{ lastVisitOn: ago(180) }, 'last_chance'],
      [{ lastVisitOn: ago(181) }, null],
      [{ firstVisitOn: ago(30), lastVisitOn: ago(21) }, 'reactivation'],
      [{ firstVisitOn: ago(29), lastVisitOn: ago(21) }, null],
      [{ firstVisitOn: ago(89), lastVisitOn: ago(20) }, null],
      [{ firstVisitOn: ago(90), lastVisitOn: ago(40) }, null],
      [{ lastVisitOn: ago(10), ptVisits: 2, lastPtOn: ago(29) }, null],
      [{ lastVisitOn: ago(10), ptVisits: 2, lastPtOn: ago(30) }, 'pt_dropout'],
      [{ lastVisitOn: ago(10), ptVisits: 2, lastPtOn: ago(120) }, 'pt_dropout'],
      [{ lastVisitOn: ago(10), ptVisits: 2, lastPtOn: ago(121) }, null],
      [{ lastVisitOn: ago(10), ptVisits: 1, lastPtOn: ago(40) }, null],
      [{ lastVisitOn: ago(10), ptVisits: 2, lastPtOn: ago(40), standing: { hasFuturePtBooking: true } }, null],
      [{ lastVisitOn: ago(364), birthdayClientId: 1 }, 'birthday'],
      [{ lastVisitOn: ago(365), birthdayClientId: 1 }, null],
      [{ lastVisitOn: ago(2), visits: 10, visitsBefore: 9, recentDays: [ago(2)] }, 'milestone'],
      [{ lastVisitOn: ago(3), visits: 10, visitsBefore: 10 }, null],
    ];
    for (const [change, scenario] of edges)
      expect(verdicts(person(change)), JSON.stringify(change)).to.deep.equal(scenario ? { [scenario]: 'due' } : {});
  });

  it('win in their order, and the others say that another came first', () => {
    expect(verdicts(person(MANY))).to.deep.equal({
      birthday: 'due',
      milestone: 'another_scenario',
      pt_dropout: 'another_scenario',
    });
    const off = settings({ birthday: { isOn: false } });
    expect(verdicts(person(MANY), off)).to.deep.equal({
      birthday: 'settings_off',
      milestone: 'due',
      pt_dropout: 'another_scenario',
    });
    const congratulated = person({ ...MANY, written: [{ scenario: 'milestone', on: ago(1), milestone: 50 }] });
    expect(verdicts(congratulated, off)).to.deep.equal({
      birthday: 'settings_off',
      milestone: 'cooldown',
      pt_dropout: 'due',
    });
  });

  it('greet who is away or being won back, and invite neither', () => {
    for (const standing of [{ isAway: true }, { campaignRunning: true }]) {
      const reason = standing.isAway ? 'away' : 'campaign_running';
      expect(verdicts(person({ ...MANY, standing }))).to.include({ birthday: 'due', pt_dropout: reason });
      expect(verdicts(person({ standing }))).to.deep.equal({ last_chance: reason });
    }
  });

  it('leave everybody out for the first reason in their order', () => {
    const ways: [ScenarioSkip, Partial<Standing>][] = [
      ['opted_out', { optedOut: true }],
      ['no_consent', { newsletter: 'no' }],
      ['no_valid_phone', { phone: null }],
      ['staff_number', { isStaffNumber: true }],
      ['future_booking', { hasFutureBooking: true }],
      ['away', { isAway: true }],
      ['messaged_recently', { messagedRecently: true }],
      ['monthly_cap', { messagesInThirtyDays: 4 }],
      ['campaign_running', { campaignRunning: true }],
    ];
    fc.assert(
      fc.property(
        fc.subarray(
          ways.map((_, index) => index),
          { minLength: 1 },
        ),
        (picked) => {
          const standing = Object.assign({}, ...picked.map((index) => ways[index]?.[1])) as Partial<Standing>;
          expect(verdicts(person({ standing }))).to.deep.equal({ last_chance: ways[Math.min(...picked)]?.[0] });
        },
      ),
    );
    expect(verdicts(person({ standing: { messagesInThirtyDays: 3 } }))).to.deep.equal({ last_chance: 'due' });
  });

  it('rest for their cooldown, counted from the day of the message, and for as long as the segment says', () => {
    const written = (days: number): Change => ({
      written: [{ scenario: 'last_chance', on: ago(days), milestone: null }],
    });
    expect(verdicts(person(written(59)))).to.deep.equal({ last_chance: 'cooldown' });
    expect(verdicts(person(written(60)))).to.deep.equal({ last_chance: 'due' });
    const own = settings({ last_chance: { cooldownDays: 20, cooldownBySegment: { going_silent: 90 } } });
    expect(verdicts(person(written(60)), own)).to.deep.equal({ last_chance: 'cooldown' });
    expect(verdicts(person(written(90)), own)).to.deep.equal({ last_chance: 'due' });
    expect(verdicts(person({ ...written(20), segment: null }), own)).to.deep.equal({ last_chance: 'due' });
    expect(
      verdicts(person({ ...written(1), segment: null }), settings({ last_chance: { cooldownDays: 1 } })),
    ).to.deep.equal({
      last_chance: 'due',
    });
  });

  it('celebrate every birthday once a year, a 29 February on the 28th of years that have none', () => {
    expect(birthdaysOn('2027-02-28')).to.deep.equal(['02-28', '02-29']);
    expect(birthdaysOn('2028-02-28')).to.deep.equal(['02-28']);
    expect(birthdaysOn('2028-02-29')).to.deep.equal(['02-29']);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 20_000 }), fc.integer({ min: 2024, max: 2110 }), (birth, year) => {
        const born = dates.PlainDate.from('1950-01-01').add({ days: birth }).toString().slice(-5);
        const first = dates.PlainDate.from({ year, month: 1, day: 1 });
        const days = Array.from({ length: first.daysInYear }, (_, index) => first.add({ days: index }).toString());
        expect(days.filter((on) => birthdaysOn(on).includes(born))).to.have.length(1);
      }),
      { numRuns: 25 },
    );
  });

  it('know the day of a milestone, for how long congratulations are good, and which card has its birthday', () => {
    const lists = decideScenarios(
      [
        person({ clientId: 3, lastVisitOn: ago(0), visits: 11, visitsBefore: 9, recentDays: [ago(2), ago(0)] }),
        person({ clientId: 4, birthdayClientId: 9, birthdayName: 'Ivan' }),
      ],
      settings(),
      company,
      TODAY,
    );
    const [birthday, milestone] = lists;
    expect(milestone?.candidates[0]).to.deep.include({ clientId: 3, milestone: 10, goodUntil: '2026-03-04' });
    expect(milestone?.candidates[0]?.reasons[0]).to.deep.equal({ code: 'milestone', visits: 10, on: ago(2) });
    expect(birthday?.candidates[0]).to.deep.include({ clientId: 9, clientName: 'Ivan', goodUntil: TODAY });
    expect(lists[3]?.skipped).to.deep.equal([
      { clientId: 4, clientName: 'Olga', phone: '+420700000001', reason: 'another_scenario' },
    ]);
  });

  it('choose at most one message for a person, and say of every scenario that fits what became of it', () => {
    const facts = fc.record({
      birthdayClientId: fc.constantFrom(null, 1),
      lastVisitOn: fc.integer({ min: 0, max: 400 }).map(ago),
      firstVisitOn: fc.integer({ min: 0, max: 900 }).map(ago),
      visits: fc.integer({ min: 1, max: 51 }),
      before: fc.integer({ min: 0, max: 3 }),
      ptVisits: fc.integer({ min: 0, max: 3 }),
      lastPtOn: fc.integer({ min: 0, max: 150 }).map(ago),
      hasFutureBooking: fc.boolean(),
      campaignRunning: fc.boolean(),
      written: fc.array(
        fc.record({
          scenario: fc.constantFrom(...SCENARIOS),
          on: fc.integer({ min: 0, max: 320 }).map(ago),
          milestone: fc.constantFrom(null, 10, 25, 50),
        }),
        { maxLength: 3 },
      ),
    });
    fc.assert(
      fc.property(
        facts,
        fc.subarray([...SCENARIOS]),
        ({ before, hasFutureBooking, campaignRunning, ...change }, off) => {
          const one = person({
            ...change,
            visitsBefore: Math.max(0, change.visits - before),
            standing: { hasFutureBooking, campaignRunning },
          });
          const set = settings(Object.fromEntries(off.map((scenario) => [scenario, { isOn: false }])));
          const judged = verdictsOn(one, set, TODAY);
          const lists = decideScenarios([one], set, company, TODAY);
          expect(lists.reduce((sum, list) => sum + list.candidates.length, 0)).to.be.at.most(1);
          expect(lists.reduce((sum, list) => sum + list.candidates.length + list.skipped.length, 0)).to.equal(
            judged.length,
          );
          const due = judged.findIndex(({ skip }) => skip === null);
          // Whatever comes before the one that is due was off, resting, or asked for people without a booking.
          if (due >= 0)
            for (const { skip } of judged.slice(0, due))
              expect(skip).to.be.oneOf(['settings_off', 'cooldown', 'future_booking']);
          if (due >= 0) expect(judged.slice(due + 1).every(({ skip }) => skip !== null)).to.equal(true);
        },
      ),
    );
  });
});
