/** What happened over a span of days, by day, week or month, and in the same length of time before. */

import { Temporal as dates } from 'temporal-polyfill';
import type { Activity } from '../../../contracts/http/metrics.ts';
import type { Scope } from '../../../domain/access/scope.ts';
import { bucketsOf, type Stretch } from '../../../domain/insight/stretches.ts';
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
      const days = dates.PlainDate.from(from).until(dates.PlainDate.from(to), { largestUnit: 'days' }).days + 1;
      const ago = (day: string): string => dates.PlainDate.from(day).subtract({ days }).toString();
      const buckets = bucketsOf({ from, to }, by);
      // The total is a stretch of its own: somebody who came in two weeks is one client.
      const [numbers, [before]] = await Promise.all([
        numbersOf(scope, [...buckets, { from, to }]),
        numbersOf(scope, [{ from: ago(from), to: ago(to) }]),
      ]);
      return {
        from,
        to,
        by,
        buckets: numbers.slice(0, -1),
        total: bare(numbers.at(-1)),
        before: bare(before),
      };
    },
  };
}

function bare(bucket: Bucket | undefined): Activity['total'] {
  const { visits = 0, clients = 0, newClients = 0, noShows = 0, cancellations = 0, revenueMinor = 0 } = bucket ?? {};
  return { visits, clients, newClients, noShows, cancellations, revenueMinor };
}
