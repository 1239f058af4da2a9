/** What people bought beside their visits: goods over the counter, and memberships. */

import type { Scope } from '../../../domain/access/scope.ts';
import type { PlatformGoodsSale, PlatformMembership, PlatformPage } from '../../../domain/sync/platform.ts';
import type { Database } from '../../database.ts';
import { query } from '../../sql.ts';
import type { PageStep } from '../../../domain/sync/page-step.ts';
import { onceEach, quarantine, savePage } from './page.ts';

const MEMBERSHIPS_EVERY_DAYS = 7;

export function createPurchasesRepository(database: Database) {
  return {
    async saveGoodsSales(
      scope: Scope,
      step: PageStep,
      page: PlatformPage<PlatformGoodsSale>,
    ): Promise<{ written: number }> {
      return savePage(database, scope, step, page, async (trx) => {
        const { rows } = await trx.raw<{ rows: unknown[] }>(query('save-goods-sales'), {
          companyId: scope.companyId,
          rows: JSON.stringify(
            onceEach(page.rows).map((sale) => ({
              external_id: sale.externalId,
              client_external_id: sale.clientExternalId,
              sold_on: sale.soldOn,
              good_external_id: sale.goodExternalId ?? null,
              title: sale.title,
              cost_minor: sale.costMinor,
              is_deleted: sale.isDeleted,
            })),
          ),
        });
        return { written: rows.length };
      });
    },

    /**
     * Everything one phone has: what is no longer listed for this person is gone. Twice is harmless: rows are merged.
     * `changedAtSource`: the card's state when it was asked, where nobody kept others from changing it meanwhile.
     */
    async saveMemberships(
      scope: Scope,
      { clientId, changedAtSource }: { clientId: number; changedAtSource?: string | null },
      page: PlatformPage<PlatformMembership>,
      at: string,
    ): Promise<{ written: number }> {
      return database.transaction(async (trx) => {
        const memberships = onceEach(page.rows);
        const readable = memberships.map((each) => each.externalId);
        const unreadable = page.misfits.map((each) => each.externalId);
        const { rows } = await trx.raw<{ rows: unknown[] }>(query('save-memberships'), {
          companyId: scope.companyId,
          clientId,
          listed: [...readable, ...unreadable],
          rows: JSON.stringify(
            memberships.map((membership) => ({
              external_id: membership.externalId,
              title: membership.title,
              sold_on: membership.soldOn,
              ends_on: membership.endsOn,
              cost_minor: membership.costMinor,
            })),
          ),
        });
        await quarantine(trx, scope, 'memberships', page.misfits, clientId);
        // What can be read now is no longer set aside, and neither is what is no longer on this person's list.
        await trx.raw(
          `update quarantined_records set resolved_at = now()
           where company_id = :companyId and collection = 'memberships' and resolved_at is null
             and (external_id = any(cast(:readable as text[]))
                  or client_id = :clientId and external_id <> all(cast(:unreadable as text[])))`,
          { companyId: scope.companyId, clientId, readable, unreadable },
        );
        // Whose card changed since they were asked about stays due: it may be another phone by now.
        await trx('clients')
          .where({ company_id: scope.companyId, id: clientId })
          .modify((asked) => {
            if (changedAtSource === undefined) return;
            void asked.whereRaw('changed_at_source is not distinct from cast(? as timestamptz)', [changedAtSource]);
          })
          .update({ memberships_read_at: at });
        return { written: rows.length };
      });
    },

    /** Nobody else has a membership, so nobody else needs to be asked; buyers without one yet are asked. */
    async noteBuyers(scope: Scope, step: PageStep, buyers: string[] | null, at: string): Promise<void> {
      await savePage(database, scope, step, { rows: [], misfits: [] }, async (trx) => {
        // Whoever has memberships is asked again every week: what happens to one changes neither the card nor a record.
        await trx.raw(
          `update clients set memberships_read_at = null
           where company_id = :companyId and memberships_read_at <= cast(:at as timestamptz) - :days * interval '1 day'
             and (cast(:buyers as text[]) is null or external_id = any(cast(:buyers as text[])))`,
          { companyId: scope.companyId, at, days: MEMBERSHIPS_EVERY_DAYS, buyers },
        );
        if (buyers === null) return { written: 0 };
        await trx('clients')
          .where({ company_id: scope.companyId })
          .whereNull('memberships_read_at')
          .whereNotIn('external_id', buyers)
          .update({ memberships_read_at: at });
        await trx.raw(
          `update clients c set memberships_read_at = null
           where c.company_id = :companyId and c.external_id = any(cast(:buyers as text[])) and c.memberships_read_at is not null
             and not exists (select 1 from memberships m where m.company_id = c.company_id and m.client_id = c.id and not m.is_deleted)
             and not exists (select 1 from clients o join memberships m on m.client_id = o.id and m.company_id = o.company_id
                             where o.company_id = c.company_id and o.phone = c.phone and not m.is_deleted)`,
          { companyId: scope.companyId, buyers },
        );
        // Nobody was copied: it only says whom to ask.
        return { written: 0 };
      });
    },
  };
}
