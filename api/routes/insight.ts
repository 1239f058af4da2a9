/** Today, the health dot, and the numbers: as of a day, over time, by cohort, along the funnel, in and between segments. */

import { HISTORY_KEYS } from '../../contracts/http/metrics.ts';
import type { Scope } from '../../domain/access/scope.ts';
import { RuleBroken } from '../../domain/errors.ts';
import { daysBefore, isTooLong, lastMonths, lastWeeks } from '../../domain/insight/stretches.ts';
import type { ApiDeps } from '../deps.ts';
import { companyRoute, type Route } from '../route.ts';
import { dayOf } from './day.ts';

/** What is shown when nobody says how much. */
const HISTORY_DAYS = 90;
const FLOW_DAYS = 30;

export function insightRoutes(deps: ApiDeps): Route[] {
  const { views } = deps;

  /** The last day asked about, which is not in the future, and the first: the asked one, or so many days up to the last. */
  async function spanOf(
    scope: Scope,
    query: { from?: string | undefined; to?: string | undefined },
    at: Date,
    firstDay: (to: string) => string,
  ): Promise<{ from: string; to: string }> {
    const to = await dayOf(views, scope, query.to, at);
    const from = query.from ?? firstDay(to);
    if (from > to) throw new RuleBroken('as_of_in_future', 'invalid', { today: to });
    return { from, to };
  }

  return [
    companyRoute('today', 'see_company', ({ scope, at }) => views.today(scope, at)),
    companyRoute('health', 'see_people', async ({ scope, at }) => {
      const [own, notReady] = await Promise.all([views.health(scope, at), deps.readiness()]);
      const away = notReady.map(({ part, why }) => ({
        code: part,
        level: 'trouble' as const,
        detail: why,
        since: null,
      }));
      return away.length === 0 ? own : { ...own, state: 'trouble' as const, problems: [...away, ...own.problems] };
    }),
    companyRoute('segments', 'see_company', async ({ scope, query, at }) => {
      const asOf = await dayOf(views, scope, query.asOf, at);
      return { asOf, segments: await views.segments(scope, asOf) };
    }),
    companyRoute('segmentMoves', 'see_people', ({ scope, query }) => views.segmentMoves(scope, query)),
    companyRoute('segmentFlows', 'see_company', async ({ scope, query, at }) =>
      views.segmentFlows(scope, await spanOf(scope, query, at, (to) => daysBefore(to, FLOW_DAYS - 1))),
    ),
    companyRoute('metrics', 'see_company', async ({ scope, query, at }) => {
      const asOf = await dayOf(views, scope, query.asOf, at);
      return { asOf, ...(await views.metrics(scope, asOf)) };
    }),
    companyRoute('metricHistory', 'see_company', async ({ scope, query, at }) => {
      const [today, span] = await Promise.all([
        views.localDate(scope, at),
        spanOf(scope, query, at, (to) => daysBefore(to, HISTORY_DAYS - 1)),
      ]);
      const keys = query.key && query.key.length > 0 ? [...new Set(query.key)] : HISTORY_KEYS;
      return views.metricHistory(scope, { ...span, keys, today });
    }),
    companyRoute('cohorts', 'see_company', async ({ scope, query, at }) =>
      views.cohorts(scope, await dayOf(views, scope, query.asOf, at)),
    ),
    companyRoute('trialFunnel', 'see_company', async ({ scope, query, at }) =>
      views.trialFunnel(scope, await dayOf(views, scope, query.asOf, at)),
    ),
    companyRoute('activity', 'see_company', async ({ scope, query, at }) => {
      const span = await spanOf(scope, query, at, query.by === 'month' ? lastMonths : lastWeeks);
      if (isTooLong(span, query.by)) throw new RuleBroken('span_too_long', 'invalid');
      return views.activity(scope, { ...span, by: query.by });
    }),
  ];
}
