/** Records of the platform, with their positions, as the table `visits` keeps them. */

import type { Knex } from 'knex';
import type { Scope } from '../../../domain/access/scope.ts';
import { normalPhone } from '../../../domain/sync/phone.ts';
import type { PlatformPage, PlatformVisit } from '../../../domain/sync/platform.ts';
import type { Database } from '../../database.ts';
import { query } from '../../sql.ts';
import type { PageStep } from '../../../domain/sync/page-step.ts';
import { onceEach, savePage } from './page.ts';
import { withoutStrangers } from './strangers.ts';

/** Told inside the transaction which visits changed: bookings won are attributed with the rows they come from. */
export type AttributeBookings = (trx: Knex, companyId: number, visitIds: number[], at: string) => Promise<void>;

/** People and staff that a record names and the copies do not know yet: a bare row, completed by the lists later. */
async function addUnknown(trx: Knex, scope: Scope, visits: PlatformVisit[], country: string): Promise<void> {
  const named = {
    clients: new Map(visits.flatMap(({ client }) => (client ? [[client.externalId, client] as const] : []))),
    staff: new Map(visits.flatMap(({ staff }) => (staff ? [[staff.externalId, staff] as const] : []))),
  };
  // Nearly always everybody is known; reading two hundred phones a page for nothing would cost more than this question.
  const { rows: unknown } = await trx.raw<{ rows: { kind: 'clients' | 'staff'; id: string }[] }>(
    `select 'clients' as kind, t.id from unnest(cast(:clients as text[])) as t(id)
     where not exists (select 1 from clients c where c.company_id = :companyId and c.external_id = t.id)
     union all
     select 'staff', t.id from unnest(cast(:staff as text[])) as t(id)
     where not exists (select 1 from staff s where s.company_id = :companyId and s.external_id = t.id)`,
    { companyId: scope.companyId, clients: [...named.clients.keys()], staff: [...named.staff.keys()] },
  );
  if (unknown.length === 0) return;
  const isUnknown = (kind: string, id: string): boolean => unknown.some((row) => row.kind === kind && row.id === id);
  const clients = [...named.clients.values()].filter(({ externalId }) => isUnknown('clients', externalId));
  const staff = [...named.staff.values()].filter(({ externalId }) => isUnknown('staff', externalId));
  await trx.raw(
    `insert into clients (company_id, external_id, name, surname, phone_raw, phone)
     select :companyId, r.external_id, r.name, r.surname, r.phone_raw, r.phone
     from jsonb_to_recordset(cast(:rows as jsonb)) as r(external_id text, name text, surname text, phone_raw text, phone text)
     on conflict (company_id, external_id) do nothing`,
    {
      companyId: scope.companyId,
      rows: JSON.stringify(
        clients.map((client) => ({
          external_id: client.externalId,
          name: client.name,
          surname: client.surname,
          phone_raw: client.phoneRaw,
          phone: normalPhone(client.phoneRaw, country),
        })),
      ),
    },
  );
  await trx.raw(
    `insert into staff (company_id, external_id, name)
     select :companyId, r.external_id, r.name from jsonb_to_recordset(cast(:rows as jsonb)) as r(external_id text, name text)
     on conflict (company_id, external_id) do nothing`,
    {
      companyId: scope.companyId,
      rows: JSON.stringify(staff.map(({ externalId, name }) => ({ external_id: externalId, name }))),
    },
  );
}

/** What depends on the changed visits: cached free times of those days, memberships bought along with a visit. */
async function forgetStale(trx: Knex, scope: Scope, visitIds: number[]): Promise<void> {
  const ids = { companyId: scope.companyId, visitIds };
  await trx.raw(
    `delete from free_slots f using visits v
     where v.company_id = :companyId and v.id = any(cast(:visitIds as bigint[]))
       and f.company_id = v.company_id and f.staff_id = v.staff_id and f.local_date = v.local_date`,
    ids,
  );
  await trx.raw(
    `update clients c set memberships_read_at = null from visits v
     where v.company_id = :companyId and v.id = any(cast(:visitIds as bigint[]))
       and c.company_id = v.company_id and c.id = v.client_id and c.memberships_read_at is not null`,
    ids,
  );
}

interface Merged {
  /** Visits that are new or differ. */
  changed: number[];
  added: number[];
}

/**
 * Merges the records and answers with the ids of the visits that are new or differ.
 * Also for a record the product has just made itself, in the transaction that needs its row: the next cycle finds nothing new.
 */
export async function saveVisits(trx: Knex, scope: Scope, visits: PlatformVisit[], country: string): Promise<number[]> {
  return (await mergeVisits(trx, scope, visits, { country, isRebuild: false })).changed;
}

async function mergeVisits(
  trx: Knex,
  scope: Scope,
  visits: PlatformVisit[],
  { country, isRebuild }: { country: string; isRebuild: boolean },
): Promise<Merged> {
  if (visits.length === 0) return { changed: [], added: [] };
  await addUnknown(trx, scope, visits, country);
  const bindings = {
    companyId: scope.companyId,
    isRebuild,
    rows: JSON.stringify(
      visits.map((visit) => ({
        external_id: visit.externalId,
        visit_external_id: visit.visitExternalId,
        client_external_id: visit.client?.externalId ?? null,
        staff_external_id: visit.staff?.externalId ?? null,
        starts_at: visit.startsAt,
        local_date: visit.localDate,
        local_time: visit.localTime,
        duration_seconds: visit.durationSeconds,
        attendance: visit.attendance,
        is_deleted: visit.isDeleted,
        cost_minor: visit.costMinor,
        api_id: visit.apiId,
        created_at_source: visit.createdAt,
        changed_at_source: visit.changedAt,
        positions: visit.positions.map((position, index) => ({
          position: index,
          service_external_id: position.serviceExternalId,
          kind: position.kind,
          title: position.title,
          cost_minor: position.costMinor,
        })),
      })),
    ),
  };
  const saved = await trx.raw<{ rows: { id: number; isNew: boolean }[] }>(query('save-visits'), bindings);
  const positions = await trx.raw<{ rows: { id: number }[] }>(query('save-visit-positions'), bindings);
  const dropped = await trx.raw<{ rows: { id: number }[] }>(query('drop-visit-positions'), bindings);
  const changed = new Set([...saved.rows, ...positions.rows, ...dropped.rows].map((row) => row.id));
  const ids = [...changed].sort((a, b) => a - b);
  if (ids.length > 0) await forgetStale(trx, scope, ids);
  return { changed: ids, added: saved.rows.filter((row) => row.isNew).map((row) => row.id) };
}

/** What an older id of a record held counts no more; answers with those visits. Only a new record can be an old one's other id. */
async function retireRenumbered(
  trx: Knex,
  scope: Scope,
  added: number[],
  visits: readonly PlatformVisit[],
): Promise<number[]> {
  if (added.length === 0) return [];
  const { rows } = await trx.raw<{ rows: { id: number }[] }>(query('retire-renumbered-visits'), {
    companyId: scope.companyId,
    added,
    listed: visits.map((visit) => visit.externalId),
  });
  return rows.map((row) => row.id);
}

export function createSyncedVisitsRepository(
  database: Database,
  { attributeBookings }: { attributeBookings: AttributeBookings },
) {
  return {
    async saveVisitPage(
      scope: Scope,
      step: PageStep,
      page: PlatformPage<PlatformVisit>,
      { country, at }: { country: string; at: string },
    ): Promise<{ written: number }> {
      const known = await withoutStrangers(database, scope, page);
      return savePage(database, scope, step, known, async (trx) => {
        const visits = onceEach(known.rows);
        const { changed, added } = await mergeVisits(trx, scope, visits, {
          country,
          isRebuild: step.rebuild !== undefined,
        });
        // A first copy and a rebuild see every record there is: what they do not list is theirs to find.
        const retired =
          step.isFirstCopy || step.rebuild || step.isSingle ? [] : await retireRenumbered(trx, scope, added, visits);
        const changedVisitIds = [...changed, ...retired];
        if (changedVisitIds.length > 0) await attributeBookings(trx, scope.companyId, changedVisitIds, at);
        return { written: changedVisitIds.length };
      });
    },
  };
}
