/** The stop button over all companies: the owner of the installation's first company presses it, everybody sees who and why. */

import type { Knex } from 'knex';
import type { InstallationSending } from '../../../contracts/http/account.ts';
import type { Actor } from '../../../domain/access/scope.ts';
import { RuleBroken } from '../../../domain/errors.ts';
import type { Database } from '../../database.ts';
import { addAudit } from './audit.ts';

export function createInstallationStop(database: Database) {
  /** Whoever owns the company that the installation began with runs it; an owner of another is its guest. */
  async function mayChange(userId: number): Promise<boolean> {
    const found = await database.raw<{ rows: { may: boolean }[] }>(
      `select exists (
         select 1 from company_users m
         where m.user_id = ? and m.role = 'owner' and m.company_id = (select min(id) from companies)) as may`,
      [userId],
    );
    return found.rows[0]?.may ?? false;
  }

  async function change(
    actor: Actor,
    userId: number,
    action: 'sending.stopped' | 'sending.resumed',
    reason: string,
    columns: Record<string, unknown>,
  ): Promise<void> {
    if (!(await mayChange(userId))) throw new RuleBroken('forbidden', 'forbidden');
    await database.transaction(async (trx) => {
      const rows = trx('installation');
      const changed = await (
        action === 'sending.stopped' ? rows.whereNull('sending_stopped_at') : rows.whereNotNull('sending_stopped_at')
      ).update(columns);
      if (changed === 0) return;
      await auditEverywhere(trx, actor, action, reason);
      await trx.raw(`select pg_notify('reprise_outbox', phone_number_id) from whatsapp_account_health`);
    });
  }

  return {
    async state(_actor: Actor, userId: number): Promise<InstallationSending> {
      const row = await database('installation').first<
        { at: Date | null; reason: string | null; by: string | null } | undefined
      >({ at: 'sending_stopped_at', reason: 'sending_stopped_reason', by: 'sending_stopped_by' });
      return {
        stopped: Boolean(row?.at),
        at: row?.at?.toISOString() ?? null,
        reason: row?.reason ?? null,
        by: row?.by ?? null,
        mayChange: await mayChange(userId),
      };
    },

    /** Every claim and every begin reads this row. A second stop keeps the first one's words. */
    stop: (actor: Actor, userId: number, reason: string, at: Date): Promise<void> =>
      change(actor, userId, 'sending.stopped', reason, {
        sending_stopped_at: at,
        sending_stopped_reason: reason,
        sending_stopped_by: actor.name,
      }),

    resume: (actor: Actor, userId: number, reason: string): Promise<void> =>
      change(actor, userId, 'sending.resumed', reason, {
        sending_stopped_at: null,
        sending_stopped_reason: null,
        sending_stopped_by: null,
      }),
  };
}

/** In the audit of each company: its people must find there why nothing went out. */
async function auditEverywhere(trx: Knex, actor: Actor, action: string, reason: string): Promise<void> {
  const companies: number[] = await trx('companies').orderBy('id').pluck('id');
  for (const companyId of companies)
    await addAudit(trx, {
      companyId,
      actor,
      action,
      subjectKind: 'sending',
      subjectId: 'installation',
      details: { reason, scope: 'installation' },
    });
}
