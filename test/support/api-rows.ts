/** Messages, conversations and outbox rows of a club, in the state a test of the API needs. */

import type { Database } from '../../db/database.ts';
import { type Club, inserted } from './api-clubs.ts';

/** A drafted message of this club, in the state the test needs. */
export async function addMessage(database: Database, club: Club, over: Record<string, unknown> = {}): Promise<number> {
  const id = await inserted(database, 'messages', {
    company_id: club.companyId,
    client_id: club.olgaId,
    phone: '+16047001001',
    scenario: 'service_reactivation',
    service_id: club.serviceId,
    mode: 'moderation',
    status: 'awaiting_approval',
    language: 'en',
    template: 'reprise_reactivation',
    variables: JSON.stringify(['Olga', 'Come back soon.']),
    text: 'Hi Olga! Come back soon. Reply STOP to stop.',
    awaiting_since: new Date('2026-11-20T16:00:00Z'),
    workflow_id: 'message:0',
    ...over,
  });
  await database('messages')
    .where({ id })
    .update({ workflow_id: `message:${String(id)}` });
  return id;
}

/** Olga's conversation with this club, her window open, calling for a person. */
export async function addConversation(
  database: Database,
  club: Club,
  over: Record<string, unknown> = {},
): Promise<number> {
  return inserted(database, 'conversations', {
    company_id: club.companyId,
    client_id: club.olgaId,
    phone: `+1604700${club.phoneNumberId.slice(2)}001`,
    last_inbound_at: new Date('2026-11-20T17:00:00Z'),
    window_until: new Date('2026-11-21T17:00:00Z'),
    needs_person_since: new Date('2026-11-20T17:00:00Z'),
    needs_person_reason: 'not_text',
    ...over,
  });
}

export async function addOutboxRow(
  database: Database,
  club: Club,
  messageId: number,
  over: Record<string, unknown> = {},
): Promise<number> {
  return inserted(database, 'outbox_messages', {
    company_id: club.companyId,
    message_id: messageId,
    phone_number_id: club.phoneNumberId,
    client_id: club.olgaId,
    phone: '+16047001001',
    ...over,
  });
}
