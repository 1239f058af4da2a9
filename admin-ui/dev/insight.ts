/** Invented numbers about the club: metrics with a past, cohorts, the trial funnel, activity, segments and moves between them. */

import type {
  Activity,
  Cohorts,
  MetricHistory,
  Metrics,
  SegmentFlows,
  SegmentMove,
  TrialFunnel,
} from '../../contracts/http/metrics.ts';
import { METRIC_KEYS, type MetricKey } from '../../domain/insight/metric-keys.ts';
import { SEGMENTS, type Segment } from '../../domain/insight/segments.ts';
import type { Ask } from './answers.ts';
import { clients, dayAgo, noise, NOW } from './people.ts';

const DAY_MS = 86_400_000;
const TODAY = dayAgo(0);
const PLANNED_DAYS = 120;
const FILLED_DAYS = 98;

const NOW_IS: Record<MetricKey, number | null> = {
  new_clients_7d: 9,
  new_clients_30d: 38,
  trial_conversion: 0.4286,
  weekly_active: 143,
  monthly_active: 321,
  core_clients: 118,
  early_churn: 27,
  inactive_60: 96,
  inactive_180: 177,
  pt_first: 6,
  pt_repeat: 31,
  pt_churn: 14,
  high_ltv: 76,
  milestone_10: 12,
  milestone_25: 7,
  milestone_50: 4,
  milestone_100: 1,
  milestone_200: 0,
  milestone_500: 0,
  average_bill_30d: 11_243.6,
  revenue_30d: 4_183_250,
  no_show_rate_30d: 0.034,
};
const SEGMENTS_ARE: Record<Segment, number> = {
  pt_cancellations: 14,
  vip_members: 76,
  trial_dropoffs: 58,
  lost_clients: 120,
  nearly_lost: 57,
  going_silent: 96,
  at_risk: 41,
  regular_members: 118,
};
const dayBefore = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) - days * DAY_MS).toISOString().slice(0, 10);
const daysBetween = (from: string, to: string): number =>
  Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / DAY_MS);

/** A number's past: it drifts towards what it is today, with a weekly beat. */
function valueOn(key: string, now: number | null, on: string): number | null {
  if (now === null) return null;
  const age = daysBetween(on, TODAY);
  if (age === 0) return now;
  const seed = Array.from(key, (letter) => letter.charCodeAt(0)).reduce((sum, code) => sum + code, 0);
  const drift = 1 - (noise(seed) - 0.3) * Math.min(0.35, age / 250);
  const beat = 1 + Math.sin((age + seed) / 4.4) * 0.035 + (noise(seed + age) - 0.5) * 0.04;
  const then = now * drift * beat;
  return Number.isInteger(now) ? Math.round(then) : then;
}

const history = ({ query }: Ask): MetricHistory => {
  const to = query['to'] ?? TODAY;
  const from = query['from'] ?? dayBefore(to, 89);
  const wanted = query['key']?.split(',') ?? [...METRIC_KEYS, ...SEGMENTS.map((segment) => `segment_${segment}`)];
  const days = Array.from({ length: daysBetween(from, to) + 1 }, (_, index) => dayBefore(to, index)).toReversed();
  const stored = days.filter((on) => daysBetween(on, TODAY) < FILLED_DAYS || on.endsWith('-01'));
  return {
    from,
    to,
    series: wanted.map((key) => ({
      key: key as MetricKey,
      points: stored.map((on) => ({
        on,
        value: valueOn(key, NOW_IS[key as MetricKey] ?? SEGMENTS_ARE[key.replace('segment_', '') as Segment], on),
        isFinal: on !== TODAY,
      })),
    })),
    backfill: { done: FILLED_DAYS, total: PLANNED_DAYS },
  };
};

const metrics = ({ query }: Ask): Metrics => {
  const asOf = query['asOf'] ?? TODAY;
  return {
    asOf,
    metrics: Object.fromEntries(METRIC_KEYS.map((key) => [key, valueOn(key, NOW_IS[key], asOf)])) as Metrics['metrics'],
    computedAt: asOf === TODAY ? new Date(NOW - 40_000).toISOString() : null,
  };
};

const cohorts = ({ query }: Ask): Cohorts => {
  const asOf = query['asOf'] ?? TODAY;
  const start = new Date(`${asOf.slice(0, 7)}-01T00:00:00Z`);
  const month = (before: number): string =>
    new Date(Date.UTC(start.getUTCFullYear(), start.getUTCMonth() - before, 1)).toISOString().slice(0, 7);
  return {
    asOf,
    cohorts: Array.from({ length: 26 }, (_, index) => 25 - index)
      .map((age) => {
        const size = age === 19 ? 0 : 12 + Math.floor(noise(age + 3) * 40);
        return {
          month: month(age),
          size,
          retention: Array.from({ length: age + 1 }, (_, k) => {
            if (k === 0) return 1;
            const kept = 0.62 * 0.9 ** (k - 1) + (noise(age * 31 + k) - 0.5) * 0.12;
            return size === 0 ? 0 : Math.round(Math.max(0.03, kept * (k === age ? 0.6 : 1)) * size) / size;
          }),
        };
      })
      .filter(({ size }) => size > 0),
    unfinishedMonth: month(0),
  };
};

const trialFunnel = ({ query }: Ask): TrialFunnel => {
  const asOf = query['asOf'] ?? TODAY;
  const isEmpty = asOf < dayBefore(TODAY, 3000);
  return {
    asOf,
    from: dayBefore(asOf, 179),
    to: dayBefore(asOf, 90),
    steps: [
      { step: 'first_visit', reached: isEmpty ? 0 : 112, fulfils: isEmpty ? 0 : 112 },
      { step: 'second_visit', reached: isEmpty ? 0 : 61, fulfils: isEmpty ? 0 : 61 },
      { step: 'membership', reached: isEmpty ? 0 : 34, fulfils: isEmpty ? 0 : 41 },
      { step: 'three_in_thirty_days', reached: isEmpty ? 0 : 22, fulfils: isEmpty ? 0 : 38 },
    ],
  };
};

type Numbers = Activity['total'];
const numbersFor = (from: string, to: string): Numbers => {
  const days = daysBetween(from, to) + 1;
  const daily = Array.from({ length: days }, (_, index) => {
    const on = dayBefore(to, index);
    const weekday = new Date(`${on}T00:00:00Z`).getUTCDay();
    const age = daysBetween(on, TODAY);
    return weekday === 0 ? 0 : Math.round((13 + noise(age) * 9) * (1 - age / 2200) * (weekday > 4 ? 1.25 : 1));
  });
  const visits = daily.reduce((sum, count) => sum + count, 0);
  return {
    visits,
    clients: Math.round(Math.min(visits, 340) * (days < 8 ? 0.93 : 0.8)),
    newClients: Math.round(visits * 0.075),
    noShows: Math.round(visits * 0.034),
    cancellations: Math.round(visits * 0.058),
    revenueMinor: visits * 11_240 + Math.round(noise(days) * 40_000),
  };
};

const activity = ({ query }: Ask): Activity => {
  const to = query['to'] ?? TODAY;
  const from = query['from'] ?? dayBefore(to, 83);
  const by = (query['by'] ?? 'week') as Activity['by'];
  const startOf = (day: string): string => {
    if (by === 'month') return `${day.slice(0, 7)}-01`;
    return by === 'day' ? day : dayBefore(day, (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7);
  };
  const byStart = new Map<string, string[]>();
  for (let day = from; day <= to; day = dayBefore(day, -1))
    byStart.set(startOf(day), [...(byStart.get(startOf(day)) ?? []), day]);
  const length = daysBetween(from, to) + 1;
  const moved = by === 'month' ? length : Math.ceil(length / 7) * 7;
  const earlier = { from: dayBefore(from, moved), to: dayBefore(to, moved) };
  return {
    from,
    to,
    by,
    buckets: [...byStart.values()].map((days) => {
      const [first, last] = [days[0] ?? from, days.at(-1) ?? to];
      return { from: first, to: last, ...numbersFor(first, last) };
    }),
    total: numbersFor(from, to),
    before: numbersFor(earlier.from, earlier.to),
    comparedWith: { ...earlier, isWhole: true },
  };
};

const FLOWS: [Segment | null, Segment | null, number][] = [
  ['regular_members', 'at_risk', 23],
  [null, 'regular_members', 19],
  ['at_risk', 'going_silent', 17],
  ['at_risk', 'regular_members', 14],
  [null, 'trial_dropoffs', 12],
  ['going_silent', 'nearly_lost', 11],
  ['regular_members', 'vip_members', 8],
  ['nearly_lost', 'lost_clients', 7],
  ['going_silent', 'regular_members', 6],
  ['vip_members', 'going_silent', 4],
  ['trial_dropoffs', null, 4],
  ['pt_cancellations', 'regular_members', 3],
  ['vip_members', 'pt_cancellations', 2],
  ['lost_clients', 'regular_members', 1],
];
const flows = ({ query }: Ask): SegmentFlows => {
  const to = query['to'] ?? TODAY;
  return {
    from: query['from'] ?? dayBefore(to, 29),
    to,
    flows: FLOWS.map(([from, target, count]) => ({ from, to: target, clients: count })),
  };
};
const MOVES: SegmentMove[] = Array.from({ length: 131 }, (_, index) => {
  const [from, to] = FLOWS[Math.floor(noise(index + 0.4) ** 1.6 * FLOWS.length)] ?? [null, null];
  const who = clients[(index * 37) % clients.length];
  const at = new Date(NOW - (index * 5.3 + 2) * 3_600_000).toISOString();
  return { id: 1000 - index, clientId: who?.id ?? 1, clientName: who?.name ?? '', from, to, on: at.slice(0, 10), at };
});
const moves = ({ query }: Ask) => {
  const [page, pageSize] = [Number(query['page'] ?? 1), Number(query['pageSize'] ?? 50)];
  const wanted = query['segment'];
  const isSide = (asked: string | undefined, segment: string | null) => !asked || (segment ?? 'none') === asked;
  const fits = MOVES.filter(
    ({ from, to }) =>
      (!wanted || from === wanted || to === wanted) &&
      isSide(query['fromSegment'], from) &&
      isSide(query['toSegment'], to),
  );
  return { items: fits.slice((page - 1) * pageSize, page * pageSize), total: fits.length, page, pageSize };
};

export const insightAnswers: Record<string, (ask: Ask) => unknown> = {
  metrics,
  metricHistory: history,
  cohorts,
  trialFunnel,
  activity,
  segments: ({ query }) => ({
    asOf: query['asOf'] ?? TODAY,
    segments: Object.fromEntries(
      SEGMENTS.map((segment) => [
        segment,
        valueOn(`segment_${segment}`, SEGMENTS_ARE[segment], query['asOf'] ?? TODAY),
      ]),
    ),
  }),
  segmentFlows: flows,
  segmentMoves: moves,
};
