/** How far the copying got, and what of a company it needs to know. */

import type { Scope } from '../../../domain/access/scope.ts';
import { RuleBroken } from '../../../domain/errors.ts';
import type { Database } from '../../database.ts';

export interface Cursor {
  collection: string;
  changedUpTo: string | null;
  firstCopyPage: number | null;
  isFirstCopyDone: boolean;
}

export interface SyncedCompany {
  externalId: string;
  timeZone: string;
  currency: string;
  country: string;
  businessType: string;
}

export function createCursorsRepository(database: Database) {
  return {
    async cursors(scope: Scope): Promise<Cursor[]> {
      const rows = await database('sync_cursors').where({ company_id: scope.companyId }).select<
        {
          collection: string;
          changed_up_to: Date | null;
          first_copy_page: number | null;
          first_copy_done_at: Date | null;
        }[]
      >('collection', 'changed_up_to', 'first_copy_page', 'first_copy_done_at');
      return rows.map((row) => ({
        collection: row.collection,
        changedUpTo: row.changed_up_to?.toISOString() ?? null,
        firstCopyPage: row.first_copy_page,
        isFirstCopyDone: row.first_copy_done_at !== null,
      }));
    },

    /** The platform's clock went back, and stamps changes with times that the cursor has passed. Twice is harmless. */
    async takeCursorBack(scope: Scope, collection: string, changedUpTo: string): Promise<void> {
      await database('sync_cursors')
        .where({ company_id: scope.companyId, collection })
        .where('changed_up_to', '>', changedUpTo)
        .update({ changed_up_to: changedUpTo, updated_at: database.fn.now() });
    },

    async company(scope: Scope): Promise<SyncedCompany> {
      const row = await database('companies')
        .where({ id: scope.companyId })
        .first<
          | { external_id: string | null; time_zone: string; currency: string; country: string; business_type: string }
          | undefined
        >('external_id', 'time_zone', 'currency', 'country', 'business_type');
      if (!row) throw new RuleBroken('company_not_found', 'not_found');
      if (row.external_id === null) throw new RuleBroken('booking_not_connected');
      return {
        externalId: row.external_id,
        timeZone: row.time_zone,
        currency: row.currency,
        country: row.country,
        businessType: row.business_type,
      };
    },
  };
}
