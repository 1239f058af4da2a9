/** How the copy of the booking platform is doing, and a cycle by hand. */

import type { ApiDeps } from '../deps.ts';
import { companyRoute, type Route } from '../route.ts';

export function syncRoutes(deps: ApiDeps): Route[] {
  return [
    companyRoute('syncState', 'see_company', ({ scope, at }) => deps.views.sync(scope, at)),
    companyRoute('startSync', 'start_sync', ({ scope }) => deps.sync.start(scope)),
  ];
}
