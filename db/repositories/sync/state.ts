/** What is known of a company's copying as a whole: whether the platform refuses it, and when it last told of a change. */

import type { Knex } from 'knex';
import type { Scope } from '../../../domain/access/scope.ts';
import { refusesCompany } from '../../../domain/sync/refusals.ts';
import type { Database } from '../../database.ts';
import { createPaceRepository, wantCycle } from './pace.ts';

/** Gateways keep credentials for a minute: a refusal so soon after a change may still be about the old ones. */
const CREDENTIALS_SETTLE_SECONDS = 90;

/** Credentials that changed since speak for themselves: the refusal was about others. */
export async function isRefused(database: Knex, scope: Scope): Promise<boolean> {
  const { rows } = await database.raw<{ rows: unknown[] }>(
    `select 1 from sync_states s
     where s.company_id = :companyId and s.refused_at is not null and not exists (
       select 1 from company_secrets c where c.company_id = s.company_id and c.system = 'booking'
         and c.key in ('partner_token', 'user_token')
         and c.updated_at > s.refused_at - :settle * interval '1 second')`,
    { companyId: scope.companyId, settle: CREDENTIALS_SETTLE_SECONDS },
  );
  return rows.length > 0;
}

/** Beside the failure it comes from. The newest refusal counts: whatever was tried since the change of credentials was refused too. */
export async function noteRefusal(trx: Knex, scope: Scope, failureCode: string): Promise<void> {
  if (!refusesCompany(failureCode)) return;
  await trx.raw(
    `insert into sync_states as s (company_id, refused_at, refused_code) values (:companyId, now(), :failureCode)
     on conflict (company_id) do update set refused_at = excluded.refused_at, refused_code = excluded.refused_code`,
    { companyId: scope.companyId, failureCode },
  );
}

export function createSyncStateRepository(database: Database) {
  return {
    isRefused: (scope: Scope): Promise<boolean> => isRefused(database, scope),

    /** Somebody says "try again": the next cycle asks, whatever the platform said before and however long its turn is off. */
    async forgetRefusal(scope: Scope): Promise<void> {
      const { companyId } = scope;
      await database('sync_states').where({ company_id: companyId }).update({ refused_at: null, refused_code: null });
      await wantCycle(database, scope);
    },

    async webhookAt(scope: Scope): Promise<string | null> {
      const row = await database('sync_states')
        .where({ company_id: scope.companyId })
        .first<{ webhook_at: Date | null } | undefined>('webhook_at');
      return row?.webhook_at?.toISOString() ?? null;
    },

    /** The platform told that something changed; answers with when a cycle is due, null for now. A refused company stays refused. */
    async noteWebhook(scope: Scope, at: Date): Promise<Date | null> {
      const { companyId } = scope;
      await database('sync_states')
        .insert({ company_id: companyId, webhook_at: at })
        .onConflict('company_id')
        .merge({ webhook_at: at });
      return createPaceRepository(database).changeWasTold(scope, at);
    },
  };
}
