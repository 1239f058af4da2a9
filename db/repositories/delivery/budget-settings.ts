/** A company's caps and prices as people see and change them. */

import type { Knex } from 'knex';
import type { Budget, BudgetUpdate, MessagePrice } from '../../../contracts/http/budget.ts';
import type { Scope } from '../../../domain/access/scope.ts';
import { budgetLevel, forecastMicros, MICROS } from '../../../domain/delivery/budget.ts';
import { RuleBroken } from '../../../domain/errors.ts';
import type { Database } from '../../database.ts';
import { addAudit } from '../access/audit.ts';
import { monthSpending } from './budget.ts';
import { releaseWaits } from './release-waits.ts';

interface Row {
  aiCapMinor: number | null;
  messageCapMinor: number | null;
  aiInputPriceMinor: number | null;
  aiOutputPriceMinor: number | null;
  messagePrices: MessagePrice[];
  version: number;
  usualInput: number;
  usualOutput: number;
  usualMessages: Budget['usual']['messagePrices'];
  drafts: number;
  messages: number;
}

const SELECT = `
  select s.ai_budget_minor as "aiCapMinor", s.message_budget_minor as "messageCapMinor", s.ai_input_price_minor as "aiInputPriceMinor",
    s.ai_output_price_minor as "aiOutputPriceMinor", s.message_prices as "messagePrices", s.budget_version as version,
    3 * rate.minor as "usualInput", 15 * rate.minor as "usualOutput",
    (select jsonb_agg(jsonb_build_object('prefix', u.prefix,
       'marketingPerThousandMinor', round(u.marketing_cents_per_thousand * rate.minor / 100.0),
       'utilityPerThousandMinor', round(u.utility_cents_per_thousand * rate.minor / 100.0)) order by u.prefix)
     from usual_message_prices u) as "usualMessages",
    (select count(*)::int from messages m where m.company_id = s.company_id and m.status = 'drafting' and m.reason = 'budget') as drafts,
    (select count(*)::int from outbox_messages o where o.company_id = s.company_id and o.status in ('queued', 'failed') and o.wait_reason = 'budget') as messages
  from reactivation_settings s
  join companies c on c.id = s.company_id
  cross join lateral (select coalesce((select r.minor_per_dollar from usual_rates r where r.currency = c.currency), 100) as minor) rate
  where s.company_id = :companyId`;

const COLUMNS = {
  aiCapMinor: 'ai_budget_minor',
  messageCapMinor: 'message_budget_minor',
  aiInputPriceMinor: 'ai_input_price_minor',
  aiOutputPriceMinor: 'ai_output_price_minor',
  messagePrices: 'message_prices',
} as const satisfies Record<keyof Omit<BudgetUpdate, 'version'>, string>;
const EDITABLE = Object.keys(COLUMNS) as (keyof typeof COLUMNS)[];

export type BudgetChange = { outcome: 'changed'; budget: Budget } | { outcome: 'conflict'; current: Budget };

export function createBudgetSettingsRepository(database: Database) {
  return {
    budget: (scope: Scope, at: Date): Promise<Budget> => read(database, scope, at),

    /** All or nothing, from the version the person was looking at. What waits for money is looked at again at once. */
    async change(scope: Scope, update: BudgetUpdate, at: Date): Promise<BudgetChange> {
      return database.transaction(async (trx) => {
        await trx.raw('select 1 from reactivation_settings where company_id = ? for update', [scope.companyId]);
        const before = await read(trx, scope, at);
        if (before.version !== update.version) return { outcome: 'conflict', current: before };
        const changed = EDITABLE.filter((key) => JSON.stringify(before[key]) !== JSON.stringify(update[key]));
        if (changed.length === 0) return { outcome: 'changed', budget: before };
        await trx('reactivation_settings')
          .where({ company_id: scope.companyId })
          .update({
            ...Object.fromEntries(
              changed.map((key) => [
                COLUMNS[key],
                key === 'messagePrices' ? JSON.stringify(update.messagePrices) : update[key],
              ]),
            ),
            budget_version: before.version + 1,
            updated_at: at,
          });
        await addAudit(trx, {
          companyId: scope.companyId,
          actor: scope.actor,
          action: 'budget.changed',
          subjectKind: 'settings',
          details: Object.fromEntries(changed.map((key) => [key, { from: before[key], to: update[key] }])),
        });
        await releaseWaits(trx, scope, at, 'budget');
        return { outcome: 'changed', budget: await read(trx, scope, at) };
      });
    },
  };
}

async function read(from: Knex, scope: Scope, at: Date): Promise<Budget> {
  const { rows } = await from.raw<{ rows: Row[] }>(SELECT, { companyId: scope.companyId });
  const [row] = rows;
  const month = await monthSpending(from, scope, at);
  if (!row || !month) throw new RuleBroken('company_not_found', 'not_found');
  const { usualInput, usualOutput, usualMessages, drafts, messages, ...settings } = row;
  const spending = (capMinor: number | null, micros: number): Budget['ai'] => {
    const forecast = forecastMicros(micros, { start: month.monthStart, end: month.monthEnd, at });
    return {
      spentMinor: Math.round(micros / MICROS),
      forecastMinor: forecast === null ? null : Math.round(forecast / MICROS),
      level: budgetLevel(capMinor, micros),
    };
  };
  return {
    ...settings,
    monthStart: month.monthStart.toISOString(),
    monthEnd: month.monthEnd.toISOString(),
    ai: spending(row.aiCapMinor, month.aiMicros),
    messages: spending(row.messageCapMinor, month.messageMicros),
    waiting: { drafts, messages },
    usual: { aiInputPriceMinor: usualInput, aiOutputPriceMinor: usualOutput, messagePrices: usualMessages },
  };
}
