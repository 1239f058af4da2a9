/** The five scenarios: whom each is about on a day, which of them wins, and why it writes to nobody else it is about. */

import { Temporal as dates } from 'temporal-polyfill';
import { isHighLtv, type Loyalty, loyaltyOf } from '../insight/loyalty.ts';
import { MILESTONES } from '../insight/metric-keys.ts';
import { byPriority, classicScore, scoreParts } from '../insight/priority.ts';
import type { Segment } from '../insight/segments.ts';
import { MONTH } from '../delivery/caps.ts';
import { type CompanyFacts, lacksConsent, type Reason, type Standing } from './candidates.ts';

/** In the order in which they are considered. */
export const SCENARIOS = ['birthday', 'milestone', 'pt_dropout', 'last_chance', 'reactivation'] as const;
export type Scenario = (typeof SCENARIOS)[number];

interface ScenarioKind {
  /** For a milestone none: each of them is congratulated on once. */
  cooldownDays: number;
  /** The message still makes sense so many days after the day it was due. */
  goodForDays: number;
  /** An invitation to come back: one at a time, and not to who is away. The others are greetings. */
  isInvitation: boolean;
  /** Only for people without a future booking. */
  needsNoBooking: boolean;
}

/** definitions.md, "Scenarios". */
export const SCENARIO_KINDS: Readonly<Record<Scenario, ScenarioKind>> = {
  birthday: { cooldownDays: 300, goodForDays: 0, isInvitation: false, needsNoBooking: false },
  milestone: { cooldownDays: 0, goodForDays: 3, isInvitation: false, needsNoBooking: false },
  pt_dropout: { cooldownDays: 45, goodForDays: 7, isInvitation: true, needsNoBooking: false },
  last_chance: { cooldownDays: 60, goodForDays: 7, isInvitation: true, needsNoBooking: true },
  reactivation: { cooldownDays: 30, goodForDays: 7, isInvitation: true, needsNoBooking: true },
};

/** A visit "in the last 365 days", "in the last 3 days": they end with the day asked about. */
const BIRTHDAY_VISIT_DAYS = 365;
export const MILESTONE_DAYS = 3;

export interface ScenarioSetting {
  isOn: boolean;
  /** null: as SCENARIO_KINDS has it. */
  cooldownDays: number | null;
  cooldownBySegment: Readonly<Partial<Record<Segment, number>>>;
}
export type ScenarioSettings = Readonly<Record<Scenario, ScenarioSetting>>;

/** One person, all cards with one phone together, as of one day. Only who has visits is ever looked at. */
export interface ScenarioFacts {
  clientId: number;
  standing: Standing;
  segment: Segment | null;
  /** The card whose birthday it is: the greeting is for that name. */
  birthdayClientId: number | null;
  birthdayName: string | null;
  visits: number;
  /** Up to the day three days ago; the days since then, oldest first. */
  visitsBefore: number;
  recentDays: readonly string[];
  firstVisitOn: string;
  lastVisitOn: string;
  ptVisits: number;
  lastPtOn: string | null;
  visitedInTwelveMonths: boolean;
  spendMinor: number;
  /** Messages of scenarios to this person, with the day their cooldown counts from. */
  written: readonly { scenario: Scenario; on: string; milestone: number | null }[];
}

export type ScenarioSkip =
  | 'settings_off'
  | 'opted_out'
  | 'no_consent'
  | 'no_valid_phone'
  | 'staff_number'
  | 'future_booking'
  | 'away'
  | 'messaged_recently'
  | 'monthly_cap'
  | 'campaign_running'
  | 'cooldown'
  | 'another_scenario';

export interface Fit {
  scenario: Scenario;
  reason: Reason;
  milestone: number | null;
}

export interface ScenarioCandidate {
  clientId: number;
  clientName: string;
  phone: string;
  /** These are about the person, not about one service. */
  serviceId: null;
  serviceTitle: null;
  daysSince: number;
  visits: number;
  spendMinor: number;
  loyalty: Loyalty;
  score: number;
  expectedVisits: null;
  goodUntil: string;
  lastVisitOn: string;
  milestone: number | null;
  reasons: Reason[];
}

export interface ScenarioSkipped {
  clientId: number;
  clientName: string;
  phone: string | null;
  reason: ScenarioSkip;
}

export interface ScenarioList {
  scenario: Scenario;
  isOn: boolean;
  cooldownDays: number;
  candidates: ScenarioCandidate[];
  skipped: ScenarioSkipped[];
}

export const daysFrom = (from: string, to: string): number =>
  dates.PlainDate.from(from).until(dates.PlainDate.from(to), { largestUnit: 'days' }).days;

const within = (value: number, least: number, most: number): boolean => value >= least && value <= most;

/** Birthdays (`MM-DD`) that are celebrated on a day: those of 29 February on the 28th of other years. */
export function birthdaysOn(day: string): string[] {
  const date = dates.PlainDate.from(day);
  const own = day.slice(-5);
  return own === '02-28' && !date.inLeapYear ? [own, '02-29'] : [own];
}

/** Every scenario that is about this person on that day, in the order of precedence, whoever may be written to. */
export function fitting(person: ScenarioFacts, asOf: string): Fit[] {
  const daysSince = daysFrom(person.lastVisitOn, asOf);
  const fits: Fit[] = [];
  const add = (
    scenario: Scenario,
    facts: Omit<Reason, 'code'>,
    code: string = scenario,
    milestone: number | null = null,
  ) => fits.push({ scenario, reason: { code, ...facts }, milestone });

  if (person.birthdayClientId !== null && daysSince < BIRTHDAY_VISIT_DAYS) add('birthday', { on: asOf });

  const milestone = MILESTONES.find((n) => n > person.visitsBefore && n <= person.visits);
  if (milestone !== undefined) {
    const on = person.recentDays[milestone - person.visitsBefore - 1] ?? person.lastVisitOn;
    add('milestone', { visits: milestone, on }, 'milestone', milestone);
  }

  const daysSincePt = person.lastPtOn === null ? -1 : daysFrom(person.lastPtOn, asOf);
  if (person.ptVisits >= 2 && within(daysSincePt, 30, 120) && !person.standing.hasFuturePtBooking)
    add('pt_dropout', { ptVisits: person.ptVisits, daysSince: daysSincePt });

  if (within(daysSince, 120, 180)) add('last_chance', { daysSince }, 'last_seen');

  const isEarlyChurn = within(daysFrom(person.firstVisitOn, asOf), 30, 89) && daysSince >= 21;
  if (isEarlyChurn) add('reactivation', { daysSince, firstVisitOn: person.firstVisitOn }, 'early_churn');
  else if (within(daysSince, 60, 119)) add('reactivation', { daysSince }, 'last_seen');
  return fits;
}

/** Until which local day the person is left alone in this scenario; `for_ever`: congratulated on this milestone; null: not. */
export function cooldownOf(
  person: ScenarioFacts,
  { scenario, milestone }: Pick<Fit, 'scenario' | 'milestone'>,
  setting: ScenarioSetting,
  asOf: string,
): string | null {
  if (milestone !== null && person.written.some((message) => message.milestone === milestone)) return 'for_ever';
  const own = person.segment === null ? undefined : setting.cooldownBySegment[person.segment];
  const cooldownDays = own ?? setting.cooldownDays ?? SCENARIO_KINDS[scenario].cooldownDays;
  const until = person.written
    .filter((message) => message.scenario === scenario)
    .map(({ on }) => dates.PlainDate.from(on).add({ days: cooldownDays }).toString())
    .toSorted()
    .at(-1);
  return until !== undefined && until > asOf ? until : null;
}

interface Verdict extends Fit {
  skip: ScenarioSkip | null;
  cooldown: string | null;
}

/**
 * Of all scenarios that fit, are on and are not in cooldown the first wins; what else could forbid it forbids it for all
 * that come after it too, so nobody slips from one scenario into a later one because of a filter.
 */
export function verdictsOn(person: ScenarioFacts, settings: ScenarioSettings, asOf: string): Verdict[] {
  const judged = fitting(person, asOf).map((fit) => {
    const setting = settings[fit.scenario];
    return { ...fit, setting, cooldown: cooldownOf(person, fit, setting, asOf) };
  });
  const winner = judged.find(({ setting, cooldown, scenario }) => {
    const isBooked = SCENARIO_KINDS[scenario].needsNoBooking && person.standing.hasFutureBooking;
    return setting.isOn && cooldown === null && !isBooked;
  });
  return judged.map(({ setting, ...fit }) => {
    const { standing } = person;
    const kind = SCENARIO_KINDS[fit.scenario];
    const filters: readonly (readonly [ScenarioSkip, boolean])[] = [
      ['settings_off', !setting.isOn],
      ['opted_out', standing.optedOut],
      ['no_consent', lacksConsent(standing.newsletter, person.visitedInTwelveMonths)],
      ['no_valid_phone', standing.phone === null],
      ['staff_number', standing.isStaffNumber],
      ['future_booking', kind.needsNoBooking && standing.hasFutureBooking],
      ['away', kind.isInvitation && standing.isAway],
      ['messaged_recently', standing.messagedRecently],
      ['monthly_cap', standing.messagesInThirtyDays >= MONTH.messages],
      ['campaign_running', kind.isInvitation && standing.campaignRunning],
      ['cooldown', fit.cooldown !== null],
      ['another_scenario', fit.scenario !== winner?.scenario],
    ];
    return { ...fit, skip: filters.find(([, holds]) => holds)?.[0] ?? null };
  });
}

export function decideScenarios(
  people: readonly ScenarioFacts[],
  settings: ScenarioSettings,
  company: Omit<CompanyFacts, 'isOn'>,
  asOf: string,
): ScenarioList[] {
  const lists = new Map(
    SCENARIOS.map((scenario): [Scenario, ScenarioList] => [
      scenario,
      {
        scenario,
        isOn: settings[scenario].isOn,
        cooldownDays: settings[scenario].cooldownDays ?? SCENARIO_KINDS[scenario].cooldownDays,
        candidates: [],
        skipped: [],
      },
    ]),
  );
  for (const person of people) {
    for (const verdict of verdictsOn(person, settings, asOf)) {
      const { phone } = person.standing;
      const isBirthday = verdict.scenario === 'birthday';
      const who = {
        clientId: (isBirthday ? person.birthdayClientId : null) ?? person.clientId,
        clientName: (isBirthday ? person.birthdayName : null) ?? person.standing.name,
      };
      const list = lists.get(verdict.scenario);
      if (verdict.skip !== null || phone === null)
        list?.skipped.push({ ...who, phone, reason: verdict.skip ?? 'no_valid_phone' });
      else list?.candidates.push({ ...who, phone, ...chosen(person, verdict, company, asOf) });
    }
  }
  return [...lists.values()].map((list) => ({
    ...list,
    candidates: list.candidates.toSorted(byPriority),
    skipped: list.skipped.toSorted((a, b) => a.clientId - b.clientId),
  }));
}

function chosen(
  person: ScenarioFacts,
  fit: Fit,
  company: Omit<CompanyFacts, 'isOn'>,
  asOf: string,
): Omit<ScenarioCandidate, 'clientId' | 'clientName' | 'phone'> {
  const { visits, spendMinor, lastVisitOn } = person;
  const loyalty = loyaltyOf({ visits, isHighLtv: isHighLtv(spendMinor, company.highLtvThresholdMinor) });
  const daysSince = daysFrom(lastVisitOn, asOf);
  const facts = { loyalty, spendMinor, currencyDigits: company.currencyDigits, visits, daysSince };
  return {
    serviceId: null,
    serviceTitle: null,
    daysSince,
    visits,
    spendMinor,
    loyalty,
    score: classicScore(facts),
    expectedVisits: null,
    goodUntil: dates.PlainDate.from(asOf).add({ days: SCENARIO_KINDS[fit.scenario].goodForDays }).toString(),
    lastVisitOn,
    milestone: fit.milestone,
    reasons: [fit.reason, ...scoreParts(facts)],
  };
}
