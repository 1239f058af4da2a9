/** A WhatsApp number as its guard and its people see it: looked at, paused, resumed. */

import type { Knex } from 'knex';
import type { Scope } from '../../../domain/access/scope.ts';
import { isErrorBurst, troubleOf } from '../../../domain/delivery/account-trouble.ts';
import { warmUpAt } from '../../../domain/delivery/limits.ts';
import {
  SPAM_DAYS,
  SPAM_ERRORS,
  SPAM_FROM_SENT,
  SPAM_PAUSES_ABOVE,
  spamBandOf,
  type SpamParts,
} from '../../../domain/delivery/spam-score.ts';
import { dayStart, daysBetween, localDate } from '../../../domain/delivery/window.ts';
import { RuleBroken } from '../../../domain/errors.ts';
import type { Database } from '../../database.ts';
import { query } from '../../sql.ts';
import { addAudit } from '../access/audit.ts';
import { type Account, addAccountEvent, addAlert, lockAccount, pauseAccount, tellGuard } from './account-changes.ts';

export type Looked =
  | { outcome: 'gone' }
  | { outcome: 'looked'; /** When a pause ends by itself. */ until: Date | null };

const HOUR_MS = 3_600_000;

export function createAccountRepository(database: Database) {
  return {
    /** Twice is harmless: what has not changed since is not written again. */
    async look(scope: Scope, phoneNumberId: string, at: Date): Promise<Looked> {
      return database.transaction(async (trx) => {
        const account = await lockAccount(trx, scope);
        if (account?.phoneNumberId !== phoneNumberId) return { outcome: 'gone' };
        await endPause(trx, scope, account, at);
        await warmUp(trx, scope, account, at);
        await score(trx, scope, account, at);
        await noticeErrors(trx, scope, account, at);
        await trx('whatsapp_account_health').where({ id: account.id }).update({ looked_at: at });
        const now = await lockAccount(trx, scope);
        return { outcome: 'looked', until: now?.pausedAt ? now.pausedUntil : null };
      });
    },

    /** WhatsApp refused with a code that is about the account. Twice is harmless: a pause that holds stays. */
    async noteTrouble(scope: Scope, code: string, at: Date): Promise<void> {
      await database.transaction((trx) => noteTrouble(trx, scope, [code], at));
    },

    /** A second pause by a person replaces the first only where it holds longer. */
    async pause(scope: Scope, asked: { reason: string; until: Date | null }, at: Date): Promise<void> {
      await database.transaction(async (trx) => {
        const account = await mustBeThere(trx, scope);
        const details = { words: asked.reason };
        if (!(await pauseAccount(trx, scope, account, { reason: 'by_person', until: asked.until, details, at })))
          throw new RuleBroken('already_paused', 'conflict');
        await audit(trx, scope, 'number.paused', { reason: asked.reason, until: asked.until?.toISOString() ?? null });
        await tellGuard(trx, scope);
      });
    },

    /** Whoever resumes has looked: a score that paused the number does not pause it again unless it grows. */
    async resume(scope: Scope, reason: string, at: Date): Promise<void> {
      await database.transaction(async (trx) => {
        const account = await mustBeThere(trx, scope);
        if (account.pausedAt === null) throw new RuleBroken('not_paused', 'conflict');
        const isAccepted = account.spamScore > SPAM_PAUSES_ABOVE;
        await trx('whatsapp_account_health')
          .where({ id: account.id })
          .update({
            ...NOT_PAUSED,
            ...(isAccepted ? { spam_accepted: account.spamScore } : {}),
            updated_at: at,
          });
        const details = { was: account.pausedReason, words: reason };
        await addAccountEvent(trx, scope, { kind: 'resumed', at, details });
        await audit(trx, scope, 'number.resumed', { reason, was: account.pausedReason });
        await wakeSender(trx, account);
        await tellGuard(trx, scope);
      });
    },
  };
}

const NOT_PAUSED = { paused_at: null, paused_reason: null, paused_until: null, paused_by: null };

async function mustBeThere(trx: Knex, scope: Scope): Promise<Account> {
  const account = await lockAccount(trx, scope);
  if (!account) throw new RuleBroken('no_number', 'conflict');
  return account;
}

async function audit(trx: Knex, scope: Scope, action: string, details: Record<string, unknown>): Promise<void> {
  await addAudit(trx, { companyId: scope.companyId, actor: scope.actor, action, subjectKind: 'number', details });
}

async function wakeSender(trx: Knex, account: Account): Promise<void> {
  await trx.raw(`select pg_notify('reprise_outbox', ?)`, [account.phoneNumberId]);
}

/** For the sending path and for statuses, inside their own transaction. */
export async function noteTrouble(trx: Knex, scope: Scope, codes: readonly string[], at: Date): Promise<void> {
  const troubles = codes.flatMap((code) => {
    const trouble = /^\d{1,6}$/.test(code) ? troubleOf(Number(code)) : null;
    return trouble === null ? [] : [{ code, ...trouble }];
  });
  if (troubles.length === 0) return;
  const account = await lockAccount(trx, scope);
  if (!account) return;
  // A ban is told before what follows from it.
  const pausing = troubles.find(({ isBan }) => isBan) ?? troubles.find(({ pauses }) => pauses);
  if (pausing)
    await pauseAccount(trx, scope, account, {
      reason: `whatsapp_${pausing.code}`,
      until: null,
      isBan: pausing.isBan,
      details: { code: pausing.code, kind: pausing.kind },
      at,
    });
  for (const { code, kind } of troubles.filter(({ pauses }) => !pauses)) {
    // One line an hour: each of a thousand messages into that country would say the same.
    const onceKey = `trouble:${code}:${String(Math.floor(at.getTime() / HOUR_MS))}`;
    const isNew = await addAccountEvent(trx, scope, { kind: 'trouble', at, details: { code, kind }, onceKey });
    if (isNew) await addAlert(trx, scope, { kind: 'account_trouble', details: { code, kind }, at });
  }
  await tellGuard(trx, scope);
}

/** A pause with an end ends at it; every other waits for a person. */
async function endPause(trx: Knex, scope: Scope, account: Account, at: Date): Promise<void> {
  if (account.pausedAt === null || account.pausedUntil === null || account.pausedUntil > at) return;
  await trx('whatsapp_account_health')
    .where({ id: account.id })
    .update({ ...NOT_PAUSED, updated_at: at });
  const details = { was: account.pausedReason, by: 'clock' };
  await addAccountEvent(trx, scope, { kind: 'resumed', at, details });
  await addAlert(trx, scope, { kind: 'account_resumed', details, at });
  await wakeSender(trx, account);
  Object.assign(account, { pausedAt: null, pausedReason: null, pausedUntil: null });
}

async function warmUp(trx: Knex, scope: Scope, account: Account, at: Date): Promise<void> {
  const level = warmUpAt(daysBetween(account.accountCreatedAt, at, account.timeZone));
  if (level === account.warmupLevel) return;
  await trx('whatsapp_account_health').where({ id: account.id }).update({ warmup_level: level, updated_at: at });
  await addAccountEvent(trx, scope, { kind: 'warmup', at, details: { from: account.warmupLevel, to: level } });
}

async function score(trx: Knex, scope: Scope, account: Account, at: Date): Promise<void> {
  const found = await readSpamScore(trx, scope, account, at);
  const { score: now, sent, optOuts, errors } = found;
  // Whatever a person once accepted is forgotten when the number has become better.
  const accepted = now > SPAM_PAUSES_ABOVE ? account.spamAccepted : null;
  await trx('whatsapp_account_health').where({ id: account.id }).update({
    spam_score: now,
    spam_sent: sent,
    spam_opt_outs: optOuts,
    spam_errors: errors,
    spam_accepted: accepted,
  });
  const band = spamBandOf(now);
  const details = { score: now, sent, optOuts, errors, band };
  if (band !== spamBandOf(account.spamScore)) {
    await addAccountEvent(trx, scope, { kind: 'spam_score', at, details });
    if (band === 'halved') await addAlert(trx, scope, { kind: 'account_spam_score', details, at });
  }
  if (band !== 'paused' || (accepted !== null && now <= accepted)) return;
  await pauseAccount(trx, scope, account, { reason: 'spam_score', until: null, details, at });
}

export async function readSpamScore(
  trx: Knex,
  scope: Scope,
  account: { phoneNumberId: string; timeZone: string },
  at: Date,
): Promise<SpamParts & { score: number }> {
  const firstDay = localDate(at, account.timeZone).subtract({ days: SPAM_DAYS - 1 });
  const found = await trx.raw<{ rows: (SpamParts & { score: number })[] }>(query('spam-score'), {
    company_id: scope.companyId,
    phone_number_id: account.phoneNumberId,
    since: dayStart(firstDay, account.timeZone),
    now: at,
    spam_errors: [...SPAM_ERRORS],
    from_sent: SPAM_FROM_SENT,
  });
  return found.rows[0] ?? { sent: 0, optOuts: 0, errors: 0, score: 0 };
}

/** Many failures of one kind in the last hour: told once an hour and code. */
async function noticeErrors(trx: Knex, scope: Scope, account: Account, at: Date): Promise<void> {
  const found = await trx.raw<{ rows: { code: string; failed: number; tried: number }[] }>(query('account-errors'), {
    company_id: scope.companyId,
    phone_number_id: account.phoneNumberId,
    since: new Date(at.getTime() - HOUR_MS),
    now: at,
  });
  for (const { code, failed, tried } of found.rows) {
    if (!isErrorBurst(failed, tried)) continue;
    const onceKey = `burst:${code}:${String(Math.floor(at.getTime() / HOUR_MS))}`;
    const details = { code, failed, tried };
    const isNew = await addAccountEvent(trx, scope, { kind: 'error_burst', at, details, onceKey });
    if (isNew) await addAlert(trx, scope, { kind: 'account_errors', details, at });
  }
}

export type AccountRepository = ReturnType<typeof createAccountRepository>;
