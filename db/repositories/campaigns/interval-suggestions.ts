/** Which services the model is asked about, what it is told of them, and what is kept of its answer. */

import type { Knex } from 'knex';
import type { Scope } from '../../../domain/access/scope.ts';
import type { ServiceHistory, SuggestedInterval } from '../../../domain/campaigns/suggested-intervals.ts';
import { minorDigits } from '../../../domain/sync/money.ts';
import type { Database } from '../../database.ts';
import { query } from '../../sql.ts';
import { localDate } from '../insight/local-date.ts';
import { intervalsOf, withRoom } from './candidates.ts';
import { ACTIVE_SOURCE } from './intervals.ts';

/** A week's question is not worth repeating before the season has changed. */
const ASK_AGAIN_DAYS = 90;
/** What one run of the weekly question may cost at most. */
const MOST_SERVICES = 240;

interface HistoryRow extends Omit<ServiceHistory, 'price' | 'gaps'> {
  priceMinor: number | null;
  gapCount: number;
  quarterDays: number | null;
  medianDays: number | null;
  threeQuarterDays: number | null;
}

export function createIntervalSuggestionsRepository(database: Database) {
  return {
    /**
     * Those that somebody names, or, unasked, those whose rule is on and has neither a manual interval, nor enough
     * history, nor an accepted suggestion, and that were not asked about lately.
     */
    async toAsk(scope: Scope, serviceIds: number[] | null, at: string): Promise<number[]> {
      const services = database('services as s')
        .leftJoin('service_reactivation_rules as r', { 'r.service_id': 's.id', 'r.company_id': 's.company_id' })
        .where({ 's.company_id': scope.companyId, 's.is_deleted': false })
        .orderBy('s.id');
      if (serviceIds !== null) {
        const named: { id: number }[] = await services.whereIn('s.id', serviceIds).select('s.id');
        return named.map((row) => row.id);
      }
      const open: { id: number }[] = await services
        .where('s.is_active', true)
        .whereRaw(
          'coalesce(r.is_active, true) and r.manual_interval is null and not coalesce(r.ai_suggestion_accepted, false)',
        )
        .whereRaw(`coalesce(r.ai_asked_at < cast(? as timestamptz) - ? * interval '1 day', true)`, [at, ASK_AGAIN_DAYS])
        .select('s.id');
      const asOf = await localDate(database, scope, new Date(at));
      const intervals = await withRoom(database, (trx) => intervalsOf(trx, scope, asOf));
      const known = new Set(intervals.filter((one) => one.source === 'historical').map((one) => one.serviceId));
      return open
        .map((row) => row.id)
        .filter((id) => !known.has(id))
        .slice(0, MOST_SERVICES);
    },

    async histories(scope: Scope, serviceIds: number[], at: string): Promise<ServiceHistory[]> {
      const asOf = await localDate(database, scope, new Date(at));
      const { rows } = await database.raw<{ rows: HistoryRow[] }>(query('suggestion-facts'), {
        companyId: scope.companyId,
        serviceIds,
        asOf,
        at,
      });
      return rows.map(({ priceMinor, gapCount, quarterDays, medianDays, threeQuarterDays, ...row }) => ({
        ...row,
        price: priceMinor === null ? null : priceMinor / 10 ** minorDigits(row.currency),
        gaps: { count: gapCount, quarterDays, medianDays, threeQuarterDays },
      }));
    },

    /**
     * Twice is harmless: the same answer changes nothing. A manager who accepted another number accepted that one only, and
     * one who looks at an older suggestion while saving is shown this one first: the version says so.
     */
    async keep(scope: Scope, asked: number[], suggested: SuggestedInterval[], at: string): Promise<void> {
      await database.transaction(async (trx) => {
        await rulesFor(trx, scope, asked);
        await trx.raw(
          `update service_reactivation_rules r
           set ai_asked_at = :at,
             ai_suggested_interval = coalesce(s.days, r.ai_suggested_interval),
             ai_reasoning = coalesce(s.reasoning, r.ai_reasoning),
             ai_suggested_at = case when s.days is null then r.ai_suggested_at else cast(:at as timestamptz) end,
             ai_suggestion_accepted = r.ai_suggestion_accepted and coalesce(s.days = r.ai_suggested_interval, true),
             -- The same number again is not a new question.
             ai_suggestion_declined_at = case when coalesce(s.days = r.ai_suggested_interval, true) then r.ai_suggestion_declined_at end,
             ai_suggestion_declined_by = case when coalesce(s.days = r.ai_suggested_interval, true) then r.ai_suggestion_declined_by end,
             version = r.version + case when (s.days, s.reasoning) is distinct from (r.ai_suggested_interval, r.ai_reasoning) and s.days is not null
               then 1 else 0 end
           from unnest(cast(:asked as bigint[])) as a(id)
           left join jsonb_to_recordset(cast(:suggested as jsonb)) as s("serviceId" bigint, days integer, reasoning text) on s."serviceId" = a.id
           where r.company_id = :companyId and r.service_id = a.id`,
          { companyId: scope.companyId, asked, suggested: JSON.stringify(suggested), at },
        );
        await trx.raw(
          `update service_reactivation_rules r set active_interval_source = ${ACTIVE_SOURCE}
           where r.company_id = :companyId and r.service_id = any(cast(:asked as bigint[])) and r.active_interval_source <> ${ACTIVE_SOURCE}`,
          { companyId: scope.companyId, asked },
        );
      });
    },
  };
}

async function rulesFor(trx: Knex, scope: Scope, serviceIds: number[]): Promise<void> {
  await trx.raw(
    `insert into service_reactivation_rules (company_id, service_id)
     select s.company_id, s.id from services s where s.company_id = :companyId and s.id = any(cast(:serviceIds as bigint[]))
     on conflict (service_id, company_id) do nothing`,
    { companyId: scope.companyId, serviceIds },
  );
}
