/** What people bought beside their visits: goods over the counter, and memberships. */

import type { Scope } from '../../../domain/access/scope.ts';
import type { PlatformGoodsSale, PlatformMembership, PlatformPage } from '../../../domain/sync/platform.ts';
import type { Database } from '../../database.ts';
import { onceEach, quarantine, savePage, type PageStep } from './page.ts';

const MEMBERSHIPS_EVERY_DAYS = 7;

export function createPurchasesRepository(database: Database) {
  return {
    async saveGoodsSales(
      scope: Scope,
      step: PageStep,
      page: PlatformPage<PlatformGoodsSale>,
    ): Promise<{ written: number }> {
      return savePage(database, scope, step, page, async (trx) => {
        const sales = onceEach(page.rows);
        const kept = sales.filter((sale) => !sale.isDeleted);
        const { rows } = await trx.raw<{ rows: unknown[] }>(
          `insert into goods_sales as g (company_id, external_id, client_id, sold_on, title, cost_minor)
           select :companyId, r.external_id, c.id, r.sold_on, r.title, r.cost_minor
           from jsonb_to_recordset(cast(:rows as jsonb))
             as r(external_id text, client_external_id text, sold_on date, title text, cost_minor bigint)
           left join clients c on c.company_id = :companyId and c.external_id = r.client_external_id
           on conflict (company_id, external_id) do update
             set client_id = excluded.client_id, sold_on = excluded.sold_on, title = excluded.title, cost_minor = excluded.cost_minor
             where (g.client_id, g.sold_on, g.title, g.cost_minor)
               is distinct from (excluded.client_id, excluded.sold_on, excluded.title, excluded.cost_minor)
           returning g.id`,
          {
            companyId: scope.companyId,
            rows: JSON.stringify(
              kept.map((sale) => ({
                external_id: sale.externalId,
                client_external_id: sale.clientExternalId,
                sold_on: sale.soldOn,
                title: sale.title,
                cost_minor: sale.costMinor,
              })),
            ),
          },
        );
        const removed = await trx('goods_sales')
          .where({ company_id: scope.companyId })
          .whereIn(
            'external_id',
            sales.filter((sale) => sale.isDeleted).map((sale) => sale.externalId),
          )
          .delete();
        return { written: rows.length + removed };
      });
    },

    /** Everything one phone has: what is no longer listed for this person is gone. Twice is harmless: rows are merged. */
    async saveMemberships(
      scope: Scope,
      clientId: number,
      page: PlatformPage<PlatformMembership>,
      at: string,
    ): Promise<{ written: number }> {
      return database.transaction(async (trx) => {
        const memberships = onceEach(page.rows);
        const { rows } = await trx.raw<{ rows: unknown[] }>(
          `insert into memberships as m (company_id, external_id, client_id, title, sold_on, ends_on, cost_minor)
           select :companyId, r.external_id, :clientId, r.title, r.sold_on, r.ends_on, r.cost_minor
           from jsonb_to_recordset(cast(:rows as jsonb))
             as r(external_id text, title text, sold_on date, ends_on date, cost_minor bigint)
           on conflict (company_id, external_id) do update
             -- Two cards with one phone are given the same memberships; the card that had one first keeps it.
             set client_id = coalesce(m.client_id, excluded.client_id), title = excluded.title, sold_on = excluded.sold_on,
               ends_on = excluded.ends_on, cost_minor = excluded.cost_minor, updated_at = now()
             where (m.title, m.sold_on, m.ends_on, m.cost_minor)
               is distinct from (excluded.title, excluded.sold_on, excluded.ends_on, excluded.cost_minor)
           returning m.id`,
          {
            companyId: scope.companyId,
            clientId,
            rows: JSON.stringify(
              memberships.map((membership) => ({
                external_id: membership.externalId,
                title: membership.title,
                sold_on: membership.soldOn,
                ends_on: membership.endsOn,
                cost_minor: membership.costMinor,
              })),
            ),
          },
        );
        const listed = [...memberships, ...page.misfits].map((each) => each.externalId);
        const removed = await trx('memberships')
          .where({ company_id: scope.companyId, client_id: clientId })
          .whereNotIn('external_id', listed)
          .delete();
        await quarantine(trx, scope, 'memberships', page.misfits);
        await trx('clients').where({ company_id: scope.companyId, id: clientId }).update({ memberships_read_at: at });
        return { written: rows.length + removed };
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
             and not exists (select 1 from memberships m where m.company_id = c.company_id and m.client_id = c.id)
             and not exists (select 1 from clients o join memberships m on m.client_id = o.id and m.company_id = o.company_id
                             where o.company_id = c.company_id and o.phone = c.phone)`,
          { companyId: scope.companyId, buyers },
        );
        // Nobody was copied: it only says whom to ask.
        return { written: 0 };
      });
    },
  };
}
