/** A day's run as a workflow: the row is taken once, people are begun with, trouble is written down. */

import { MockActivityEnvironment } from '@temporalio/testing';
import { expect } from 'chai';
import { createRunActivities, type RunDeps } from '../../../activities/campaigns/run-people.ts';
import { TASK_QUEUES } from '../../../contracts/workflows/temporal.ts';
import type { Database } from '../../../db/database.ts';
import { createRunsRepository } from '../../../db/repositories/campaigns/runs.ts';
import { makeCard, makeSalon, makeService, makeVisit, type Salon } from '../../support/campaign-world.ts';
import { cloneDatabase } from '../../support/database.ts';
import { createTestEnvironment, createTestWorker, type TestTemporal } from '../../support/temporal.ts';

describe('runReactivation', function () {
  this.timeout(60_000);
  let database: Database;
  let drop: () => Promise<void>;
  let temporal: TestTemporal;
  let stopWorker: () => Promise<void>;
  let salon: Salon;
  let begun: number[];
  let choose: ((...asked: Parameters<RunDeps['runs']['choose']>) => ReturnType<RunDeps['runs']['choose']>) | null;

  before(async () => {
    ({ database, drop } = await cloneDatabase());
    temporal = await createTestEnvironment();
    const runs = createRunsRepository(database);
    const activities = createRunActivities({
      runs: { ...runs, choose: (...asked) => (choose ? choose(...asked) : runs.choose(...asked)) },
      temporal: {
        startReactivation: ({ clientId }) => {
          begun.push(clientId);
          return Promise.resolve();
        },
      },
    });
    const worker = await createTestWorker(temporal.env, TASK_QUEUES.core, activities);
    const running = worker.run();
    stopWorker = async () => {
      worker.shutdown();
      await running;
    };
  });
  after(async () => {
    await stopWorker();
    await temporal.close();
    await drop();
  });
  beforeEach(async () => {
    salon = await makeSalon(database);
    begun = [];
    choose = null;
  });

  let runs = 0;
  const run = (): Promise<unknown> =>
    temporal.env.client.workflow.execute('runReactivation', {
      taskQueue: TASK_QUEUES.core,
      workflowId: `reactivation-run:${String(salon.companyId)}-${String((runs += 1))}`,
      args: [{ companyId: salon.companyId }],
    });
  /** Skipped time may have reached another day. */
  const row = (): Promise<Record<string, unknown>> =>
    database('reactivation_runs').where({ company_id: salon.companyId }).orderBy('id', 'desc').first() as Promise<
      Record<string, unknown>
    >;
  async function lapsed(): Promise<number> {
    const card = await makeCard(database, salon);
    const ago = new Date((await temporal.env.currentTimeMs()) - 60 * 86_400_000).toISOString().slice(0, 10);
    await makeVisit(database, salon, card, ago, [await makeService(database, salon)]);
    return card.clientId;
  }

  it('begins with everybody who is due and may be written to', async () => {
    const people = [await lapsed(), await lapsed()];
    expect(await run()).to.deep.equal({ outcome: 'done', considered: 2, started: 2 });
    expect(begun.toSorted((a, b) => a - b)).to.deep.equal(people);
    expect(await row()).to.deep.include({ status: 'done', considered: 2, started: 2, skipped: {} });
  });

  it('goes on with the same day when it is started again, and begins with nobody twice', async () => {
    await lapsed();
    await run();
    const first = await row();
    const newcomer = await lapsed();
    await run();
    expect(await row()).to.include({ id: first['id'], started: 2, status: 'done' });
    expect(await database('reactivations').where({ company_id: salon.companyId, client_id: newcomer })).to.have.length(
      1,
    );
    expect(await database('reactivations').where({ company_id: salon.companyId })).to.have.length(2);
  });

  it('leaves the day to the workflow that holds it', async () => {
    const at = new Date(await temporal.env.currentTimeMs()).toISOString();
    await createRunsRepository(database).openRun(salon.scope, { workflowId: 'other', workflowRunId: 'other', at });
    expect(await run()).to.deep.equal({ outcome: 'busy' });
    expect(await row()).to.include({ status: 'running', workflow_run_id: 'other' });
  });

  it('gives up after three tries, says so on the row, and is taken up by the next one', async () => {
    let tries = 0;
    choose = () => {
      tries += 1;
      return Promise.reject(new Error('the database is away'));
    };
    const failed = await run().catch((error: unknown) => error);
    expect(failed).to.be.instanceOf(Error);
    expect(tries).to.equal(3);
    expect(await row()).to.include({ status: 'failed', failure_code: 'failed' });
    choose = null;
    await lapsed();
    expect(await run()).to.deep.include({ outcome: 'done', started: 1 });
    expect(await row()).to.include({ status: 'done', failure_code: null });
  });

  it('starts its people again from the last one that was started', async () => {
    const clients = [await lapsed(), await lapsed(), await lapsed()];
    const repository = createRunsRepository(database);
    const at = new Date(await temporal.env.currentTimeMs()).toISOString();
    const opened = await repository.openRun(salon.scope, { workflowId: 'w', workflowRunId: 'r', at });
    const runId = opened.outcome === 'open' ? opened.runId : 0;
    await repository.choose(salon.scope, runId, at);
    const [first] = await repository.toStart(salon.scope, runId, 0, 1);
    const activities = createRunActivities({
      runs: repository,
      temporal: { startReactivation: ({ clientId }) => Promise.resolve(begun.push(clientId)) },
    });
    const again = new MockActivityEnvironment({ heartbeatDetails: first?.reactivationId });
    expect(
      await again.run((input: Parameters<typeof activities.startPeople>[0]) => activities.startPeople(input), {
        companyId: salon.companyId,
        runId,
        at,
      }),
    ).to.deep.equal({
      started: 2,
    });
    expect(begun).to.have.members(clients.filter((id) => id !== first?.clientId));
  });
});
