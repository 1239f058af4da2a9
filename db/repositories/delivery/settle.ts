/** What a person decides about rows of the outbox, one or many: each once, audited, and told to its workflow. */

import type { Knex } from 'knex';
import type { OutboxItem } from '../../../contracts/http/delivery.ts';
import type { SettledRows } from '../../../contracts/http/outbox.ts';
import type { Scope } from '../../../domain/access/scope.ts';
import { maySettle, type Settlement } from '../../../domain/delivery/settle.ts';
import { RuleBroken } from '../../../domain/errors.ts';
import type { Database } from '../../database.ts';
import { addAudit } from '../access/audit.ts';
import { addNotice } from '../notices.ts';
import { addEvent } from './add-event.ts';
import { moveRows } from './move-rows.ts';

export interface SettlementAsked {
  settlement: Settlement;
  reason?: string;
  /** The caller's Idempotency-Key. */
  onceKey?: string;
  at: Date;
}

export interface Settled {
  messageId: number;
  status: OutboxItem['status'];
}

interface OutboxRow {
  id: number;
  messageId: number;
  status: OutboxItem['status'];
  isClosed: boolean;
  wamid: string | null;
  sendingAt: Date | null;
  workflowId: string;
  reactivationWorkflowId: string | null;
}

const AUDITED: Readonly<Record<Settlement, string>> = {
  retry: 'outbox.retried',
  arrived: 'outbox.arrived',
  close: 'outbox.closed',
  cancel: 'outbox.cancelled',
};

export function createSettleRepository(database: Database) {
  /** In a transaction of its own, so that of many those before a broken one stay settled. */
  async function settleOne(
    scope: Scope,
    outboxId: number,
    asked: SettlementAsked,
  ): Promise<Settled & { outcome: 'done' | 'again' | 'too_late' }> {
    return database.transaction(async (trx) => {
      const row = await lockRow(trx, scope, outboxId);
      const now = { messageId: row.messageId, status: row.status };
      // The same press once more, its answer lost on the way: what came of it stands, whatever the row has become since.
      if (asked.settlement === 'retry' && (await isRetried(trx, scope, row, asked.onceKey)))
        return { ...now, outcome: 'again' };
      const may = maySettle(asked.settlement, row);
      if (may !== 'yes') return { ...now, outcome: may };
      const status = await STEPS[asked.settlement](trx, scope, row, asked);
      await addAudit(trx, {
        companyId: scope.companyId,
        actor: scope.actor,
        action: AUDITED[asked.settlement],
        subjectKind: 'outbox',
        subjectId: outboxId,
        details: { messageId: row.messageId, from: row.status, to: status, reason: asked.reason ?? null },
      });
      return { messageId: row.messageId, status, outcome: 'done' };
    });
  }

  return {
    /** Refused with a RuleBroken when the row has moved on; said twice, it is done once. */
    async settle(scope: Scope, outboxId: number, asked: SettlementAsked): Promise<Settled> {
      const { outcome, ...settled } = await settleOne(scope, outboxId, asked);
      if (outcome === 'too_late') throw new RuleBroken('row_not_settleable', 'conflict', { status: settled.status });
      return settled;
    },

    /** Whatever cannot be settled is named, and the others are. A repeat settles nothing a second time. */
    async settleMany(scope: Scope, outboxIds: readonly number[], asked: SettlementAsked): Promise<SettledRows> {
      const result: SettledRows = { done: [], again: [], tooLate: [], notFound: [] };
      // One after the other and in order: two people who settle the same rows never wait for each other in a circle.
      for (const id of [...new Set(outboxIds)].toSorted((a, b) => a - b)) {
        try {
          const { outcome, status } = await settleOne(scope, id, asked);
          if (outcome === 'too_late') result.tooLate.push({ id, status });
          else result[outcome].push(id);
        } catch (error) {
          if (!(error instanceof RuleBroken) || error.kind !== 'not_found') throw error;
          result.notFound.push(id);
        }
      }
      return result;
    },
  };
}

async function lockRow(trx: Knex, scope: Scope, outboxId: number): Promise<OutboxRow> {
  const found = await trx.raw<{ rows: OutboxRow[] }>(
    `select o.id, o.message_id as "messageId", o.status, o.closed_by is not null as "isClosed", o.wamid, o.sending_at as "sendingAt",
            m.workflow_id as "workflowId", r.workflow_id as "reactivationWorkflowId"
       from outbox_messages o
       join messages m on m.id = o.message_id
       left join reactivations r on r.id = m.reactivation_id and r.status <> 'ended' and m.conversation_id is null
      where o.company_id = ? and o.id = ?
        for update of o`,
    [scope.companyId, outboxId],
  );
  const row = found.rows[0];
  if (!row) throw new RuleBroken('row_not_found', 'not_found');
  return row;
}

const retryKey = (onceKey: string | undefined): string | null => (onceKey === undefined ? null : `retried:${onceKey}`);

async function isRetried(trx: Knex, scope: Scope, row: OutboxRow, onceKey: string | undefined): Promise<boolean> {
  const key = retryKey(onceKey);
  if (key === null) return false;
  const told = await trx('message_events')
    .where({ company_id: scope.companyId, message_id: row.messageId, once_key: key })
    .first<{ id: number } | undefined>('id');
  return told !== undefined;
}

type Step = (trx: Knex, scope: Scope, row: OutboxRow, asked: SettlementAsked) => Promise<OutboxItem['status']>;

const STEPS: Readonly<Record<Settlement, Step>> = {
  async retry(trx, scope, row, { at, onceKey }) {
    await trx.raw(
      `update outbox_messages
          set status = 'queued', attempts = 0, next_attempt_at = :at, spent_wamids = array_remove(spent_wamids || wamid, null), wamid = null,
              sending_at = null, unknown_at = null, sent_at = null, failed_at = null, leased_until = null, closed_by = null, close_reason = null, updated_at = :at
        where id = :id and company_id = :company_id`,
      { at, id: row.id, company_id: scope.companyId },
    );
    await trx('messages')
      .where({ company_id: scope.companyId, id: row.messageId })
      .update({ status: 'queued', reason: null, sent_at: null, updated_at: at });
    await addEvent(trx, scope, row.messageId, 'retried', { from: row.status }, at, retryKey(onceKey));
    return 'queued';
  },

  /** Counted as sent from here on, by the caps too; a later status of WhatsApp says more, or otherwise. */
  async arrived(trx, scope, row, { at, reason }) {
    await moveRows(trx, scope, [{ id: row.id, sentAt: row.sendingAt ?? at }], at);
    await trx('outbox_messages')
      .where({ company_id: scope.companyId, id: row.id })
      .update({ closed_by: scope.actor.name, close_reason: reason ?? 'arrived', updated_at: at });
    await addEvent(trx, scope, row.messageId, 'settled', { reason: 'arrived' }, at);
    return 'sent';
  },

  close,
  cancel: close,
};

async function close(trx: Knex, scope: Scope, row: OutboxRow, asked: SettlementAsked): Promise<OutboxItem['status']> {
  const { at } = asked;
  // What was never begun is cancelled; what may have gone out ends as dead until a status says otherwise.
  const status = row.status === 'queued' || row.status === 'failed' ? 'cancelled' : 'dead';
  await trx('outbox_messages')
    .where({ company_id: scope.companyId, id: row.id })
    .update({
      status,
      closed_by: scope.actor.name,
      close_reason: asked.reason ?? 'closed_by_person',
      leased_until: null,
      wait_reason: null,
      wait_until: null,
      updated_at: at,
    });
  await trx('messages')
    .where({ company_id: scope.companyId, id: row.messageId })
    .update({ status, reason: 'closed_by_person', updated_at: at });
  await addEvent(trx, scope, row.messageId, 'closed', { from: row.status }, at);
  const notice = { companyId: scope.companyId, subjectId: row.messageId };
  await addNotice(trx, { ...notice, workflowId: row.workflowId, signal: 'rowSettled' });
  if (row.reactivationWorkflowId)
    await addNotice(trx, { ...notice, workflowId: row.reactivationWorkflowId, signal: 'messageMoved' });
  return status;
}
