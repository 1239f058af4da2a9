import { Client } from '@temporalio/client';
import { expect } from 'chai';
import { createInsightActivities, type InsightDeps } from '../../../activities/insight/create-insight-activities.ts';
import { insightProgress, refreshInsightId } from '../../../contracts/workflows/insight.ts';
import { TASK_QUEUES } from '../../../contracts/workflows/temporal.ts';
import type { Database } from '../../../db/database.ts';
import { createPreferencesRepository } from '../../../db/repositories/campaigns/preferences.ts';
import { isDayBegun } from '../../../db/repositories/insight/day-begun.ts';
import { localDate } from '../../../db/repositories/insight/local-date.ts';
import { createMetricsRepository } from '../../../db/repositories/insight/metrics.ts';
import { createInsightRepository } from '../../../db/repositories/insight/refresh.ts';
import { createSnapshotsRepository } from '../../../db/repositories/insight/snapshots.ts';
import type { Scope } from '../../../domain/access/scope.ts';
import { createTemporalGateway } from '../../../integrations/temporal/gateway.ts';
import { refreshInsight } from '../../../workflows/insight/refresh-insight.ts';
import { dayNumber, dayText } from '../../oracle/days.ts';
import { cloneDatabase } from '../../support/database.ts';
import { addCompany, addPeople, person } from '../../support/insight-world.ts';
import { eventually } from '../../support/moderation-bot.ts';
import { createTestEnvironment, createTestWorker, type TestTemporal } from '../../support/temporal.ts';

describe('keeping a company’s numbers, as a workflow', function () {
  this.timeout(90_000);
  let temporal: TestTemporal;
  let database: Database;
  let drop: () => Promise<void>;
  let today: string;

  before(async () => {
    temporal = await createTestEnvironment();
    ({ database, drop } = await cloneDatabase());
  });
  after(async () => {
    await temporal.close();
    await drop();
  });
  // Time is the server's, and it moves on from test to test; none begins right before midnight.
  beforeEach(async () => {
    if (new Date(await temporal.env.currentTimeMs()).getUTCHours() === 23) await temporal.env.sleep('1 hour');
    today = new Date(await temporal.env.currentTimeMs()).toISOString().slice(0, 10);
  });

  const ago = (days: number): string => dayText(dayNumber(today) - days);
  const gateway = () => createTemporalGateway(temporal.env.client);

  function depsWith(over: {
    snapshots?: Partial<InsightDeps['snapshots']>;
    insight?: Partial<InsightDeps['insight']>;
    keepRest?: InsightDeps['keepRest'];
  }) {
    const snapshots = createSnapshotsRepository(database, (...asked) =>
      createMetricsRepository(database).numbersOn(...asked),
    );
    return {
      localDate: (scope: Scope, at: Date) => localDate(database, scope, at),
      isDayBegun: (scope: Scope, asOf: string) => isDayBegun(database, scope, asOf),
      insight: { ...createInsightRepository(database), ...over.insight },
      snapshots: { ...snapshots, ...over.snapshots },
      afterChanged: async (scope: Scope, clientIds: readonly number[], { asOf }: { asOf: string }) => {
        await createPreferencesRepository(database).refreshPreferences(scope, clientIds, asOf);
      },
      keepRest: over.keepRest ?? (async () => undefined),
      wake: (input: { companyId: number; isFull: boolean }) => gateway().wakeInsight(input),
    } satisfies InsightDeps;
  }

  async function running<Result>(deps: InsightDeps, work: () => Promise<Result>): Promise<Result> {
    const worker = await createTestWorker(temporal.env, TASK_QUEUES.core, createInsightActivities(deps));
    return worker.runUntil(work);
  }
  const handleOf = ({ companyId }: Scope) => temporal.env.client.workflow.getHandle(refreshInsightId(companyId));
  /** The server's clock runs ahead to the next timer while this waits, and by years when a workflow ends. */
  const letTimeFly = ({ companyId }: Scope) =>
    temporal.env.client.workflow.execute(refreshInsight, {
      workflowId: refreshInsightId(companyId),
      taskQueue: TASK_QUEUES.core,
      args: [{ companyId }],
    });
  /** In real time: the day stays the same from one to the next. */
  const refresh = ({ companyId }: Scope) => {
    const { connection, namespace } = temporal.env;
    return new Client({ connection, ...(namespace ? { namespace } : {}) }).workflow.execute(refreshInsight, {
      workflowId: refreshInsightId(companyId),
      taskQueue: TASK_QUEUES.core,
      args: [{ companyId }],
    });
  };
  async function activitiesOf(scope: Scope): Promise<string[]> {
    const history = await handleOf(scope).fetchHistory();
    return (history.events ?? []).flatMap(
      (event) => event.activityTaskScheduledEventAttributes?.activityType?.name ?? [],
    );
  }
  async function stored(scope: Scope): Promise<Record<string, unknown[]>> {
    const { companyId } = scope;
    return {
      metrics: await database('client_metrics')
        .where({ company_id: companyId })
        .orderBy('client_id')
        .select('client_id', 'visits', 'last_visit_on', 'spend_minor'),
      segments: await database('client_segments')
        .where({ company_id: companyId })
        .orderBy('client_id')
        .select('client_id', 'segment'),
      days: await database('metric_snapshots')
        .where({ company_id: companyId })
        .orderBy(['local_date', 'key'])
        .select('local_date', 'key', 'value'),
    };
  }
  async function club(): Promise<Scope> {
    const scope = await addCompany(database);
    await addPeople(database, scope, [
      person('regular', { visits: [ago(1), ago(4), ago(9)] }),
      person('other', { visits: [ago(10), ago(12)] }),
    ]);
    return scope;
  }

  it('computes everybody the first time, keeps today, fills in the past and ends', async () => {
    const scope = await club();
    expect(await running(depsWith({}), () => refresh(scope))).to.deep.equal({ outcome: 'done' });
    expect(await activitiesOf(scope)).to.deep.equal(['refreshClients', 'takeSnapshot', 'fillPast']);
    const { days, metrics } = await stored(scope);
    expect(metrics).to.have.length(2);
    expect(new Set(days?.map((row) => (row as { local_date: string }).local_date)).size).to.equal(13);
  });

  it('keeps the rest of a company once a day and when asked in full, and never before the snapshot', async () => {
    const scope = await club();
    const { companyId } = scope;
    const done: string[] = [];
    const { takeToday } = depsWith({}).snapshots;
    const deps = depsWith({
      snapshots: {
        async takeToday(about, asked) {
          await takeToday(about, asked);
          done.push('snapshot');
        },
      },
      async keepRest() {
        done.push('rest');
      },
    });
    const next = async (work: () => Promise<unknown>): Promise<string[]> => {
      done.length = 0;
      await work();
      return [...done];
    };
    await running(deps, async () => {
      expect(await next(() => refresh(scope))).to.deep.equal(['snapshot', 'rest']);
      // So many that everybody is computed, because it is cheaper.
      const many = Array.from({ length: 60 }, (_, index) => person(`new ${String(index)}`, { visits: [today] }));
      await addPeople(database, scope, many);
      expect(await next(() => refresh(scope))).to.deep.equal(['snapshot']);
      expect(
        await next(async () => {
          await gateway().wakeInsight({ companyId, isFull: true });
          await handleOf(scope).result();
        }),
      ).to.deep.equal(['snapshot', 'rest']);
    });
  });

  it('is two short activities for a change once the past is there, and changes nothing when told twice', async () => {
    const scope = await club();
    await running(depsWith({}), async () => {
      await refresh(scope);
      await addPeople(database, scope, [person('new', { visits: [today] })]);
      await refresh(scope);
      expect(await activitiesOf(scope)).to.deep.equal(['refreshClients', 'takeSnapshot']);
      const once = await stored(scope);
      expect(once['metrics']).to.have.length(3);
      await refresh(scope);
      expect(await stored(scope)).to.deep.equal(once);
    });
  });

  it('knows what somebody likes as soon as they have come, with their numbers', async () => {
    const scope = await club();
    const liked = async (): Promise<(string | null)[]> =>
      database('clients').where({ company_id: scope.companyId }).orderBy('id').pluck('preferred_time_period');
    await running(depsWith({}), async () => {
      await refresh(scope);
      expect(await liked()).to.deep.equal([null, null]);
      const client = await database('clients')
        .where({ company_id: scope.companyId })
        .orderBy('id')
        .first<{ id: number }>();
      await database('visits').insert({
        company_id: scope.companyId,
        external_id: 'one more',
        client_id: client?.id,
        starts_at: `${today}T08:00:00Z`,
        local_date: today,
        duration_seconds: 3_600,
        attendance: 1,
      });
      await refresh(scope);
      const [first, other] = await liked();
      expect(first).to.be.oneOf(['morning', 'afternoon', 'evening']);
      expect(other).to.equal(null);
      // Nothing changed since: nobody is looked at, and nothing is written.
      await refresh(scope);
      expect(await liked()).to.deep.equal([first, other]);
    });
  });

  it('ends the same when it is stopped between the refresh and the snapshot', async () => {
    const [disturbed, undisturbed] = [await club(), await club()];
    let crashes = 2;
    const { takeToday } = depsWith({}).snapshots;
    const deps = depsWith({
      snapshots: {
        async takeToday(scope, asked) {
          if (crashes-- > 0) throw new Error('the process died');
          await takeToday(scope, asked);
        },
      },
    });
    await running(deps, () => refresh(disturbed));
    await running(depsWith({}), () => refresh(undisturbed));
    const bare = (rows: Record<string, unknown[]>) => JSON.stringify(rows['days']);
    expect(bare(await stored(disturbed))).to.equal(bare(await stored(undisturbed)));
  });

  it('goes on filling in the past where it was when it begins anew', async () => {
    const scope = await club();
    const { fillNext } = depsWith({}).snapshots;
    let filled = 0;
    const dying = depsWith({
      snapshots: {
        async fillNext(about, at) {
          if (filled >= 5) throw new Error('the process died');
          filled += 1;
          return fillNext(about, at);
        },
      },
    });
    const first = await running(dying, () => letTimeFly(scope).catch(() => 'failed'));
    expect(first).to.equal('failed');
    expect(await depsWith({}).snapshots.progress(scope)).to.deep.equal({ done: 5, total: 12 });
    let filledAgain = 0;
    const living = depsWith({
      snapshots: {
        async fillNext(about, at) {
          const day = await fillNext(about, at);
          if (day !== null) filledAgain += 1;
          return day;
        },
      },
    });
    await running(living, async () => {
      await gateway().wakeInsight({ companyId: scope.companyId, isFull: false });
      await handleOf(scope).result();
    });
    // The server's clock went on by years meanwhile, so more days are planned; the five are not made again.
    const { done, total } = await living.snapshots.progress(scope);
    expect(done).to.equal(total);
    expect(filledAgain).to.equal(total - 5);
  });

  it('takes a change in while the past is being filled in', async () => {
    const scope = await club();
    const { fillNext } = depsWith({}).snapshots;
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    let isFilling: () => void = () => undefined;
    const filling = new Promise<void>((resolve) => (isFilling = resolve));
    const deps = depsWith({
      snapshots: {
        async fillNext(about, at) {
          isFilling();
          await held;
          return fillNext(about, at);
        },
      },
    });
    await running(deps, async () => {
      const { companyId } = scope;
      await gateway().wakeInsight({ companyId, isFull: false });
      await filling;
      expect((await handleOf(scope).query(insightProgress)).stage).to.equal('filling_past');
      await addPeople(database, scope, [person('new', { visits: [today] })]);
      await gateway().wakeInsight({ companyId, isFull: false });
      await eventually(
        'the new client has numbers',
        async () => {
          const rows = await database('client_metrics').where({ company_id: companyId });
          return rows.length === 3;
        },
        30_000,
      );
      release();
      await handleOf(scope).result();
    });
  });

  it('is woken in full by its schedule, under the one name it has', async () => {
    const scope = await club();
    const kinds: string[] = [];
    const insight = createInsightRepository(database);
    const deps = depsWith({
      insight: {
        rebuildInsight(about, asked) {
          kinds.push('full');
          return insight.rebuildInsight(about, asked);
        },
      },
    });
    await running(deps, async () => {
      const scheduled = await temporal.env.client.workflow.execute(refreshInsight, {
        workflowId: `${refreshInsightId(scope.companyId)}-2026-11-20T13:00:00Z`,
        taskQueue: TASK_QUEUES.core,
        args: [{ companyId: scope.companyId, isFull: true, isScheduled: true }],
      });
      expect(scheduled).to.deep.equal({ outcome: 'woken' });
      await handleOf(scope).result();
    });
    expect(kinds).to.deep.equal(['full']);
  });

  it('computes everybody again on the first look of a new day', async () => {
    const scope = await club();
    const moments: string[] = [];
    const insight = createInsightRepository(database);
    const deps = depsWith({
      insight: {
        async refreshClients(about, asked) {
          const done = await insight.refreshClients(about, asked);
          moments.push(`${asked.asOf} ${done.kind}`);
          return done;
        },
      },
    });
    await running(deps, async () => {
      await refresh(scope);
      await refresh(scope);
      await temporal.env.sleep('1 day');
      await refresh(scope);
    });
    const tomorrow = ago(-1);
    expect(moments).to.deep.equal([`${today} full`, `${today} changed`, `${tomorrow} full`]);
    const state = await createInsightRepository(database).stateOf(scope);
    expect(state?.asOf).to.equal(tomorrow);
  });
});
