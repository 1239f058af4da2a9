/** Switching a company between "a person approves" and "they go by themselves", for new messages and, when asked, for those under way. */

import { rowTakenBack } from '../../../contracts/workflows/delivery.ts';
import type { Scope } from '../../../domain/access/scope.ts';
import type { Database } from '../../database.ts';
import { addAudit } from '../access/audit.ts';
import { addNotices } from '../notices.ts';

export type DeliveryMode = 'moderation' | 'notification';

const UNAPPROVED = `m.mode = 'notification' and m.decision is null and m.written_by is distinct from 'fixed'`;

export function createDeliveryModeRepository(database: Database) {
  return {
    /** Twice is harmless: the second changes nothing and leaves no line in the audit. */
    async set(scope: Scope, mode: DeliveryMode, at: Date): Promise<void> {
      await database.transaction(async (trx) => {
        const changed = await trx('reactivation_settings')
          .where({ company_id: scope.companyId })
          .whereNot({ delivery_mode: mode })
          .update({ delivery_mode: mode, version: trx.raw('version + 1'), updated_at: at });
        if (changed === 0) return;
        await addAudit(trx, {
          companyId: scope.companyId,
          actor: scope.actor,
          action: 'delivery_mode.changed',
          subjectKind: 'settings',
          details: { mode },
        });
      });
    },

    /**
     * Messages that nobody approved and that have not begun to go out now need a person. The claim finds their rows
     * unapproved and takes them back; what is claimed already is let go of and refused when it would begin. Waiting rows are
     * looked at again at once. Twice is harmless: the second finds none.
     */
    async takeBack(scope: Scope, at: Date): Promise<number> {
      const { companyId } = scope;
      return database.transaction(async (trx) => {
        // The outbox rows first, as everywhere: two orders of locking would wait for each other.
        await trx.raw(
          `update outbox_messages o set next_attempt_at = :at, leased_until = null, updated_at = :at
           from messages m
           where m.id = o.message_id and o.company_id = :companyId and o.status in ('queued', 'failed')
             and (o.wait_reason is not null or ${UNAPPROVED})`,
          { companyId, at },
        );
        const { rowCount } = await trx.raw<{ rowCount: number }>(
          `update messages m set mode = 'moderation', updated_at = :at
           where m.company_id = :companyId and ${UNAPPROVED} and m.status in ('drafting', 'queued', 'waiting', 'failed')`,
          { companyId, at },
        );
        return rowCount;
      });
    },

    /**
     * What waits for a person goes by itself now. Each message's workflow is told to look at its row again,
     * in the same transaction; twice is harmless, for the second finds nothing waiting.
     */
    async letGo(scope: Scope, at: Date): Promise<number> {
      return database.transaction(async (trx) => {
        const rows = await trx('messages')
          .where({ company_id: scope.companyId, status: 'awaiting_approval', mode: 'moderation' })
          .whereNull('decision')
          .update({ mode: 'notification', updated_at: at })
          .returning<{ id: number; workflow_id: string }[]>(['id', 'workflow_id']);
        const { companyId } = scope;
        const notice = { companyId, signal: rowTakenBack.name };
        await addNotices(
          trx,
          rows.map((row) => ({ ...notice, workflowId: row.workflow_id, subjectId: row.id })),
        );
        return rows.length;
      });
    },
  };
}
