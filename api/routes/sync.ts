/** How the copy of the booking platform is doing; cycles and rebuilds by hand; what was set aside. */

import type { Scope } from '../../domain/access/scope.ts';
import type { ApiDeps } from '../deps.ts';
import { companyRoute, type Route } from '../route.ts';

/** The raw form of a row holds people as the platform knows them: for those who answer for the data. */
const seesPayload = ({ actor }: Scope): boolean =>
  actor.kind === 'user' && (actor.role === 'owner' || actor.role === 'manager');

export function syncRoutes({ views, sync }: ApiDeps): Route[] {
  return [
    companyRoute('syncState', 'see_company', ({ scope, at }) => views.sync(scope, at)),
    companyRoute('startSync', 'start_sync', ({ scope }) => sync.start(scope)),
    companyRoute('startRebuild', 'start_sync', ({ scope }) => sync.startRebuild(scope)),
    companyRoute('pauseRebuild', 'start_sync', async ({ scope }) => {
      await sync.pauseRebuild(scope);
      return views.rebuild(scope);
    }),
    companyRoute('resumeRebuild', 'start_sync', async ({ scope }) => {
      await sync.resumeRebuild(scope);
      return views.rebuild(scope);
    }),
    companyRoute('listQuarantined', 'see_company', ({ scope, query }) =>
      views.quarantined(scope, query, { withPayload: seesPayload(scope) }),
    ),
    companyRoute('retryQuarantined', 'start_sync', async ({ scope, params, at }) => {
      const outcome = await sync.retry(scope, params.quarantinedId, at);
      const row = await views.quarantinedRow(scope, params.quarantinedId, { withPayload: seesPayload(scope) });
      return { outcome, row };
    }),
    companyRoute('retryAllQuarantined', 'start_sync', ({ scope, at }) => sync.retryAll(scope, at)),
    companyRoute('syncWebhook', 'change_settings', ({ scope }) => sync.webhook(scope)),
    companyRoute('renewSyncWebhook', 'change_settings', ({ scope }) => sync.renewWebhook(scope)),
  ];
}
