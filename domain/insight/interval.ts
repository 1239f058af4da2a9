/** After how many days a service is due again, and where that number comes from. */

import { Temporal as dates } from 'temporal-polyfill';

export type IntervalSource = 'manual' | 'historical' | 'ai' | 'default';

export interface IntervalFacts {
  manual: number | null;
  /** Gaps in days between consecutive visits with the service, of clients with three or more of them, pooled. */
  gaps: { count: number; medianDays: number | null };
  aiSuggested: number | null;
  aiAccepted: boolean;
  /** What the company's kind of business usually has for this kind of service. */
  defaultDays: number;
}

/** definitions.md, "historical": fewer gaps than this say nothing; nobody is due after less than a week. */
export const LEAST_GAPS = 20;
export const LEAST_HISTORICAL_DAYS = 7;

export function historicalInterval(gaps: IntervalFacts['gaps']): number | null {
  if (gaps.count < LEAST_GAPS || gaps.medianDays === null) return null;
  return Math.max(LEAST_HISTORICAL_DAYS, Math.ceil(gaps.medianDays));
}

/** The first that exists. */
export function intervalFor(facts: IntervalFacts): { days: number; source: IntervalSource } {
  if (facts.manual !== null) return { days: facts.manual, source: 'manual' };
  const historical = historicalInterval(facts.gaps);
  if (historical !== null) return { days: historical, source: 'historical' };
  if (facts.aiSuggested !== null && facts.aiAccepted) return { days: facts.aiSuggested, source: 'ai' };
  return { days: facts.defaultDays, source: 'default' };
}

/** definitions.md, "due": more than the interval ago, so the first day is the one after. */
export const isDue = (last: { daysSince: number; interval: { days: number } }): boolean =>
  last.daysSince > last.interval.days;

export const dueOn = (last: { lastOn: string; interval: { days: number } }): string =>
  dates.PlainDate.from(last.lastOn)
    .add({ days: last.interval.days + 1 })
    .toString();
