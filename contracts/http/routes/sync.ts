/** Routes of the copy of the booking platform. */

import { companyPath, startedWorkflow } from '../common.ts';
import * as sync from '../sync.ts';
import { company, idPath, type RouteContract } from './route-contract.ts';

const quarantined = companyPath.extend({ quarantinedId: idPath });

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
    summary: 'Start a cycle now, also after the platform refused the credentials',
    params: companyPath,
    status: 202,
    response: startedWorkflow,
  },
  startRebuild: {
    method: 'post',
    path: `${company}/sync/rebuild`,
    summary: 'Read everything again and repair what differs',
    params: companyPath,
    status: 202,
    response: startedWorkflow,
  },
  pauseRebuild: {
    method: 'post',
    path: `${company}/sync/rebuild/pause`,
    summary: 'Stop the rebuild after its current page',
    params: companyPath,
    response: sync.rebuild,
  },
  resumeRebuild: {
    method: 'post',
    path: `${company}/sync/rebuild/resume`,
    summary: 'Go on with the rebuild',
    params: companyPath,
    response: sync.rebuild,
  },
  listQuarantined: {
    method: 'get',
    path: `${company}/sync/quarantine`,
    summary: 'Rows of the platform that could not be understood',
    params: companyPath,
    query: sync.quarantineQuery,
    response: sync.quarantinePage,
  },
  retryQuarantined: {
    method: 'post',
    path: `${company}/sync/quarantine/{quarantinedId}/retry`,
    summary: 'Read one of them again, from its raw form and then from the platform',
    params: quarantined,
    response: sync.retriedRow,
  },
  retryAllQuarantined: {
    method: 'post',
    path: `${company}/sync/quarantine/retry-all`,
    summary: 'Read all of them again',
    params: companyPath,
    response: sync.retriedAll,
  },
  syncWebhook: {
    method: 'get',
    path: `${company}/sync/webhook`,
    summary: 'The address for the booking platform’s webhooks, with the company’s secret in it',
    params: companyPath,
    response: sync.syncWebhook,
  },
  renewSyncWebhook: {
    method: 'post',
    path: `${company}/sync/webhook/renew`,
    summary: 'Another secret in that address; the old one is refused from now on',
    params: companyPath,
    response: sync.syncWebhook,
  },
} as const satisfies Record<string, RouteContract>;
