/** What is on sale, as the platform lists it: sales that tell nothing but an id are read by these titles. */

import type { Scope } from '../../../domain/access/scope.ts';
import type { PlatformGood, PlatformPage } from '../../../domain/sync/platform.ts';
import type { Database } from '../../database.ts';
import { query } from '../../sql.ts';
import type { PageStep } from '../../../domain/sync/page-step.ts';
import { onceEach, savePage } from './page.ts';

export function createGoodsRepository(database: Database) {
  return {
    /**
     * `listed` is everything that a reading of the whole list named, told with its last page: what is not among it is gone.
     * An empty list is an accident, not a shop without goods. Twice is harmless: only rows that differ are written.
     */
    async saveGoods(
      scope: Scope,
      step: PageStep,
      page: PlatformPage<PlatformGood>,
      listed: readonly string[] | null = null,
    ): Promise<{ written: number }> {
      return savePage(database, scope, step, page, async (trx) => {
        const { rows } = await trx.raw<{ rows: unknown[] }>(query('save-goods'), {
          companyId: scope.companyId,
          rows: JSON.stringify(
            onceEach(page.rows).map((good) => ({
              external_id: good.externalId,
              title: good.title,
              category_title: good.categoryTitle,
              price_minor: good.priceMinor,
              unit: good.unit,
            })),
          ),
        });
        if (listed === null || listed.length === 0) return { written: rows.length };
        const gone = await trx('goods')
          .where({ company_id: scope.companyId, is_deleted: false })
          .whereRaw('external_id <> all(cast(? as text[]))', [listed as string[]])
          .update({ is_deleted: true, updated_at: trx.fn.now() });
        return { written: rows.length + gone };
      });
    },
  };
}
