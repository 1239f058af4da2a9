/** Every route that takes or answers JSON: the API mounts these, the OpenAPI document is made from them, the admin UI calls them. */

import { z } from 'zod';
import * as access from './access.ts';
import * as campaigns from './campaigns.ts';
import { asOfQuery, companyPath, reasonRequest, startedWorkflow } from './common.ts';
import * as conversations from './conversations.ts';
import * as delivery from './delivery.ts';
import * as insight from './insight.ts';
import * as moderation from './moderation.ts';
import * as sync from './sync.ts';

export interface RouteContract {
  method: 'get' | 'post' | 'put' | 'delete';
  /** With `{name}` for parameters, as OpenAPI writes them. */
  path: string;
  summary: string;
  /** No session is needed. */
  isPublic?: true;
  params?: z.ZodObject;
  query?: z.ZodObject;
  body?: z.ZodType;
  /** Null: 204, nothing to say. */
  response: z.ZodType | null;
  /** Of success, when it is not 200 (or 204 without a response). */
  status?: 201 | 202;
  /** Takes an `Idempotency-Key` header: a repeat with the same key sends nothing twice. */
  takesIdempotencyKey?: true;
}

const company = '/api/companies/{companyId}';
const number = z.coerce.number().int().positive();
const client = companyPath.extend({ clientId: number });
const message = companyPath.extend({ messageId: number });
const conversation = companyPath.extend({ conversationId: number });
const outbox = companyPath.extend({ outboxId: number });
const reactivation = companyPath.extend({ reactivationId: number });
const run = companyPath.extend({ runId: number });
const service = companyPath.extend({ serviceId: number });

export const routes = {
  signIn: {
    method: 'post',
    path: '/api/session',
    summary: 'Sign in; five tries a minute and address',
    isPublic: true,
    body: access.signInRequest,
    response: access.session,
  },
  signOut: { method: 'delete', path: '/api/session', summary: 'Sign out', isPublic: true, response: null },
  whoAmI: {
    method: 'get',
    path: '/api/session',
    summary: 'Who is signed in, and in which companies',
    response: access.session,
  },
  setLanguage: {
    method: 'put',
    path: '/api/session/language',
    summary: 'The language of the pages for this user',
    body: access.languageRequest,
    response: access.session,
  },
  systemLinks: {
    method: 'get',
    path: '/api/system/links',
    summary: 'Where the other pages of this installation are',
    response: access.systemLinks,
  },

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

  candidates: {
    method: 'get',
    path: `${company}/reactivation/candidates`,
    summary: 'Dry run: who would be contacted and why, who not and why',
    params: companyPath,
    query: asOfQuery,
    response: campaigns.candidates,
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

  listApprovals: {
    method: 'get',
    path: `${company}/approvals`,
    summary: 'Messages that wait for a person, oldest first',
    params: companyPath,
    query: moderation.approvalsQuery,
    response: moderation.approvalPage,
  },
  listMessages: {
    method: 'get',
    path: `${company}/messages`,
    summary: 'Messages',
    params: companyPath,
    query: delivery.messagesQuery,
    response: delivery.messagePage,
  },
  writeMessage: {
    method: 'post',
    path: `${company}/messages`,
    summary: 'Write to a client by hand',
    params: companyPath,
    body: delivery.writeRequest,
    status: 201,
    response: delivery.messageDetail,
    takesIdempotencyKey: true,
  },
  getMessage: {
    method: 'get',
    path: `${company}/messages/{messageId}`,
    summary: 'One message with its events',
    params: message,
    response: delivery.messageDetail,
  },
  approveMessage: {
    method: 'post',
    path: `${company}/messages/{messageId}/approve`,
    summary: 'Let it go',
    params: message,
    body: moderation.approveRequest,
    response: delivery.messageDetail,
    takesIdempotencyKey: true,
  },
  rejectMessage: {
    method: 'post',
    path: `${company}/messages/{messageId}/reject`,
    summary: 'Do not send it',
    params: message,
    body: moderation.rejectRequest,
    response: delivery.messageDetail,
  },
  editMessage: {
    method: 'post',
    path: `${company}/messages/{messageId}/edit`,
    summary: 'Change its free words',
    params: message,
    body: moderation.editRequest,
    response: delivery.messageDetail,
  },
  rewriteMessage: {
    method: 'post',
    path: `${company}/messages/{messageId}/rewrite`,
    summary: 'Have it written again',
    params: message,
    body: moderation.rewriteRequest,
    response: delivery.messageDetail,
  },
  listConversations: {
    method: 'get',
    path: `${company}/conversations`,
    summary: 'Conversations, newest first',
    params: companyPath,
    query: conversations.conversationsQuery,
    response: conversations.conversationPage,
  },
  getConversation: {
    method: 'get',
    path: `${company}/conversations/{conversationId}`,
    summary: 'One conversation with everything said',
    params: conversation,
    response: conversations.conversationDetail,
  },
  conversationSeen: {
    method: 'post',
    path: `${company}/conversations/{conversationId}/seen`,
    summary: 'A person has looked; it no longer calls for one',
    params: conversation,
    response: conversations.conversationDetail,
  },
  takeOverConversation: {
    method: 'post',
    path: `${company}/conversations/{conversationId}/take-over`,
    summary: 'A person answers from here on, the product does not',
    params: conversation,
    response: conversations.conversationDetail,
  },
  giveBackConversation: {
    method: 'post',
    path: `${company}/conversations/{conversationId}/give-back`,
    summary: 'The product answers again',
    params: conversation,
    response: conversations.conversationDetail,
  },
  answerConversation: {
    method: 'post',
    path: `${company}/conversations/{conversationId}/answer`,
    summary: 'Write into it while the 24-hour window is open',
    params: conversation,
    body: conversations.answerRequest,
    status: 201,
    response: delivery.messageDetail,
    takesIdempotencyKey: true,
  },
  listOutbox: {
    method: 'get',
    path: `${company}/outbox`,
    summary: 'What is on its way, and what got stuck',
    params: companyPath,
    query: delivery.outboxQuery,
    response: delivery.outboxPage,
  },
  retryOutbox: {
    method: 'post',
    path: `${company}/outbox/{outboxId}/retry`,
    summary: 'Send again',
    params: outbox,
    body: delivery.retryRequest,
    response: delivery.outboxItem,
    takesIdempotencyKey: true,
  },
  closeOutbox: {
    method: 'post',
    path: `${company}/outbox/{outboxId}/close`,
    summary: 'Say what happened, send nothing',
    params: outbox,
    body: delivery.closeRequest,
    response: delivery.outboxItem,
  },
  accountHealth: {
    method: 'get',
    path: `${company}/account-health`,
    summary: 'The WhatsApp number: warm-up, limits, what is used of them',
    params: companyPath,
    response: delivery.accountHealth,
  },
  sendingState: {
    method: 'get',
    path: `${company}/sending`,
    summary: 'Is sending stopped, by whom and why',
    params: companyPath,
    response: delivery.sendingState,
  },
  stopSending: {
    method: 'post',
    path: `${company}/sending/stop`,
    summary: 'No send starts within a second',
    params: companyPath,
    body: reasonRequest,
    response: delivery.sendingState,
  },
  resumeSending: {
    method: 'post',
    path: `${company}/sending/resume`,
    summary: 'Send again',
    params: companyPath,
    body: reasonRequest,
    response: delivery.sendingState,
  },
  setDeliveryMode: {
    method: 'put',
    path: `${company}/delivery-mode`,
    summary: 'A person approves each message, or they go by themselves',
    params: companyPath,
    body: delivery.deliveryModeRequest,
    response: delivery.deliveryMode,
  },

  getSettings: {
    method: 'get',
    path: `${company}/settings`,
    summary: 'Settings',
    params: companyPath,
    response: access.settings,
  },
  putSettings: {
    method: 'put',
    path: `${company}/settings`,
    summary: 'Change them; a newer version answers 409 with both',
    params: companyPath,
    body: access.settingsUpdate,
    response: access.settings,
  },
  listAudit: {
    method: 'get',
    path: `${company}/audit`,
    summary: 'Every change and decision',
    params: companyPath,
    query: access.auditQuery,
    response: access.auditPage,
  },
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

export type RouteName = keyof typeof routes;
type Part<
  Name extends RouteName,
  Key extends 'params' | 'query' | 'body' | 'response',
> = (typeof routes)[Name] extends {
  [K in Key]: infer Schema extends z.ZodType;
}
  ? z.output<Schema>
  : undefined;
/** What a handler of this route is given, and what it answers. */
export type ParamsOf<Name extends RouteName> = Part<Name, 'params'>;
export type QueryOf<Name extends RouteName> = Part<Name, 'query'>;
export type BodyOf<Name extends RouteName> = Part<Name, 'body'>;
export type AnswerOf<Name extends RouteName> = Part<Name, 'response'>;
