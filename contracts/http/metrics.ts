/** Numbers about a company: metrics, their history, cohorts, the trial funnel, activity, and moves between segments. */

import { z } from 'zod';
import { METRIC_KEYS, TRIAL_STEPS } from '../../domain/insight/metric-keys.ts';
import { SEGMENTS } from '../../domain/insight/segments.ts';
import { asOf, id, inOrder, instant, localDate, minor, pageOf, pageQuery } from './common.ts';

export const metrics = z
  .object({
    asOf: localDate,
    /** Rates are fractions, money is in minor units; null where there is nothing to divide by. */
    metrics: z.record(z.enum(METRIC_KEYS), z.number().nullable()),
    /** When the stored rows behind today's numbers were last brought up to date; null when asked of the books just now. */
    computedAt: instant.nullable(),
  })
  .meta({ id: 'Metrics' });
export type Metrics = z.infer<typeof metrics>;

/** Segments have a history as well: `segment_at_risk`. */
export const SEGMENT_KEYS = SEGMENTS.map((segment) => `segment_${segment}` as const);
export const HISTORY_KEYS = [...METRIC_KEYS, ...SEGMENT_KEYS] as const;
export type HistoryKey = (typeof HISTORY_KEYS)[number];
export const historyQuery = inOrder(
  z.object({
    /** One key or several, with commas between; all of them when left out. */
    key: z
      .string()
      .transform((text) => text.split(',').filter(Boolean))
      .pipe(z.array(z.enum(HISTORY_KEYS)).max(HISTORY_KEYS.length))
      .optional(),
    from: asOf.optional(),
    to: asOf.optional(),
  }),
);
export const metricHistory = z
  .object({
    from: localDate,
    to: localDate,
    series: z.array(
      z.object({
        key: z.enum(HISTORY_KEYS),
        /** Oldest first; a day without a snapshot has no point. `isFinal` is false for a day that is not over. */
        points: z.array(z.object({ on: localDate, value: z.number().nullable(), isFinal: z.boolean() })),
      }),
    ),
    /** How far the past has been filled in: snapshots made of those planned; null when all are there. */
    backfill: z.object({ done: z.number().int(), total: z.number().int() }).nullable(),
  })
  .meta({ id: 'MetricHistory' });
export type MetricHistory = z.infer<typeof metricHistory>;

export const cohorts = z
  .object({
    asOf: localDate,
    cohorts: z.array(
      z.object({
        /** The calendar month of the first visit: `2026-03`. */
        month: z.string().regex(/^\d{4}-\d{2}$/),
        size: z.number().int(),
        /** The share with a visit in the k-th month after it; the first is 1. */
        retention: z.array(z.number()),
      }),
    ),
    /** The month that is not over on that day, whose shares may still grow; null on a month's last day. */
    unfinishedMonth: z.string().nullable(),
  })
  .meta({ id: 'Cohorts' });
export type Cohorts = z.infer<typeof cohorts>;

export const trialFunnel = z
  .object({
    asOf: localDate,
    /** First visits between these days, 179 to 90 days ago. */
    from: localDate,
    to: localDate,
    steps: z.array(
      z.object({
        step: z.enum(TRIAL_STEPS),
        /** Who passed this step and all before it. */
        reached: z.number().int(),
        /** Who fulfils this step's own condition, whatever became of the ones before. */
        fulfils: z.number().int(),
      }),
    ),
  })
  .meta({ id: 'TrialFunnel' });
export type TrialFunnel = z.infer<typeof trialFunnel>;

export const activityQuery = inOrder(
  z.object({ from: asOf.optional(), to: asOf.optional(), by: z.enum(['day', 'week', 'month']).default('week') }),
);
const activityNumbers = {
  visits: z.number().int(),
  /** Distinct clients with a visit. */
  clients: z.number().int(),
  newClients: z.number().int(),
  noShows: z.number().int(),
  cancellations: z.number().int(),
  revenueMinor: minor,
};
export const activity = z
  .object({
    from: localDate,
    to: localDate,
    by: z.enum(['day', 'week', 'month']),
    /** Oldest first, none left out. A week begins on Monday; the first and the last may be cut by the range. */
    buckets: z.array(z.object({ from: localDate, to: localDate, ...activityNumbers })),
    total: z.object(activityNumbers),
    /** As many days before, to compare with: by day or week on the same weekdays. */
    before: z.object(activityNumbers),
    /** Which days these are. Not whole: the books begin after the first of them, and the numbers say little. */
    comparedWith: z.object({ from: localDate, to: localDate, isWhole: z.boolean() }),
  })
  .meta({ id: 'Activity' });
export type Activity = z.infer<typeof activity>;

const segment = z.enum(SEGMENTS).nullable();
export const segmentMove = z
  .object({
    id,
    clientId: id,
    clientName: z.string(),
    /** Null: in no segment. */
    from: segment,
    to: segment,
    /** The company-local day it was found on, and the moment. */
    on: localDate,
    at: instant,
  })
  .meta({ id: 'SegmentMove' });
export type SegmentMove = z.infer<typeof segmentMove>;
export const segmentMovePage = pageOf(segmentMove, 'SegmentMovePage');
/** `none` is being in no segment. */
const side = z.enum([...SEGMENTS, 'none']).optional();
/** Without the check of the span, which the file of the same list makes as well. */
export const segmentMovesFields = pageQuery(['at']).extend({
  /** Into or out of this segment. */
  segment: z.enum(SEGMENTS).optional(),
  fromSegment: side,
  toSegment: side,
  clientId: z.coerce.number().int().positive().optional(),
  from: asOf.optional(),
  to: asOf.optional(),
});
export const segmentMovesQuery = inOrder(segmentMovesFields);
/** How many went from where to where in a span of days: the arrows of the segments page. */
export const segmentFlowsQuery = inOrder(z.object({ from: asOf.optional(), to: asOf.optional() }));
export const segmentFlows = z
  .object({
    from: localDate,
    to: localDate,
    flows: z.array(z.object({ from: segment, to: segment, clients: z.number().int() })),
  })
  .meta({ id: 'SegmentFlows' });
export type SegmentFlows = z.infer<typeof segmentFlows>;
