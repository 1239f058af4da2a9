/** What the insight pages ask: numbers as of a day and over time, cohorts, the trial funnel, activity, and who moved between segments. */

import type { Page } from '../../../contracts/http/common.ts';
import type { SegmentFlows, SegmentMove } from '../../../contracts/http/metrics.ts';
import type { QueryOf } from '../../../contracts/http/routes.ts';
import type { Scope } from '../../../domain/access/scope.ts';
import type { Database } from '../../database.ts';
import { createActivityRepository } from '../insight/activity.ts';
import { createMetricsRepository } from '../insight/metrics.ts';
import { createSnapshotsRepository } from '../insight/snapshots.ts';
import { readPage } from './page.ts';
import { segmentMoveList } from './segment-moves.ts';

export function createInsightViews(database: Database) {
  const numbers = createMetricsRepository(database);
  const activities = createActivityRepository(database);
  const snapshots = createSnapshotsRepository(database, (...asked) => numbers.numbersOn(...asked));
  return {
    metrics: (scope: Scope, asOf: string) => numbers.metrics(scope, asOf),
    segments: (scope: Scope, asOf: string) => numbers.segmentCounts(scope, asOf),
    cohorts: (scope: Scope, asOf: string) => numbers.cohorts(scope, asOf),
    trialFunnel: (scope: Scope, asOf: string) => numbers.trialFunnel(scope, asOf),
    activity: (...asked: Parameters<typeof activities.activity>) => activities.activity(...asked),
    metricHistory: (...asked: Parameters<typeof snapshots.history>) => snapshots.history(...asked),

    async segmentMoves(scope: Scope, query: QueryOf<'segmentMoves'>): Promise<Page<SegmentMove>> {
      return readPage<SegmentMove>(
        database,
        {
          select: `m.id, m.client_id as "clientId", trim(c.name || ' ' || c.surname) as "clientName",
            m.from_segment as "from", m.to_segment as "to", m.moved_on as "on", m.at`,
          ...segmentMoveList(scope, query),
        },
        query,
      );
    },

    /** Who went there and back again counts in both. */
    async segmentFlows(scope: Scope, { from, to }: { from: string; to: string }): Promise<SegmentFlows> {
      const { rows } = await database.raw<{ rows: SegmentFlows['flows'] }>(
        `select from_segment as "from", to_segment as "to", count(distinct client_id) as clients
         from segment_moves
         where company_id = :companyId and moved_on between cast(:from as date) and cast(:to as date)
         group by from_segment, to_segment
         order by clients desc, from_segment nulls last, to_segment nulls last`,
        { companyId: scope.companyId, from, to },
      );
      return { from, to, flows: rows };
    },
  };
}
