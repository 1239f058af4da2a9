/** Writes what WhatsApp told about rows, with everything that follows from it, in one statement. */

import type { Knex } from 'knex';
import type { Scope } from '../../../domain/access/scope.ts';
import { query } from '../../sql.ts';
import { optOut } from './opt-outs.ts';

export interface RowFact {
  id: number;
  wamid?: string;
  sentAt?: Date;
  deliveredAt?: Date;
  readAt?: Date;
  failedAt?: Date;
  /** Of a failure. */
  code?: string;
}

/** Meta's "the user opted out of your marketing": as good as an opt-out word. */
const OPTED_OUT_CODE = '131050';

/** Belongs into a transaction when a fact may be a failure: an opt-out told by one is applied together with it. */
export async function moveRows(trx: Knex, scope: Scope, facts: RowFact[], at: Date): Promise<number> {
  if (facts.length === 0) return 0;
  const moved = await trx.raw<{ rows: { phone: string; code: string | null; firstDead: boolean }[] }>(
    query('move-rows'),
    {
      company_id: scope.companyId,
      now: at,
      facts: JSON.stringify(
        facts.map((fact) => ({
          id: fact.id,
          wamid: fact.wamid,
          sent_at: fact.sentAt,
          delivered_at: fact.deliveredAt,
          read_at: fact.readAt,
          failed_at: fact.failedAt,
          code: fact.code,
        })),
      ),
    },
  );
  for (const row of moved.rows) {
    if (row.firstDead && row.code === OPTED_OUT_CODE) {
      await optOut(trx, scope, { phone: row.phone, source: 'error_131050', reason: row.code, at });
    }
  }
  return moved.rows.length;
}
