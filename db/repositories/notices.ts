/** What the database must tell a workflow: rows written with their fact, drained as signals. */

import type { Knex } from 'knex';
import type { Database } from '../database.ts';

export interface NewNotice {
  companyId: number;
  workflowId: string;
  /** The signal's name, as contracts/workflows defines it. */
  signal: string;
  /** The id of our row the signal is about. */
  subjectId: number;
}

export interface OpenNotice extends NewNotice {
  id: number;
  attempts: number;
}

/** 'gone': no such workflow is running, so there is nobody to tell; reconcile starts one from its row when one is needed. */
export type NoticeOutcome = 'delivered' | 'gone';

/** Belongs into the transaction of the fact it tells about: never commit first and signal afterwards. */
export async function addNotice(trx: Knex, notice: NewNotice): Promise<void> {
  await addNotices(trx, [notice]);
}

export async function addNotices(trx: Knex, notices: NewNotice[]): Promise<void> {
  if (notices.length === 0) return;
  await trx('notices').insert(
    notices.map((notice) => ({
      company_id: notice.companyId,
      workflow_id: notice.workflowId,
      signal: notice.signal,
      subject_id: notice.subjectId,
    })),
  );
}

/** Waits longer after each failed try; five minutes at most, so that a Temporal that comes back is told soon. */
const LONGEST_WAIT_SECONDS = 300;

export function createNoticesRepository(database: Database) {
  return {
    /**
     * Hands open notices, oldest first, to `tell` and records what became of each, one transaction per notice:
     * the row stays locked while its signal is under way, so two processes never send the same notice at once.
     * A crash between the signal and the commit sends it again; receivers ignore a noticeId they have seen.
     * One notice of a workflow is never overtaken by a later one of the same workflow within a batch.
     */
    async drainOne(tell: (notice: OpenNotice) => Promise<NoticeOutcome>): Promise<'told' | 'failed' | 'none'> {
      return database.transaction(async (trx) => {
        const found = await trx.raw<{ rows: OpenNotice[] }>(
          `select id, company_id as "companyId", workflow_id as "workflowId", signal, subject_id as "subjectId", attempts
             from notices
            where delivered_at is null and next_attempt_at <= now()
            order by next_attempt_at, id
            limit 1
            for update skip locked`,
        );
        const notice = found.rows[0];
        if (!notice) return 'none';
        let outcome: NoticeOutcome;
        try {
          outcome = await tell(notice);
        } catch {
          // The world is down, not the notice wrong: the reason belongs into the caller's log, the row only waits.
          await trx.raw(
            `update notices set attempts = attempts + 1, next_attempt_at = now() + make_interval(secs => least(?::float, power(2, attempts))) where id = ?`,
            [LONGEST_WAIT_SECONDS, notice.id],
          );
          return 'failed';
        }
        await trx('notices')
          .where({ id: notice.id })
          .update({ delivered_at: trx.fn.now(), outcome, attempts: notice.attempts + 1 });
        return 'told';
      });
    },

    /** How many facts are waiting to be told, and since when the oldest does: for health and metrics. */
    async backlog(): Promise<{ open: number; oldestSeconds: number }> {
      const found = await database.raw<{ rows: { open: number; oldestSeconds: number }[] }>(
        `select count(*) as open, coalesce(extract(epoch from now() - min(created_at)), 0)::float as "oldestSeconds"
           from notices where delivered_at is null`,
      );
      return found.rows[0] ?? { open: 0, oldestSeconds: 0 };
    },

    /** Told notices are only of use while someone may ask why a workflow moved. */
    async forgetOlderThan(days: number, atMost = 5_000): Promise<number> {
      const done = await database.raw<{ rowCount: number }>(
        `delete from notices where id in (
           select id from notices where delivered_at < now() - make_interval(days => ?) order by id limit ?)`,
        [days, atMost],
      );
      return done.rowCount;
    },
  };
}
