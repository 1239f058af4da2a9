/** Switching a company between "a person approves" and "they go by themselves", for new messages and, when asked, for those under way. */

import { rowTakenBack } from '../../../contracts/workflows/delivery.ts';
import type { Scope } from '../../../domain/access/scope.ts';
import type { Database } from '../../database.ts';
import { addAudit } from '../access/audit.ts';
import { addNotices } from '../notices.ts';

export type DeliveryMode = 'moderation' | 'notification';

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
     * unapproved and takes them back; waiting rows are looked at again at once.
     */
    async takeBack(scope: Scope, at: Date): Promise<number> {
      return database.transaction(async (trx) => {
        const taken = await trx('messages')
          .where({ company_id: scope.companyId, mode: 'notification' })
          .whereNull('decision')
          .whereIn('status', ['drafting', 'queued', 'waiting', 'failed'])
          .whereRaw(`written_by is distinct from 'fixed'`)
          .update({ mode: 'moderation', updated_at: at });
        await trx('outbox_messages')
          .where({ company_id: scope.companyId })
          .whereIn('status', ['queued', 'failed'])
          .whereNotNull('wait_reason')
          .update({ next_attempt_at: at, updated_at: at });
        return taken;
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
