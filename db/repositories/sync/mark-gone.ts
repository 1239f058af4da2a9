/** Rows that the platform has no more: they stay, and count no longer. */

import type { Knex } from 'knex';
import type { Scope } from '../../../domain/access/scope.ts';
import { TABLES } from './rebuild-page.ts';
import type { AttributeBookings } from './visits.ts';

/** Twice is harmless. */
export async function markGone(
  trx: Knex,
  scope: Scope,
  gone: { collection: string; ids: number[]; at: string },
  attributeBookings: AttributeBookings,
): Promise<void> {
  const { companyId } = scope;
  const { collection, ids, at } = gone;
  await trx(TABLES[collection] ?? '')
    .where({ company_id: companyId })
    .whereIn('id', ids)
    .update({ is_deleted: true, updated_at: trx.fn.now() });
  if (collection === 'records') await attributeBookings(trx, companyId, ids, at);
}
