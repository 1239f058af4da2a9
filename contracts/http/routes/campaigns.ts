/** Routes of whom to write to: candidates, runs, reactivations, rules. */

import { asOfQuery, companyPath, startedWorkflow } from '../common.ts';
import * as campaigns from '../campaigns.ts';
import { company, idPath, type RouteContract } from './route-contract.ts';

const reactivation = companyPath.extend({ reactivationId: idPath });
const run = companyPath.extend({ runId: idPath });
const client = companyPath.extend({ clientId: idPath });
const service = companyPath.extend({ serviceId: idPath });

export const campaignsRoutes = {
  candidates: {
    method: 'get',
    path: `${company}/reactivation/candidates`,
    summary: 'Dry run: who would be contacted and why, who not and why',
    params: companyPath,
    query: campaigns.candidatesQuery,
    response: campaigns.candidates,
  },
  scenarioCandidates: {
    method: 'get',
    path: `${company}/scenarios/candidates`,
    summary: 'Dry run of the five scenarios: who would be written to and why, who not and why',
    params: companyPath,
    query: asOfQuery,
    response: campaigns.scenarioCandidates,
  },
  clientDue: {
    method: 'get',
    path: `${company}/clients/{clientId}/due`,
    summary: 'Why this person is due for a message, or why not',
    params: client,
    query: campaigns.clientDueQuery,
    response: campaigns.clientDue,
  },
  startRun: {
    method: 'post',
    path: `${company}/reactivation/runs`,
    summary: 'Start today’s run by hand',
    params: companyPath,
    status: 202,
    response: campaigns.startedRun,
  },
  listRuns: {
    method: 'get',
    path: `${company}/reactivation/runs`,
    summary: 'Daily runs, newest first',
    params: companyPath,
    query: campaigns.runsQuery,
    response: campaigns.runPage,
  },
  getRun: {
    method: 'get',
    path: `${company}/reactivation/runs/{runId}`,
    summary: 'One run',
    params: run,
    response: campaigns.run,
  },
  listReactivations: {
    method: 'get',
    path: `${company}/reactivations`,
    summary: 'People being won back, and how it ended',
    params: companyPath,
    query: campaigns.reactivationsQuery,
    response: campaigns.reactivationPage,
  },
  getReactivation: {
    method: 'get',
    path: `${company}/reactivations/{reactivationId}`,
    summary: 'One person’s weeks',
    params: reactivation,
    response: campaigns.reactivationDetail,
  },
  pauseReactivation: {
    method: 'post',
    path: `${company}/reactivations/{reactivationId}/pause`,
    summary: 'No attempts until a date, or until resumed',
    params: reactivation,
    body: campaigns.pauseRequest,
    response: campaigns.reactivationDetail,
  },
  resumeReactivation: {
    method: 'post',
    path: `${company}/reactivations/{reactivationId}/resume`,
    summary: 'Go on',
    params: reactivation,
    response: campaigns.reactivationDetail,
  },
  cancelReactivation: {
    method: 'post',
    path: `${company}/reactivations/{reactivationId}/cancel`,
    summary: 'End it; unsent messages are not sent',
    params: reactivation,
    response: campaigns.reactivationDetail,
  },
  listDecisions: {
    method: 'get',
    path: `${company}/decisions`,
    summary: 'Why this client got this, or not',
    params: companyPath,
    query: campaigns.decisionsQuery,
    response: campaigns.decisionPage,
  },
  listServiceRules: {
    method: 'get',
    path: `${company}/services`,
    summary: 'Services with their reactivation rules',
    params: companyPath,
    query: campaigns.serviceRulesQuery,
    response: campaigns.serviceRulePage,
  },
  getServiceRule: {
    method: 'get',
    path: `${company}/services/{serviceId}/rule`,
    summary: 'One service’s rule',
    params: service,
    response: campaigns.serviceRule,
  },
  putServiceRule: {
    method: 'put',
    path: `${company}/services/{serviceId}/rule`,
    summary: 'Change it; a newer version answers 409 with both',
    params: service,
    body: campaigns.ruleUpdate,
    response: campaigns.serviceRule,
  },
  suggestInterval: {
    method: 'post',
    path: `${company}/services/{serviceId}/rule/suggest`,
    summary: 'Ask the model for this service’s interval; the suggestion waits for a manager’s yes',
    params: service,
    status: 202,
    response: startedWorkflow,
  },
  suggestIntervals: {
    method: 'post',
    path: `${company}/services/suggest-intervals`,
    summary: 'Ask the model for the intervals of all services that nothing better is known about',
    params: companyPath,
    status: 202,
    response: startedWorkflow,
  },
} as const satisfies Record<string, RouteContract>;
