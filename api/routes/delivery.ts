/** Messages, the outbox, the number's health, the stop button and the delivery mode. */

import type { ApiDeps } from '../deps.ts';
import { companyRoute, type Route } from '../route.ts';

export function deliveryRoutes(deps: ApiDeps): Route[] {
  const { views, delivery, settings } = deps;
  return [
    companyRoute('listMessages', 'see_people', ({ scope, query }) => views.messages(scope, query)),
    companyRoute('getMessage', 'see_people', ({ scope, params }) => views.message(scope, params.messageId)),
    companyRoute('writeMessage', 'write_messages', async ({ scope, body, idempotencyKey, at }) => {
      const { messageId } = await delivery.write(scope, { ...body, requestKey: idempotencyKey }, at);
      return views.message(scope, messageId);
    }),

    companyRoute('listOutbox', 'see_company', ({ scope, query, at }) => views.outbox(scope, query, at)),
    companyRoute('retryOutbox', 'settle_outbox', async ({ scope, params, body, idempotencyKey, at }) => {
      await delivery.retry(scope, params.outboxId, { reason: body.reason ?? null, onceKey: idempotencyKey }, at);
      return views.outboxItem(scope, params.outboxId, at);
    }),
    companyRoute('closeOutbox', 'settle_outbox', async ({ scope, params, body, at }) => {
      await delivery.close(scope, params.outboxId, body, at);
      return views.outboxItem(scope, params.outboxId, at);
    }),

    companyRoute('accountHealth', 'see_company', ({ scope, at }) => views.accountHealth(scope, at)),
    companyRoute('sendingState', 'see_people', ({ scope }) => settings.sendingState(scope)),
    companyRoute('stopSending', 'stop_sending', async ({ scope, body, at }) => {
      await settings.stopSending(scope, body.reason, at);
      return settings.sendingState(scope);
    }),
    companyRoute('resumeSending', 'stop_sending', async ({ scope, body }) => {
      await settings.resumeSending(scope, body.reason);
      return settings.sendingState(scope);
    }),
    companyRoute('setDeliveryMode', 'change_delivery_mode', ({ scope, body, at }) => delivery.setMode(scope, body, at)),
  ];
}
