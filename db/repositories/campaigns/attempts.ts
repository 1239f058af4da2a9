/** An attempt begins: its message, to be written, and its own row, as the original specification keeps it. */

import type { Knex } from 'knex';
import { deliverMessageId } from '../../../contracts/workflows/delivery.ts';
import type { Scope } from '../../../domain/access/scope.ts';
import { SERVICE_REACTIVATION } from '../../../domain/campaigns/choose-people.ts';
import { discountFor } from '../../../domain/campaigns/next-step.ts';
import { addEvent } from '../delivery/add-event.ts';
import type { ReactivationRow } from './reactivation-row.ts';

const USUAL_DISCOUNTS = [10, 15, 20];

/** The reactivation's row is locked by the caller, and each attempt is unique in both tables. */
export async function createAttempt(
  trx: Knex,
  scope: Scope,
  row: ReactivationRow,
  number: number,
  at: string,
): Promise<void> {
  const discount = discountFor(row.facts.discounts ?? USUAL_DISCOUNTS, number);
  const reasons = [...row.reasons, { code: 'attempt', attempt: number, discount }];
  const [message] = await trx('messages')
    .insert({
      company_id: scope.companyId,
      client_id: row.clientId,
      phone: row.phone,
      scenario: SERVICE_REACTIVATION,
      service_id: row.serviceId,
      reactivation_id: row.id,
      attempt: number,
      kind: 'template',
      mode: row.mode,
      discount_percent: discount > 0 ? discount : null,
      reasons: JSON.stringify(reasons),
      workflow_id: '',
      created_at: at,
      updated_at: at,
    })
    .returning<{ id: number }[]>('id');
  if (!message) throw new Error('a message was not inserted');
  await trx('messages')
    .where({ company_id: scope.companyId, id: message.id })
    .update({ workflow_id: deliverMessageId(message.id) });
  await trx('reactivation_campaigns').insert({
    reactivation_id: row.id,
    company_id: scope.companyId,
    client_phone: row.phone,
    client_id: row.clientId,
    service_id: row.serviceId,
    attempt_number: number,
    message_id: message.id,
    discount_offered: discount > 0 ? discount : null,
    created_at: at,
    updated_at: at,
  });
  await trx('campaign_decisions')
    .where({ company_id: scope.companyId, reactivation_id: row.id, decision: 'chosen', message_id: null })
    .update({ message_id: message.id });
  await addEvent(trx, scope, message.id, 'created', { attempt: number, discount }, new Date(at), 'created');
}
