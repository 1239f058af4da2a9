/** What the insight pages ask: numbers as of a day, their past, cohorts, the trial funnel, activity, moves. */

import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { Page } from '../../../../../contracts/http/common.ts';
import type { ChangeTopic, Segments } from '../../../../../contracts/http/insight.ts';
import type {
  Activity,
  Cohorts,
  MetricHistory,
  Metrics,
  SegmentFlows,
  SegmentMove,
  TrialFunnel,
} from '../../../../../contracts/http/metrics.ts';
import { addDays } from '../../../platform/days.ts';
import type { Query } from '../../../platform/http.ts';
import { ask, askPage } from '../../../platform/queries.ts';
import { useSession } from '../../../platform/session.ts';

/** Undefined: today, which is the API's to say. */
export type AsOf = string | undefined;
/** Enough to compare with 30 days before and to see a trend. */
export const TREND_DAYS = 90;
export const COMPARED_DAYS = 30;
const FLOW_DAYS = 30;
/** Stored numbers follow their own event; what is read from the visits themselves follows the sync. */
const TOPICS: ChangeTopic[] = ['insight', 'sync'];

export function useMetrics(asOf: AsOf) {
  const { api } = useSession();
  return useQuery({ ...ask<Metrics>(api, '/metrics', TOPICS, { asOf }), placeholderData: keepPreviousData });
}

/** The company's own today: its clock may be hours from the reader's. */
export function useToday(): string | undefined {
  return useMetrics(undefined).data?.asOf;
}

const spanBefore = (asOf: AsOf, days: number): Query =>
  asOf === undefined ? {} : { from: addDays(asOf, 1 - days), to: asOf };

/** The days that end with the given one; `keys` all when left out. */
export function useTrends(asOf: AsOf, keys?: readonly string[]) {
  const { api } = useSession();
  const query = { key: keys?.join(','), ...spanBefore(asOf, TREND_DAYS) };
  return useQuery({
    ...ask<MetricHistory>(api, '/metrics/history', TOPICS, query),
    placeholderData: keepPreviousData,
  });
}

export function useHistory(key: string, from: string | undefined, to: string | undefined) {
  const { api } = useSession();
  return useQuery({
    ...ask<MetricHistory>(api, '/metrics/history', TOPICS, { key, from, to }),
    placeholderData: keepPreviousData,
  });
}

export function useSegments(asOf: AsOf) {
  const { api } = useSession();
  return useQuery({ ...ask<Segments>(api, '/segments', TOPICS, { asOf }), placeholderData: keepPreviousData });
}

export function useFlows(asOf: AsOf) {
  const { api } = useSession();
  return useQuery({
    ...ask<SegmentFlows>(api, '/segments/flows', TOPICS, spanBefore(asOf, FLOW_DAYS)),
    placeholderData: keepPreviousData,
  });
}

export function useMoves(query: Query) {
  const { api } = useSession();
  return useQuery(askPage<Page<SegmentMove>>(api, '/segments/moves', TOPICS, query));
}

export function useCohorts(asOf: AsOf) {
  const { api } = useSession();
  return useQuery({ ...ask<Cohorts>(api, '/metrics/cohorts', TOPICS, { asOf }), placeholderData: keepPreviousData });
}

export function useTrialFunnel(asOf: AsOf) {
  const { api } = useSession();
  return useQuery({
    ...ask<TrialFunnel>(api, '/metrics/trial-funnel', TOPICS, { asOf }),
    placeholderData: keepPreviousData,
  });
}

export function useActivity(from: string | undefined, to: string | undefined, by: Activity['by']) {
  const { api } = useSession();
  return useQuery({
    ...ask<Activity>(api, '/metrics/activity', TOPICS, { from, to, by }),
    placeholderData: keepPreviousData,
  });
}
