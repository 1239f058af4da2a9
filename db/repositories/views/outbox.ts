/** The outbox and the number's health, as people read them. */

import type { Page, WithoutLinks } from '../../../contracts/http/common.ts';
import type { AccountHealth, OutboxItem } from '../../../contracts/http/delivery.ts';
import type { QueryOf } from '../../../contracts/http/routes.ts';
import { sendOutboxId } from '../../../contracts/workflows/delivery.ts';
import type { Scope } from '../../../domain/access/scope.ts';
import { limitsFor, type Limits, nextWarmUp, warmUpAt } from '../../../domain/delivery/limits.ts';
import { spamBandOf } from '../../../domain/delivery/spam-score.ts';
import { localDate } from '../../../domain/delivery/window.ts';
import { RuleBroken } from '../../../domain/errors.ts';
import type { Database } from '../../database.ts';
import { query as sql } from '../../sql.ts';
import { anyOf, type ListQuery, plain, readPage, searchClient, together } from './page.ts';

/** A status webhook usually settles an unknown row by itself; after this a person is asked. */
const UNKNOWN_PATIENCE = `interval '15 minutes'`;
export const NEEDS_PERSON = `((o.status = 'unknown' and o.unknown_at <= cast(:at as timestamptz) - ${UNKNOWN_PATIENCE}) or (o.status = 'dead' and o.closed_by is null))`;

const COLUMNS = `
  o.id, o.message_id as "messageId", o.client_id as "clientId", trim(c.name || ' ' || c.surname) as "clientName", o.phone,
  m.scenario, m.text, o.status, o.is_answer as "isAnswer", o.wait_reason as "waitReason", o.wait_until as "waitUntil", o.attempts,
  o.next_attempt_at as "nextAttemptAt", o.good_until as "goodUntil", o.last_error_code as "lastErrorCode",
  o.last_error_at as "lastErrorAt", ${NEEDS_PERSON} as "needsPerson", o.created_at as "createdAt", o.sending_at as "sendingAt",
  o.unknown_at as "unknownAt", o.sent_at as "sentAt", o.delivered_at as "deliveredAt", o.read_at as "readAt",
  o.failed_at as "failedAt", o.closed_by as "closedBy", o.close_reason as "closeReason", m.workflow_id as "workflowId"`;
/** Left joins, although every row has both: counting then leaves them out. */
const TABLES =
  'from outbox_messages o left join messages m on m.id = o.message_id left join clients c on c.id = o.client_id';

type Item = WithoutLinks<OutboxItem>;

/** Which rows were asked for: the page shows some of them, the export all. */
export function outboxList(scope: Scope, query: Omit<QueryOf<'listOutbox'>, 'page' | 'pageSize'>, at: Date): ListQuery {
  const needs =
    query.needsPerson === undefined
      ? { sql: '', bindings: {} }
      : { sql: ` and ${query.needsPerson === 'true' ? '' : 'not '}${NEEDS_PERSON}`, bindings: {} };
  const filter = together(
    anyOf('o.status', 'status', query.status),
    needs,
    query.waitReason === undefined
      ? { sql: '', bindings: {} }
      : {
          sql: ` and o.status in ('queued', 'failed') and o.wait_reason = :waitReason`,
          bindings: { waitReason: query.waitReason },
        },
    searchClient(query.q),
  );
  return {
    select: COLUMNS,
    from: `${TABLES} where o.company_id = :companyId and not o.is_test${filter.sql} and cast(:at as timestamptz) is not null`,
    sorts: {
      createdAt: 'o.created_at',
      nextAttemptAt: 'o.next_attempt_at',
      status: 'o.status',
      clientName: 'c.sort_name',
    },
    defaultSort: '-createdAt',
    tieBreak: 'o.id desc',
    bindings: { companyId: scope.companyId, at, ...filter.bindings },
  };
}

export function createOutboxViews(database: Database) {
  return {
    async outbox(scope: Scope, query: QueryOf<'listOutbox'>, at: Date): Promise<Page<Item>> {
      return readPage<Item>(database, outboxList(scope, query, at), query);
    },

    async outboxItem(scope: Scope, outboxId: number, at: Date): Promise<Item> {
      const { rows } = await database.raw<{ rows: Item[] }>(
        `select ${COLUMNS} ${TABLES} where o.company_id = :companyId and not o.is_test and o.id = :outboxId`,
        { companyId: scope.companyId, outboxId, at },
      );
      const [row] = rows;
      if (!row) throw new RuleBroken('outbox_item_not_found', 'not_found');
      return plain(row);
    },

    async accountHealth(scope: Scope, at: Date): Promise<WithoutLinks<AccountHealth>> {
      const { companyId } = scope;
      const { rows } = await database.raw<{ rows: NumberRow[] }>(NUMBER, { companyId, at });
      const [number] = rows;
      const templates = await database.raw<{ rows: AccountHealth['templates'] }>(
        `select scenario, name, language, status, body from message_templates where company_id = :companyId order by scenario, language`,
        { companyId },
      );
      const outbox = await database.raw<{ rows: AccountHealth['outbox'][] }>(
        `select count(*) filter (where status = 'queued' and wait_reason is null)::int as queued,
           count(*) filter (where status = 'queued' and wait_reason is not null)::int as waiting,
           count(*) filter (where status = 'failed')::int as failed, count(*) filter (where status = 'unknown')::int as unknown,
           count(*) filter (where status = 'dead' and closed_by is null)::int as dead
         from outbox_messages where company_id = :companyId and not is_test and status in ('queued', 'failed', 'unknown', 'dead')`,
        { companyId },
      );
      const counts = outbox.rows[0] ?? { queued: 0, waiting: 0, failed: 0, unknown: 0, dead: 0 };
      const used = number ? await usedBy(companyId, number, at) : UNUSED;
      return { ...healthOf(number), used, outbox: counts, templates: templates.rows };
    },
  };

  async function usedBy(companyId: number, number: NumberRow, at: Date): Promise<AccountHealth['used']> {
    const { rows } = await database.raw<{
      rows: { today: number; lastHour: number; inFlight: number; people: number }[];
    }>(sql('number-use'), {
      company_id: companyId,
      phone_number_id: number.phoneNumberId,
      now: at,
      since: new Date(Math.min(at.getTime() - 86_400_000, number.dayStart.getTime())),
      day_start: number.dayStart,
      epoch: number.epoch,
    });
    const [row] = rows;
    return row
      ? { today: row.today, lastHour: row.lastHour, sendingNow: row.inFlight, tierPeople24h: row.people }
      : UNUSED;
  }
}

const UNUSED: AccountHealth['used'] = { today: 0, lastHour: 0, sendingNow: 0, tierPeople24h: 0 };

interface NumberRow {
  phoneNumberId: string;
  displayPhone: string | null;
  accountCreatedAt: Date;
  ageDays: number;
  tierLimit: number;
  epoch: number;
  spamScore: number;
  pausedAt: Date | null;
  pausedReason: string | null;
  pausedUntil: Date | null;
  pausedBy: string | null;
  countedScore: number;
  spamSent: number;
  spamOptOuts: number;
  spamErrors: number;
  spamAccepted: number | null;
  quality: string | null;
  lookedAt: Date | null;
  timeZone: string;
  lastBanDate: Date | null;
  banCount: number;
  lastIncidentDate: Date | null;
  lastIncidentType: string | null;
  isManual: boolean;
  manualDaily: number | null;
  manualHourly: number | null;
  manualConcurrent: number | null;
  dayStart: Date;
}

const NUMBER = `
  select h.phone_number_id as "phoneNumberId", h.display_phone as "displayPhone", h.account_created_at as "accountCreatedAt",
    (cast(:at as timestamptz) at time zone c.time_zone)::date - (h.account_created_at at time zone c.time_zone)::date as "ageDays",
    counted_spam_score(h) as "countedScore", h.spam_sent as "spamSent", h.spam_opt_outs as "spamOptOuts", h.spam_errors as "spamErrors",
    h.spam_accepted as "spamAccepted", h.quality, h.looked_at as "lookedAt", h.paused_by as "pausedBy", c.time_zone as "timeZone",
    h.tier_limit as "tierLimit", h.epoch, h.spam_score as "spamScore", h.paused_at as "pausedAt", h.paused_reason as "pausedReason",
    h.paused_until as "pausedUntil", h.last_ban_date as "lastBanDate", h.ban_count as "banCount",
    h.last_incident_date as "lastIncidentDate", h.last_incident_type as "lastIncidentType",
    s.daily_limit_mode = 'manual' as "isManual", s.manual_daily_limit as "manualDaily", s.manual_hourly_limit as "manualHourly",
    s.manual_concurrent_limit as "manualConcurrent",
    date_trunc('day', cast(:at as timestamptz) at time zone c.time_zone) at time zone c.time_zone as "dayStart"
  from whatsapp_account_health h join companies c on c.id = h.company_id join reactivation_settings s on s.company_id = h.company_id
  where h.company_id = :companyId`;

function healthOf(number: NumberRow | undefined): Omit<WithoutLinks<AccountHealth>, 'used' | 'outbox' | 'templates'> {
  const iso = (instant: Date | null | undefined): string | null => instant?.toISOString() ?? null;
  const ageDays = number?.ageDays ?? 0;
  const manual = Object.fromEntries(
    [
      ['daily', number?.manualDaily] as const,
      ['hourly', number?.manualHourly] as const,
      ['concurrent', number?.manualConcurrent] as const,
    ].filter(([, limit]) => typeof limit === 'number'),
  ) as Partial<Limits>;
  const limits = limitsFor({ ageDays, manual: number?.isManual ? manual : null, spamScore: number?.countedScore ?? 0 });
  const next = number ? nextWarmUp(ageDays) : null;
  return {
    phoneNumberId: number?.phoneNumberId ?? null,
    displayPhone: number?.displayPhone ?? null,
    accountCreatedAt: iso(number?.accountCreatedAt),
    warmup: warmUpAt(ageDays),
    limits: { source: number?.isManual ? 'manual' : 'warmup', ...limits, tier: number?.tierLimit ?? 0 },
    nextWarmup:
      number && next
        ? {
            level: next.level === 'warm' ? 'warm' : 'hot',
            on: localDate(number.accountCreatedAt, number.timeZone)
              .add({ days: ageDays + next.inDays })
              .toString(),
            ...next.limits,
          }
        : null,
    quality: number?.quality ?? null,
    spamScore: number?.spamScore ?? 0,
    spamParts: {
      sent: number?.spamSent ?? 0,
      optOuts: number?.spamOptOuts ?? 0,
      errors: number?.spamErrors ?? 0,
      band: spamBandOf(number?.spamScore ?? 0),
      accepted: number?.spamAccepted !== undefined && number.spamAccepted !== null,
    },
    lookedAt: iso(number?.lookedAt),
    pausedBy: number?.pausedBy ?? null,
    pausedAt: iso(number?.pausedAt),
    pausedReason: number?.pausedReason ?? null,
    pausedUntil: iso(number?.pausedUntil),
    lastBanDate: iso(number?.lastBanDate),
    banCount: number?.banCount ?? 0,
    lastIncidentDate: iso(number?.lastIncidentDate),
    lastIncidentType: number?.lastIncidentType ?? null,
    workflowId: number ? sendOutboxId(number.phoneNumberId) : null,
  };
}
