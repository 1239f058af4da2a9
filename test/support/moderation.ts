/** Two clubs whose messages wait for a decision, and an arbiter that decides as a message's workflow would. */

import type { Database } from '../../db/database.ts';
import { createDecisionsRepository } from '../../db/repositories/moderation/decisions.ts';
import { createTransitionsRepository } from '../../db/repositories/moderation/transitions.ts';
import { systemScope, type Scope } from '../../domain/access/scope.ts';
import { RuleBroken } from '../../domain/errors.ts';
import { createModeration, type DecisionGateway, type Moderation } from '../../integrations/temporal/decisions.ts';

export const AT = '2026-11-20T20:00:00.000Z';

export interface Club {
  companyId: number;
  scope: Scope;
  clientId: number;
}

export async function addClub(
  database: Database,
  club: { name: string; language?: string; chatId?: number; moderators?: readonly { id: number; name: string }[] },
): Promise<Club> {
  const [company] = await database('companies')
    .insert({
      name: club.name,
      time_zone: 'America/Vancouver',
      country: 'CA',
      currency: 'CAD',
      language: club.language ?? 'en',
    })
    .returning<{ id: number }[]>('id');
  const companyId = company?.id ?? 0;
  await database('reactivation_settings').insert({ company_id: companyId });
  if (club.chatId !== undefined)
    await database('moderation_chats').insert({ company_id: companyId, chat_id: club.chatId });
  for (const { id, name } of club.moderators ?? [])
    await database('moderators').insert({ company_id: companyId, telegram_user_id: id, name });
  const [client] = await database('clients')
    .insert({ company_id: companyId, external_id: '1', name: 'Kim', surname: 'S.', phone: '+16047000001' })
    .returning<{ id: number }[]>('id');
  await database('message_templates').insert({
    company_id: companyId,
    scenario: 'service_reactivation',
    name: 'reprise_service_reactivation',
    language: 'en',
    status: 'APPROVED',
    body: 'Hello {{1}}! {{2}} Reply here.',
    variables: ['first_name', 'personal'],
  });
  return { companyId, scope: systemScope(companyId, 'test'), clientId: client?.id ?? 0 };
}

/** A drafted message; open it with `transitions.openForApproval`. */
export async function addMessage(database: Database, club: Club, over: Record<string, unknown> = {}): Promise<number> {
  const [message] = await database('messages')
    .insert({
      company_id: club.companyId,
      client_id: club.clientId,
      phone: '+16047000001',
      scenario: 'service_reactivation',
      mode: 'moderation',
      template: 'reprise_service_reactivation',
      language: 'en',
      variables: JSON.stringify(['Kim', 'It has been a while.']),
      text: 'Hello Kim! It has been a while. Reply here.',
      workflow_id: 'message:0',
      ...over,
    })
    .returning<{ id: number }[]>('id');
  return message?.id ?? 0;
}

export async function addWaiting(database: Database, club: Club, over: Record<string, unknown> = {}): Promise<number> {
  const messageId = await addMessage(database, club, over);
  await createTransitionsRepository(database).openForApproval(club.scope, { messageId, at: AT });
  return messageId;
}

export interface Arbiter {
  moderation: Moderation;
  gateway: DecisionGateway;
}

/** Says who was first by the row's lock, as the workflow does by its order of updates. */
export function createArbiter(database: Database, at: () => string = () => AT): Arbiter {
  const transitions = createTransitionsRepository(database);
  const gateway: DecisionGateway = {
    async executeDecision({ messageId, decisionId }) {
      const row = await database('messages').where({ id: messageId }).first<{ company_id: number }>('company_id');
      const scope = systemScope(row.company_id, 'deliverMessage');
      try {
        const { status } = await transitions.recordDecision(scope, { messageId, decisionId, at: at() });
        return { outcome: 'decided', status };
      } catch (error) {
        if (!(error instanceof RuleBroken)) throw error;
        if (error.code === 'already_decided' || error.code === 'not_ready') return { outcome: error.code };
        return { outcome: 'refused', code: error.code };
      }
    },
    startDelivery: () => Promise.resolve({}),
  };
  return { gateway, moderation: createModeration({ store: createDecisionsRepository(database), gateway }) };
}
