/** Routes of who does not want to be written to. */

import { companyPath } from '../common.ts';
import * as insight from '../insight.ts';
import * as optOuts from '../opt-outs.ts';
import { company, idPath, type RouteContract } from './route-contract.ts';

const client = companyPath.extend({ clientId: idPath });

export const optOutsRoutes = {
  listOptOuts: {
    method: 'get',
    path: `${company}/opt-outs`,
    summary: 'Who does not want to be written to, with source and time',
    params: companyPath,
    query: optOuts.optOutsQuery,
    response: optOuts.optOutPage,
  },
  importOptOuts: {
    method: 'post',
    path: `${company}/opt-outs/import`,
    summary: 'Earlier opt-outs as a list; a preview stores nothing, bad lines are named',
    params: companyPath,
    body: optOuts.optOutImport,
    bodyLimitMb: 2,
    response: optOuts.optOutImported,
  },
  optOutClient: {
    method: 'post',
    path: `${company}/clients/{clientId}/opt-out`,
    summary: 'They told a person that they want no messages',
    params: client,
    body: optOuts.optOutRequest,
    response: insight.clientDetail,
  },
  optInClient: {
    method: 'post',
    path: `${company}/clients/{clientId}/opt-in`,
    summary: 'They want messages again, and said how',
    params: client,
    body: optOuts.optInRequest,
    response: insight.clientDetail,
  },
} as const satisfies Record<string, RouteContract>;
