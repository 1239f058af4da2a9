/** Routes of what the copies mean: today, clients, segments. */

import { asOfQuery, companyPath } from '../common.ts';
import * as insight from '../insight.ts';
import { company, idPath, type RouteContract } from './route-contract.ts';

const client = companyPath.extend({ clientId: idPath });

export const insightRoutes = {
  today: {
    method: 'get',
    path: `${company}/today`,
    summary: 'What needs a person now, and what is working',
    params: companyPath,
    response: insight.today,
  },
  health: {
    method: 'get',
    path: `${company}/health`,
    summary: 'The state of the whole, for the dot and the counters',
    params: companyPath,
    response: insight.health,
  },
  listClients: {
    method: 'get',
    path: `${company}/clients`,
    summary: 'Clients with their facts',
    params: companyPath,
    query: insight.clientsQuery,
    response: insight.clientPage,
  },
  getClient: {
    method: 'get',
    path: `${company}/clients/{clientId}`,
    summary: 'One person',
    params: client,
    response: insight.clientDetail,
  },
  clientTimeline: {
    method: 'get',
    path: `${company}/clients/{clientId}/timeline`,
    summary: 'One person’s story, newest first',
    params: client,
    query: insight.timelineQuery,
    response: insight.timelinePage,
  },
  segments: {
    method: 'get',
    path: `${company}/segments`,
    summary: 'How many clients are in each segment',
    params: companyPath,
    query: asOfQuery,
    response: insight.segments,
  },
} as const satisfies Record<string, RouteContract>;
