/** Collections that the platform gives a company no right to: the others are copied, and these are asked for now and then. */

import type { Scope } from '../../../domain/access/scope.ts';
import type { Database } from '../../database.ts';

/** A right that was given is noticed within the hour, and costs a request in it. */
const ASK_AGAIN_HOURS = 1;

export function createRefusedCollectionsRepository(database: Database) {
  return {
    /** By collection, whether it is time to ask again. */
    async refusedCollections({ companyId }: Scope, at: string): Promise<Map<string, { isDue: boolean }>> {
      const { rows } = await database.raw<{ rows: { collection: string; isDue: boolean }[] }>(
        `select collection, asked_at <= cast(:at as timestamptz) - :hours * interval '1 hour' as "isDue"
         from collection_refusals where company_id = :companyId`,
        { companyId, at, hours: ASK_AGAIN_HOURS },
      );
      return new Map(rows.map(({ collection, isDue }) => [collection, { isDue }]));
    },

    /** Twice is harmless: since when stays. */
    async refuseCollection({ companyId }: Scope, collection: string, failureCode: string, at: string): Promise<void> {
      await database.transaction(async (trx) => {
        await trx('collection_refusals')
          .insert({ company_id: companyId, collection, failure_code: failureCode, refused_at: at, asked_at: at })
          .onConflict(['company_id', 'collection'])
          .merge(['failure_code', 'asked_at']);
        // Half a first copy would be waited for: by the numbers, and by whoever looks.
        await trx('sync_cursors').where({ company_id: companyId, collection }).whereNull('first_copy_done_at').delete();
      });
    },

    /** Twice is harmless. */
    async allowCollection({ companyId }: Scope, collection: string): Promise<void> {
      await database('collection_refusals').where({ company_id: companyId, collection }).delete();
    },
  };
}
