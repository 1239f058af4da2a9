/** Statuses that WhatsApp told by webhook, applied in batches by SQL and never by a workflow. */

import type { Knex } from 'knex';
import { systemScope } from '../../../domain/access/scope.ts';
import type { Database } from '../../database.ts';
import { query } from '../../sql.ts';
import { tellGuard } from './account-changes.ts';
import { noteTrouble } from './account.ts';
import { moveRows, type RowFact } from './move-rows.ts';

interface OpenStatus {
  id: number;
  companyId: number;
  wamid: string;
  status: string;
  code: string | null;
  occurredAt: Date;
  outboxId: number | null;
  isSpent: boolean | null;
}

/** Any number nobody else uses: whoever holds it applies statuses. */
const ONE_AT_A_TIME = 7_302_401;

export function createStatusesRepository(database: Database) {
  return {
    /**
     * Applies up to `atMost` open statuses of all companies and answers how many it dealt with. Safe in several processes:
     * one applies at a time, the others find nothing to do. A crash leaves the batch as it was.
     */
    async applyStatuses(at: Date, atMost = 500): Promise<number> {
      return database.transaction(async (trx) => {
        const lock = await trx.raw<{ rows: { mine: boolean }[] }>(`select pg_try_advisory_xact_lock(?) as mine`, [
          ONE_AT_A_TIME,
        ]);
        if (lock.rows[0]?.mine !== true) return 0;
        const open = await trx.raw<{ rows: OpenStatus[] }>(query('open-statuses'), { now: at, at_most: atMost });
        await applyByCompany(trx, open.rows, at);
        await finish(trx, open.rows, at);
        return open.rows.length;
      });
    },
  };
}

async function applyByCompany(trx: Knex, statuses: OpenStatus[], at: Date): Promise<void> {
  const byCompany = new Map<number, Map<number, RowFact>>();
  for (const status of statuses) {
    if (status.outboxId === null || status.isSpent === true) continue;
    const rows = byCompany.get(status.companyId) ?? new Map<number, RowFact>();
    byCompany.set(status.companyId, rows);
    rows.set(status.outboxId, merged(rows.get(status.outboxId) ?? { id: status.outboxId }, status));
  }
  for (const [companyId, rows] of byCompany) {
    const scope = systemScope(companyId, 'whatsapp');
    // In one order everywhere, so that two transactions cannot wait for each other's rows.
    const facts = [...rows.values()].toSorted((a, b) => a.id - b.id);
    const codes = [...new Set(facts.flatMap(({ code }) => (code === undefined ? [] : [code])))];
    // The account before its rows, as the claim locks them.
    await noteTrouble(trx, scope, codes, at);
    await moveRows(trx, scope, facts, at);
    if (codes.length > 0) await tellGuard(trx, scope);
  }
}

/** Several statuses of one row in one batch are one fact with several instants. */
function merged(fact: RowFact, status: OpenStatus): RowFact {
  const whole = { ...fact, wamid: status.wamid };
  switch (status.status) {
    case 'sent':
      return { ...whole, sentAt: status.occurredAt };
    case 'delivered':
      return { ...whole, deliveredAt: status.occurredAt };
    case 'read':
    case 'played':
      return { ...whole, readAt: status.occurredAt };
    default:
      return { ...whole, failedAt: status.occurredAt, code: status.code ?? 'failed' };
  }
}

async function finish(trx: Knex, statuses: OpenStatus[], at: Date): Promise<void> {
  const ids = (wanted: (status: OpenStatus) => boolean): number[] => statuses.filter(wanted).map((status) => status.id);
  const done = async (which: number[], problem: string | null): Promise<void> => {
    if (which.length > 0) await trx('webhook_inbox').whereIn('id', which).update({ applied_at: at, problem });
  };
  await done(
    ids((status) => status.outboxId !== null && status.isSpent !== true),
    null,
  );
  await done(
    ids((status) => status.outboxId !== null && status.isSpent === true),
    'earlier_attempt',
  );
  await done(
    ids((status) => status.outboxId === null),
    'no_such_message',
  );
}
