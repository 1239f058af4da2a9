/** Rows that wait are looked at again now: a setting changed, a hold was lifted, sending was resumed. */

import type { Knex } from 'knex';
import type { Scope } from '../../../domain/access/scope.ts';

/** With a reason, only those that wait for this. Twice is harmless: they are judged once more. */
export async function releaseWaits(from: Knex, scope: Scope, at: Date, reason?: string): Promise<number> {
  const freed = await from('outbox_messages')
    .where({ company_id: scope.companyId, ...(reason === undefined ? {} : { wait_reason: reason }) })
    .whereIn('status', ['queued', 'failed'])
    .whereNotNull('wait_reason')
    .update({ next_attempt_at: at, updated_at: at });
  await from.raw(
    `select pg_notify('reprise_outbox', phone_number_id) from whatsapp_account_health where company_id = ?`,
    [scope.companyId],
  );
  return freed;
}
