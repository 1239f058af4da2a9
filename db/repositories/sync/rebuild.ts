/** Rebuilds: one open one a company, read in stretches between the cycles, going on at its page whatever happens. */

import type { Knex } from 'knex';
import type { Scope } from '../../../domain/access/scope.ts';
import { RuleBroken } from '../../../domain/errors.ts';
import { refusesCompany } from '../../../domain/sync/refusals.ts';
import type { Database } from '../../database.ts';
import { query } from '../../sql.ts';
import { markGone } from './mark-gone.ts';
import { purgeQuarantine } from './quarantine.ts';
import { addDrift, moveTo, type Place } from './rebuild-page.ts';
import { aloneInCompany, type SyncRun } from './runs.ts';
import { isRefused, noteRefusal } from './state.ts';
import type { AttributeBookings } from './visits.ts';

export interface OpenRebuild {
  rebuildId: number;
  isPaused: boolean;
  places: Readonly<Record<string, Place>>;
  drift: Readonly<Record<string, { missing: number; changed: number; gone: number }>>;
}

/** What keeps a stretch from going on with its next page. */
export type Halt = 'paused' | 'room_asked' | null;

const OPEN = `select id as "rebuildId", is_paused as "isPaused", progress as places, drift from sync_rebuilds`;
const runKey = (rebuildId: number): string => `rebuild ${String(rebuildId)}`;

/** A collection without a page that lists anything says nothing: an accident, not a club without clients. */
async function goneIds(
  trx: Knex,
  scope: Scope,
  rebuildId: number,
  collection: string,
  beganAt: string,
): Promise<number[]> {
  const { rows } = await trx.raw<{ rows: { id: number }[] }>(query(`gone-${collection.replace('_', '-')}`), {
    companyId: scope.companyId,
    rebuildId,
    beganAt,
  });
  return rows.map(({ id }) => id);
}

export function createRebuildRepository(
  database: Database,
  { attributeBookings }: { attributeBookings: AttributeBookings },
) {
  return {
    /**
     * Opens one, or goes on with the open one; null while the platform refuses the company. What was set aside and settled
     * long ago goes before either: people's data is not kept for longer because a platform is away.
     */
    async openRebuild(scope: Scope, at: string): Promise<OpenRebuild | null> {
      const { companyId } = scope;
      await purgeQuarantine(database, scope, at);
      if (await isRefused(database, scope)) return null;
      await database.raw(
        `insert into sync_rebuilds (company_id, started_at) values (:companyId, cast(:at as timestamptz))
         on conflict (company_id) where ended_at is null do nothing`,
        { companyId, at },
      );
      // One that had begun before has read under the old settings in part: another is to follow it.
      await database.raw(
        `update companies set reread_wanted_at = null where id = :companyId and reread_wanted_at <= (
           select started_at from sync_rebuilds where company_id = :companyId and ended_at is null)`,
        { companyId },
      );
      const { rows } = await database.raw<{ rows: OpenRebuild[] }>(
        `${OPEN} where company_id = :companyId and ended_at is null`,
        { companyId },
      );
      return rows[0] ?? null;
    },

    async rebuild(scope: Scope, rebuildId: number): Promise<OpenRebuild> {
      const { rows } = await database.raw<{ rows: OpenRebuild[] }>(
        `${OPEN} where company_id = :companyId and id = :rebuildId and ended_at is null`,
        { companyId: scope.companyId, rebuildId },
      );
      if (!rows[0]) throw new RuleBroken('rebuild_ended');
      return rows[0];
    },

    /** Twice is harmless. */
    async pauseRebuild(scope: Scope, rebuildId: number, isPaused: boolean): Promise<void> {
      await database('sync_rebuilds')
        .where({ company_id: scope.companyId, id: rebuildId })
        .whereNull('ended_at')
        .update({ is_paused: isPaused });
    },

    /** Takes the company for some pages, also from its own earlier attempt; null while a cycle has it. */
    async beginStretch(scope: Scope, rebuildId: number): Promise<SyncRun | null> {
      const { companyId } = scope;
      return database.transaction(async (trx) => {
        await aloneInCompany(trx, scope);
        const again = await trx.raw<{ rows: SyncRun[] }>(
          `update sync_runs r set ended_at = null, attempt = attempt + 1, alive_at = clock_timestamp(), room_asked_at = null
           from sync_rebuilds b
           where b.company_id = :companyId and b.id = :rebuildId and b.ended_at is null and r.id = b.run_id
             and not exists (select 1 from sync_runs o where o.company_id = r.company_id and o.ended_at is null and o.id <> r.id)
           returning r.id as "runId", r.attempt`,
          { companyId, rebuildId },
        );
        if (again.rows[0]) return again.rows[0];
        const { rows } = await trx.raw<{ rows: SyncRun[] }>(
          `insert into sync_runs (company_id, kind, workflow_run_id)
           select company_id, 'rebuild', :runKey from sync_rebuilds
           where company_id = :companyId and id = :rebuildId and ended_at is null and run_id is null
           on conflict (company_id) where ended_at is null do nothing
           returning id as "runId", attempt`,
          { companyId, rebuildId, runKey: runKey(rebuildId) },
        );
        const [run] = rows;
        if (run)
          await trx('sync_rebuilds').where({ company_id: companyId, id: rebuildId }).update({ run_id: run.runId });
        return run ?? null;
      });
    },

    /** Lets the cycles in. Twice is harmless. */
    async endStretch(scope: Scope, run: SyncRun): Promise<void> {
      await database('sync_runs')
        .where({ company_id: scope.companyId, id: run.runId, attempt: run.attempt })
        .whereNull('ended_at')
        .update({ ended_at: database.fn.now() });
    },

    async haltOf(scope: Scope, rebuildId: number): Promise<Halt> {
      const { rows } = await database.raw<{ rows: { halt: Halt }[] }>(
        `select case when b.is_paused then 'paused' when r.room_asked_at is not null then 'room_asked' end as halt
         from sync_rebuilds b left join sync_runs r on r.id = b.run_id
         where b.company_id = :companyId and b.id = :rebuildId`,
        { companyId: scope.companyId, rebuildId },
      );
      return rows[0]?.halt ?? null;
    },

    /** Before its first page is asked for: what changes from now on is not gone. Twice is harmless: the first moment stands. */
    async beginReading(scope: Scope, rebuildId: number, collection: string): Promise<void> {
      await moveTo(database, scope, rebuildId, collection, {});
    },

    /**
     * After the last page. Rows that no page listed are looked for in a second reading, because a row slips past a
     * reader when others vanish before it; who is in neither is gone. Twice is harmless: a finished collection stays so.
     */
    async finishReading(scope: Scope, rebuildId: number, collection: string, at: string): Promise<void> {
      await database.transaction(async (trx) => {
        const { rows } = await trx.raw<{ rows: { place: Place | null }[] }>(
          `select progress -> :collection as place from sync_rebuilds
           where company_id = :companyId and id = :rebuildId and ended_at is null for update`,
          { companyId: scope.companyId, rebuildId, collection },
        );
        const place = rows[0]?.place;
        if (!place || place.isDone || !place.isRead) return;
        const ids = await goneIds(trx, scope, rebuildId, collection, place.beganAt);
        if (ids.length > 0 && place.reading === 1) {
          await moveTo(trx, scope, rebuildId, collection, { page: 0, reading: 2, isRead: false });
          return;
        }
        if (ids.length > 0) await markGone(trx, scope, { collection, ids, at }, attributeBookings);
        await addDrift(trx, scope, { rebuildId, collection }, { missing: 0, changed: 0, gone: ids.length });
        // A whole reading did not find them again: they can be read now under their own id, or are no more.
        await trx('quarantined_records')
          .where({ company_id: scope.companyId, collection })
          .whereNull('resolved_at')
          .where('last_seen_at', '<', place.beganAt)
          .update({ resolved_at: trx.fn.now() });
        await moveTo(trx, scope, rebuildId, collection, { isDone: true });
        await trx('sync_rebuild_pages').where({ rebuild_id: rebuildId, collection }).delete();
      });
    },

    /** The platform gives no right to it: what was copied of it stays as it is. Twice is harmless. */
    async skipCollection(scope: Scope, rebuildId: number, collection: string): Promise<void> {
      await database.transaction(async (trx) => {
        await moveTo(trx, scope, rebuildId, collection, { isDone: true });
        await trx('sync_rebuild_pages').where({ rebuild_id: rebuildId, collection }).delete();
      });
    },

    /** Twice is harmless: an ended rebuild stays as it ended. */
    async endRebuild(scope: Scope, rebuildId: number, failureCode: string | null): Promise<void> {
      const { companyId } = scope;
      await database.transaction(async (trx) => {
        const ended = await trx('sync_rebuilds')
          .where({ company_id: companyId, id: rebuildId })
          .whereNull('ended_at')
          .update({
            ended_at: trx.fn.now(),
            outcome: failureCode === null ? 'done' : 'failed',
            failure_code: failureCode,
            is_paused: false,
          });
        if (ended === 0) return;
        await trx.raw(
          `update sync_runs r set ended_at = now(), failure_code = :failureCode,
             outcome = case when cast(:failureCode as text) is not null then 'failed' when counts = '{}' then 'idle' else 'changed' end
           from sync_rebuilds b where b.id = :rebuildId and b.company_id = :companyId and r.id = b.run_id`,
          { companyId, rebuildId, failureCode },
        );
        await trx('sync_rebuild_pages').where({ rebuild_id: rebuildId }).delete();
        if (failureCode !== null && refusesCompany(failureCode)) await noteRefusal(trx, scope, failureCode);
      });
    },
  };
}
