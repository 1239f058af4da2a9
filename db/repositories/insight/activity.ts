/** What happened over a span of days, by day, week or month, and in as many days before. */

import type { Activity } from '../../../contracts/http/metrics.ts';
import type { Scope } from '../../../domain/access/scope.ts';
import { bucketsOf, spanBefore, type Stretch } from '../../../domain/insight/stretches.ts';
import type { Database } from '../../database.ts';
import { query } from '../../sql.ts';

type Bucket = Activity['buckets'][number];

export function createActivityRepository(database: Database) {
  async function numbersOf(scope: Scope, stretches: Stretch[]): Promise<Bucket[]> {
    const { rows } = await database.raw<{ rows: Bucket[] }>(query('metrics-activity'), {
      companyId: scope.companyId,
      firstDays: stretches.map((stretch) => stretch.from),
      lastDays: stretches.map((stretch) => stretch.to),
    });
    return rows;
  }

  return {
    async activity(scope: Scope, { from, to, by }: Pick<Activity, 'from' | 'to' | 'by'>): Promise<Activity> {
      const buckets = bucketsOf({ from, to }, by);
      const earlier = spanBefore({ from, to }, by);
      // The total is a stretch of its own: somebody who came in two weeks is one client.
      const [numbers, [before], booksBegin] = await Promise.all([
        numbersOf(scope, [...buckets, { from, to }]),
        numbersOf(scope, [earlier]),
        firstDayOf(scope),
      ]);
      return {
        from,
        to,
        by,
        buckets: numbers.slice(0, -1),
        total: bare(numbers.at(-1)),
        before: bare(before),
        comparedWith: { ...earlier, isWhole: booksBegin !== null && booksBegin <= earlier.from },
      };
    },
  };

  async function firstDayOf(scope: Scope): Promise<string | null> {
    const row = await database('visits')
      .where({ company_id: scope.companyId })
      .min<{ on: string | null } | undefined>('local_date as on')
      .first();
    return row?.on ?? null;
  }
}

function bare(bucket: Bucket | undefined): Activity['total'] {
  const { visits = 0, clients = 0, newClients = 0, noShows = 0, cancellations = 0, revenueMinor = 0 } = bucket ?? {};
  return { visits, clients, newClients, noShows, cancellations, revenueMinor };
}
