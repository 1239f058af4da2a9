/** People: the list, one person, and their story. */

import type { ApiDeps } from '../deps.ts';
import { companyRoute, type Route } from '../route.ts';

export function clientRoutes({ views }: Pick<ApiDeps, 'views'>): Route[] {
  return [
    companyRoute('listClients', 'see_people', ({ scope, query, at }) => views.clients(scope, query, at)),
    companyRoute('getClient', 'see_people', ({ scope, params, at }) => views.client(scope, params.clientId, at)),
    companyRoute('clientTimeline', 'see_people', ({ scope, params, query }) =>
      views.timeline(scope, params.clientId, query),
    ),
  ];
}
