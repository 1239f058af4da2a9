/** The Today page: what needs a person, what was won back, what happened just now; and the state of the whole. */

import type { Health, Today } from '../../../contracts/http/insight.ts';
import type { WithoutLinks } from '../../../contracts/http/common.ts';
import { mayDo } from '../../../domain/access/permissions.ts';
import type { Scope } from '../../../domain/access/scope.ts';
import type { Database } from '../../database.ts';
import { query as sql } from '../../sql.ts';
import { ownClients, plain } from './page.ts';
import type { SendingState } from '../../../contracts/http/delivery.ts';

type Bindings = Record<string, string | number | Date>;
type Need = Today['needsYou'][number];
type Problem = Health['problems'][number];

/** The copy is made every minute; after ten without one, people should know. */
const SYNC_STALE_MS = 10 * 60_000;

export interface TodayDeps {
  sendingState(scope: Scope): Promise<SendingState>;
  localDate(scope: Scope, at: Date): Promise<string>;
}

export function createTodayViews(database: Database, deps: TodayDeps) {
  async function rowsOf<Row extends object>(text: string, bindings: Bindings): Promise<Row[]> {
    const { rows } = await database.raw<{ rows: Row[] }>(text, bindings);
    return rows.map(plain);
  }

  async function health(scope: Scope, at: Date): Promise<Health> {
    const own = ownClients(scope, 'm.client_id');
    const [state] = await rowsOf<StateRow>(sql('health-state'), { companyId: scope.companyId });
    const [approvals] = await rowsOf<{ waiting: number }>(
      `select count(*)::int as waiting from messages m where m.company_id = :companyId and m.status = 'awaiting_approval'
         and (m.snoozed_until is null or m.snoozed_until <= :at)${own.sql}`,
      { companyId: scope.companyId, at, ...(own.bindings as Bindings) },
    );
    const sending = await deps.sendingState(scope);
    const problems = state ? problemsOf(state, sending, at) : [];
    return {
      state: problems.some((problem) => problem.level === 'trouble')
        ? 'trouble'
        : problems.length > 0
          ? 'attention'
          : 'ok',
      problems,
      lastSyncAt: state?.lastSyncAt ?? null,
      sending,
      counts: {
        approvals: approvals?.waiting ?? 0,
        conversations: state?.conversations ?? 0,
        outbox: state?.outbox ?? 0,
      },
    };
  }

  return {
    health,

    async today(scope: Scope, at: Date): Promise<WithoutLinks<Today>> {
      const { companyId } = scope;
      const date = await deps.localDate(scope, at);
      const about = { companyId, at };
      const [needsYou, won, byWeek, funnel, justNow, runs, dot, counted] = await Promise.all([
        rowsOf<Need>(sql('needs-you'), about),
        rowsOf<Omit<Today['wonBack'], 'byWeek'>>(sql('won-back'), about),
        rowsOf<Today['wonBack']['byWeek'][number]>(sql('won-back-by-week'), about),
        rowsOf<Today['funnel']>(sql('month-funnel'), about),
        rowsOf<Today['justNow'][number]>(sql('just-now'), { companyId }),
        rowsOf<NonNullable<WithoutLinks<Today>['run']>>(
          `select id, status, considered, started, workflow_id as "workflowId" from reactivation_runs
           where company_id = :companyId and local_date = cast(:date as date)`,
          { companyId, date },
        ),
        health(scope, at),
        rowsOf<{ people: Record<string, number> }>(sql('people-by-segment'), { companyId }),
      ]);
      return {
        date,
        needsYou: needsYou.filter((need) => need.count > 0 && isTheirs(scope, need)),
        wonBack: { ...(won[0] ?? { clients: 0, bookedMinor: 0, visitedMinor: 0, costMinor: 0 }), byWeek },
        funnel: funnel[0] ?? NOTHING_YET,
        justNow,
        // Until the numbers were computed once, there is nothing to say; a zero would be a lie.
        people: counted[0]?.people ?? null,
        health: dot,
        run: runs[0] ?? null,
      };
    },
  };
}

/** What only an owner can do is asked of an owner. */
const isTheirs = ({ actor }: Scope, { code }: Need): boolean =>
  code !== 'unconfirmed_company' || (actor.kind === 'user' && mayDo(actor.role, 'change_settings'));

const NOTHING_YET: Today['funnel'] = {
  drafted: 0,
  approved: 0,
  sent: 0,
  delivered: 0,
  read: 0,
  replied: 0,
  booked: 0,
  visited: 0,
};

interface StateRow {
  isConnected: boolean;
  hasNumber: boolean;
  pausedReason: string | null;
  pausedAt: string | null;
  lastSyncAt: string | null;
  lastRunFailure: string | null;
  lastRunAt: string | null;
  conversations: number;
  outbox: number;
  unknown: number;
  createdAt: string;
}

function problemsOf(state: StateRow, sending: SendingState, at: Date): Problem[] {
  const problems: Problem[] = [];
  if (sending.stopped)
    problems.push({ code: 'sending_stopped', level: 'attention', detail: sending.reason, since: sending.at });
  if (!state.hasNumber) problems.push({ code: 'no_number', level: 'attention', detail: null, since: null });
  if (state.pausedAt !== null)
    problems.push({ code: 'number_paused', level: 'trouble', detail: state.pausedReason, since: state.pausedAt });
  if (state.unknown > 0)
    problems.push({ code: 'unknown_sends', level: 'attention', detail: String(state.unknown), since: null });
  const since = state.lastSyncAt ?? state.createdAt;
  if (state.isConnected && state.lastRunFailure !== null)
    problems.push({ code: 'sync_failing', level: 'trouble', detail: state.lastRunFailure, since: state.lastRunAt });
  else if (state.isConnected && at.getTime() - new Date(since).getTime() > SYNC_STALE_MS)
    problems.push({ code: 'sync_stale', level: 'trouble', detail: null, since });
  return problems;
}
