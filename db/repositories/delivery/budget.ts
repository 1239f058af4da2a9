/** What a company's month has cost, what it may cost, and what is counted towards it. */

import type { Knex } from 'knex';
import type { Scope } from '../../../domain/access/scope.ts';
import { budgetLeft, budgetLevel } from '../../../domain/delivery/budget.ts';
import type { Database } from '../../database.ts';

export interface MonthSpending {
  monthStart: Date;
  monthEnd: Date;
  aiCapMinor: number | null;
  messageCapMinor: number | null;
  aiMicros: number;
  messageMicros: number;
}

const SPENDING = `select month_start as "monthStart", month_end as "monthEnd", ai_cap_minor as "aiCapMinor",
  message_cap_minor as "messageCapMinor", ai_micros as "aiMicros", message_micros as "messageMicros"`;

/** Asked at every claim: a company without a cap pays one look at its settings. */
export async function messageBudget(
  from: Knex,
  scope: Scope,
  at: Date,
): Promise<{ left: number; monthEnd: Date } | null> {
  const month = await cappedMonth(from, scope, at);
  if (month) await warnOfCaps(from, scope, month, at);
  const left = month && budgetLeft(month.messageCapMinor, month.messageMicros);
  return month === null || left === null ? null : { left, monthEnd: month.monthEnd };
}

/** Told to people once a month and level, by whichever look at the caps found it. Twice is harmless: the month has its row. */
async function warnOfCaps(from: Knex, scope: Scope, month: MonthSpending, at: Date): Promise<void> {
  const caps = [
    { kind: 'ai', level: budgetLevel(month.aiCapMinor, month.aiMicros) },
    { kind: 'messages', level: budgetLevel(month.messageCapMinor, month.messageMicros) },
  ].filter(({ level }) => level === 'near' || level === 'used_up');
  if (caps.length === 0) return;
  await from.raw(
    `with fresh as (
       insert into budget_alerts (company_id, month, kind, level, at)
       select c.id, (cast(:monthStart as timestamptz) at time zone c.time_zone)::date, cap.kind, cap.level, :at
       from companies c cross join jsonb_to_recordset(cast(:caps as jsonb)) as cap(kind text, level text)
       where c.id = :companyId
       on conflict do nothing
       returning company_id, kind, level, at
     )
     insert into admin_alerts (company_id, kind, details, created_at, next_attempt_at)
     select company_id, 'budget_' || level, jsonb_build_object('cap', kind, 'until', cast(:monthEnd as text)), at, at from fresh`,
    {
      companyId: scope.companyId,
      monthStart: month.monthStart,
      monthEnd: month.monthEnd.toISOString(),
      caps: JSON.stringify(caps),
      at,
    },
  );
}

async function cappedMonth(from: Knex, scope: Scope, at: Date): Promise<MonthSpending | null> {
  const { rows } = await from.raw<{ rows: MonthSpending[] }>(
    `${SPENDING} from reactivation_settings s cross join lateral month_spending(s.company_id, :at)
     where s.company_id = :companyId and (s.message_budget_minor is not null or s.ai_budget_minor is not null)`,
    { companyId: scope.companyId, at },
  );
  return rows[0] ?? null;
}

export async function monthSpending(from: Knex, scope: Scope, at: Date): Promise<MonthSpending | null> {
  const { rows } = await from.raw<{ rows: MonthSpending[] }>(`${SPENDING} from month_spending(:companyId, :at)`, {
    companyId: scope.companyId,
    at,
  });
  return rows[0] ?? null;
}

export interface ModelUse {
  purpose: 'draft' | 'answer' | 'reply' | 'interval' | 'translation';
  inputTokens: number;
  outputTokens: number;
}

interface WaitingMessage {
  status: string;
  reason: string | null;
  kind: 'template' | 'text';
  hasWords: boolean;
  ended: string | null;
}

export type DraftVerdict = { may: 'go' } | { may: 'wait'; until: Date } | { may: 'end'; reason: string };

export function createBudgetRepository(database: Database) {
  return {
    /** Every question counts, whether its answer was used or not: the vendor counts it too. */
    async noteUse(scope: Scope, use: ModelUse, at: Date): Promise<void> {
      await database.raw(
        `insert into ai_usage (company_id, purpose, input_tokens, output_tokens, cost_micros, at)
         select company_id, :purpose, :inputTokens, :outputTokens,
                cast(:inputTokens as bigint) * input_minor + cast(:outputTokens as bigint) * output_minor, :at
         from ai_prices where company_id = :companyId`,
        { companyId: scope.companyId, ...use, at },
      );
      const month = await cappedMonth(database, scope, at);
      if (month) await warnOfCaps(database, scope, month, at);
    },

    /**
     * May this message be written now? With a cap used up it waits, which is said on it once; what became pointless meanwhile
     * (an opt-out, the end of its reactivation, its day) does not wait for money. Twice is harmless: the reason is there already.
     */
    async mayDraft(scope: Scope, messageId: number, at: Date): Promise<DraftVerdict> {
      const month = await cappedMonth(database, scope, at);
      if (month) await warnOfCaps(database, scope, month, at);
      const isUsedUp =
        month !== null &&
        (budgetLevel(month.aiCapMinor, month.aiMicros) === 'used_up' ||
          budgetLevel(month.messageCapMinor, month.messageMicros) === 'used_up');
      if (!month || !isUsedUp) return { may: 'go' };
      return database.transaction(async (trx): Promise<DraftVerdict> => {
        const { rows } = await trx.raw<{ rows: WaitingMessage[] }>(
          `select m.status, m.reason, m.kind, (m.written_by in ('person', 'fixed') and m.instruction is null)
                    or exists (select 1 from message_events e where e.message_id = m.id and e.once_key = 'drafted:' || m.version) as "hasWords",
                  case when exists (select 1 from opt_outs x where x.company_id = m.company_id and x.phone = m.phone and x.lifted_at is null) then 'opted_out'
                    when r.status = 'ended' then coalesce(r.ends_as, 'cancelled')
                    when m.good_until <= :at then 'good_until_passed' end as ended
             from messages m left join reactivations r on r.id = m.reactivation_id
            where m.company_id = :companyId and m.id = :messageId for update of m`,
          { companyId: scope.companyId, messageId, at },
        );
        const [message] = rows;
        // Answers inside a dialogue skip caps; words that are there cost nothing more.
        if (!message || message.status !== 'drafting' || message.kind === 'text' || message.hasWords)
          return { may: 'go' };
        if (message.ended !== null) return { may: 'end', reason: message.ended };
        if (message.reason !== 'budget') {
          await trx('messages')
            .where({ company_id: scope.companyId, id: messageId })
            .update({ reason: 'budget', updated_at: at });
          await trx('message_events').insert({
            company_id: scope.companyId,
            message_id: messageId,
            kind: 'waiting',
            actor_label: scope.actor.name,
            details: JSON.stringify({ reason: 'budget', until: month.monthEnd.toISOString() }),
            at,
          });
        }
        return { may: 'wait', until: month.monthEnd };
      });
    },
  };
}

export type BudgetRepository = ReturnType<typeof createBudgetRepository>;
