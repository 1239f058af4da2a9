/** Every number about a company as of a day: from the stored rows when they are of that day, else from the books; the same either way. */

import type { Knex } from 'knex';
import type { Cohorts, TrialFunnel } from '../../../contracts/http/metrics.ts';
import type { Scope } from '../../../domain/access/scope.ts';
import { METRIC_KEYS, type MetricKey, TRIAL_STEPS } from '../../../domain/insight/metric-keys.ts';
import { type Segment, SEGMENTS } from '../../../domain/insight/segments.ts';
import { isLastOfMonth } from '../../../domain/insight/stretches.ts';
import type { Database } from '../../database.ts';
import { query } from '../../sql.ts';
import { factsOn } from './facts-on.ts';

export type MetricValues = Record<MetricKey, number | null>;
export type SegmentCounts = Record<Segment, number>;

type CountRow = Partial<Record<string, number | null>>;
type FunnelRow = Record<'from' | 'to', string> & Record<string, number>;
/** Runs SQL in which `with :facts` gives one row per card with its standing. */
type RowsOf = <Row extends object>(sql: string) => Promise<Row[]>;

export function createMetricsRepository(database: Database) {
  /** One look at the books: the state, the facts and what is asked of them are of one moment. */
  async function asking<Result>(
    scope: Scope,
    asOf: string,
    ask: (rowsOf: RowsOf, refreshedAt: string | null) => Promise<Result>,
  ): Promise<Result> {
    const { companyId } = scope;
    return database.transaction(
      async (trx) => {
        const { relations, refreshedAt } = await factsOn(trx, scope, asOf);
        const bindings: Record<string, Knex.RawBinding> = { facts: relations, companyId, asOf };
        return ask(
          async <Row extends object>(sql: string) => (await trx.raw<{ rows: Row[] }>(sql, bindings)).rows,
          refreshedAt,
        );
      },
      { isolationLevel: 'repeatable read', readOnly: true },
    );
  }

  return {
    async metrics(scope: Scope, asOf: string): Promise<{ metrics: MetricValues; computedAt: string | null }> {
      return asking(scope, asOf, async (rowsOf, computedAt) => {
        const found: CountRow = { ...(await peopleOf(rowsOf)), ...(await moneyOf(rowsOf)) };
        return { metrics: keep(METRIC_KEYS, found), computedAt };
      });
    },

    async segmentCounts(scope: Scope, asOf: string): Promise<SegmentCounts> {
      return asking(scope, asOf, async (rowsOf) => {
        const found = await peopleOf(rowsOf);
        return Object.fromEntries(SEGMENTS.map((key) => [key, found[`segment_${key}`] ?? 0])) as SegmentCounts;
      });
    },

    /** All that a day's snapshot keeps: every metric, and the segments under `segment_<key>`. */
    async numbersOn(scope: Scope, asOf: string): Promise<Record<string, number | null>> {
      return asking(scope, asOf, async (rowsOf) => ({
        ...keep(METRIC_KEYS, {}),
        ...(await peopleOf(rowsOf)),
        ...(await moneyOf(rowsOf)),
      }));
    },

    async cohorts(scope: Scope, asOf: string): Promise<Cohorts> {
      return asking(scope, asOf, async (rowsOf) => ({
        asOf,
        cohorts: await rowsOf<Cohorts['cohorts'][number]>(`with :facts, ${query('metrics-cohorts')}`),
        unfinishedMonth: isLastOfMonth(asOf) ? null : asOf.slice(0, 7),
      }));
    },

    async trialFunnel(scope: Scope, asOf: string): Promise<TrialFunnel> {
      return asking(scope, asOf, async (rowsOf) => {
        const [row] = await rowsOf<FunnelRow>(`with :facts, ${query('metrics-trial-funnel')}`);
        return {
          asOf,
          from: row?.from ?? asOf,
          to: row?.to ?? asOf,
          steps: TRIAL_STEPS.map((step) => {
            const reached = row?.[step] ?? 0;
            return { step, reached, fulfils: row?.[`fulfils_${step}`] ?? reached };
          }),
        };
      });
    },
  };
}

async function peopleOf(rowsOf: RowsOf): Promise<CountRow> {
  return (await rowsOf<CountRow>(`with :facts ${query('metrics-people')}`))[0] ?? {};
}

async function moneyOf(rowsOf: RowsOf): Promise<CountRow> {
  return (await rowsOf<CountRow>(query('metrics-money')))[0] ?? {};
}

/** What there is nothing to say about is null, and never missing. */
function keep<Key extends string>(keys: readonly Key[], found: CountRow): Record<Key, number | null> {
  return Object.fromEntries(keys.map((key) => [key, found[key] ?? null])) as Record<Key, number | null>;
}
