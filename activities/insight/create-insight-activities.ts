/** The activities that keep a company's numbers; they only touch the database, on the `core` queue. */

import { Context } from '@temporalio/activity';
import { systemScope, type Scope } from '../../domain/access/scope.ts';

export interface InsightStep {
  companyId: number;
  /** The workflow's time, ISO. */
  at: string;
}
export interface RefreshClients extends InsightStep {
  isFull: boolean;
}
export interface ClientsRefreshed {
  /** More was marked while this was computed. */
  hasMore: boolean;
  /** A day's first computation or one that was asked for in full: the rest is kept too, after the snapshot. */
  keepsRest?: boolean;
}
export interface TakeSnapshot extends InsightStep {
  keepsRest?: boolean;
}
export interface SnapshotTaken {
  /** Days of the past whose snapshot is missing, or was made of books that have changed since. */
  pastLeft: number;
}
export interface PastFilled {
  done: number;
  total: number;
}

export interface InsightDeps {
  localDate: (scope: Scope, at: Date) => Promise<string>;
  /** Computed for this day already, and of books that were all there. */
  isDayBegun: (scope: Scope, asOf: string) => Promise<boolean>;
  insight: {
    refreshClients: (scope: Scope, asked: Asked) => Promise<Refreshed>;
    rebuildInsight: (scope: Scope, asked: Asked) => Promise<Refreshed>;
    isStale: (scope: Scope, asOf: string) => Promise<boolean>;
  };
  snapshots: {
    /** False while the first copy is under way: a half-copied company has no numbers worth keeping. */
    isCopied: (scope: Scope) => Promise<boolean>;
    takeToday: (scope: Scope, asked: Asked) => Promise<void>;
    /** Which days should have a snapshot, and of which books. */
    plan: (scope: Scope, asked: Asked) => Promise<void>;
    progress: (scope: Scope) => Promise<PastFilled>;
    /** The newest day that is missing or out of date gets its snapshot; null when there is none. */
    fillNext: (scope: Scope, at: Date) => Promise<string | null>;
  };
  /** What else is kept of these clients, for people to see: a page about one of them is read right after they came. */
  afterChanged: (scope: Scope, clientIds: readonly number[], asked: Asked) => Promise<void>;
  /** Brings what else is kept of a company up to date: once a day, and when everything is asked for. */
  keepRest: (scope: Scope, asked: Asked) => Promise<void>;
  wake: (input: { companyId: number; isFull: boolean }) => Promise<unknown>;
}
interface Asked {
  asOf: string;
  at: Date;
}
interface Refreshed {
  kind: 'changed' | 'full';
  /** Whose books had changed; nobody's after a full one. */
  changed: readonly number[];
}

/** Below a third of the heartbeat timeout. */
const PULSE_MS = 2_500;
/** A slice is over after this long: short enough to be repeated, long enough to be worth its rows in Temporal. */
const SLICE_MS = 20_000;

export function createInsightActivities(deps: InsightDeps) {
  const { insight, snapshots } = deps;

  async function asked({ companyId, at }: InsightStep, name: string): Promise<{ scope: Scope; asked: Asked }> {
    const scope = systemScope(companyId, name);
    const instant = new Date(at);
    return { scope, asked: { asOf: await deps.localDate(scope, instant), at: instant } };
  }

  return {
    /** Twice is harmless: only rows that differ are written, and marks are taken away with what they stood for. */
    async refreshClients({ isFull, ...step }: RefreshClients): Promise<ClientsRefreshed> {
      return withPulse(async () => {
        const { scope, asked: question } = await asked(step, 'refreshClients');
        const keepsRest = isFull || !(await deps.isDayBegun(scope, question.asOf));
        const { kind, changed } = isFull
          ? await insight.rebuildInsight(scope, question)
          : await insight.refreshClients(scope, question);
        // The segments are committed by now, and do not wait for it. Should this be lost, the full refresh of the night brings it.
        if (changed.length > 0) await deps.afterChanged(scope, changed, question);
        // Old books are compared only here: reading all of them for every change would cost more than the change.
        if (kind === 'full' && (await snapshots.isCopied(scope))) await snapshots.plan(scope, question);
        return { hasMore: await insight.isStale(scope, question.asOf), keepsRest };
      });
    },

    /** Twice is harmless: a day has one snapshot, today's is written over until midnight, and of the rest only what differs is written. */
    async takeSnapshot({ keepsRest = false, ...step }: TakeSnapshot): Promise<SnapshotTaken> {
      return withPulse(async () => {
        const { scope, asked: question } = await asked(step, 'takeSnapshot');
        if (!(await snapshots.isCopied(scope))) return { pastLeft: 0 };
        await snapshots.takeToday(scope, question);
        // It reads the books of years, and somebody may be waiting for the numbers of a first copy.
        if (keepsRest) await deps.keepRest(scope, question);
        const { done, total } = await snapshots.progress(scope);
        return { pastLeft: total - done };
      });
    },

    /** Twice is harmless: a day that has its snapshot is not among those that miss one. */
    async fillPast({ companyId, at }: InsightStep): Promise<PastFilled> {
      return withPulse(async (signal) => {
        const scope = systemScope(companyId, 'fillPast');
        const until = performance.now() + SLICE_MS;
        while (performance.now() < until) {
          signal.throwIfAborted();
          if ((await snapshots.fillNext(scope, new Date(at))) === null) break;
        }
        return snapshots.progress(scope);
      });
    },

    /** Twice is harmless: whoever is told twice looks once more. */
    async wakeInsight({ companyId, isFull }: { companyId: number; isFull: boolean }): Promise<void> {
      await deps.wake({ companyId, isFull });
    },
  };
}

export type InsightActivities = ReturnType<typeof createInsightActivities>;

/** Shows that the activity lives while the database works. */
async function withPulse<Result>(work: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
  const context = Context.current();
  const pulse = setInterval(() => {
    context.heartbeat();
  }, PULSE_MS);
  try {
    return await work(context.cancellationSignal);
  } finally {
    clearInterval(pulse);
  }
}
