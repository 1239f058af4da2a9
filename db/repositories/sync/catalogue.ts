/** Staff and services as the platform lists them, and the rule every new service begins with. */

import type { Knex } from 'knex';
import type { Scope } from '../../../domain/access/scope.ts';
import { defaultIntervalDays } from '../../../domain/sync/default-intervals.ts';
import type { Misfit, PlatformPage, PlatformService, PlatformStaff } from '../../../domain/sync/platform.ts';
import type { Database } from '../../database.ts';
import type { PageStep } from '../../../domain/sync/page-step.ts';
import { onceEach, savePage } from './page.ts';

/** Who is no longer listed is gone; an empty list is an accident, not a club without staff. */
async function markAbsent(
  trx: Knex,
  scope: Scope,
  table: 'staff' | 'services' | 'service_categories',
  listed: string[],
): Promise<number> {
  if (listed.length === 0) return 0;
  return trx(table)
    .where({ company_id: scope.companyId, is_deleted: false })
    .whereNotIn('external_id', listed)
    .update({ is_deleted: true, updated_at: trx.fn.now() });
}

async function saveStaff(trx: Knex, scope: Scope, rows: PlatformStaff[]): Promise<number> {
  const { rows: written } = await trx.raw<{ rows: unknown[] }>(
    `insert into staff as s (company_id, external_id, name, specialization, is_fired, is_hidden, is_deleted)
     select :companyId, r.external_id, r.name, r.specialization, r.is_fired, r.is_hidden, r.is_deleted
     from jsonb_to_recordset(cast(:rows as jsonb))
       as r(external_id text, name text, specialization text, is_fired boolean, is_hidden boolean, is_deleted boolean)
     on conflict (company_id, external_id) do update
       set name = excluded.name, specialization = excluded.specialization, is_fired = excluded.is_fired,
         is_hidden = excluded.is_hidden, is_deleted = excluded.is_deleted, updated_at = now()
       where (s.name, s.specialization, s.is_fired, s.is_hidden, s.is_deleted)
         is distinct from (excluded.name, excluded.specialization, excluded.is_fired, excluded.is_hidden, excluded.is_deleted)
     returning s.id`,
    {
      companyId: scope.companyId,
      rows: JSON.stringify(
        onceEach(rows).map((row) => ({
          external_id: row.externalId,
          name: row.name,
          specialization: row.specialization,
          is_fired: row.isFired,
          is_hidden: row.isHidden,
          is_deleted: row.isDeleted,
        })),
      ),
    },
  );
  return written.length;
}

/** The categories that the services name; answers with how many differ. */
async function saveCategories(trx: Knex, scope: Scope, services: PlatformService[]): Promise<number> {
  const categories = new Map(
    services.flatMap(({ categoryExternalId, categoryTitle }) =>
      categoryExternalId ? [[categoryExternalId, { external_id: categoryExternalId, title: categoryTitle ?? '' }]] : [],
    ),
  );
  const { rows } = await trx.raw<{ rows: unknown[] }>(
    `insert into service_categories as c (company_id, external_id, title)
     select :companyId, r.external_id, r.title from jsonb_to_recordset(cast(:rows as jsonb)) as r(external_id text, title text)
     on conflict (company_id, external_id) do update set title = excluded.title, is_deleted = false, updated_at = now()
       where (c.title, c.is_deleted) is distinct from (excluded.title, false)
     returning c.id`,
    { companyId: scope.companyId, rows: JSON.stringify([...categories.values()]) },
  );
  return rows.length + (await markAbsent(trx, scope, 'service_categories', [...categories.keys()]));
}

async function saveServices(trx: Knex, scope: Scope, rows: PlatformService[], businessType: string): Promise<number> {
  const input = JSON.stringify(
    onceEach(rows).map((row) => ({
      external_id: row.externalId,
      title: row.title,
      category_external_id: row.categoryExternalId ?? null,
      category_title: row.categoryTitle,
      price_min_minor: row.priceMinMinor,
      duration_seconds: row.durationSeconds,
      is_active: row.isActive,
      interval_days: defaultIntervalDays(businessType, { title: row.title, category: row.categoryTitle }),
    })),
  );
  const { rows: written } = await trx.raw<{ rows: unknown[] }>(
    `insert into services as s (company_id, external_id, title, category_id, category_title, price_min_minor, duration_seconds, is_active, is_deleted)
     select :companyId, r.external_id, r.title, k.id, r.category_title, r.price_min_minor, r.duration_seconds, r.is_active, false
     from jsonb_to_recordset(cast(:input as jsonb)) as r(external_id text, title text, category_external_id text, category_title text,
       price_min_minor bigint, duration_seconds integer, is_active boolean)
     left join service_categories k on k.company_id = :companyId and k.external_id = r.category_external_id
     on conflict (company_id, external_id) do update
       set title = excluded.title, category_id = excluded.category_id, category_title = excluded.category_title, price_min_minor = excluded.price_min_minor,
         duration_seconds = excluded.duration_seconds, is_active = excluded.is_active, is_deleted = false, updated_at = now()
       where (s.title, s.category_id, s.category_title, s.price_min_minor, s.duration_seconds, s.is_active, s.is_deleted)
         is distinct from (excluded.title, excluded.category_id, excluded.category_title, excluded.price_min_minor, excluded.duration_seconds,
           excluded.is_active, false)
     returning s.id`,
    { companyId: scope.companyId, input },
  );
  // Every service has a rule from the first time it is seen; what the company made of it stays.
  await trx.raw(
    `insert into service_reactivation_rules (company_id, service_id, reactivation_interval_days)
     select s.company_id, s.id, r.interval_days
     from jsonb_to_recordset(cast(:input as jsonb)) as r(external_id text, interval_days integer)
     join services s on s.company_id = :companyId and s.external_id = r.external_id
     on conflict (service_id, company_id) do nothing`,
    { companyId: scope.companyId, input },
  );
  return written.length;
}

/** Both lists number their rows from 1, and what is set aside is known by its id. */
function named(kind: 'staff' | 'service', misfits: Misfit[]): Misfit[] {
  return misfits.map((misfit) => ({
    ...misfit,
    externalId: misfit.externalId.startsWith('category ') ? misfit.externalId : `${kind} ${misfit.externalId}`,
  }));
}

export interface CatalogueLists {
  staff: PlatformPage<PlatformStaff>;
  services: PlatformPage<PlatformService>;
  businessType: string;
}

export function createCatalogueRepository(database: Database) {
  return {
    /** Both whole lists at once: what is missing from them is marked as gone. */
    async saveCatalogue(
      scope: Scope,
      step: PageStep,
      { staff, services, businessType }: CatalogueLists,
    ): Promise<{ written: number }> {
      const misfits = [...named('staff', staff.misfits), ...named('service', services.misfits)];
      return savePage(database, scope, step, { rows: [], misfits }, async (trx) => {
        let written = await saveStaff(trx, scope, staff.rows);
        written += await saveCategories(trx, scope, services.rows);
        written += await saveServices(trx, scope, services.rows, businessType);
        const listed = (page: PlatformPage<{ externalId: string }>): string[] => [
          ...page.rows.map((row) => row.externalId),
          ...page.misfits.map((misfit) => misfit.externalId),
        ];
        written += await markAbsent(trx, scope, 'staff', listed(staff));
        written += await markAbsent(trx, scope, 'services', listed(services));
        return { written };
      });
    },

    /** Which of these the copies do not know yet: a new service shows up in a record before the hourly list. */
    async unknownIn(scope: Scope, ids: { staff: string[]; services: string[] }): Promise<number> {
      const { rows } = await database.raw<{ rows: { unknown: number }[] }>(
        `select (select count(*) from unnest(cast(:staff as text[])) as t(id)
                 where not exists (select 1 from staff s where s.company_id = :companyId and s.external_id = t.id))
              + (select count(*) from unnest(cast(:services as text[])) as t(id)
                 where not exists (select 1 from services s where s.company_id = :companyId and s.external_id = t.id))
           as unknown`,
        { companyId: scope.companyId, staff: ids.staff, services: ids.services },
      );
      return rows[0]?.unknown ?? 0;
    },
  };
}
