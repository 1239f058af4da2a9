/** Keeps client_metrics and client_segments: for the clients whose books changed, or for all of a company. */

import type { Knex } from 'knex';
import type { Scope } from '../../../domain/access/scope.ts';
import { RuleBroken } from '../../../domain/errors.ts';
import type { Database } from '../../database.ts';
import { query } from '../../sql.ts';
import { clientFacts, clientStanding, highLtvThreshold, narrowed, type Which } from './facts.ts';
import { stageEverybody } from './stage.ts';

/** `asOf` is the company-local day, `at` the moment: both the caller's clock. */
export interface Moment {
  asOf: string;
  at: Date;
}

export interface Refreshed {
  kind: 'changed' | 'full';
  /** Clients that were computed again. */
  clients: number;
  /** Clients that are now in another segment. */
  moved: number;
  /** Ids of those whose books had changed; after a full refresh none, because it was everybody. */
  changed: readonly number[];
}

export interface InsightState {
  asOf: string;
  refreshedAt: Date;
  fullAt: Date;
  highLtvThresholdMinor: number | null;
}

/** More marks than a few, and above this share of all clients: everybody is computed, which is then cheaper and gives the same. */
const LARGEST_SHARE = 0.2;
const FEW_CLIENTS = 50;

interface KnownState {
  as_of: string;
  settled_at: Date | null;
  high_ltv_threshold_minor: number | null;
  spenders: number;
}

interface Standing {
  state: KnownState | null;
  sameSettings: boolean;
  clients: number;
  dirty: number;
}

/** One computation of a company at a time: a second one waits and then finds nothing to do. */
async function lock(trx: Knex, scope: Scope): Promise<void> {
  await trx.raw(`select pg_advisory_xact_lock(hashtext('insight'), ?)`, [scope.companyId]);
}

async function standingOf(trx: Knex, scope: Scope): Promise<Standing> {
  const { rows } = await trx.raw<{
    rows: {
      as_of: string | null;
      settled_at: Date | null;
      high_ltv_threshold_minor: number | null;
      spenders: number;
      same_settings: boolean;
      clients: number;
      dirty: number;
    }[];
  }>(
    `select i.as_of, i.settled_at, i.high_ltv_threshold_minor, i.spenders,
       (i.vip_threshold_minor, i.segment_order) is not distinct from (co.vip_threshold_minor, co.segment_order) as same_settings,
       coalesce(i.clients, 0) as clients,
       (select count(distinct client_id) from changed_clients d where d.company_id = co.id) as dirty
     from companies co left join insight_state i on i.company_id = co.id
     where co.id = ?`,
    [scope.companyId],
  );
  const row = rows[0];
  if (!row) throw new RuleBroken('company_not_found', 'not_found');
  const { as_of, settled_at, high_ltv_threshold_minor, spenders, same_settings, clients, dirty } = row;
  return {
    state: as_of === null ? null : { as_of, settled_at, high_ltv_threshold_minor, spenders },
    sameSettings: same_settings,
    clients,
    dirty,
  };
}

/** Marks that others have not committed yet are rows this does not see, and stay for the next time. */
async function takeMarks(trx: Knex, scope: Scope): Promise<number[]> {
  const { rows } = await trx.raw<{ rows: { ids: number[] | null }[] }>(
    `with taken as (delete from changed_clients where company_id = ? returning client_id)
     select array_agg(distinct client_id) as ids from taken`,
    [scope.companyId],
  );
  return rows[0]?.ids ?? [];
}

interface Step extends Moment {
  threshold: number | null;
}

/** From `facts`, a subquery with the columns of client-facts.sql. By how many did those who spent anything become more, and of how many clients are there facts? */
async function writeMetrics(
  trx: Knex,
  scope: Scope,
  step: Step,
  facts: Knex.Raw,
): Promise<{ spenders: number; clients: number }> {
  const threshold = trx.raw('?::double precision', [step.threshold]);
  const standing = clientStanding(trx, scope, { asOf: step.asOf, facts, threshold });
  const { rows } = await trx.raw<{ rows: { spenders: number; clients: number }[] }>(query('refresh-metrics'), {
    companyId: scope.companyId,
    at: step.at,
    standing,
  });
  return rows[0] ?? { spenders: 0, clients: 0 };
}

const stored = (trx: Knex, scope: Scope, which: Which): Knex.Raw =>
  trx.raw('select * from client_metrics where company_id = ? and ?', [scope.companyId, narrowed(trx, which)]);

async function writeSegments(
  trx: Knex,
  scope: Scope,
  step: Step,
  { which, isFirst }: { which: Which; isFirst: boolean },
): Promise<number> {
  const threshold = trx.raw('?::double precision', [step.threshold]);
  const standing = clientStanding(trx, scope, { asOf: step.asOf, facts: stored(trx, scope, which), threshold });
  const { rows } = await trx.raw<{ rows: { moved: number }[] }>(query('refresh-segments'), {
    companyId: scope.companyId,
    asOf: step.asOf,
    at: step.at,
    which: narrowed(trx, which),
    isFirst,
    standing,
  });
  return rows[0]?.moved ?? 0;
}

/** Cards that are deleted; a row that is gone took its numbers with it. Answers how many of them had spent anything. */
async function dropVanished(trx: Knex, scope: Scope, which: Which): Promise<number> {
  const gone = trx.raw('select id as client_id from clients where company_id = ? and is_deleted', [scope.companyId]);
  const { rows } = await trx.raw<{ rows: { spender: boolean }[] }>(
    `delete from client_metrics where company_id = ? and client_id in (select client_id from (?) as gone where ?)
     returning spend_minor > 0 as spender`,
    [scope.companyId, gone, narrowed(trx, which)],
  );
  return rows.filter((row) => row.spender).length;
}

/** Counted only when a card's row itself is gone: nothing told by how many there are fewer. */
async function countSpenders(trx: Knex, scope: Scope, clientIds: number[], otherwise: number): Promise<number> {
  const { rows } = await trx.raw<{ rows: { spenders: number | null }[] }>(
    `select case when exists (
         select 1 from unnest(cast(:clientIds as bigint[])) as changed(id)
         where not exists (select 1 from clients c where c.id = changed.id))
       then (select count(*) from client_metrics where company_id = :companyId and spend_minor > 0) end as spenders`,
    { companyId: scope.companyId, clientIds },
  );
  return rows[0]?.spenders ?? otherwise;
}

/** `clients` is null where not everybody was computed. */
async function saveState(
  trx: Knex,
  scope: Scope,
  step: Step,
  counted: { clients: number | null; spenders: number },
): Promise<void> {
  await trx.raw(query('keep-insight-state'), {
    companyId: scope.companyId,
    asOf: step.asOf,
    at: step.at,
    threshold: step.threshold,
    ...counted,
  });
}

/** Whoever the moved threshold makes or unmakes a client of high LTV: those whose spend lies between the two. */
async function crossedBy(trx: Knex, scope: Scope, before: number | null, now: number | null): Promise<number[]> {
  const [low, high] = [before ?? 0, now ?? 0].toSorted((a, b) => a - b);
  const { rows } = await trx.raw<{ rows: { client_id: number }[] }>(
    // Whole numbers as bounds, because an index of whole numbers finds nothing by a fraction.
    `select client_id from client_metrics
     where company_id = :companyId and spend_minor > 0 and spend_minor between :low::bigint and :high::bigint
       and is_high_ltv <> coalesce(spend_minor >= :now::double precision, false)`,
    {
      companyId: scope.companyId,
      low: Math.floor(low ?? 0),
      high: before === null || now === null ? Number.MAX_SAFE_INTEGER : Math.ceil(high ?? 0),
      now,
    },
  );
  return rows.map((row) => row.client_id);
}

/** The changed clients' numbers, by the threshold as it was. How many of the company have spent anything now? */
async function writeChanged(
  trx: Knex,
  scope: Scope,
  step: Step,
  { changed, known }: { changed: number[]; known: KnownState },
): Promise<number> {
  const which = { clientIds: changed };
  const facts = clientFacts(trx, scope, { asOf: step.asOf, which });
  const written = await writeMetrics(trx, scope, step, facts);
  const spenders = known.spenders + written.spenders;
  // Facts of all of them: no card is gone.
  if (written.clients === changed.length) return spenders;
  return countSpenders(trx, scope, changed, spenders - (await dropVanished(trx, scope, which)));
}

async function refreshChanged(trx: Knex, scope: Scope, moment: Moment, known: KnownState): Promise<Refreshed> {
  const before = known.high_ltv_threshold_minor;
  // Some rows of big tables, which lie in memory: read by their indexes, not by reading the tables.
  await trx.raw('set local random_page_cost = 1.1');
  // Nobody waits for the disk: a crash that loses this transaction gives the marks back with the old numbers.
  await trx.raw('set local synchronous_commit = off');
  const changed = await takeMarks(trx, scope);
  if (changed.length === 0) return { kind: 'changed', clients: 0, moved: 0, changed };
  const spenders = await writeChanged(trx, scope, { ...moment, threshold: before }, { changed, known });
  const { rows } = await trx.raw<{ rows: { minor: number | null }[] }>(query('high-ltv-threshold'), {
    companyId: scope.companyId,
    spenders,
  });
  const step: Step = { ...moment, threshold: rows[0]?.minor ?? null };
  const crossed = step.threshold === before ? [] : await crossedBy(trx, scope, before, step.threshold);
  if (crossed.length > 0) await writeMetrics(trx, scope, step, stored(trx, scope, { clientIds: crossed }));
  const concerned = [...new Set([...changed, ...crossed])];
  const moved = await writeSegments(trx, scope, step, {
    which: { clientIds: concerned },
    isFirst: known.settled_at === null,
  });
  await saveState(trx, scope, step, { clients: null, spenders });
  return { kind: 'changed', clients: concerned.length, moved, changed };
}

async function rebuild(trx: Knex, database: Database, scope: Scope, moment: Moment): Promise<Refreshed> {
  const known = await trx('insight_state')
    .where({ company_id: scope.companyId })
    .first<{ settled_at: Date | null } | undefined>('settled_at');
  await stageEverybody(trx, database, scope, moment.asOf);
  const staged = trx.raw('select * from insight_staging where company_id = ?', [scope.companyId]);
  const { rows } = await trx.raw<{ rows: { minor: number | null; clients: number; spenders: number }[] }>(
    `select ? as minor, count(*) as clients, count(*) filter (where spend_minor > 0) as spenders
     from insight_staging where company_id = ?`,
    [highLtvThreshold(trx, scope, trx.raw('(?)', [staged])), scope.companyId],
  );
  const counted = { clients: rows[0]?.clients ?? 0, spenders: rows[0]?.spenders ?? 0 };
  const step: Step = { ...moment, threshold: rows[0]?.minor ?? null };
  await writeMetrics(trx, scope, step, staged);
  await dropVanished(trx, scope, 'all');
  const moved = await writeSegments(trx, scope, step, { which: 'all', isFirst: (known?.settled_at ?? null) === null });
  await saveState(trx, scope, step, counted);
  await trx('insight_staging').where({ company_id: scope.companyId }).delete();
  return { kind: 'full', clients: counted.clients, moved, changed: [] };
}

/** A new day, another setting, or so many marks that everybody is cheaper. */
function needsAll({ state, sameSettings, clients, dirty }: Standing, asOf: string): boolean {
  const isMuch = dirty > FEW_CLIENTS && dirty > LARGEST_SHARE * clients;
  return !state || state.as_of !== asOf || !sameSettings || isMuch;
}

/** One company of this process at a time: each takes three connections, and a pool full of those that wait for a second would not end. */
let turn: Promise<unknown> = Promise.resolve();
function inTurn<T>(work: () => Promise<T>): Promise<T> {
  const mine = turn.then(work, work);
  turn = mine.catch(() => undefined);
  return mine;
}

export function createInsightRepository(database: Database) {
  return {
    /**
     * Computes the clients whose books changed; everybody when the day is another, a setting changed, or most of them did.
     * Twice is harmless: what was taken is done in the same transaction, and rows that do not differ are not written.
     */
    async refreshClients(scope: Scope, moment: Moment): Promise<Refreshed> {
      const refresh = (): Promise<Refreshed> =>
        database.transaction(async (trx) => {
          await lock(trx, scope);
          const standing = await standingOf(trx, scope);
          if (!standing.state || needsAll(standing, moment.asOf)) return rebuild(trx, database, scope, moment);
          return refreshChanged(trx, scope, moment, standing.state);
        });
      return needsAll(await standingOf(database, scope), moment.asOf) ? inTurn(refresh) : refresh();
    },

    /** Computes everybody, whatever is marked. Twice is harmless: rows that do not differ are not written. */
    async rebuildInsight(scope: Scope, moment: Moment): Promise<Refreshed> {
      return inTurn(() =>
        database.transaction(async (trx) => {
          await lock(trx, scope);
          return rebuild(trx, database, scope, moment);
        }),
      );
    },

    /** What the stored rows were computed for; null before the first time. */
    async stateOf(scope: Scope): Promise<InsightState | null> {
      const row = await database('insight_state')
        .where({ company_id: scope.companyId })
        .first<
          { as_of: string; refreshed_at: Date; full_at: Date; high_ltv_threshold_minor: number | null } | undefined
        >();
      if (!row) return null;
      return {
        asOf: row.as_of,
        refreshedAt: row.refreshed_at,
        fullAt: row.full_at,
        highLtvThresholdMinor: row.high_ltv_threshold_minor,
      };
    },

    /** Whether anybody waits to be computed again: marks, another day, or a changed setting. */
    async isStale(scope: Scope, asOf: string): Promise<boolean> {
      const { rows } = await database.raw<{ rows: { stale: boolean }[] }>(
        `select i.company_id is null or i.as_of <> :asOf
           or (i.vip_threshold_minor, i.segment_order) is distinct from (co.vip_threshold_minor, co.segment_order)
           or exists (select 1 from changed_clients d where d.company_id = co.id) as stale
         from companies co left join insight_state i on i.company_id = co.id where co.id = :companyId`,
        { companyId: scope.companyId, asOf },
      );
      return rows[0]?.stale ?? false;
    },
  };
}
export type InsightRepository = ReturnType<typeof createInsightRepository>;
