/** Today's run of service reactivation: held by one workflow, continued when started again, each decision kept with its reason. */

import type { Knex } from 'knex';
import { reactivateClientId } from '../../../contracts/workflows/campaigns.ts';
import type { Scope } from '../../../domain/access/scope.ts';
import type { Candidate } from '../../../domain/campaigns/candidates.ts';
import { choosePeople, SERVICE_REACTIVATION } from '../../../domain/campaigns/choose-people.ts';
import { HOLD_OUT_REST_DAYS } from '../../../domain/campaigns/hold-out.ts';
import { limitsFor } from '../../../domain/delivery/limits.ts';
import { dayStart, daysBetween } from '../../../domain/delivery/window.ts';
import { RuleBroken } from '../../../domain/errors.ts';
import type { Database } from '../../database.ts';
import { query } from '../../sql.ts';
import { candidatesFor, type CandidateList } from './candidates.ts';
import { keepIntervals } from './intervals.ts';

export interface RunHolder {
  workflowId: string;
  workflowRunId: string;
  at: string;
}

/** A run is given thirty minutes; silence for longer means that its workflow is gone. */
const SILENT_MINUTES = 35;

export function createRunsRepository(database: Database) {
  return {
    /**
     * Takes the row of the company's day, or finds it held by another workflow that is alive.
     * Twice is harmless: the holder is recognised by its run id. A run that has ended is opened again and continued.
     */
    async openRun(scope: Scope, holder: RunHolder): Promise<{ outcome: 'open'; runId: number } | { outcome: 'busy' }> {
      const { rows } = await database.raw<{ rows: { id: number }[] }>(
        `insert into reactivation_runs as r (company_id, local_date, workflow_id, workflow_run_id, started_by, started_at, alive_at)
         select id, (cast(:at as timestamptz) at time zone time_zone)::date, :workflowId, :workflowRunId, 'schedule', :at, :at
         from companies where id = :companyId
         on conflict (company_id, local_date) do update
           set workflow_id = excluded.workflow_id, workflow_run_id = excluded.workflow_run_id, status = 'running',
             alive_at = excluded.alive_at, ended_at = null, failure_code = null
           where r.status <> 'running' or r.workflow_run_id = excluded.workflow_run_id
             or r.alive_at < excluded.alive_at - :silent * interval '1 minute'
         returning id`,
        { companyId: scope.companyId, ...holder, silent: SILENT_MINUTES },
      );
      return rows[0] ? { outcome: 'open', runId: rows[0].id } : { outcome: 'busy' };
    },

    /**
     * Looks at everybody who is due, draws, and writes down each decision with the reactivations it begins: all or nothing.
     * Twice is harmless: whoever was begun is running by then, and uses up the allowance.
     */
    async choose(scope: Scope, runId: number, at: string): Promise<{ considered: number; started: number }> {
      return database.transaction(async (trx) => {
        const run = await lockRun(trx, scope, runId);
        const found = await candidatesFor(trx, scope, run.localDate, { isDryRun: false });
        const heldOut = await heldOutLately(trx, scope, run);
        const isHeld = await waitsForTemplate(trx, scope);
        const waitsFor = isHeld ? 'template_not_approved' : 'daily_limit';
        const drawn = choosePeople(found.candidates, {
          // Whoever is begun with now would only wait: they are due tomorrow as well.
          allowance: isHeld ? 0 : await allowance(trx, scope, run, at),
          holdOutPercent: found.company.holdOutPercent,
          heldOutLately: new Set(heldOut.keys()),
        });
        await begin(trx, scope, run, drawn.chosen, found, at);
        const mine = await peopleOf(trx, scope, runId);
        // Whom this very run began with or drew before is not skipped by it.
        const resting = drawn.resting.filter((one) => heldOut.get(one.phone) !== runId);
        const skipped = found.skipped.filter((one) => one.phone === null || !mine.has(one.phone));
        await decide(trx, scope, run, [
          ...drawn.heldOut.map((one) => decision(one, 'held_out', 'held_out')),
          ...drawn.waiting.map((one) => decision(one, 'waits', waitsFor)),
          ...resting.map((one) => decision(one, 'skipped', 'held_out')),
          ...skipped.map((one) => decision(one, 'skipped', one.reason)),
        ]);
        await keepIntervals(trx, scope, found.intervals, { asOf: run.localDate, at });
        const reasons = [
          ...skipped.map((one) => one.reason),
          ...[...drawn.heldOut, ...drawn.resting].map(() => 'held_out'),
          ...drawn.waiting.map(() => waitsFor),
        ];
        const considered = found.candidates.length + found.skipped.length;
        await trx('reactivation_runs')
          .where({ company_id: scope.companyId, id: runId })
          .update({ considered, started: mine.size, skipped: JSON.stringify(counted(reasons)), alive_at: at });
        return { considered, started: mine.size };
      });
    },

    /** Whose workflows have to run, by id after this one. */
    async toStart(
      scope: Scope,
      runId: number,
      afterId: number,
      atMost: number,
    ): Promise<{ reactivationId: number; clientId: number }[]> {
      return database('reactivations')
        .where({ company_id: scope.companyId, run_id: runId })
        .whereNot({ status: 'ended' })
        .where('id', '>', afterId)
        .orderBy('id')
        .limit(atMost)
        .select({ reactivationId: 'id', clientId: 'client_id' });
    },

    /** Twice is harmless: a run ends once, until it is opened again. */
    async closeRun(
      scope: Scope,
      runId: number,
      outcome: { status: 'done' } | { status: 'failed'; code: string },
      at: string,
    ): Promise<void> {
      await database('reactivation_runs')
        .where({ company_id: scope.companyId, id: runId, status: 'running' })
        .update({
          status: outcome.status,
          failure_code: outcome.status === 'failed' ? outcome.code : null,
          ended_at: at,
          alive_at: at,
        });
    },
  };
}

interface LockedRun {
  runId: number;
  localDate: string;
  timeZone: string;
}

async function lockRun(trx: Knex, scope: Scope, runId: number): Promise<LockedRun> {
  const { rows } = await trx.raw<{ rows: LockedRun[] }>(
    `select r.id as "runId", r.local_date as "localDate", c.time_zone as "timeZone"
     from reactivation_runs r join companies c on c.id = r.company_id
     where r.company_id = :companyId and r.id = :runId for update of r`,
    { companyId: scope.companyId, runId },
  );
  if (!rows[0]) throw new RuleBroken('run_not_found', 'not_found');
  return rows[0];
}

/** Paused, rejected or still in review in every language: nothing of a run could leave. */
async function waitsForTemplate(trx: Knex, scope: Scope): Promise<boolean> {
  const { rows } = await trx.raw<{ rows: { isHeld: boolean | null }[] }>(
    `select not bool_or(status = 'APPROVED') as "isHeld" from message_templates
     where company_id = :companyId and scenario = :scenario`,
    { companyId: scope.companyId, scenario: SERVICE_REACTIVATION },
  );
  // Without any, each draft says so itself.
  return rows[0]?.isHeld ?? false;
}

interface AllowanceRow {
  accountCreatedAt: Date | null;
  spamScore: number;
  limitMode: 'auto' | 'manual';
  manualDaily: number | null;
  sentToday: number;
  pending: number;
}

/** definitions.md, "A run's allowance": without a number nothing can be sent, so nobody is begun with. */
async function allowance(trx: Knex, scope: Scope, run: LockedRun, at: string): Promise<number> {
  const { rows } = await trx.raw<{ rows: AllowanceRow[] }>(query('run-allowance'), {
    companyId: scope.companyId,
    dayStart: dayStart(run.localDate, run.timeZone),
  });
  const [used] = rows;
  if (!used?.accountCreatedAt) return 0;
  const isManual = used.limitMode === 'manual' && used.manualDaily !== null;
  const limits = limitsFor({
    ageDays: daysBetween(used.accountCreatedAt, new Date(at), run.timeZone),
    manual: isManual ? { daily: used.manualDaily ?? 0 } : null,
    spamScore: used.spamScore,
  });
  return Math.max(0, limits.daily - used.sentToday - used.pending);
}

/** Phones drawn in the last 28 days, each with the run of its latest draw. */
async function heldOutLately(trx: Knex, scope: Scope, run: LockedRun): Promise<Map<string, number | null>> {
  const { rows } = await trx.raw<{ rows: { phone: string; runId: number | null }[] }>(
    `select distinct on (c.phone) c.phone, d.run_id as "runId" from campaign_decisions d
     join clients c on c.id = d.client_id and c.company_id = d.company_id and c.phone is not null
     where d.company_id = :companyId and d.scenario = :scenario and d.decision = 'held_out'
       and d.decided_on > cast(:asOf as date) - cast(:days as integer)
     order by c.phone, d.id desc`,
    { companyId: scope.companyId, scenario: SERVICE_REACTIVATION, asOf: run.localDate, days: HOLD_OUT_REST_DAYS },
  );
  return new Map(rows.map((row) => [row.phone, row.runId]));
}

/** What a reactivation began with stays with it: later changes of a rule concern later runs. */
async function begin(
  trx: Knex,
  scope: Scope,
  run: LockedRun,
  chosen: Candidate[],
  found: CandidateList,
  at: string,
): Promise<void> {
  if (chosen.length === 0) return;
  const { rows } = await trx.raw<{ rows: { id: number; clientId: number }[] }>(query('begin-reactivations'), {
    companyId: scope.companyId,
    runId: run.runId,
    at,
    people: JSON.stringify(
      chosen.map((one) => ({
        clientId: one.clientId,
        phone: one.phone,
        serviceId: one.serviceId,
        workflowId: reactivateClientId(scope.companyId, one.clientId),
        score: one.score,
        reasons: one.reasons,
        facts: {
          daysSince: one.daysSince,
          visits: one.visits,
          spendMinor: one.spendMinor,
          loyalty: one.loyalty,
          attemptsBefore: one.attemptsBefore,
          maxAttempts: found.intervals.find((rule) => rule.serviceId === one.serviceId)?.maxAttempts,
        },
      })),
    ),
  });
  const begun = new Map(rows.map((row) => [row.clientId, row.id]));
  await decide(
    trx,
    scope,
    run,
    chosen.flatMap((one) => {
      const reactivationId = begun.get(one.clientId);
      return reactivationId === undefined ? [] : [{ ...decision(one, 'chosen', 'due'), reactivationId }];
    }),
  );
}

async function peopleOf(trx: Knex, scope: Scope, runId: number): Promise<Set<string>> {
  const rows: { phone: string }[] = await trx('reactivations')
    .where({ company_id: scope.companyId, run_id: runId })
    .distinct('phone');
  return new Set(rows.map((row) => row.phone));
}

interface Decision {
  clientId: number;
  decision: 'chosen' | 'skipped' | 'held_out' | 'waits';
  reason: string;
  reactivationId?: number;
  details: Record<string, unknown>;
}

function decision(
  one: { clientId: number; serviceId: number; score?: number },
  decided: Decision['decision'],
  reason: string,
): Decision {
  return {
    clientId: one.clientId,
    decision: decided,
    reason,
    details: { serviceId: one.serviceId, ...(one.score === undefined ? {} : { score: one.score }) },
  };
}

/** Repeated within one run, a decision is written once. */
async function decide(trx: Knex, scope: Scope, run: LockedRun, decisions: Decision[]): Promise<void> {
  if (decisions.length === 0) return;
  await trx.raw(
    `insert into campaign_decisions (company_id, run_id, reactivation_id, client_id, scenario, decision, reason, details, decided_on)
     select :companyId, :runId, d."reactivationId", d."clientId", :scenario, d.decision, d.reason, d.details, :on
     from jsonb_to_recordset(cast(:decisions as jsonb))
       as d("clientId" bigint, "reactivationId" bigint, decision text, reason text, details jsonb)
     on conflict do nothing`,
    {
      companyId: scope.companyId,
      runId: run.runId,
      scenario: SERVICE_REACTIVATION,
      on: run.localDate,
      decisions: JSON.stringify(decisions),
    },
  );
}

function counted(reasons: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const reason of reasons) counts[reason] = (counts[reason] ?? 0) + 1;
  return counts;
}
