/** Have a company's numbers been computed for a day already, and of books that were all there? */

import type { Scope } from '../../../domain/access/scope.ts';
import type { Database } from '../../database.ts';

export async function isDayBegun(database: Database, scope: Scope, asOf: string): Promise<boolean> {
  const state = await database('insight_state')
    .where({ company_id: scope.companyId, as_of: asOf })
    .whereNotNull('settled_at')
    .first<{ company_id: number } | undefined>('company_id');
  return state !== undefined;
}
