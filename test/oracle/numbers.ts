/** Every number of definitions.md, "Metrics", for any day, computed slowly and straight from its sentences. */

import { dayText, monthNumber, monthText } from './days.ts';
import type { Company } from './facts.ts';
import { percentile, personOn, segmentOf, within, type PersonOn } from './person-on.ts';

export interface OracleNumbers {
  metrics: Record<string, number | null>;
  segments: Map<string, string>;
  cohorts: { month: string; size: number; retention: number[] }[];
  unfinishedMonth: string | null;
  funnel: { step: string; reached: number; fulfils: number }[];
}

export function numbersOn(company: Company, on: number): OracleNumbers {
  const people = company.people.map((person) => personOn(person, on));
  const spends = people.map((person) => person.spendMinor).filter((spend) => spend > 0);
  const threshold = company.highLtvMinor ?? percentile(spends, 0.9);
  for (const person of people)
    person.isHighLtv = person.spendMinor > 0 && threshold !== null && person.spendMinor >= threshold;
  return {
    metrics: { ...peopleMetrics(people, on), ...companyMetrics(company, on) },
    segments: new Map(
      people.flatMap((person) => {
        const segment = segmentOf(person, on);
        return segment === null ? [] : [[person.key, segment] as const];
      }),
    ),
    ...cohortsOf(people, on),
    funnel: funnelOf(people, on),
  };
}

function peopleMetrics(people: PersonOn[], on: number): Record<string, number | null> {
  const count = (fits: (person: PersonOn) => boolean): number => people.filter(fits).length;
  const last = (days: number) => (person: PersonOn) => within(person.days, on - days + 1, on) > 0;
  const firstAgo = (person: PersonOn, least: number, most: number) =>
    person.first !== null && on - person.first >= least && on - person.first <= most;
  const since = (least: number, most: number) => (person: PersonOn) =>
    person.daysSince !== null && person.daysSince >= least && person.daysSince <= most;
  const trial = people.filter((person) => firstAgo(person, 30, 89));
  const ptSince = (person: PersonOn): number => on - (person.ptDays.at(-1) ?? -Infinity);
  const milestones = [10, 25, 50, 100, 200, 500].map((n) => [
    `milestone_${String(n)}`,
    count((person) => (person.days[n - 1] ?? -Infinity) >= on - 29),
  ]);
  return {
    new_clients_7d: count((person) => firstAgo(person, 0, 6)),
    new_clients_30d: count((person) => firstAgo(person, 0, 29)),
    trial_conversion: trial.length === 0 ? null : trial.filter(isConverted).length / trial.length,
    weekly_active: count(last(7)),
    monthly_active: count(last(30)),
    core_clients: count((person) => within(person.days, on - 29, on) >= 3),
    early_churn: count(
      (person) => firstAgo(person, 30, 89) && (person.daysSince ?? 0) >= 21 && !person.hasFutureBooking,
    ),
    inactive_60: count(since(60, 179)),
    inactive_180: count(since(180, Infinity)),
    pt_first: count((person) => (person.ptDays[0] ?? -Infinity) >= on - 29),
    pt_repeat: count((person) => person.ptDays.length >= 2 && ptSince(person) <= 29),
    pt_churn: count(
      (person) =>
        person.ptDays.length >= 2 && ptSince(person) >= 45 && ptSince(person) <= 180 && !person.hasFuturePtBooking,
    ),
    high_ltv: count((person) => person.isHighLtv),
    ...(Object.fromEntries(milestones) as Record<string, number>),
  };
}

/** Another visit on d+1 … d+30, or a membership bought on any date ≤ d+30. */
const isConverted = (person: PersonOn): boolean => cameAgain(person) || hasMembership(person);
const cameAgain = ({ first, days }: PersonOn): boolean => first !== null && within(days, first + 1, first + 30) > 0;
const hasMembership = ({ first, membershipsBoughtOn }: PersonOn): boolean =>
  first !== null && membershipsBoughtOn.some((boughtOn) => boughtOn <= first + 30);
/** Three visits inside some 30 calendar days, all of them no later than 90 days after the first visit. */
const hasHabit = ({ first, days }: PersonOn): boolean =>
  first !== null &&
  days.some((day, index) => {
    const third = days[index + 2];
    return third !== undefined && third - day <= 29 && third <= first + 90;
  });

function companyMetrics({ people }: Company, on: number): Record<string, number | null> {
  const isRecent = (day: number): boolean => day >= on - 29 && day <= on;
  const costs = people.flatMap(({ visits }) => visits.filter(({ day }) => isRecent(day)).map((v) => v.costMinor));
  const other = people.flatMap(({ memberships, goods }) => [
    ...memberships.filter(({ boughtOn }) => isRecent(boughtOn)).map((each) => each.costMinor),
    ...goods.filter(({ day }) => isRecent(day)).map((each) => each.costMinor),
  ]);
  const noShows = people.flatMap((person) => person.noShows.filter(isRecent)).length;
  const total = costs.reduce((all, cost) => all + cost, 0);
  const billed = costs.filter((cost) => cost !== 0).length;
  return {
    average_bill_30d: billed === 0 ? null : total / billed,
    revenue_30d: total + other.reduce((all, cost) => all + cost, 0),
    no_show_rate_30d: noShows + costs.length === 0 ? null : noShows / (noShows + costs.length),
  };
}

function cohortsOf(people: PersonOn[], on: number): Pick<OracleNumbers, 'cohorts' | 'unfinishedMonth'> {
  const now = monthNumber(on);
  const byMonth = new Map<number, PersonOn[]>();
  for (const person of people) {
    if (person.first === null) continue;
    const month = monthNumber(person.first);
    byMonth.set(month, [...(byMonth.get(month) ?? []), person]);
  }
  const cohorts = [...byMonth]
    .sort(([a], [b]) => a - b)
    .map(([month, members]) => ({
      month: monthText(month),
      size: members.length,
      retention: Array.from(
        { length: now - month + 1 },
        (_, k) =>
          members.filter(({ days }) => days.some((day) => monthNumber(day) === month + k)).length / members.length,
      ),
    }));
  return { cohorts, unfinishedMonth: monthNumber(on + 1) === now ? dayText(on).slice(0, 7) : null };
}

function funnelOf(people: PersonOn[], on: number): OracleNumbers['funnel'] {
  const tried = people.filter(({ first }) => first !== null && on - first >= 90 && on - first <= 179);
  const steps: [string, (person: PersonOn) => boolean][] = [
    ['first_visit', () => true],
    ['second_visit', cameAgain],
    ['membership', hasMembership],
    ['three_in_thirty_days', hasHabit],
  ];
  return steps.map(([step, fulfils], index) => ({
    step,
    reached: tried.filter((person) => steps.slice(0, index + 1).every(([, each]) => each(person))).length,
    fulfils: tried.filter(fulfils).length,
  }));
}

/** What happened between two days, both included. */
export function activityOn({ people }: Company, from: number, to: number): Record<string, number> {
  const isIn = (day: number | undefined): boolean => day !== undefined && day >= from && day <= to;
  const sum = (numbers: number[]): number => numbers.reduce((all, number) => all + number, 0);
  const visits = people.map((person) => person.visits.filter((visit) => isIn(visit.day)));
  return {
    visits: sum(visits.map((each) => each.length)),
    clients: visits.filter((each) => each.length > 0).length,
    newClients: people.filter((person) => isIn(Math.min(...person.visits.map((visit) => visit.day)))).length,
    noShows: sum(people.map((person) => person.noShows.filter(isIn).length)),
    cancellations: sum(people.map((person) => person.cancelled.filter(isIn).length)),
    revenueMinor: sum(
      people.flatMap((person, index) => [
        ...(visits[index] ?? []).map((visit) => visit.costMinor),
        ...person.memberships.filter((each) => isIn(each.boughtOn)).map((each) => each.costMinor),
        ...person.goods.filter((each) => isIn(each.day)).map((each) => each.costMinor),
      ]),
    ),
  };
}
