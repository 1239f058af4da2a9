/** A person's "no", and taking it back: per phone, for the whole company. */

import type { Knex } from 'knex';
import type { Scope } from '../../../domain/access/scope.ts';
import { query } from '../../sql.ts';

export type OptOutSource = 'word' | 'button' | 'user_preferences' | 'error_131050' | 'model' | 'person' | 'import';

/**
 * Applies an opt-out in the transaction of whatever told it: the phone, its cards, queued rows, and notices to the workflows.
 * Twice is harmless: the first one's source and time stay. True when it is news.
 */
export async function optOut(
  trx: Knex,
  scope: Scope,
  told: { phone: string; source: OptOutSource; reason: string | null; at: Date },
): Promise<boolean> {
  const done = await trx.raw<{ rows: { isNew: boolean }[] }>(query('opt-out'), {
    company_id: scope.companyId,
    ...told,
  });
  return done.rows[0]?.isNew ?? false;
}

/** They opted in again. What was cancelled stays cancelled. */
export async function liftOptOut(
  trx: Knex,
  scope: Scope,
  phone: string,
  at: Date,
  said: { by: string | null; reason: string | null } = { by: null, reason: null },
): Promise<boolean> {
  const lifted = await trx('opt_outs')
    .where({ company_id: scope.companyId, phone, lifted_at: null })
    .update({ lifted_at: at, lifted_by: said.by, lifted_reason: said.reason });
  await trx('clients')
    .where({ company_id: scope.companyId, phone, reactivation_opt_out: true })
    .update({ reactivation_opt_out: false, opt_out_reason: null, opt_out_date: null });
  return lifted > 0;
}
