/** Builders for delivery tests: companies, people and messages with only what a test cares about spelled out. */

import { type Scope, systemScope } from '../../domain/access/scope.ts';
import type { Database } from '../../db/database.ts';

/** A Tuesday, 12:00 in Prague: inside every default window. */
export const NOON = new Date('2026-03-03T11:00:00Z');
export const minutes = (count: number): number => count * 60_000;
export const hours = (count: number): number => count * 3_600_000;
export const days = (count: number): number => count * 86_400_000;
export const later = (at: Date, ms: number): Date => new Date(at.getTime() + ms);

export interface Club {
  scope: Scope;
  companyId: number;
  phoneNumberId: string;
}

let clubs = 0;
let people = 0;

export async function makeClub(
  database: Database,
  options: {
    settings?: Record<string, unknown>;
    account?: Record<string, unknown>;
    timeZone?: string;
  } = {},
): Promise<Club> {
  clubs += 1;
  const [company] = await database('companies')
    .insert({
      name: `Club ${String(clubs)}`,
      time_zone: options.timeZone ?? 'Europe/Prague',
      country: 'CZ',
      currency: 'CZK',
      language: 'cs',
    })
    .returning<{ id: number }[]>('id');
  const companyId = company!.id;
  const phoneNumberId = (options.account?.['phone_number_id'] as string | undefined) ?? `number-${String(companyId)}`;
  await database('reactivation_settings').insert({ company_id: companyId, ...options.settings });
  await database('whatsapp_account_health').insert({
    company_id: companyId,
    phone_number_id: phoneNumberId,
    account_created_at: later(NOON, -days(400)),
    messages_per_second: 1_000,
    ...options.account,
  });
  await database('message_templates').insert({
    company_id: companyId,
    scenario: 'service_reactivation',
    name: 'reprise_service_reactivation',
    language: 'cs',
    status: 'APPROVED',
    body: 'Dobrý den, {{1}}! {{2}} Těšíme se.',
    variables: ['first_name', 'personal_part'],
  });
  return { scope: systemScope(companyId, 'test'), companyId, phoneNumberId };
}

export interface Person {
  clientId: number;
  phone: string;
}

export async function makePerson(database: Database, club: Club, card: Record<string, unknown> = {}): Promise<Person> {
  people += 1;
  const phone = (card['phone'] as string | undefined) ?? `+4207${String(70_000_000 + people).slice(-8)}`;
  const [client] = await database('clients')
    .insert({
      company_id: club.companyId,
      external_id: `c${String(people)}`,
      name: 'Olga',
      phone,
      newsletter_agreed: true,
      ...card,
    })
    .returning<{ id: number }[]>('id');
  return { clientId: client!.id, phone };
}

export async function makeMessage(
  database: Database,
  club: Club,
  person: Person,
  row: Record<string, unknown> = {},
): Promise<number> {
  const [message] = await database('messages')
    .insert({
      company_id: club.companyId,
      client_id: person.clientId,
      phone: person.phone,
      scenario: 'service_reactivation',
      mode: 'notification',
      status: 'drafting',
      language: 'cs',
      template: 'reprise_service_reactivation',
      variables: JSON.stringify(['Olga', 'Dlouho jsme se neviděli.']),
      text: 'Dobrý den, Olga! Dlouho jsme se neviděli. Těšíme se.',
      workflow_id: 'to be set',
      ...row,
    })
    .returning<{ id: number }[]>('id');
  const id = message!.id;
  await database('messages')
    .where({ id })
    .update({ workflow_id: `message:${String(id)}` });
  return id;
}

/** A reactivation with one message as its first attempt. */
export async function makeAttempt(
  database: Database,
  club: Club,
  person: Person,
  row: Record<string, unknown> = {},
): Promise<{ reactivationId: number; messageId: number; workflowId: string }> {
  const [service] = await database('services')
    .insert({ company_id: club.companyId, external_id: `s${String(person.clientId)}`, title: 'Střih' })
    .returning<{ id: number }[]>('id');
  const workflowId = `reactivation:${String(club.companyId)}:${String(person.clientId)}`;
  const [reactivation] = await database('reactivations')
    .insert({
      company_id: club.companyId,
      client_id: person.clientId,
      phone: person.phone,
      service_id: service!.id,
      workflow_id: workflowId,
      score: 1,
    })
    .returning<{ id: number }[]>('id');
  const reactivationId = reactivation!.id;
  const messageId = await makeMessage(database, club, person, { reactivation_id: reactivationId, ...row });
  await database('reactivation_campaigns').insert({
    reactivation_id: reactivationId,
    company_id: club.companyId,
    client_phone: person.phone,
    client_id: person.clientId,
    message_id: messageId,
  });
  return { reactivationId, messageId, workflowId };
}

export async function rowOf(
  database: Database,
  messageId: number,
): Promise<Record<string, unknown> & { id: number; status: string; key: string }> {
  return (await database('outbox_messages').where({ message_id: messageId }).first()) as Record<string, unknown> & {
    id: number;
    status: string;
    key: string;
  };
}

export async function messageOf(
  database: Database,
  messageId: number,
): Promise<Record<string, unknown> & { status: string; reason: string | null }> {
  return (await database('messages').where({ id: messageId }).first()) as Record<string, unknown> & {
    status: string;
    reason: string | null;
  };
}

export async function noticesOf(database: Database, companyId: number): Promise<string[]> {
  const rows = await database<{ company_id: number; workflow_id: string; signal: string; id: number }>('notices')
    .where({ company_id: companyId })
    .orderBy('id');
  return rows.map((row) => `${row.signal} → ${row.workflow_id}`);
}
