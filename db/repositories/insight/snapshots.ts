/** The numbers of each day, kept: today's until midnight, the past's filled in newest first, and made anew when old books change. */

import type { MetricHistory } from '../../../contracts/http/metrics.ts';
import type { Scope } from '../../../domain/access/scope.ts';
import type { Database } from '../../database.ts';
import { query } from '../../sql.ts';

type Key = MetricHistory['series'][number]['key'];
export type Numbers = Record<string, number | null>;

interface Asked {
  asOf: string;
  at: Date;
}

export function createSnapshotsRepository(
  database: Database,
  /** Every metric, and the number of clients in each segment under `segment_<key>`. */
  numbersOn: (scope: Scope, asOf: string) => Promise<Numbers>,
) {
  async function keep(scope: Scope, { asOf, at }: Asked, numbers: Numbers, isFinal: boolean): Promise<void> {
    await database.raw(query('keep-snapshot'), {
      companyId: scope.companyId,
      asOf,
      at,
      isFinal,
      keys: Object.keys(numbers),
      values: Object.values(numbers) as number[],
    });
  }

  async function progress({ companyId }: Scope): Promise<{ done: number; total: number }> {
    const { rows } = await database.raw<{ rows: { done: number; total: number }[] }>(query('metric-progress'), {
      companyId,
    });
    return rows[0] ?? { done: 0, total: 0 };
  }

  return {
    progress,

    /** False while a first copy is under way. A company that copies from nowhere has what it has. */
    async isCopied({ companyId }: Scope): Promise<boolean> {
      const cursors = await database('sync_cursors')
        .where({ company_id: companyId })
        .whereIn('collection', ['clients', 'records', 'goods'])
        .select<{ collection: string; first_copy_done_at: Date | null }[]>('collection', 'first_copy_done_at');
      if (cursors.length === 0) return !(await isConnecting(companyId));
      const done = cursors.filter((cursor) => cursor.first_copy_done_at !== null).map((cursor) => cursor.collection);
      return done.length === cursors.length && done.includes('records');
    },

    async takeToday(scope: Scope, asked: Asked): Promise<void> {
      await keep(scope, asked, await numbersOn(scope, asked.asOf), false);
      await database('metric_snapshots')
        .where({ company_id: scope.companyId, is_final: false })
        .where('local_date', '<', asked.asOf)
        .update({ is_final: true });
    },

    /** Twice is harmless: the same books give the same marks. Days before the first visit are no history of anything. */
    async plan(scope: Scope, { asOf }: Asked): Promise<void> {
      const { companyId } = scope;
      await database.transaction(async (trx) => {
        await trx.raw(query('plan-metric-days'), { companyId, asOf });
        await trx.raw(query('drop-metric-days'), { companyId, asOf });
      });
    },

    /**
     * The mark is read before the numbers are: books that change in between leave a mark that no longer fits, and the day
     * comes again.
     */
    async fillNext(scope: Scope, at: Date): Promise<string | null> {
      const { companyId } = scope;
      const next = await database('metric_days')
        .where({ company_id: companyId })
        .whereRaw('made_of is distinct from books')
        .orderBy('local_date', 'desc')
        .first<{ local_date: string; books: string } | undefined>('local_date', 'books');
      if (!next) return null;
      const asOf = next.local_date;
      await keep(scope, { asOf, at }, await numbersOn(scope, asOf), true);
      await database('metric_days')
        .where({ company_id: companyId, local_date: asOf })
        .update({ made_of: next.books, made_at: at });
      return asOf;
    },

    async history(
      scope: Scope,
      { keys, from, to, today }: { keys: readonly Key[]; from: string; to: string; today: string },
    ): Promise<MetricHistory> {
      const { rows } = await database.raw<{ rows: SeriesRow[] }>(query('metric-series'), {
        companyId: scope.companyId,
        keys: [...keys],
        from,
        to,
        today,
      });
      const found = new Map(rows.map((row) => [row.key, row]));
      const { done, total } = await progress(scope);
      return {
        from,
        to,
        series: keys.map((key) => ({ key, points: pointsOf(found.get(key)) })),
        backfill: done < total ? { done, total } : null,
      };
    },
  };

  async function isConnecting(companyId: number): Promise<boolean> {
    const run = await database('sync_runs').where({ company_id: companyId }).first<{ id: number } | undefined>('id');
    return run !== undefined;
  }
}

interface SeriesRow {
  key: Key;
  days: string[];
  values: (number | null)[];
  finals: boolean[];
}

function pointsOf(row: SeriesRow | undefined): MetricHistory['series'][number]['points'] {
  if (!row) return [];
  return row.days.map((on, index) => ({
    on,
    value: row.values[index] ?? null,
    isFinal: row.finals[index] ?? false,
  }));
}
