/** How often a company is asked after: decided after each cycle from what all companies' cycles cost. */

import type { Knex } from 'knex';
import type { Scope } from '../../../domain/access/scope.ts';
import {
  CYCLES_BUDGET_PER_MINUTE,
  fairShare,
  intervalSeconds,
  smoothedCost,
  type Shared,
  toldIntervalSeconds,
  USUAL_INTERVAL_SECONDS,
} from '../../../domain/sync/fair-pace.ts';
import type { Database } from '../../database.ts';

export interface Pace {
  intervalSeconds: number;
  sharedBy: number;
}

/** A company that has had no cycle for so long asks for nothing: it is refused, disconnected, or gone. */
const SILENT_HOURS = 2;
/** A schedule fires some seconds early or late. */
const SLACK_SECONDS = 30;

/**
 * Somebody wants a cycle now: it is due whatever the pace and whoever's clock is asked, until one has begun. Also before the
 * company's first cycle has ended, whose cards would be in the way. Twice is harmless.
 */
export async function wantCycle(database: Knex, { companyId }: Scope): Promise<void> {
  await database.raw(
    `insert into sync_pace (company_id, next_due_at, updated_at)
     select id, '-infinity', '-infinity' from companies where id = :companyId
     on conflict (company_id) do update set next_due_at = excluded.next_due_at`,
    { companyId },
  );
}

/** `lastAt` is null before the first cycle. */
type PaceRow = Shared & { lastAt: Date | null };
const PACE = `select requests_per_cycle as "requestsPerCycle", interval_seconds as "intervalSeconds", shared_by as "sharedBy",
  case when updated_at > '-infinity' then updated_at end as "lastAt" from sync_pace`;

export function createPaceRepository(database: Database, { budget = CYCLES_BUDGET_PER_MINUTE } = {}) {
  return {
    /** Whether this company's turn has come. */
    async isCycleDue(scope: Scope, at: string): Promise<boolean> {
      const { rows } = await database.raw<{ rows: unknown[] }>(
        `select 1 from sync_pace where company_id = :companyId and next_due_at > cast(:at as timestamptz)`,
        { companyId: scope.companyId, at },
      );
      return rows.length === 0;
    },

    /**
     * The platform told of a change: a cycle is due at once, unless that is more than this company's part of a shared limit.
     * Answers with when, null for now. Twice is harmless: it only ever brings the next cycle nearer, or keeps it from
     * following the last one too soon.
     */
    async changeWasTold(scope: Scope, at: Date): Promise<Date | null> {
      return database.transaction(async (trx) => {
        const { companyId } = scope;
        const { rows: paces } = await trx.raw<{ rows: PaceRow[] }>(`${PACE} where company_id = :companyId for update`, {
          companyId,
        });
        const [pace] = paces;
        const waitMs = pace ? 1000 * toldIntervalSeconds(pace, budget) : 0;
        const dueAt = new Date((pace?.lastAt?.getTime() ?? 0) + waitMs);
        if (waitMs === 0 || dueAt <= at) {
          await wantCycle(trx, scope);
          return null;
        }
        const { rows } = await trx.raw<{ rows: { dueAt: Date | null }[] }>(
          `update sync_pace set next_due_at = least(next_due_at, cast(:dueAt as timestamptz)) where company_id = :companyId
           returning nullif(next_due_at, '-infinity') as "dueAt"`,
          { companyId, dueAt },
        );
        return rows[0]?.dueAt ?? null;
      });
    },

    hurry: (scope: Scope): Promise<void> => wantCycle(database, scope),

    /** A cycle that somebody wants has not begun yet: whatever can wait gives way to it. */
    async isCycleWanted({ companyId }: Scope): Promise<boolean> {
      const { rows } = await database.raw<{ rows: unknown[] }>(
        `select 1 from sync_pace where company_id = :companyId and next_due_at = '-infinity'`,
        { companyId },
      );
      return rows.length > 0;
    },

    /** A cycle begins, which sees all that was wanted so far; what is wanted from now on is for the next one. */
    async cycleBegins({ companyId }: Scope, at: string): Promise<void> {
      await database.raw(
        `update sync_pace set updated_at = greatest(updated_at, cast(:at as timestamptz)), next_due_at = nullif(next_due_at, '-infinity')
         where company_id = :companyId`,
        { companyId, at },
      );
    },

    /**
     * After a cycle: what it cost, and from the costs of all companies that share the limit, when the next one is due.
     * Twice is nearly harmless: the cost is counted once more, and smoothed. `requests` is null when a first copy was in it.
     */
    async decidePace(scope: Scope, { requests, at }: { requests: number | null; at: string }): Promise<Pace> {
      return database.transaction(async (trx) => {
        const { rows: own } = await trx.raw<{ rows: { cost: number }[] }>(
          `insert into sync_pace (company_id, updated_at) values (:companyId, :at)
           on conflict (company_id) do update set updated_at = greatest(sync_pace.updated_at, excluded.updated_at)
           returning requests_per_cycle as cost`,
          { companyId: scope.companyId, at },
        );
        const known = own[0]?.cost ?? 0;
        const cost = requests === null ? known : smoothedCost(known, requests);
        // Costs of other companies, and nothing else of them. Books ask no platform.
        const { rows: others } = await trx.raw<{ rows: { cost: number }[] }>(
          `select p.requests_per_cycle as cost from sync_pace p join companies c on c.id = p.company_id
           where p.company_id <> :companyId and c.external_id is not null and c.booking_platform <> 'books'
             and greatest(p.updated_at, p.next_due_at) > cast(:at as timestamptz) - :silent * interval '1 hour'`,
          { companyId: scope.companyId, at, silent: SILENT_HOURS },
        );
        const costs = [cost, ...others.map((other) => other.cost)];
        const seconds = intervalSeconds(cost, fairShare(costs, budget));
        const pace = { intervalSeconds: seconds, sharedBy: costs.length };
        // At the usual pace the schedule alone decides.
        const dueIn = seconds > USUAL_INTERVAL_SECONDS ? seconds - SLACK_SECONDS : null;
        const toldIn = Math.min(toldIntervalSeconds({ ...pace, requestsPerCycle: cost }, budget), dueIn ?? Infinity);
        await trx.raw(
          `update sync_pace set requests_per_cycle = :cost, interval_seconds = :seconds, shared_by = :sharedBy,
             next_due_at = case when next_due_at = '-infinity' then next_due_at
               -- Something changed while it ran, which it may have read past.
               when exists (select 1 from sync_states s where s.company_id = sync_pace.company_id and s.webhook_at > cast(:at as timestamptz))
                 then cast(:at as timestamptz) + :toldIn * interval '1 second'
               else cast(:at as timestamptz) + cast(:dueIn as integer) * interval '1 second' end
           where company_id = :companyId`,
          {
            companyId: scope.companyId,
            cost,
            seconds,
            sharedBy: costs.length,
            at,
            toldIn,
            dueIn,
          },
        );
        return pace;
      });
    },
  };
}
