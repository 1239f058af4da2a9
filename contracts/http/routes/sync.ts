/** Routes of the copy of the booking platform. */

import { companyPath, startedWorkflow } from '../common.ts';
import * as sync from '../sync.ts';
import { company, type RouteContract } from './route-contract.ts';

export const syncRoutes = {
  syncState: {
    method: 'get',
    path: `${company}/sync`,
    summary: 'How the copy of the booking platform is doing',
    params: companyPath,
    response: sync.syncState,
  },
  startSync: {
    method: 'post',
    path: `${company}/sync`,
    summary: 'Start a cycle now',
    params: companyPath,
    status: 202,
    response: startedWorkflow,
  },
} as const satisfies Record<string, RouteContract>;
