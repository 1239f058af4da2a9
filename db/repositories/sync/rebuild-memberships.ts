/** Memberships within a rebuild: the platform lists them per phone, so their holders are gone through one by one. */

import type { Knex } from 'knex';
import type { Scope } from '../../../domain/access/scope.ts';
import type { PlatformMembership, PlatformPage } from '../../../domain/sync/platform.ts';
import type { Database } from '../../database.ts';
import { fence } from './page.ts';
import { createPurchasesRepository } from './purchases.ts';
import { addDrift, moveTo } from './rebuild-page.ts';
import type { SyncRun } from './runs.ts';

const COLLECTION = 'memberships';

export interface MembershipHolder {
  clientId: number;
  phone: string;
}

/** Buyers as the platform names them, and everybody who has one here; a phone of several cards is asked for once. */
const HOLDERS = `
  from (select min(c.id) as id, c.phone from clients c
        where c.company_id = :companyId and c.phone is not null and not c.is_deleted
          and (exists (select 1 from memberships m where m.company_id = c.company_id and m.client_id = c.id and not m.is_deleted)
               or c.external_id in (select unnest(external_ids) from sync_rebuild_pages
                                    where rebuild_id = :rebuildId and collection = '${COLLECTION}'))
        group by c.phone) h
  cross join (select coalesce((progress -> '${COLLECTION}' ->> 'after')::bigint, 0) as after
              from sync_rebuilds where company_id = :companyId and id = :rebuildId) place
  where h.id > place.after`;

async function goOnBehind(trx: Knex, scope: Scope, rebuildId: number, clientId: number): Promise<void> {
  await trx.raw(
    `update sync_rebuilds set progress = jsonb_set(jsonb_set(progress, '{${COLLECTION},after}', to_jsonb(cast(:clientId as bigint))),
       '{${COLLECTION},page}', to_jsonb(coalesce((progress -> '${COLLECTION}' ->> 'page')::integer, 0) + 1))
     where company_id = :companyId and id = :rebuildId and ended_at is null`,
    { companyId: scope.companyId, rebuildId, clientId },
  );
}

export function createRebuildMembershipsRepository(database: Database) {
  const purchases = createPurchasesRepository(database);
  /** By any card with this one's phone: the list is the phone's. */
  const heldBy = async (scope: Scope, clientId: number): Promise<Set<string>> => {
    const { rows } = await database.raw<{ rows: { id: string }[] }>(
      `select m.external_id as id from memberships m
       where m.company_id = :companyId and not m.is_deleted and (m.client_id = :clientId or m.client_id in (
         select o.id from clients c join clients o on o.company_id = c.company_id and o.phone = c.phone
         where c.company_id = :companyId and c.id = :clientId))`,
      { companyId: scope.companyId, clientId },
    );
    return new Set(rows.map(({ id }) => id));
  };

  return {
    /** Twice is harmless: the newest list of buyers stands, and nobody is asked about again. */
    async beginMemberships(scope: Scope, rebuildId: number, buyers: string[] | null): Promise<void> {
      const { companyId } = scope;
      await database.transaction(async (trx) => {
        await trx('sync_rebuild_pages')
          .insert({
            rebuild_id: rebuildId,
            company_id: companyId,
            collection: COLLECTION,
            reading: 1,
            page: 0,
            external_ids: buyers ?? [],
          })
          .onConflict(['rebuild_id', 'collection', 'reading', 'page'])
          .merge(['external_ids']);
        const { rows } = await trx.raw<{ rows: { holders: number }[] }>(`select count(*)::int as holders ${HOLDERS}`, {
          companyId,
          rebuildId,
        });
        await moveTo(trx, scope, rebuildId, COLLECTION, { pages: rows[0]?.holders ?? 0 });
      });
    },

    async membershipHolders(scope: Scope, rebuildId: number, limit: number): Promise<MembershipHolder[]> {
      const { rows } = await database.raw<{ rows: MembershipHolder[] }>(
        `select h.id as "clientId", h.phone ${HOLDERS} order by h.id limit :limit`,
        { companyId: scope.companyId, rebuildId, limit },
      );
      return rows;
    },

    /** Twice is harmless: rows are merged, and the second time nothing differs. */
    async rebuildMemberships(
      scope: Scope,
      run: SyncRun,
      step: { rebuildId: number; clientId: number; at: string },
      page: PlatformPage<PlatformMembership>,
    ): Promise<void> {
      const { rebuildId, clientId, at } = step;
      await fence(database, scope, run);
      const before = await heldBy(scope, clientId);
      const listed = page.rows.map((row) => row.externalId);
      const known = new Set<string>(
        await database('memberships')
          .where({ company_id: scope.companyId })
          .whereIn('external_id', listed)
          .pluck('external_id'),
      );
      const { written } = await purchases.saveMemberships(scope, { clientId }, page, at);
      const after = await heldBy(scope, clientId);
      const missing = new Set(listed.filter((id) => !known.has(id))).size;
      const gone = [...before].filter((id) => !after.has(id)).length;
      await database.transaction(async (trx) => {
        const drift = { missing, gone, changed: Math.max(0, written - missing - gone) };
        await addDrift(trx, scope, { rebuildId, collection: COLLECTION }, drift);
        await goOnBehind(trx, scope, rebuildId, clientId);
      });
    },

    /** Their list cannot be read just now: the rebuild goes on, and the cycles ask again later. Twice is harmless. */
    async passMembershipHolder(scope: Scope, run: SyncRun, rebuildId: number, clientId: number): Promise<void> {
      await database.transaction(async (trx) => {
        await fence(trx, scope, run);
        await trx('clients').where({ company_id: scope.companyId, id: clientId }).update({ memberships_read_at: null });
        await goOnBehind(trx, scope, rebuildId, clientId);
      });
    },

    async endMemberships(scope: Scope, rebuildId: number): Promise<void> {
      await database.transaction(async (trx) => {
        await addDrift(trx, scope, { rebuildId, collection: COLLECTION }, { missing: 0, changed: 0, gone: 0 });
        await moveTo(trx, scope, rebuildId, COLLECTION, { isDone: true });
        await trx('sync_rebuild_pages').where({ rebuild_id: rebuildId, collection: COLLECTION }).delete();
      });
    },
  };
}
