/** Builders for campaign tests: companies with services, people and their visits, with only what a test cares about spelled out. */

import { type Scope, systemScope } from '../../domain/access/scope.ts';
import type { Database } from '../../db/database.ts';
import { TEMPLATES } from '../../domain/campaigns/templates.ts';

export interface Salon {
  companyId: number;
  scope: Scope;
  timeZone: string;
}

let serial = 0;
const next = (): number => (serial += 1);

async function insertOne(database: Database, table: string, row: Record<string, unknown>): Promise<number> {
  const [inserted] = await database(table).insert(row).returning<{ id: number }[]>('id');
  if (!inserted) throw new Error(`nothing was inserted into ${table}`);
  return inserted.id;
}

export async function makeSalon(
  database: Database,
  options: {
    company?: Record<string, unknown>;
    settings?: Record<string, unknown>;
    number?: Record<string, unknown> | null;
  } = {},
): Promise<Salon> {
  const timeZone = (options.company?.['time_zone'] as string | undefined) ?? 'Europe/Prague';
  const companyId = await insertOne(database, 'companies', {
    name: `Salon ${String(next())}`,
    time_zone: timeZone,
    country: 'CZ',
    currency: 'CZK',
    language: 'cs',
    ...options.company,
  });
  await database('reactivation_settings').insert({
    company_id: companyId,
    enabled: true,
    hold_out_percent: 0,
    ...options.settings,
  });
  if (options.number !== null)
    await database('whatsapp_account_health').insert({
      company_id: companyId,
      phone_number_id: `number-${String(companyId)}`,
      account_created_at: '2024-01-01T00:00:00Z',
      ...options.number,
    });
  await database('message_templates').insert(
    TEMPLATES.map(({ scenario, name, language, category, body, variables }) => ({
      company_id: companyId,
      scenario,
      name,
      language,
      category,
      status: 'APPROVED',
      body,
      variables,
    })),
  );
  return { companyId, scope: systemScope(companyId, 'test'), timeZone };
}

export async function makeService(
  database: Database,
  salon: Salon,
  row: Record<string, unknown> = {},
  rule: Record<string, unknown> | null = {},
): Promise<number> {
  const id = await insertOne(database, 'services', {
    company_id: salon.companyId,
    external_id: `service-${String(next())}`,
    title: 'Střih',
    ...row,
  });
  if (rule)
    await database('service_reactivation_rules').insert({ company_id: salon.companyId, service_id: id, ...rule });
  return id;
}

export async function makeStaff(database: Database, salon: Salon, row: Record<string, unknown> = {}): Promise<number> {
  return insertOne(database, 'staff', {
    company_id: salon.companyId,
    external_id: `staff-${String(next())}`,
    name: 'Marie',
    ...row,
  });
}

export interface Card {
  clientId: number;
  phone: string | null;
}

export async function makeCard(database: Database, salon: Salon, row: Record<string, unknown> = {}): Promise<Card> {
  const number = next();
  const phone = 'phone' in row ? (row['phone'] as string | null) : `+42077${String(1_000_000 + number).slice(-7)}`;
  const clientId = await insertOne(database, 'clients', {
    company_id: salon.companyId,
    external_id: `client-${String(number)}`,
    name: 'Olga',
    surname: 'Nováková',
    newsletter_agreed: true,
    ...row,
    phone,
  });
  return { clientId, phone };
}

/** A record on a company-local day at 12:00 UTC; arrived unless the row says otherwise. Each service costs what `costs` says. */
export async function makeVisit(
  database: Database,
  salon: Salon,
  card: Card,
  on: string,
  services: number[] = [],
  row: Record<string, unknown> & { costs?: number[] } = {},
): Promise<number> {
  const { costs = services.map(() => 50_000), ...rest } = row;
  const visitId = await insertOne(database, 'visits', {
    company_id: salon.companyId,
    external_id: `visit-${String(next())}`,
    client_id: card.clientId,
    starts_at: `${on}T12:00:00Z`,
    local_date: on,
    duration_seconds: 3_600,
    attendance: 1,
    cost_minor: costs.reduce((sum, cost) => sum + cost, 0),
    created_at_source: `${on}T08:00:00Z`,
    ...rest,
  });
  if (services.length > 0)
    await database('visit_positions').insert(
      services.map((serviceId, position) => ({
        visit_id: visitId,
        position,
        company_id: salon.companyId,
        service_id: serviceId,
        kind: 'service',
        title: 'Střih',
        cost_minor: costs[position] ?? 0,
      })),
    );
  return visitId;
}

export async function makeReactivation(
  database: Database,
  salon: Salon,
  card: Card,
  serviceId: number,
  row: Record<string, unknown> = {},
): Promise<number> {
  return insertOne(database, 'reactivations', {
    company_id: salon.companyId,
    client_id: card.clientId,
    phone: card.phone,
    service_id: serviceId,
    workflow_id: `reactivation:${String(salon.companyId)}:${String(card.clientId)}`,
    score: 1,
    started_at: '2026-01-01T09:00:00Z',
    ...row,
  });
}

/** A message; with a reactivation also the row of its attempt. `deliveredAt` fills all that follows from it. */
export async function makeMessage(
  database: Database,
  salon: Salon,
  card: Card,
  options: {
    reactivationId?: number;
    attempt?: number;
    deliveredAt?: string;
    serviceId?: number;
    row?: Record<string, unknown>;
  } = {},
): Promise<number> {
  const { reactivationId = null, attempt = 1, deliveredAt = null, serviceId = null } = options;
  const messageId = await insertOne(database, 'messages', {
    company_id: salon.companyId,
    client_id: card.clientId,
    phone: card.phone,
    scenario: 'service_reactivation',
    service_id: serviceId,
    reactivation_id: reactivationId,
    attempt,
    mode: 'moderation',
    status: deliveredAt ? 'delivered' : 'drafting',
    queued_at: deliveredAt,
    sent_at: deliveredAt,
    delivered_at: deliveredAt,
    workflow_id: 'message:',
    ...options.row,
  });
  await database('messages')
    .where({ id: messageId })
    .update({ workflow_id: `message:${String(messageId)}` });
  if (reactivationId !== null && options.row?.['kind'] !== 'text')
    await database('reactivation_campaigns').insert({
      reactivation_id: reactivationId,
      company_id: salon.companyId,
      client_phone: card.phone,
      client_id: card.clientId,
      service_id: serviceId,
      attempt_number: attempt,
      message_id: messageId,
      sent_at: deliveredAt,
      delivered_at: deliveredAt,
    });
  return messageId;
}

export async function noticesOf(database: Database, salon: Salon): Promise<string[]> {
  const rows = await database<{
    company_id: number;
    signal: string;
    workflow_id: string;
    subject_id: number;
    id: number;
  }>('notices')
    .where({ company_id: salon.companyId })
    .orderBy('id');
  return rows.map((row) => `${row.signal} ${String(row.subject_id)} → ${row.workflow_id}`);
}
