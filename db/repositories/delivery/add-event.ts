/** One fact more in the story of a message. */

import type { Knex } from 'knex';
import type { Scope } from '../../../domain/access/scope.ts';

/** With a key, a repeat is the same fact. */
export async function addEvent(
  trx: Knex,
  scope: Scope,
  messageId: number,
  kind: string,
  details: Record<string, unknown>,
  at: Date,
  onceKey: string | null = null,
): Promise<void> {
  await trx('message_events')
    .insert({
      company_id: scope.companyId,
      message_id: messageId,
      kind,
      actor_label: scope.actor.name,
      details: JSON.stringify(details),
      at,
      once_key: onceKey,
    })
    .onConflict(['message_id', 'once_key'])
    .ignore();
}
