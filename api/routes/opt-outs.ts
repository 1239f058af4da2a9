/** Opt-outs: listed, recorded, taken back, brought along. */

import { readOptOuts } from '../../domain/delivery/opt-out-import.ts';
import type { ApiDeps } from '../deps.ts';
import { companyRoute, type Route } from '../route.ts';

const MOST_NAMED = 500;

export function optOutRoutes({ optOuts, views }: Pick<ApiDeps, 'optOuts' | 'views'>): Route[] {
  return [
    companyRoute('listOptOuts', 'see_people', ({ scope, query }) => optOuts.list(scope, query)),
    companyRoute('importOptOuts', 'write_messages', async ({ scope, body: { text, isPreview }, at }) => {
      const { lines, bad } = readOptOuts(text, { country: await optOuts.country(scope), at });
      const { stored, known, staff } = await optOuts.import(scope, lines, { isPreview, at });
      const left = [...bad, ...staff.map((line) => ({ line, reason: 'staff_number' as const }))].toSorted(
        (a, b) => a.line - b.line,
      );
      return { isPreview, stored, known, bad: left.slice(0, MOST_NAMED), badCount: left.length };
    }),
    /** Looking first keeps other companies' and other specialists' clients out of reach. */
    companyRoute('optOutClient', 'approve', async ({ scope, params: { clientId }, body, at }) => {
      await views.client(scope, clientId, at);
      await optOuts.record(scope, clientId, body.reason ?? null, at);
      return views.client(scope, clientId, at);
    }),
    companyRoute('optInClient', 'write_messages', async ({ scope, params: { clientId }, body, at }) => {
      await views.client(scope, clientId, at);
      await optOuts.lift(scope, clientId, body.reason, at);
      return views.client(scope, clientId, at);
    }),
  ];
}
