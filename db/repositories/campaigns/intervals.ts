/** Keeps with each rule what history says of its service, names the source that counts, and reads it: pages do not count gaps themselves. */

import type { Knex } from 'knex';
import type { Scope } from '../../../domain/access/scope.ts';
import type { Database } from '../../database.ts';
import { intervalFrom, intervalsOf, type RuleRow, type ServiceInterval, withRoom } from './candidates.ts';

/** definitions.md, "interval", over the stored sources of a rule `r`: manual, historical, an accepted suggestion, the default. */
export const ACTIVE_SOURCE = `case when r.manual_interval is not null then 'manual' when r.calculated_avg_interval is not null then 'historical'
  when r.ai_suggestion_accepted and r.ai_suggested_interval is not null then 'ai' else 'default' end`;

/** Of the company's whole list: a service that nobody has had any more has no history either. */
export async function keepIntervals(
  trx: Knex,
  scope: Scope,
  intervals: ServiceInterval[],
  { asOf, at }: { asOf: string; at: string },
): Promise<void> {
  await trx.raw(
    `update service_reactivation_rules r
     set calculated_avg_interval = i."historicalDays", historical_gap_count = coalesce(i."gapCount", 0),
       historical_gap_median = i."gapMedian", last_optimized_at = :at
     from service_reactivation_rules k
     left join jsonb_to_recordset(cast(:intervals as jsonb))
       as i("serviceId" bigint, "historicalDays" integer, "gapCount" integer, "gapMedian" double precision) on i."serviceId" = k.service_id
     where k.company_id = :companyId and r.id = k.id
       and (r.calculated_avg_interval, r.historical_gap_count, r.historical_gap_median)
         is distinct from (i."historicalDays", coalesce(i."gapCount", 0), i."gapMedian")`,
    { companyId: scope.companyId, at, intervals: JSON.stringify(intervals) },
  );
  await trx.raw(
    `update service_reactivation_rules r set active_interval_source = ${ACTIVE_SOURCE}
     where r.company_id = :companyId and r.active_interval_source <> ${ACTIVE_SOURCE}`,
    { companyId: scope.companyId },
  );
  await trx('insight_state').where({ company_id: scope.companyId }).update({ intervals_as_of: asOf });
}

/**
 * Of these services, as they were kept for that day. Where nothing is kept the gaps are counted: a rule that is newer than
 * the keeping knows of none, and where there are none there is little to count.
 */
export async function intervalsOfSome(
  trx: Knex,
  scope: Scope,
  asOf: string,
  serviceIds: readonly number[],
): Promise<ServiceInterval[]> {
  if (serviceIds.length === 0) return [];
  const { rows } = await trx.raw<{ rows: RuleRow[] }>(
    `select s.id as "serviceId", s.title, r.historical_gap_count as "gapCount", r.historical_gap_median as "gapMedian",
       r.manual_interval as manual, r.ai_suggested_interval as "aiSuggested", r.ai_suggestion_accepted as "aiAccepted",
       r.reactivation_interval_days as "defaultDays", r.is_active as "isOn", r.max_attempts as "maxAttempts"
     from insight_state i
     join services s on s.company_id = i.company_id and not s.is_deleted and s.id = any(cast(:serviceIds as bigint[]))
     join service_reactivation_rules r on r.service_id = s.id and r.company_id = s.company_id and r.historical_gap_count > 0
     where i.company_id = :companyId and i.intervals_as_of = :asOf`,
    { companyId: scope.companyId, asOf, serviceIds: [...serviceIds] },
  );
  const kept = new Set(rows.map((row) => row.serviceId));
  const others = serviceIds.filter((id) => !kept.has(id));
  const counted = others.length === 0 ? [] : await intervalsOf(trx, scope, asOf, others);
  return [...rows.map(intervalFrom), ...counted];
}

export function createIntervalsRepository(database: Database) {
  return {
    /** For the nightly computation. Twice is harmless: rows that do not differ are not written. */
    async refreshIntervals(scope: Scope, asOf: string, at: Date): Promise<void> {
      await withRoom(database, async (trx) => {
        await keepIntervals(trx, scope, await intervalsOf(trx, scope, asOf), { asOf, at: at.toISOString() });
      });
    },
  };
}
