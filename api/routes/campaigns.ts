/** Reactivation: dry run, daily runs, one person's weeks, rules per service, decisions. */

import { routes } from '../../contracts/http/routes.ts';
import { mayDo } from '../../domain/access/permissions.ts';
import { candidatePage } from '../../domain/campaigns/candidate-page.ts';
import type { ApiDeps } from '../deps.ts';
import { companyRoute, type Route } from '../route.ts';
import { VersionConflict } from '../version-conflict.ts';
import { dayOf } from './day.ts';

export function campaignRoutes(deps: ApiDeps): Route[] {
  const { views, reactivations, rules } = deps;
  return [
    companyRoute('candidates', 'see_company', async ({ scope, query, at }) => {
      const asOf = await dayOf(views, scope, query.asOf, at);
      const found = await deps.candidates.candidates(scope, asOf);
      // Whoever may start runs has now seen what one would do.
      if (scope.actor.kind === 'user' && mayDo(scope.actor.role, 'run_campaigns'))
        await deps.settings.markDryRunSeen(scope, at);
      const { q, reason, page, pageSize } = query;
      const isPaged = [q, reason, page, pageSize].some((one) => one !== undefined);
      return isPaged
        ? { asOf, ...candidatePage(found, { q, reason, page: page ?? 1, pageSize: pageSize ?? 50 }) }
        : { asOf, ...found };
    }),
    companyRoute('scenarioCandidates', 'see_company', async ({ scope, query, at }) => {
      const asOf = await dayOf(views, scope, query.asOf, at);
      return { asOf, scenarios: await deps.due.scenarios(scope, asOf) };
    }),
    companyRoute('clientDue', 'see_people', async ({ scope, params, query, at }) => {
      const asOf = await dayOf(views, scope, query.asOf, at);
      return { asOf, ...(await deps.due.client(scope, params.clientId, asOf, { rank: query.rank === 'true' })) };
    }),
    companyRoute('startRun', 'run_campaigns', async ({ scope }) => {
      await deps.templates.mustBeReady(scope, 'service_reactivation', 'launch');
      return reactivations.startRun(scope);
    }),
    companyRoute('listRuns', 'see_company', ({ scope, query }) => views.runs(scope, query)),
    companyRoute('getRun', 'see_company', ({ scope, params }) => views.run(scope, params.runId)),

    companyRoute('listReactivations', 'see_people', ({ scope, query }) => views.reactivations(scope, query)),
    companyRoute('getReactivation', 'see_people', ({ scope, params }) =>
      views.reactivation(scope, params.reactivationId),
    ),
    companyRoute('pauseReactivation', 'run_campaigns', async ({ scope, params, body }) => {
      await views.reactivation(scope, params.reactivationId);
      await reactivations.pause(scope, params.reactivationId, body.until);
      return views.reactivation(scope, params.reactivationId);
    }),
    companyRoute('resumeReactivation', 'run_campaigns', async ({ scope, params }) => {
      await views.reactivation(scope, params.reactivationId);
      await reactivations.resume(scope, params.reactivationId);
      return views.reactivation(scope, params.reactivationId);
    }),
    companyRoute('cancelReactivation', 'run_campaigns', async ({ scope, params }) => {
      await views.reactivation(scope, params.reactivationId);
      await reactivations.cancel(scope, params.reactivationId);
      return views.reactivation(scope, params.reactivationId);
    }),

    companyRoute('listDecisions', 'see_company', ({ scope, query }) => views.decisions(scope, query)),

    companyRoute('listServiceRules', 'see_company', ({ scope, query }) => rules.list(scope, query)),
    companyRoute('getServiceRule', 'see_company', ({ scope, params }) => rules.rule(scope, params.serviceId)),
    companyRoute('suggestInterval', 'change_rules', async ({ scope, params }) => {
      await rules.rule(scope, params.serviceId);
      return deps.suggestions.start(scope, [params.serviceId]);
    }),
    companyRoute('suggestIntervals', 'change_rules', ({ scope }) => deps.suggestions.start(scope, null)),
    companyRoute('putServiceRule', 'change_rules', async ({ scope, params, body }) => {
      if (body.isActive && !(await rules.rule(scope, params.serviceId)).isActive)
        await deps.templates.mustBeReady(scope, 'service_reactivation', 'launch');
      const changed = await rules.change(scope, params.serviceId, body);
      if (changed.outcome === 'conflict')
        throw new VersionConflict(routes.putServiceRule.response.parse(changed.current));
      return changed.rule;
    }),
  ];
}
