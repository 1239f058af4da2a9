/** The clubs of the API's tests: two clients with visits, a connected number, an approved template, and a user of every role. */

import type { Database } from '../../db/database.ts';
import { hashPassword } from '../../db/repositories/access/users.ts';
import type { Role } from '../../domain/access/scope.ts';

export const PASSWORD = 'lantern-oak-3-violet';
export const ROLES: Role[] = ['owner', 'manager', 'moderator', 'specialist', 'viewer'];

export interface Club {
  companyId: number;
  webhookKey: string;
  staffId: number;
  serviceId: number;
  /** Olga has a record with the specialist; Pavel has none. */
  olgaId: number;
  pavelId: number;
  phoneNumberId: string;
}

export async function inserted(database: Database, table: string, row: object): Promise<number> {
  const [made] = await database(table).insert(row).returning<{ id: number }[]>('id');
  return made?.id ?? 0;
}

export async function addUser(database: Database, club: Club, role: Role): Promise<number> {
  const userId = await inserted(database, 'users', {
    email: `${role}@club${String(club.companyId)}.example`,
    name: role,
    password_hash: await knownHash(),
  });
  await database('company_users').insert({
    company_id: club.companyId,
    user_id: userId,
    role,
    staff_id: role === 'specialist' ? club.staffId : null,
  });
  return userId;
}

let hash: Promise<string> | undefined;
const knownHash = (): Promise<string> => (hash ??= hashPassword(PASSWORD));

/** Two clients with visits, a connected number and an approved template. */
export async function addClub(database: Database, name: string, n: number): Promise<Club> {
  const companyId = await inserted(database, 'companies', {
    name,
    external_id: String(n),
    time_zone: 'America/Vancouver',
    country: 'CA',
    currency: 'CAD',
    webhook_key: `key-${String(n)}`,
    created_at: new Date('2026-01-01T00:00:00Z'),
  });
  const phoneNumberId = `10${String(n)}`;
  await database('reactivation_settings').insert({ company_id: companyId });
  await database('whatsapp_account_health').insert({
    company_id: companyId,
    phone_number_id: phoneNumberId,
    account_created_at: new Date('2026-01-01T00:00:00Z'),
  });
  await database('message_templates').insert({
    company_id: companyId,
    scenario: 'reactivation',
    name: 'reprise_reactivation',
    language: 'en',
    status: 'APPROVED',
    body: 'Hi {{1}}! {{2}} Reply STOP to stop.',
    variables: ['first_name', 'personal_part'],
  });
  // Both clubs may begin with what the product is about.
  await database('message_templates').insert({
    company_id: companyId,
    scenario: 'service_reactivation',
    name: 'reprise_service_reactivation',
    language: 'en',
    status: 'APPROVED',
    body: 'Hello {{1}}! {{2}} Reply STOP to stop.',
    variables: ['first_name', 'personal_part'],
  });
  const staffId = await inserted(database, 'staff', { company_id: companyId, external_id: '1', name: 'Maria' });
  const serviceId = await inserted(database, 'services', {
    company_id: companyId,
    external_id: '1',
    title: 'Haircut',
    category_title: 'Hair',
  });
  const addClient = (external: string, given: string, surname: string, digits: string) =>
    inserted(database, 'clients', {
      company_id: companyId,
      external_id: external,
      name: given,
      surname,
      phone: `+1604700${String(n)}${digits}`,
      newsletter_agreed: true,
    });
  const olgaId = await addClient('1', 'Ольга', 'Иванова', '001');
  const pavelId = await addClient('2', 'Pavel', 'Novak', '002');
  const addVisit = async (external: string, clientId: number, day: string, cost: number, staff: number | null) => {
    const visitId = await inserted(database, 'visits', {
      company_id: companyId,
      external_id: external,
      client_id: clientId,
      staff_id: staff,
      starts_at: new Date(`${day}T20:00:00Z`),
      local_date: day,
      duration_seconds: 3600,
      attendance: 1,
      cost_minor: cost,
    });
    await database('visit_positions').insert({
      visit_id: visitId,
      position: 1,
      company_id: companyId,
      service_id: serviceId,
      kind: 'service',
      title: 'Haircut',
      cost_minor: cost,
    });
  };
  await addVisit('1', olgaId, '2026-08-01', 5000, staffId);
  await addVisit('2', olgaId, '2026-09-01', 6000, staffId);
  await addVisit('3', pavelId, '2026-07-01', 4000, null);
  return { companyId, webhookKey: `key-${String(n)}`, staffId, serviceId, olgaId, pavelId, phoneNumberId };
}
