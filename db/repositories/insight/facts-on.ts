/** The relation `facts`, one row per card with its standing as of a day: the stored rows when they are of that day, else the books. */

import type { Knex } from 'knex';
import type { Scope } from '../../../domain/access/scope.ts';
import { everybodyOn, everybodyStored } from './facts.ts';

export interface FactsRelation {
  /** Follows the word `with`: one relation, named `facts`. */
  relations: Knex.Raw;
  /** When the stored rows were last brought up to date; null when the books themselves are asked. */
  refreshedAt: string | null;
}

/** Ask it and what is built on it in one repeatable-read transaction: at midnight the stored rows become another day's. */
export async function factsOn(database: Knex, scope: Scope, asOf: string): Promise<FactsRelation> {
  const state = await database('insight_state')
    .where({ company_id: scope.companyId, as_of: asOf })
    .first<{ refreshed_at: Date } | undefined>('refreshed_at');
  const everybody = state ? everybodyStored(database, scope, asOf) : everybodyOn(database, scope, asOf);
  return {
    relations: database.raw('facts as (:everybody)', { everybody }),
    refreshedAt: state?.refreshed_at.toISOString() ?? null,
  };
}
