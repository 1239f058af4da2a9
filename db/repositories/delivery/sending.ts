/** The life of a claimed row: its request begins, and what came of it is written down. */

import type { Knex } from 'knex';
import type { Scope } from '../../../domain/access/scope.ts';
import { MAX_TRIES, retryDelayMs } from '../../../domain/delivery/retry.ts';
import type { Database } from '../../database.ts';
import { query } from '../../sql.ts';
import { tellGuard } from './account-changes.ts';
import { noteTrouble } from './account.ts';
import { moveRows } from './move-rows.ts';

/** A row of an older attempt of the sender gets this long for its answer to be written before it counts as in doubt. */
const SWEEP_AFTER_MS = 10_000;
/** A row of this very attempt, for which it has nothing under way: longer than a request may last, with a margin. */
const LOST_AFTER_MS = 60_000;

export interface Sender {
  phoneNumberId: string;
  epoch: number;
}

export function createSendingRepository(database: Database) {
  return {
    /** Every attempt of the sender calls this first: what older attempts still want to claim or begin is void from here on. */
    async raiseEpoch(scope: Scope, phoneNumberId: string): Promise<number | null> {
      const raised = await database.raw<{ rows: { epoch: number }[] }>(
        `update whatsapp_account_health set epoch = epoch + 1, updated_at = now()
          where company_id = ? and phone_number_id = ? returning epoch`,
        [scope.companyId, phoneNumberId],
      );
      return raised.rows[0]?.epoch ?? null;
    },

    /**
     * Rows left in `sending`, by an older attempt or by this one when it never heard that a row had begun: their requests
     * may have been accepted. `inFlight` are the ids this attempt still works on. Twice is harmless: the rows have moved.
     */
    async sweep(scope: Scope, sender: Sender, inFlight: readonly number[], at: Date): Promise<number> {
      const swept = await database.raw<{ rows: unknown[] }>(query('sweep-sending'), {
        company_id: scope.companyId,
        phone_number_id: sender.phoneNumberId,
        epoch: sender.epoch,
        now: at,
        before: new Date(at.getTime() - SWEEP_AFTER_MS),
        in_flight: inFlight,
        lost_before: new Date(at.getTime() - LOST_AFTER_MS),
      });
      return swept.rows.length;
    },

    /** Waiting rows past their day, also while the number may not send. Twice is harmless: an ended row is not waiting. */
    async expire(scope: Scope, sender: Sender, at: Date): Promise<number> {
      const expired = await database.raw<{ rows: unknown[] }>(query('expire-rows'), {
        company_id: scope.companyId,
        phone_number_id: sender.phoneNumberId,
        epoch: sender.epoch,
        now: at,
      });
      return expired.rows.length;
    },

    /** Its offered slots were just seen free: the row is due at once. Twice is harmless: the later look counts. */
    async slotsSeenFree(scope: Scope, id: number, at: Date): Promise<void> {
      await database('outbox_messages')
        .where({ company_id: scope.companyId, id })
        .whereIn('status', ['queued', 'failed'])
        .update({ slots_checked_at: at, next_attempt_at: at, updated_at: at });
    },

    /** The cards of its person were just read: the row is judged by them at once. Twice is harmless: it is judged once more. */
    async consentRead(scope: Scope, id: number, at: Date): Promise<void> {
      await database('outbox_messages')
        .where({ company_id: scope.companyId, id })
        .whereIn('status', ['queued', 'failed'])
        .update({ next_attempt_at: at, updated_at: at });
    },

    /** An offered slot is gone: the row leaves the outbox and its message is written anew. Twice is harmless: it left once. */
    async takeBack(scope: Scope, id: number, at: Date): Promise<void> {
      await database.raw(query('take-back-row'), { company_id: scope.companyId, id, now: at });
    },

    /**
     * The milliseconds until this request's turn, counted in the database so that all processes together keep the number's pace.
     * null: a newer attempt of the sender has taken over. The pace is technical, so it follows the database's own clock.
     */
    async takeTurn(scope: Scope, sender: Sender): Promise<number | null> {
      const turn = await database.raw<{ rows: { waitMs: number }[] }>(
        `update whatsapp_account_health
            set next_send_at = greatest(next_send_at, clock_timestamp()) + make_interval(secs => 1.0 / messages_per_second)
          where company_id = ? and phone_number_id = ? and epoch = ?
          returning greatest(0, extract(epoch from next_send_at - make_interval(secs => 1.0 / messages_per_second) - clock_timestamp()) * 1000)::float as "waitMs"`,
        [scope.companyId, sender.phoneNumberId, sender.epoch],
      );
      return turn.rows[0]?.waitMs ?? null;
    },

    /** WhatsApp asked the whole number to slow down. */
    async slowDown(scope: Scope, phoneNumberId: string, ms: number): Promise<void> {
      await database.raw(
        `update whatsapp_account_health set next_send_at = greatest(next_send_at, clock_timestamp() + make_interval(secs => ?::float / 1000))
          where company_id = ? and phone_number_id = ?`,
        [ms, scope.companyId, phoneNumberId],
      );
    },

    /** The account is in trouble, so nothing else is tried until a person has looked. The first reason stays. */
    async noteTrouble(scope: Scope, code: string, at: Date): Promise<void> {
      await database.transaction((trx) => noteTrouble(trx, scope, [code], at));
    },

    /**
     * Turns a claimed row `sending`, in a commit of its own right before the request. False: it may not go any more,
     * and whatever forbade it will be said at the next claim. Twice is harmless: the second finds the row begun.
     */
    async begin(scope: Scope, row: { id: number; epoch: number }, at: Date): Promise<boolean> {
      const begun = await database.raw<{ rows: unknown[] }>(query('begin-sending'), {
        company_id: scope.companyId,
        id: row.id,
        epoch: row.epoch,
        now: at,
      });
      if (begun.rows.length > 0) return true;
      await database.raw(
        `update outbox_messages set leased_until = null where company_id = ? and id = ? and epoch = ? and status in ('queued', 'failed')`,
        [scope.companyId, row.id, row.epoch],
      );
      return false;
    },

    /**
     * It turned `sending`, and its request certainly never left: due again as if it had not begun. Twice is harmless: the
     * second finds nothing under way.
     */
    async giveBack(scope: Scope, row: { id: number; epoch: number }, at: Date): Promise<void> {
      await database.raw(query('give-back-row'), {
        company_id: scope.companyId,
        id: row.id,
        epoch: row.epoch,
        now: at,
      });
    },

    /** Accepted. Twice is harmless: the first instant and wamid stay. */
    async markSent(scope: Scope, id: number, wamid: string, at: Date): Promise<void> {
      await database.transaction((trx) => moveRows(trx, scope, [{ id, wamid, sentAt: at }], at));
    },

    /** Refused for good. */
    async markDead(scope: Scope, id: number, code: string, at: Date): Promise<void> {
      await database.transaction(async (trx) => {
        await moveRows(trx, scope, [{ id, failedAt: at, code }], at);
        await tellGuard(trx, scope);
      });
    },

    /** Certainly not accepted: tried again later, or dead after the last try. Only a row that is `sending` moves. */
    async markFailed(
      scope: Scope,
      row: { id: number; epoch: number; tries: number; code: string; random: number },
      at: Date,
    ): Promise<'failed' | 'dead'> {
      const delay = retryDelayMs(row.tries, row.random);
      if (delay === null || row.tries >= MAX_TRIES) {
        await database.transaction((trx) => moveRows(trx, scope, [{ id: row.id, failedAt: at, code: row.code }], at));
        return 'dead';
      }
      await mark(database, scope, { ...row, status: 'failed', nextAttemptAt: new Date(at.getTime() + delay) }, at);
      return 'failed';
    },

    /** It may have been accepted: only a status webhook or a person settles it. */
    async markUnknown(scope: Scope, row: { id: number; epoch: number; code: string }, at: Date): Promise<void> {
      await mark(database, scope, { ...row, status: 'unknown', nextAttemptAt: null }, at);
    },
  };
}

export type SendingRepository = ReturnType<typeof createSendingRepository>;

/** Moves a row out of `sending`, its message with it. A row that a webhook has settled meanwhile stays settled, and one that a newer sender has begun again is its own. */
async function mark(
  database: Knex,
  scope: Scope,
  to: { id: number; epoch: number; status: 'failed' | 'unknown'; code: string; nextAttemptAt: Date | null },
  at: Date,
): Promise<void> {
  await database.raw(
    `with marked as (
       update outbox_messages o
          set status = :status, last_error_code = :code, last_error_at = :now,
              next_attempt_at = coalesce(:next_attempt_at::timestamptz, o.next_attempt_at),
              unknown_at = case when :status::text = 'unknown' then :now else o.unknown_at end, updated_at = :now
        where o.id = :id and o.company_id = :company_id and o.status = 'sending' and o.epoch = :epoch
        returning o.message_id, o.attempts, o.next_attempt_at
     ), messages_changed as (
       update messages m set status = :status, reason = :code, updated_at = :now from marked where m.id = marked.message_id
     )
     insert into message_events (company_id, message_id, kind, actor_label, details, at)
     select :company_id::integer, message_id, :status, 'sendOutbox',
            jsonb_build_object('code', :code::text, 'attempt', attempts, 'until', case when :status::text = 'failed' then next_attempt_at end), :now::timestamptz
       from marked`,
    {
      id: to.id,
      epoch: to.epoch,
      company_id: scope.companyId,
      status: to.status,
      code: to.code,
      now: at,
      next_attempt_at: to.nextAttemptAt,
    },
  );
}
