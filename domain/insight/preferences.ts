/** When and with whom a person likes to come, read from their visits. */

import { Temporal as dates } from 'temporal-polyfill';

export type PartOfDay = 'morning' | 'afternoon' | 'evening';

export interface PastVisit {
  /** Company-local day. */
  on: string;
  /** Company-local hour of the start, 0–23. */
  hour: number;
  staffId: number | null;
  serviceIds: readonly number[];
}

export interface Preference<Value> {
  value: Value;
  /** Its share of the visits × min(1, visits / 10). */
  confidence: number;
}

export interface Preferences {
  partOfDay: Preference<PartOfDay> | null;
  /** ISO weekday, 1 is Monday. */
  weekday: Preference<number> | null;
  staffId: Preference<number> | null;
  serviceId: Preference<number> | null;
  /** Median days between visits; null with fewer than two. */
  rhythmDays: number | null;
}

/** definitions.md, "preference". */
export const PREFERENCE_DAYS = 365;
export const LEAST_VISITS = 3;
const FULL_CONFIDENCE_VISITS = 10;

/** definitions.md, "part of day". */
export function partOfDay(hour: number): PartOfDay {
  if (hour < 12) return 'morning';
  return hour < 17 ? 'afternoon' : 'evening';
}

export const weekdayOf = (day: string): number => dates.PlainDate.from(day).dayOfWeek;

/** The visits of the last 365 days that end with `asOf`, three at least; of equally frequent values the one seen last. */
export function preferencesOf(visits: readonly PastVisit[], asOf: string): Preferences {
  const first = dates.PlainDate.from(asOf)
    .subtract({ days: PREFERENCE_DAYS - 1 })
    .toString();
  const recent = visits
    .filter((visit) => visit.on >= first && visit.on <= asOf)
    .toSorted((a, b) => (a.on === b.on ? a.hour - b.hour : a.on < b.on ? -1 : 1));
  const most = <Value>(valuesOf: (visit: PastVisit) => readonly Value[]): Preference<Value> | null =>
    recent.length < LEAST_VISITS ? null : mostFrequent(recent.map(valuesOf));
  return {
    partOfDay: most((visit) => [partOfDay(visit.hour)]),
    weekday: most((visit) => [weekdayOf(visit.on)]),
    staffId: most((visit) => (visit.staffId === null ? [] : [visit.staffId])),
    serviceId: most((visit) => visit.serviceIds),
    rhythmDays: rhythm(recent.map((visit) => visit.on)),
  };
}

/** `visits` are oldest first, each with its values. */
function mostFrequent<Value>(visits: readonly (readonly Value[])[]): Preference<Value> | null {
  const seen = new Map<Value, { count: number; last: number }>();
  for (const [at, values] of visits.entries())
    for (const value of new Set(values)) seen.set(value, { count: (seen.get(value)?.count ?? 0) + 1, last: at });
  const [best] = [...seen].toSorted(([, a], [, b]) => b.count - a.count || b.last - a.last);
  if (!best) return null;
  const [value, { count }] = best;
  return { value, confidence: (count / visits.length) * Math.min(1, visits.length / FULL_CONFIDENCE_VISITS) };
}

function rhythm(days: readonly string[]): number | null {
  const distinct = [...new Set(days)].map((day) => dates.PlainDate.from(day));
  const gaps = distinct
    .slice(1)
    .map((day, index) => (distinct[index] ?? day).until(day, { largestUnit: 'days' }).days)
    .toSorted((a, b) => a - b);
  if (gaps.length === 0) return null;
  const middle = gaps.length >> 1;
  const upper = gaps[middle] ?? 0;
  return gaps.length % 2 === 1 ? upper : ((gaps[middle - 1] ?? upper) + upper) / 2;
}
