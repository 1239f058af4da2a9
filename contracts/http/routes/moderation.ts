/** Routes of a person says yes or no. */

import { companyPath } from '../common.ts';
import * as delivery from '../delivery.ts';
import * as moderation from '../moderation.ts';
import { company, idPath, type RouteContract } from './route-contract.ts';

const message = companyPath.extend({ messageId: idPath });

export const moderationRoutes = {
  listApprovals: {
    method: 'get',
    path: `${company}/approvals`,
    summary: 'Messages that wait for a person, oldest first',
    params: companyPath,
    query: moderation.approvalsQuery,
    response: moderation.approvalPage,
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
  snoozeMessage: {
    method: 'post',
    path: `${company}/messages/{messageId}/snooze`,
    summary: 'Put it off: it comes back by itself, before it expires',
    params: message,
    body: moderation.snoozeRequest,
    response: delivery.messageDetail,
  },
  wakeMessage: {
    method: 'post',
    path: `${company}/messages/{messageId}/wake`,
    summary: 'Bring it back before its time',
    params: message,
    response: delivery.messageDetail,
  },
  translateMessage: {
    method: 'post',
    path: `${company}/messages/{messageId}/translate`,
    summary: 'Have it translated for those who decide; the translation follows in a moment',
    params: message,
    body: moderation.translateRequest,
    response: delivery.messageDetail,
  },
} as const satisfies Record<string, RouteContract>;
