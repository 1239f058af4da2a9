/** The outbox as a whole, and what a month may cost. */

import { routes } from '../../contracts/http/routes.ts';
import type { ApiDeps } from '../deps.ts';
import { companyRoute, type Route } from '../route.ts';
import { VersionConflict } from '../version-conflict.ts';

export function outboxRoutes({ outbox, budget }: ApiDeps): Route[] {
  return [
    companyRoute('outboxCounts', 'see_company', ({ scope, at }) => outbox.counts(scope, at)),

    companyRoute('settleOutbox', 'settle_outbox', async ({ scope, body, idempotencyKey, at }) => {
      const { ids, settlement, reason } = body;
      return outbox.settleMany(scope, ids, {
        settlement,
        at,
        ...(reason === undefined ? {} : { reason }),
        ...(idempotencyKey === null ? {} : { onceKey: idempotencyKey }),
      });
    }),

    companyRoute('getBudget', 'see_settings', ({ scope, at }) => budget.budget(scope, at)),

    companyRoute('putBudget', 'change_settings', async ({ scope, body, at }) => {
      const changed = await budget.change(scope, body, at);
      if (changed.outcome === 'conflict') throw new VersionConflict(routes.putBudget.response.parse(changed.current));
      return changed.budget;
    }),
  ];
}
