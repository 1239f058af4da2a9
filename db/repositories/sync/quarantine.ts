/** Rows that were set aside, one by one: read again, resolved, or kept with their newest reason. */

import type { Knex } from 'knex';
import type { Scope } from '../../../domain/access/scope.ts';
import { RuleBroken } from '../../../domain/errors.ts';
import type { Misfit } from '../../../domain/sync/platform.ts';
import type { Single } from '../../../domain/sync/singles.ts';
import type { Database } from '../../database.ts';
import { createSyncedClientsRepository } from './clients.ts';
import type { PageStep } from '../../../domain/sync/page-step.ts';
import { quarantine } from './page.ts';
import { markGone } from './mark-gone.ts';
import { createPurchasesRepository } from './purchases.ts';
import { TABLES } from './rebuild-page.ts';
import { type AttributeBookings, createSyncedVisitsRepository } from './visits.ts';

export interface SetAside {
  id: number;
  collection: string;
  externalId: string;
  payload: unknown;
}

/** A settled row is of use to whoever asks what became of it; its raw form is about a person, and goes. */
const KEEP_SETTLED_DAYS = 90;

/** Of the nightly rebuild. Open ones stay, however old. Twice is harmless. */
export async function purgeQuarantine(database: Knex, scope: Scope, at: string): Promise<number> {
  const { rowCount } = await database.raw<{ rowCount: number }>(
    `delete from quarantined_records
     where company_id = :companyId and resolved_at < cast(:at as timestamptz) - :days * interval '1 day'`,
    { companyId: scope.companyId, at, days: KEEP_SETTLED_DAYS },
  );
  return rowCount;
}

const SELECT = `select id, collection, external_id as "externalId", payload from quarantined_records`;

export function createQuarantineRepository(database: Database, deps: { attributeBookings: AttributeBookings }) {
  const clients = createSyncedClientsRepository(database);
  const visits = createSyncedVisitsRepository(database, deps);
  const purchases = createPurchasesRepository(database);
  const isOpen = async (scope: Scope, { id }: SetAside): Promise<boolean> => {
    const row = await database('quarantined_records')
      .where({ company_id: scope.companyId, id })
      .whereNull('resolved_at')
      .first<{ id: number } | undefined>('id');
    return row !== undefined;
  };

  return {
    async setAside(scope: Scope, id: number): Promise<SetAside> {
      const { rows } = await database.raw<{ rows: SetAside[] }>(
        `${SELECT} where company_id = :companyId and id = :id`,
        {
          companyId: scope.companyId,
          id,
        },
      );
      if (!rows[0]) throw new RuleBroken('quarantined_not_found', 'not_found');
      return rows[0];
    },

    /** Open ones, those that were not tried for longest first. */
    async openSetAside(scope: Scope, limit: number): Promise<SetAside[]> {
      const { rows } = await database.raw<{ rows: SetAside[] }>(
        `${SELECT} where company_id = :companyId and resolved_at is null
         order by last_tried_at nulls first, id limit :limit`,
        { companyId: scope.companyId, limit },
      );
      return rows;
    },

    /** Twice is harmless. */
    async noteTry(scope: Scope, { id }: SetAside, at: string): Promise<void> {
      await database('quarantined_records').where({ company_id: scope.companyId, id }).update({ last_tried_at: at });
    },

    async countSetAside(scope: Scope): Promise<number> {
      const [row] = await database('quarantined_records')
        .where({ company_id: scope.companyId })
        .whereNull('resolved_at')
        .count<{ count: string | number }[]>('* as count');
      return Number(row?.count ?? 0);
    },

    /**
     * Takes the row over if it can be read now, else keeps it with its newest reason; tells whether it is still open.
     * Twice is harmless: rows are merged, and never with an older state of themselves.
     */
    async takeOver(
      scope: Scope,
      row: SetAside,
      { collection, page }: Single,
      { country, at }: { country: string; at: string },
    ): Promise<boolean> {
      const step: PageStep = {
        run: { runId: 0, attempt: 0 },
        collection,
        page: 1,
        isLast: true,
        isFirstCopy: false,
        changedUpTo: at,
        isSingle: true,
      };
      if (page.misfits.length > 0 || page.rows.some(({ externalId }) => externalId !== row.externalId)) {
        // Its raw form may not tell its id: it stays under the name it was set aside with.
        const misfits: Misfit[] = page.misfits.map((misfit) => ({ ...misfit, externalId: row.externalId }));
        await database.transaction((trx) => quarantine(trx, scope, collection, misfits));
        return true;
      }
      if (collection === 'clients') await clients.saveClients(scope, step, page, country);
      else if (collection === 'records') await visits.saveVisitPage(scope, step, page, { country, at });
      else await purchases.saveGoodsSales(scope, step, page);
      // A row that is nobody's (a movement that is no sale) is understood as well, and leaves nothing to keep.
      if (page.rows.length === 0) await this.resolve(scope, row);
      return isOpen(scope, row);
    },

    /** Twice is harmless. */
    async resolve(scope: Scope, { id }: SetAside): Promise<void> {
      await database('quarantined_records')
        .where({ company_id: scope.companyId, id })
        .whereNull('resolved_at')
        .update({ resolved_at: database.fn.now() });
    },

    /** The platform has it no more: an earlier copy that could be read counts no more either. Twice is harmless. */
    async resolveGone(scope: Scope, row: SetAside, at: string): Promise<void> {
      const { companyId } = scope;
      await database.transaction(async (trx) => {
        const ids: number[] = await trx(TABLES[row.collection] ?? '')
          .where({ company_id: companyId, external_id: row.externalId, is_deleted: false })
          .pluck('id');
        await markGone(trx, scope, { collection: row.collection, ids, at }, deps.attributeBookings);
        await trx('quarantined_records')
          .where({ company_id: companyId, id: row.id })
          .whereNull('resolved_at')
          .update({ resolved_at: trx.fn.now() });
      });
    },

    /** The hourly list is read by the next cycle, whether it is due or not. Twice is harmless. */
    async readListsSoon(scope: Scope, collection: string): Promise<void> {
      if (collection === 'memberships') {
        // Listed per person: whoever one was set aside from is asked about again.
        await database.raw(
          `update clients c set memberships_read_at = null
           where c.company_id = :companyId and c.id in (
             select q.client_id from quarantined_records q
             where q.company_id = :companyId and q.collection = 'memberships' and q.resolved_at is null)`,
          { companyId: scope.companyId },
        );
        await database('card_retries').where({ company_id: scope.companyId, kind: 'memberships' }).delete();
      }
      await database('sync_cursors')
        .where({ company_id: scope.companyId, collection })
        .whereNotNull('first_copy_done_at')
        .update({ changed_up_to: null });
      await database('sync_pace').where({ company_id: scope.companyId }).update({ next_due_at: null });
    },
  };
}
