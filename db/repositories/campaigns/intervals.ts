/** Keeps with each rule what history says of its service, and names the source that counts: for pages, which do not count gaps themselves. */

import type { Knex } from 'knex';
import type { Scope } from '../../../domain/access/scope.ts';
import type { Database } from '../../database.ts';
import { intervalsOf, type ServiceInterval, withRoom } from './candidates.ts';

/** definitions.md, "interval", over the stored sources of a rule `r`: manual, historical, an accepted suggestion, the default. */
export const ACTIVE_SOURCE = `case when r.manual_interval is not null then 'manual' when r.calculated_avg_interval is not null then 'historical'
  when r.ai_suggestion_accepted and r.ai_suggested_interval is not null then 'ai' else 'default' end`;

/** Of the company's whole list: a service that nobody has had any more has no history either. */
export async function keepIntervals(trx: Knex, scope: Scope, intervals: ServiceInterval[], at: string): Promise<void> {
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
}

export function createIntervalsRepository(database: Database) {
  return {
    /** For the nightly computation. Twice is harmless: rows that do not differ are not written. */
    async refreshIntervals(scope: Scope, asOf: string, at: Date): Promise<void> {
      await withRoom(database, async (trx) => {
        await keepIntervals(trx, scope, await intervalsOf(trx, scope, asOf), at.toISOString());
      });
    },
  };
}
