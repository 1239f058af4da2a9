/** Today, the health dot, clients with their timelines, and segments. */

import { RuleBroken } from '../../domain/errors.ts';
import { SEGMENTS } from '../../domain/insight/segments.ts';
import type { ApiDeps } from '../deps.ts';
import { companyRoute, type Route } from '../route.ts';
import { dayOf } from './day.ts';

export function insightRoutes(deps: ApiDeps): Route[] {
  return [
    companyRoute('today', 'see_company', ({ scope, at }) => deps.views.today(scope, at)),
    companyRoute('health', 'see_people', async ({ scope, at }) => {
      const [own, notReady] = await Promise.all([deps.views.health(scope, at), deps.readiness()]);
      const away = notReady.map(({ part, why }) => ({
        code: part,
        level: 'trouble' as const,
        detail: why,
        since: null,
      }));
      return away.length === 0 ? own : { ...own, state: 'trouble' as const, problems: [...away, ...own.problems] };
    }),
    companyRoute('listClients', 'see_people', ({ scope, query, at }) => deps.views.clients(scope, query, at)),
    companyRoute('getClient', 'see_people', ({ scope, params, at }) => deps.views.client(scope, params.clientId, at)),
    companyRoute('clientTimeline', 'see_people', ({ scope, params, query }) =>
      deps.views.timeline(scope, params.clientId, query),
    ),
    companyRoute('segments', 'see_company', async ({ scope, query, at }) => {
      const asOf = await dayOf(deps.views, scope, query.asOf, at);
      const counted = await deps.views.segments(scope, asOf);
      return { asOf, segments: everySegment(counted) };
    }),
    companyRoute('segmentMoves', 'see_people', notThere),
    companyRoute('segmentFlows', 'see_company', notThere),
    companyRoute('metrics', 'see_company', notThere),
    companyRoute('metricHistory', 'see_company', notThere),
    companyRoute('cohorts', 'see_company', notThere),
    companyRoute('trialFunnel', 'see_company', notThere),
    companyRoute('activity', 'see_company', notThere),
  ];
}

function notThere(): never {
  throw new RuleBroken('not_there_yet', 'not_found');
}

type Counts = Record<(typeof SEGMENTS)[number], number>;
const everySegment = (counted: Record<string, number>): Counts =>
  Object.fromEntries(SEGMENTS.map((segment) => [segment, counted[segment] ?? 0])) as Counts;
