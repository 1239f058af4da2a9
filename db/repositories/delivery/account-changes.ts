/** What changes a WhatsApp number, each with its line in the history: pauses, what people must hear, and the word to its guard. */

import type { Knex } from 'knex';
import { accountTold, guardAccountId } from '../../../contracts/workflows/delivery.ts';
import type { Scope } from '../../../domain/access/scope.ts';
import { replacesPause } from '../../../domain/delivery/account-trouble.ts';

export interface Account {
  id: number;
  phoneNumberId: string;
  displayPhone: string | null;
  timeZone: string;
  accountCreatedAt: Date;
  warmupLevel: 'cold' | 'warm' | 'hot';
  tierLimit: number;
  quality: string | null;
  spamScore: number;
  spamAccepted: number | null;
  pausedAt: Date | null;
  pausedReason: string | null;
  pausedUntil: Date | null;
}

/** Locked before any row of the outbox, as the claim does: two orders would wait for each other. */
export async function lockAccount(trx: Knex, scope: Scope): Promise<Account | undefined> {
  const found = await trx.raw<{ rows: Account[] }>(
    `select h.id, h.phone_number_id as "phoneNumberId", h.display_phone as "displayPhone", c.time_zone as "timeZone",
            h.account_created_at as "accountCreatedAt", h.warmup_level as "warmupLevel", h.tier_limit as "tierLimit", h.quality,
            h.spam_score::float as "spamScore", h.spam_accepted::float as "spamAccepted",
            h.paused_at as "pausedAt", h.paused_reason as "pausedReason", h.paused_until as "pausedUntil"
       from whatsapp_account_health h join companies c on c.id = h.company_id
      where h.company_id = ? for update of h`,
    [scope.companyId],
  );
  return found.rows[0];
}

export interface NewPause {
  /** A code: `whatsapp_190`, `spam_score`, `restricted` … */
  reason: string;
  /** null: until a person resumes. */
  until: Date | null;
  isBan?: boolean;
  details?: Record<string, unknown>;
  at: Date;
}

/** False: the number is paused already, and for longer. Twice is harmless for that reason. */
export async function pauseAccount(trx: Knex, scope: Scope, account: Account, pause: NewPause): Promise<boolean> {
  const { at, reason, until } = pause;
  const held = account.pausedAt === null ? null : { until: account.pausedUntil };
  if (!replacesPause(held, { until }, at)) return false;
  const isPerson = scope.actor.kind === 'user';
  await trx('whatsapp_account_health')
    .where({ id: account.id })
    .update({
      paused_at: at,
      paused_reason: reason,
      paused_until: until,
      paused_by: scope.actor.name,
      updated_at: at,
      ...(isPerson ? {} : { last_incident_date: at, last_incident_type: reason }),
      ...(pause.isBan ? { last_ban_date: at, ban_count: trx.raw('ban_count + 1') } : {}),
    });
  const details = { reason, until: until?.toISOString() ?? null, ...pause.details };
  await addAccountEvent(trx, scope, { kind: 'paused', at, details });
  // Whoever paused it themselves knows.
  if (!isPerson) await addAlert(trx, scope, { kind: 'account_paused', details, at });
  return true;
}

export async function addAccountEvent(
  trx: Knex,
  scope: Scope,
  event: { kind: string; at: Date; details?: Record<string, unknown>; onceKey?: string },
): Promise<boolean> {
  const kept = await trx('whatsapp_account_events')
    .insert({
      company_id: scope.companyId,
      kind: event.kind,
      at: event.at,
      details: JSON.stringify(event.details ?? {}),
      by: scope.actor.name,
      once_key: event.onceKey ?? null,
    })
    .onConflict(['company_id', 'once_key'])
    .ignore()
    .returning('id');
  return kept.length > 0;
}

/** Told by the bot in Telegram, in its own time. */
export async function addAlert(
  trx: Knex,
  scope: Scope,
  alert: { kind: string; details?: Record<string, unknown>; at: Date },
): Promise<void> {
  await trx('admin_alerts').insert({
    company_id: scope.companyId,
    kind: alert.kind,
    details: JSON.stringify(alert.details ?? {}),
    created_at: alert.at,
  });
}

/** The guard looks at once. One word that is still on its way is enough for any number of facts. */
export async function tellGuard(trx: Knex, scope: Scope): Promise<void> {
  await trx.raw(
    `insert into notices (company_id, workflow_id, signal, subject_id)
     select h.company_id, :prefix || h.phone_number_id, :signal, h.id
     from whatsapp_account_health h
     where h.company_id = :company_id and not exists (
       select 1 from notices n where n.company_id = h.company_id and n.workflow_id = :prefix || h.phone_number_id and n.delivered_at is null)`,
    { prefix: guardAccountId(''), signal: accountTold.name, company_id: scope.companyId },
  );
}
