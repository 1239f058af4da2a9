/** Client cards as the platform lists them. Consent is not in the list; see cards.ts. */

import type { Knex } from 'knex';
import type { Scope } from '../../../domain/access/scope.ts';
import { normalPhone } from '../../../domain/sync/phone.ts';
import type { PlatformClient, PlatformPage } from '../../../domain/sync/platform.ts';
import { query } from '../../sql.ts';
import type { Database } from '../../database.ts';
import type { PageStep } from '../../../domain/sync/page-step.ts';
import { onceEach, savePage } from './page.ts';

/** An opt-out holds for every card with that phone, also for one that comes later. */
async function spreadOptOuts(trx: Knex, scope: Scope, clientIds: number[]): Promise<void> {
  await trx.raw(
    `update clients c set reactivation_opt_out = true, opt_out_reason = o.source, opt_out_date = o.at
     from opt_outs o
     where c.company_id = :companyId and c.id = any(cast(:clientIds as bigint[])) and not c.reactivation_opt_out
       and o.company_id = c.company_id and o.phone = c.phone and o.lifted_at is null`,
    { companyId: scope.companyId, clientIds },
  );
}

export function createSyncedClientsRepository(database: Database) {
  return {
    /** Only rows that differ are written. A card that changed is due to be read again: its consent may have changed. */
    async saveClients(
      scope: Scope,
      step: PageStep,
      page: PlatformPage<PlatformClient>,
      country: string,
    ): Promise<{ written: number }> {
      return savePage(database, scope, step, page, async (trx) => {
        const rows = onceEach(page.rows).map((row) => ({
          external_id: row.externalId,
          name: row.name,
          surname: row.surname,
          phone_raw: row.phoneRaw,
          phone: normalPhone(row.phoneRaw, country),
          email: row.email,
          language: row.language,
          birth_date: row.birthDate,
          platform_spent_minor: row.spentMinor,
          custom_fields: row.customFields,
          card: row.card ?? {},
          changed_at_source: row.changedAt,
        }));
        const { rows: written } = await trx.raw<{ rows: { id: number }[] }>(query('save-clients'), {
          companyId: scope.companyId,
          isRebuild: step.rebuild !== undefined,
          rows: JSON.stringify(rows),
        });
        const ids = written.map((row) => row.id);
        if (ids.length > 0) await spreadOptOuts(trx, scope, ids);
        return { written: ids.length };
      });
    },
  };
}
