/** A company's settings, changed with a version, and its stop button. */

import type { Settings, SettingsUpdate } from '../../../contracts/http/access.ts';
import type { SendingState } from '../../../contracts/http/delivery.ts';
import type { Scope } from '../../../domain/access/scope.ts';
import { RuleBroken } from '../../../domain/errors.ts';
import type { Database } from '../../database.ts';
import { addAudit } from './audit.ts';

interface SettingsRow extends Omit<Settings, 'dryRunSeenAt' | 'updatedAt' | 'moderators' | 'moderationChat'> {
  dryRunSeenAt: Date | null;
  updatedAt: Date;
  moderators: Settings['moderators'];
  chatId: number | null;
  deadReason: string | null;
}

const SELECT = `
  select s.enabled, s.tone, s.delivery_mode as "deliveryMode", s.daily_limit_mode as "dailyLimitMode",
    s.manual_daily_limit as "manualDailyLimit", s.manual_hourly_limit as "manualHourlyLimit",
    s.manual_concurrent_limit as "manualConcurrentLimit", s.sending_hours as "sendingHours", s.sending_days as "sendingDays",
    s.include_slots_in_message as "includeSlotsInMessage", s.max_slots_to_offer as "maxSlotsToOffer",
    s.prefer_favorite_staff as "preferFavoriteStaff", s.hold_out_percent as "holdOutPercent", s.ranking,
    s.notify_admin_on_low_conversion as "notifyAdminOnLowConversion", s.conversion_threshold as "conversionThreshold",
    s.admin_notification_chat_id as "adminNotificationChatId", s.dry_run_seen_at as "dryRunSeenAt", s.version,
    s.updated_at as "updatedAt", c.is_try_out as "isTryOut", chat.chat_id as "chatId", chat.dead_reason as "deadReason",
    coalesce((select jsonb_agg(jsonb_build_object('telegramUserId', m.telegram_user_id, 'name', m.name) order by m.name)
      from moderators m where m.company_id = s.company_id and m.removed_at is null), '[]') as moderators
  from reactivation_settings s join companies c on c.id = s.company_id
  left join moderation_chats chat on chat.company_id = s.company_id
  where s.company_id = :companyId`;

/** What a person may set and the column it lands in. */
const COLUMNS = {
  enabled: 'enabled',
  tone: 'tone',
  dailyLimitMode: 'daily_limit_mode',
  manualDailyLimit: 'manual_daily_limit',
  manualHourlyLimit: 'manual_hourly_limit',
  manualConcurrentLimit: 'manual_concurrent_limit',
  sendingHours: 'sending_hours',
  sendingDays: 'sending_days',
  includeSlotsInMessage: 'include_slots_in_message',
  maxSlotsToOffer: 'max_slots_to_offer',
  preferFavoriteStaff: 'prefer_favorite_staff',
  holdOutPercent: 'hold_out_percent',
  ranking: 'ranking',
  notifyAdminOnLowConversion: 'notify_admin_on_low_conversion',
  conversionThreshold: 'conversion_threshold',
  adminNotificationChatId: 'admin_notification_chat_id',
} as const satisfies Record<keyof Omit<SettingsUpdate, 'version'>, string>;
type Editable = keyof typeof COLUMNS;
const EDITABLE = Object.keys(COLUMNS) as Editable[];

export type SettingsChange = { outcome: 'changed'; settings: Settings } | { outcome: 'conflict'; current: Settings };

export function createSettingsRepository(database: Database) {
  async function read(from: Database, scope: Scope): Promise<Settings> {
    const { rows } = await from.raw<{ rows: SettingsRow[] }>(SELECT, { companyId: scope.companyId });
    const [row] = rows;
    if (!row) throw new RuleBroken('company_not_found', 'not_found');
    const { chatId, deadReason, dryRunSeenAt, updatedAt, ...rest } = row;
    return {
      ...rest,
      dryRunSeenAt: dryRunSeenAt?.toISOString() ?? null,
      updatedAt: updatedAt.toISOString(),
      moderationChat: { isSet: chatId !== null, deadReason },
    };
  }

  return {
    settings: (scope: Scope): Promise<Settings> => read(database, scope),

    /** All or nothing, and only from the version the person was looking at. */
    async change(scope: Scope, update: SettingsUpdate): Promise<SettingsChange> {
      return database.transaction(async (trx) => {
        await trx.raw('select 1 from reactivation_settings where company_id = ? for update', [scope.companyId]);
        const before = await read(trx, scope);
        if (before.version !== update.version) return { outcome: 'conflict', current: before };
        if (update.enabled && before.dryRunSeenAt === null) throw new RuleBroken('dry_run_not_seen', 'conflict');
        const changes = Object.fromEntries(
          EDITABLE.filter((key) => JSON.stringify(before[key]) !== JSON.stringify(update[key])).map((key) => [
            key,
            { from: before[key], to: update[key] },
          ]),
        );
        if (Object.keys(changes).length === 0) return { outcome: 'changed', settings: before };
        const columns = EDITABLE.map((key) => [
          COLUMNS[key],
          key === 'sendingHours' ? JSON.stringify(update.sendingHours) : update[key],
        ]);
        await trx('reactivation_settings')
          .where({ company_id: scope.companyId })
          .update({
            ...Object.fromEntries(columns),
            version: before.version + 1,
            updated_at: trx.fn.now(),
            ...(before.enabled === update.enabled ? {} : { enabled_changed_at: trx.fn.now() }),
          });
        await addAudit(trx, {
          companyId: scope.companyId,
          actor: scope.actor,
          action: 'settings.changed',
          subjectKind: 'settings',
          details: changes,
        });
        return { outcome: 'changed', settings: await read(trx, scope) };
      });
    },

    /** Twice is harmless: the first time counts. */
    async markDryRunSeen(scope: Scope, at: Date): Promise<void> {
      await database.transaction(async (trx) => {
        const marked = await trx('reactivation_settings')
          .where({ company_id: scope.companyId })
          .whereNull('dry_run_seen_at')
          .update({ dry_run_seen_at: at });
        if (marked === 0) return;
        // From here on reactivation may be switched on: who opened that way is on record.
        await addAudit(trx, {
          companyId: scope.companyId,
          actor: scope.actor,
          action: 'dry_run.seen',
          subjectKind: 'settings',
        });
      });
    },

    /** The company's own button first: that is the one its people can press again. */
    async sendingState(scope: Scope): Promise<SendingState> {
      const { rows } = await database.raw<{
        rows: { at: Date; reason: string | null; by: string | null; scope: 'company' | 'installation' }[];
      }>(
        `select sending_stopped_at as at, sending_stopped_reason as reason, sending_stopped_by as by, 'company' as scope
         from reactivation_settings where company_id = :companyId and sending_stopped_at is not null
         union all
         select sending_stopped_at, sending_stopped_reason, sending_stopped_by, 'installation' from installation where sending_stopped_at is not null
         limit 1`,
        { companyId: scope.companyId },
      );
      const [stop] = rows;
      if (!stop) return { stopped: false, scope: null, at: null, reason: null, by: null };
      return { stopped: true, scope: stop.scope, at: stop.at.toISOString(), reason: stop.reason, by: stop.by };
    },

    /** Every claim reads this row, so no send starts after the commit. A second stop keeps the first one's words. */
    async stopSending(scope: Scope, reason: string, at: Date): Promise<void> {
      await database.transaction(async (trx) => {
        const stopped = await trx('reactivation_settings')
          .where({ company_id: scope.companyId })
          .whereNull('sending_stopped_at')
          .update({ sending_stopped_at: at, sending_stopped_reason: reason, sending_stopped_by: scope.actor.name });
        if (stopped === 0) return;
        await addAudit(trx, {
          companyId: scope.companyId,
          actor: scope.actor,
          action: 'sending.stopped',
          subjectKind: 'sending',
          details: { reason },
        });
      });
    },

    async resumeSending(scope: Scope, reason: string): Promise<void> {
      await database.transaction(async (trx) => {
        const resumed = await trx('reactivation_settings')
          .where({ company_id: scope.companyId })
          .whereNotNull('sending_stopped_at')
          .update({ sending_stopped_at: null, sending_stopped_reason: null, sending_stopped_by: null });
        if (resumed === 0) return;
        await addAudit(trx, {
          companyId: scope.companyId,
          actor: scope.actor,
          action: 'sending.resumed',
          subjectKind: 'sending',
          details: { reason },
        });
        await trx.raw(
          `select pg_notify('reprise_outbox', phone_number_id) from whatsapp_account_health where company_id = ?`,
          [scope.companyId],
        );
      });
    },
  };
}
