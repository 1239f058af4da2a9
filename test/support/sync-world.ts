/** A company in a cloned database, copying from a stand-in: what sync tests start from. */

import { systemScope, type Scope } from '../../domain/access/scope.ts';
import { createSyncStore } from '../../db/repositories/sync/store.ts';
import type { AttributeBookings } from '../../db/repositories/sync/visits.ts';
import type { Database } from '../../db/database.ts';
import type { BookingGateway } from '../../domain/sync/booking-gateway.ts';
import type { SyncDeps, SyncStore } from '../../activities/sync/deps.ts';
import type { RebuildDeps, RebuildStore } from '../../activities/sync/rebuild-deps.ts';
import { rebuildPages, type RebuildStretch } from '../../activities/sync/rebuild-pages.ts';
import { syncChanges, type SyncedChanges } from '../../activities/sync/sync-changes.ts';
import type { Contents } from '../../sandbox/booking/contents.ts';

export function syncStore(
  database: Database,
  attributeBookings: AttributeBookings = async () => undefined,
): RebuildStore {
  return createSyncStore(database, { attributeBookings });
}

export async function addCompany(database: Database, contents: Contents): Promise<Scope> {
  const { company } = contents;
  const [row] = await database('companies')
    .insert({
      // Two of our companies may copy one stand-in; its own id is unique among ours.
      external_id: String(company.id),
      name: company.title,
      time_zone: company.timeZone,
      country: company.countryCode,
      currency: company.currency,
      language: company.language,
      business_type: company.businessType,
    })
    .returning<{ id: number }[]>('id');
  return systemScope(row?.id ?? 0, 'test');
}

let runs = 0;

export function cycle(
  deps: SyncDeps,
  scope: Scope,
  at: Date,
  workflowRunId = `run ${String((runs += 1))}`,
): Promise<SyncedChanges> {
  return syncChanges(
    deps,
    { companyId: scope.companyId, at: at.toISOString() },
    { workflowRunId, beat: () => undefined },
  );
}

/** Stretch after stretch until a rebuild is done, as its workflow does it; answers with the last one. */
export async function rebuild(deps: RebuildDeps, scope: Scope, at: Date): Promise<RebuildStretch> {
  const open = await deps.store.openRebuild(scope, at.toISOString());
  if (open === null) throw new Error('The company is refused');
  const { rebuildId } = open;
  for (let stretches = 0; stretches < 100; stretches += 1) {
    const last = await rebuildPages(
      deps,
      { companyId: scope.companyId, rebuildId, at: at.toISOString() },
      () => undefined,
    );
    if (last.outcome !== 'done') continue;
    await deps.store.endRebuild(scope, rebuildId, null);
    return last;
  }
  throw new Error('The rebuild does not come to an end');
}

export const depsFor = (store: SyncStore, gateway: BookingGateway): SyncDeps => ({
  store,
  gatewayFor: () => Promise.resolve(gateway),
});

/** Everything that was copied for a company, without ids and times of our own: two copies of one truth are equal. */
export async function copied(database: Database, scope: Scope): Promise<Record<string, unknown[]>> {
  const all = async (sql: string) =>
    (await database.raw<{ rows: unknown[] }>(sql, { companyId: scope.companyId })).rows;
  return {
    staff: await all(
      `select external_id, name, is_fired, is_deleted from staff where company_id = :companyId order by external_id`,
    ),
    services: await all(
      `select external_id, title, category_title, price_min_minor, is_deleted from services where company_id = :companyId order by external_id`,
    ),
    clients: await all(
      `select external_id, name, surname, phone, language, birth_date from clients where company_id = :companyId order by external_id`,
    ),
    visits: await all(
      `select v.external_id, c.external_id as client, s.external_id as staff, v.starts_at, v.local_date, v.local_time, v.attendance, v.is_deleted, v.cost_minor
       from visits v left join clients c on c.id = v.client_id left join staff s on s.id = v.staff_id
       where v.company_id = :companyId order by v.external_id`,
    ),
    positions: await all(
      `select v.external_id, p.position, p.kind, p.title, p.cost_minor, s.external_id as service
       from visit_positions p join visits v on v.id = p.visit_id left join services s on s.id = p.service_id
       where p.company_id = :companyId order by 1, 2`,
    ),
    goods: await all(`select external_id, title, cost_minor from goods_sales where company_id = :companyId order by 1`),
  };
}
