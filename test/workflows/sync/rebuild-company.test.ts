import { WorkflowFailedError, WorkflowUpdateFailedError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { expect } from 'chai';
import { createRebuildActivities, createRebuildReading } from '../../../activities/sync/create-rebuild-activities.ts';
import type { RebuildDeps } from '../../../activities/sync/rebuild-deps.ts';
import {
  pauseRebuild,
  rebuildCompanyId,
  rebuildProgress,
  rebuildScheduleId,
  resumeRebuild,
} from '../../../contracts/workflows/sync.ts';
import { TASK_QUEUES } from '../../../contracts/workflows/temporal.ts';
import type { Database } from '../../../db/database.ts';
import type { Scope } from '../../../domain/access/scope.ts';
import { RuleBroken, Unavailable } from '../../../domain/errors.ts';
import type { BookingGateway } from '../../../domain/sync/booking-gateway.ts';
import { createTemporalGateway } from '../../../integrations/temporal/gateway.ts';
import { asStoredFailure } from '../../../workers/activity-interceptor.ts';
import { smallFilling, startBooking, type TestBooking } from '../../support/booking.ts';
import { cloneDatabase } from '../../support/database.ts';
import { addCompany, syncStore } from '../../support/sync-world.ts';
import { createTestEnvironment, createTestWorker, type TestTemporal } from '../../support/temporal.ts';

describe('a rebuild, as a workflow', function () {
  this.timeout(120_000);
  let temporal: TestTemporal;
  let database: Database;
  let drop: () => Promise<void>;
  let world: TestBooking;
  let scope: Scope;
  before(async () => {
    temporal = await createTestEnvironment();
    ({ database, drop } = await cloneDatabase());
    world = await startBooking({
      filling: smallFilling({ clients: Array.from({ length: 900 }, () => ({})), bookings: [{}, {}] }),
    });
  });
  after(async () => {
    await temporal.close();
    await world.close();
    await drop();
  });
  beforeEach(async () => {
    scope = await addCompany(database, world.booking.contents);
  });
  afterEach(() => database('companies').delete());

  /** The product's workers, with the platform as the test wants it. */
  async function working<Result>(gateway: BookingGateway, test: () => Promise<Result>): Promise<Result> {
    const store = syncStore(database);
    const deps: RebuildDeps = { store, gatewayFor: () => Promise.resolve(gateway) };
    const activities = createRebuildReading(deps);
    const core = {
      ...createRebuildActivities({ store, temporal: createTemporalGateway(temporal.env.client) }),
      wakeInsight: async () => undefined,
    };
    const booking = {
      rebuildPages: (input: Parameters<typeof activities.rebuildPages>[0]) =>
        activities.rebuildPages(input).catch((error: unknown) => Promise.reject(asStoredFailure(error))),
    };
    const workflows = await createTestWorker(temporal.env, TASK_QUEUES.core, core);
    const reading = await createTestWorker(temporal.env, TASK_QUEUES.booking, booking, { withWorkflows: false });
    return workflows.runUntil(reading.runUntil(test));
  }
  const start = () => createTemporalGateway(temporal.env.client).startRebuild(scope.companyId);
  const handle = () => temporal.env.client.workflow.getHandle(rebuildCompanyId(scope.companyId));
  const row = () =>
    database('sync_rebuilds')
      .where({ company_id: scope.companyId })
      .orderBy('id', 'desc')
      .first<{ outcome: string | null; failure_code: string | null; is_paused: boolean }>();
  const codeOf = (error: unknown): string | null | undefined => {
    const cause =
      error instanceof WorkflowUpdateFailedError || error instanceof WorkflowFailedError ? error.cause : null;
    return cause instanceof ApplicationFailure ? cause.type : undefined;
  };

  it('reads everything through a platform that stumbles, and its row says what was found', async () => {
    let stumbles = 2;
    const stumbling: BookingGateway = {
      ...world.gateway,
      async records(company, since) {
        if (stumbles-- > 0) throw new Unavailable('booking', 'http_503');
        return world.gateway.records(company, since);
      },
    };
    await working(stumbling, async () => {
      await start();
      expect(await handle().result()).to.deep.equal({ outcome: 'done', drift: 905 });
      expect(await handle().query(rebuildProgress)).to.include({ stage: 'done', drift: 905 });
    });
    expect(await row()).to.include({ outcome: 'done', failure_code: null });
    expect(await database('clients').where({ company_id: scope.companyId })).to.have.length(900);
    expect(await database('sync_runs').where({ company_id: scope.companyId, outcome: 'changed' })).to.have.length(1);
  });

  it('is the one of its company: the schedule’s run has it begun, and a second start finds it', async () => {
    await working(world.gateway, async () => {
      const scheduled = await temporal.env.client.workflow.start('rebuildCompany', {
        workflowId: `${rebuildScheduleId(scope.companyId)}-2026-11-21T04:10:00Z`,
        taskQueue: TASK_QUEUES.core,
        args: [{ companyId: scope.companyId, isScheduled: true }],
      });
      expect(await scheduled.result()).to.deep.equal({ outcome: 'started', drift: 0 });
      await start();
      expect(await handle().result()).to.include({ outcome: 'done' });
    });
    const rebuilds = await database('sync_rebuilds').where({ company_id: scope.companyId }).whereNull('ended_at');
    expect(rebuilds).to.have.length(0);
  });

  it('stands still after the page under way when it is paused, refuses what changes nothing, and goes on when resumed', async () => {
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    let pages = 0;
    let reached: () => void = () => undefined;
    const second = new Promise<void>((resolve) => {
      reached = resolve;
    });
    const slow: BookingGateway = {
      ...world.gateway,
      async clients(company, since) {
        pages += 1;
        if (pages === 2) {
          reached();
          await held;
        }
        return world.gateway.clients(company, since);
      },
    };
    await working(slow, async () => {
      await start();
      await second;
      expect(await handle().executeUpdate(pauseRebuild)).to.include({ stage: 'paused' });
      const again = await handle().executeUpdate(pauseRebuild).catch(codeOf);
      expect(again).to.equal('rebuild_paused');
      release();
      const progress = async () => handle().query(rebuildProgress);
      for (let tries = 0; tries < 2_000 && (await progress()).page !== 2; tries += 1)
        await new Promise((resolve) => setTimeout(resolve, 25));
      expect(await progress()).to.include({ stage: 'paused', collection: 'clients', page: 2, pages: 5 });
      expect((await row())?.is_paused).to.equal(true);
      expect(pages).to.equal(2);
      expect(await handle().executeUpdate(resumeRebuild)).to.include({ page: 2 });
      expect(await handle().result()).to.include({ outcome: 'done' });
      // Each page was read once.
      expect(pages).to.equal(5);
      const late = await handle()
        .executeUpdate(pauseRebuild)
        .catch((error: unknown) => error);
      expect(late).to.be.instanceOf(Error);
    });
  });

  it('fails with its code when the platform refuses the company on the way, and the next does not even begin', async () => {
    const refusing: BookingGateway = {
      ...world.gateway,
      records: () => Promise.reject(new RuleBroken('booking_token_refused', 'forbidden')),
    };
    await working(refusing, async () => {
      await start();
      expect(await handle().result().catch(codeOf)).to.equal('booking_token_refused');
      expect(await row()).to.include({ outcome: 'failed', failure_code: 'booking_token_refused' });
      await start();
      expect(await handle().result()).to.deep.equal({ outcome: 'refused', drift: 0 });
    });
    // What was merged before stays.
    expect(await database('clients').where({ company_id: scope.companyId })).to.have.length(900);
  });
});
