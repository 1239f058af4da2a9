/** Keeps client_metrics and client_segments: for the clients whose books changed, or for all of a company. */

import type { Knex } from 'knex';
import type { Scope } from '../../../domain/access/scope.ts';
import { RuleBroken } from '../../../domain/errors.ts';
import type { Database } from '../../database.ts';
import { query } from '../../sql.ts';
import { clientFacts, clientStanding, highLtvThreshold, idList } from './facts.ts';
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
  high_ltv_clients: number;
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
      high_ltv_clients: number;
      same_settings: boolean;
      clients: number;
      dirty: number;
    }[];
  }>(
    `select i.as_of, i.settled_at, i.high_ltv_threshold_minor, i.spenders, i.high_ltv_clients,
       (i.vip_threshold_minor, i.segment_order) is not distinct from (co.vip_threshold_minor, co.segment_order) as same_settings,
       coalesce(i.clients, 0) as clients,
       (select count(distinct client_id) from changed_clients d where d.company_id = co.id) as dirty
     from companies co left join insight_state i on i.company_id = co.id
     where co.id = ?`,
    [scope.companyId],
  );
  const row = rows[0];
  if (!row) throw new RuleBroken('company_not_found', 'not_found');
  const { as_of, settled_at, high_ltv_threshold_minor, spenders, high_ltv_clients, same_settings, clients, dirty } =
    row;
  return {
    state: as_of === null ? null : { as_of, settled_at, high_ltv_threshold_minor, spenders, high_ltv_clients },
    sameSettings: same_settings,
    clients,
    dirty,
  };
}

/**
 * Marks that others have not committed yet are rows this does not see, and stay for the next time. For what follows: some rows of
 * big tables, which lie in memory, are read by their indexes, not by reading the tables; and nobody waits for the disk, as a
 * crash that loses this transaction gives the marks back with the old numbers.
 */
async function takeMarks(trx: Knex, scope: Scope): Promise<number[]> {
  const { rows } = await trx.raw<{ rows: { ids: number[] | null }[] }>(
    `with taken as (delete from changed_clients where company_id = ? returning client_id)
     select array_agg(distinct client_id) as ids,
       set_config('random_page_cost', '1.1', true), set_config('synchronous_commit', 'off', true) from taken`,
    [scope.companyId],
  );
  return rows[0]?.ids ?? [];
}

/** What a refresh found of the whole company; `clients` is null where not everybody was computed. */
interface Totals {
  threshold: number | null;
  clients: number | null;
  spenders: number;
  high_ltv_clients: number;
}

interface Written extends Totals {
  concerned: number;
  moved: number;
}

/** `relations` are those that refresh-standing.sql asks for, `facts` is a subquery on them with the columns of client-facts.sql. */
async function writeStanding(
  trx: Knex,
  scope: Scope,
  moment: Moment,
  {
    relations,
    facts,
    isFirst,
    prepared,
  }: { relations: Knex.Raw; facts: string; isFirst: boolean; prepared: string | null },
): Promise<Written> {
  const asked = trx.raw<{ rows: Written[] }>(query('refresh-standing'), {
    companyId: scope.companyId,
    asOf: moment.asOf,
    at: moment.at,
    isFirst,
    relations,
    standing: clientStanding(trx, scope, {
      asOf: moment.asOf,
      facts: trx.raw(facts),
      threshold: trx.raw('(select threshold from totals)'),
    }),
  });
  const { rows } = await (prepared === null ? asked : asked.options({ name: prepared }));
  const [written] = rows;
  if (!written) throw new RuleBroken('company_not_found', 'not_found');
  return written;
}

async function saveState(trx: Knex, scope: Scope, { asOf, at }: Moment, totals: Totals): Promise<void> {
  await trx.raw(query('keep-insight-state'), {
    companyId: scope.companyId,
    asOf,
    at,
    threshold: totals.threshold,
    clients: totals.clients,
    spenders: totals.spenders,
    highLtvClients: totals.high_ltv_clients,
  });
}

/** From which whole spend on a client is of high LTV; nobody reaches the largest number there is. */
const edgeOf = (threshold: number | null): string =>
  threshold === null ? '9223372036854775807' : String(Math.ceil(threshold));

async function refreshChanged(trx: Knex, scope: Scope, moment: Moment, known: KnownState): Promise<Refreshed> {
  const changed = await takeMarks(trx, scope);
  if (changed.length === 0) return { kind: 'changed', clients: 0, moved: 0, changed };
  const relations = trx.raw(query('refresh-changed'), {
    companyId: scope.companyId,
    ids: idList(changed),
    facts: clientFacts(trx, scope, { asOf: moment.asOf, which: { clientIds: changed } }),
    spenders: known.spenders,
    highLtv: known.high_ltv_clients,
    edge: edgeOf(known.high_ltv_threshold_minor),
  });
  const written = await writeStanding(trx, scope, moment, {
    relations,
    facts: 'select * from facts union all select * from crossed',
    // Planning it takes longer than a tenth of the rest: a connection keeps its plan.
    prepared: 'refresh-changed',
    isFirst: known.settled_at === null,
  });
  await saveState(trx, scope, moment, written);
  return { kind: 'changed', clients: written.concerned, moved: written.moved, changed };
}

async function rebuild(trx: Knex, database: Database, scope: Scope, moment: Moment): Promise<Refreshed> {
  const known = await trx('insight_state')
    .where({ company_id: scope.companyId })
    .first<{ settled_at: Date | null } | undefined>('settled_at');
  await stageEverybody(trx, database, scope, moment.asOf);
  const facts = trx.raw('select * from insight_staging where company_id = ?', [scope.companyId]);
  const relations = trx.raw(query('refresh-all'), {
    companyId: scope.companyId,
    facts,
    threshold: highLtvThreshold(trx, scope, trx.raw('facts')),
  });
  const written = await writeStanding(trx, scope, moment, {
    relations,
    facts: 'select * from facts',
    prepared: null,
    isFirst: (known?.settled_at ?? null) === null,
  });
  await saveState(trx, scope, moment, written);
  await trx('insight_staging').where({ company_id: scope.companyId }).delete();
  return { kind: 'full', clients: written.clients ?? 0, moved: written.moved, changed: [] };
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
      const refresh = (mayBeAll: boolean): Promise<Refreshed | null> =>
        database.transaction(async (trx) => {
          await lock(trx, scope);
          const standing = await standingOf(trx, scope);
          if (standing.state && !needsAll(standing, moment.asOf))
            return refreshChanged(trx, scope, moment, standing.state);
          return mayBeAll ? rebuild(trx, database, scope, moment) : null;
        });
      const refreshed = (await refresh(false)) ?? (await inTurn(() => refresh(true)));
      // Whoever may compute everybody has an answer.
      if (!refreshed) throw new RuleBroken('company_not_found', 'not_found');
      return refreshed;
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
