/** Routes of what the copies mean: today, clients, segments. */

import { asOfQuery, companyPath } from '../common.ts';
import * as insight from '../insight.ts';
import * as metrics from '../metrics.ts';
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
  segmentMoves: {
    method: 'get',
    path: `${company}/segments/moves`,
    summary: 'Who went from which segment to which, newest first',
    params: companyPath,
    query: metrics.segmentMovesQuery,
    response: metrics.segmentMovePage,
  },
  segmentFlows: {
    method: 'get',
    path: `${company}/segments/flows`,
    summary: 'How many went from where to where; the last 30 days when no span is given',
    params: companyPath,
    query: metrics.segmentFlowsQuery,
    response: metrics.segmentFlows,
  },
  metrics: {
    method: 'get',
    path: `${company}/metrics`,
    summary: 'Every metric as of a day',
    params: companyPath,
    query: asOfQuery,
    response: metrics.metrics,
  },
  metricHistory: {
    method: 'get',
    path: `${company}/metrics/history`,
    summary: 'Metrics by day; the last 90 days when no span is given',
    params: companyPath,
    query: metrics.historyQuery,
    response: metrics.metricHistory,
  },
  cohorts: {
    method: 'get',
    path: `${company}/metrics/cohorts`,
    summary: 'Retention by month of first visit',
    params: companyPath,
    query: asOfQuery,
    response: metrics.cohorts,
  },
  trialFunnel: {
    method: 'get',
    path: `${company}/metrics/trial-funnel`,
    summary: 'From the first visit to the second, a membership, a habit',
    params: companyPath,
    query: asOfQuery,
    response: metrics.trialFunnel,
  },
  activity: {
    method: 'get',
    path: `${company}/metrics/activity`,
    summary: 'Visits, clients and revenue over a span; the last twelve weeks when none is given',
    params: companyPath,
    query: metrics.activityQuery,
    response: metrics.activity,
  },
} as const satisfies Record<string, RouteContract>;
