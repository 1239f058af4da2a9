/** Facts, high LTV, loyalty and segment per client for any as-of day, as SQL that other questions are built on. */

import type { Knex } from 'knex';
import type { Scope } from '../../../domain/access/scope.ts';
import { SEGMENTS } from '../../../domain/insight/segments.ts';
import { query } from '../../sql.ts';

/** All clients, some of them, or those of a range of ids (both ends included). */
export type Which = 'all' | { clientIds: readonly number[] } | { from: number; to: number };

/** As PostgreSQL writes an array: one text costs a driver far less than a thousand numbers. */
export const idList = (ids: readonly number[]): string => `{${ids.join(',')}}`;

/** A condition on the column `client_id`. */
export function narrowed(db: Knex, which: Which): Knex.Raw {
  if (which === 'all') return db.raw('true');
  if ('clientIds' in which) return db.raw('client_id = any(cast(? as bigint[]))', [idList(which.clientIds)]);
  return db.raw('client_id between ? and ?', [which.from, which.to]);
}

/** One row a client with the columns of client_metrics that do not depend on other clients. A subquery: put it in parentheses. */
export function clientFacts(db: Knex, scope: Scope, asked: { asOf: string; which: Which }): Knex.Raw {
  return db.raw(query('client-facts'), {
    companyId: scope.companyId,
    asOf: asked.asOf,
    which: narrowed(db, asked.which),
  });
}

/** The same rows with `days_since`, `is_high_ltv`, `loyalty` and `segment` beside them. `facts` and `threshold` are subqueries. */
export function clientStanding(
  db: Knex,
  scope: Scope,
  asked: { asOf: string; facts: Knex.Raw; threshold: Knex.Raw },
): Knex.Raw {
  return db.raw(query('client-standing'), {
    companyId: scope.companyId,
    asOf: asked.asOf,
    facts: asked.facts,
    threshold: asked.threshold,
    segmentOrder: [...SEGMENTS],
  });
}

/** definitions.md, "high LTV": the company's own threshold, or else the 90th percentile of those in `spend` who spent anything. */
export function highLtvThreshold(db: Knex, scope: Scope, spend: Knex.Raw): Knex.Raw {
  return db.raw(
    `coalesce((select vip_threshold_minor::double precision from companies where id = ?),
      (select percentile_cont(0.9) within group (order by spend_minor) from ? as spend where spend_minor > 0))`,
    [scope.companyId, spend],
  );
}

/**
 * Everybody as of any day, read from the books themselves: what client_metrics and client_segments would hold had they been
 * computed on that day. A whole query: `with standing as (…) select …`.
 */
export function everybodyOn(db: Knex, scope: Scope, asOf: string): Knex.Raw {
  return db.raw(`with facts as materialized (?) ?`, [
    clientFacts(db, scope, { asOf, which: 'all' }),
    clientStanding(db, scope, {
      asOf,
      facts: db.raw('select * from facts'),
      threshold: highLtvThreshold(db, scope, db.raw('facts')),
    }),
  ]);
}

/** The same columns from the stored rows; right only for the day in insight_state. A whole query. */
export function everybodyStored(db: Knex, scope: Scope, asOf: string): Knex.Raw {
  return db.raw(
    `select m.*, cast(? as date) - m.last_visit_on as days_since, s.segment
     from client_metrics m left join client_segments s on s.client_id = m.client_id where m.company_id = ?`,
    [asOf, scope.companyId],
  );
}
