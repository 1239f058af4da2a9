/** Routes of messages on their way, and the number they leave from. */

import { companyPath, reasonRequest } from '../common.ts';
import * as delivery from '../delivery.ts';
import { company, idPath, type RouteContract } from './route-contract.ts';

const message = companyPath.extend({ messageId: idPath });
const outbox = companyPath.extend({ outboxId: idPath });

export const deliveryRoutes = {
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
} as const satisfies Record<string, RouteContract>;
