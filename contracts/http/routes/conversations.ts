/** Routes of what a client and the company say to each other. */

import { companyPath } from '../common.ts';
import * as conversations from '../conversations.ts';
import * as delivery from '../delivery.ts';
import { company, idPath, type RouteContract } from './route-contract.ts';

const conversation = companyPath.extend({ conversationId: idPath });

export const conversationsRoutes = {
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
  linkConversation: {
    method: 'post',
    path: `${company}/conversations/{conversationId}/link`,
    summary: 'Whose number it is, where no card has it',
    params: conversation,
    body: conversations.linkRequest,
    response: conversations.conversationDetail,
  },
  ignoreConversation: {
    method: 'post',
    path: `${company}/conversations/{conversationId}/ignore`,
    summary: 'Leave a stranger alone until they write again',
    params: conversation,
    response: conversations.conversationDetail,
  },
  unignoreConversation: {
    method: 'post',
    path: `${company}/conversations/{conversationId}/unignore`,
    summary: 'Back into the list',
    params: conversation,
    response: conversations.conversationDetail,
  },
  decideConversationHold: {
    method: 'post',
    path: `${company}/conversations/{conversationId}/decide-hold`,
    summary: 'Whether ambiguous words were a no',
    params: conversation,
    body: conversations.holdRequest,
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
} as const satisfies Record<string, RouteContract>;
