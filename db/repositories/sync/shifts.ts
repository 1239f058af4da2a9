/** When staff work, for the coming month, as the platform plans it. */

import type { Scope } from '../../../domain/access/scope.ts';
import type { PlatformPage, PlatformShift } from '../../../domain/sync/platform.ts';
import type { Database } from '../../database.ts';
import { query } from '../../sql.ts';
import type { PageStep } from '../../../domain/sync/page-step.ts';
import { savePage } from './page.ts';

export function createShiftsRepository(database: Database) {
  return {
    /** The whole plan from the first to the last of these days: what it no longer holds is gone, and so is the past. */
    async saveShifts(
      scope: Scope,
      step: PageStep,
      page: PlatformPage<PlatformShift>,
      { from, to }: { from: string; to: string },
    ): Promise<{ written: number }> {
      return savePage(database, scope, step, { rows: [], misfits: page.misfits }, async (trx) => {
        const { rows } = await trx.raw<{ rows: { written: number }[] }>(query('save-shifts'), {
          companyId: scope.companyId,
          from,
          to,
          rows: JSON.stringify(
            page.rows.map(({ staffExternalId, localDate, slots }) => ({
              staff_external_id: staffExternalId,
              local_date: localDate,
              slots,
            })),
          ),
        });
        return { written: rows[0]?.written ?? 0 };
      });
    },
  };
}
