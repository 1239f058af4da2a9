/** Suggestions as a workflow: asked for by hand or by the week, a few services at a time, and a model that is away takes nothing away. */

import { MockActivityEnvironment } from '@temporalio/testing';
import { expect } from 'chai';
import {
  createSuggestIntervalsActivities,
  type SuggestIntervalsDeps,
} from '../../../activities/campaigns/suggest-intervals.ts';
import { suggestIntervalsId } from '../../../contracts/workflows/campaigns.ts';
import { TASK_QUEUES } from '../../../contracts/workflows/temporal.ts';
import type { Database } from '../../../db/database.ts';
import { createIntervalSuggestionsRepository } from '../../../db/repositories/campaigns/interval-suggestions.ts';
import { Unavailable } from '../../../domain/errors.ts';
import { createTemporalGateway, type TemporalGateway } from '../../../integrations/temporal/gateway.ts';
import { asStoredFailure } from '../../../workers/activity-interceptor.ts';
import { makeSalon, makeService, type Salon } from '../../support/campaign-world.ts';
import { cloneDatabase } from '../../support/database.ts';
import { createTestEnvironment, createTestWorker, type TestTemporal } from '../../support/temporal.ts';

const AT = '2026-03-01T05:40:00.000Z';

describe('suggestIntervals', function () {
  this.timeout(60_000);
  let database: Database;
  let drop: () => Promise<void>;
  let temporal: TestTemporal;
  let gateway: TemporalGateway;
  let stopWorkers: () => Promise<void>;
  let salon: Salon;
  let services: number[];
  /** How many services each question was about. */
  let questions: number[];
  let answer: SuggestIntervalsDeps['suggestIntervals'];
  let activities: ReturnType<typeof createSuggestIntervalsActivities>;

  before(async () => {
    ({ database, drop } = await cloneDatabase());
    temporal = await createTestEnvironment();
    gateway = createTemporalGateway(temporal.env.client);
    activities = createSuggestIntervalsActivities({
      suggestions: createIntervalSuggestionsRepository(database),
      suggestIntervals: (companyId, histories) => {
        questions.push(histories.length);
        return answer(companyId, histories);
      },
    });
    const workers = [
      await createTestWorker(temporal.env, TASK_QUEUES.core, activities),
      await createTestWorker(temporal.env, TASK_QUEUES.model, activities, { withWorkflows: false }),
    ];
    const running = Promise.all(workers.map((worker) => worker.run()));
    stopWorkers = async () => {
      for (const worker of workers) worker.shutdown();
      await running;
    };
  });
  after(async () => {
    await stopWorkers();
    await temporal.close();
    await drop();
  });
  beforeEach(async () => {
    salon = await makeSalon(database);
    services = [];
    for (let index = 0; index < 14; index += 1) services.push(await makeService(database, salon));
    questions = [];
    answer = async (_companyId, histories) =>
      histories.map(({ serviceId }) => ({ serviceId, days: 40, reasoning: 'Usual for this' }));
  });

  let weeks = 0;
  const weekly = (): Promise<unknown> =>
    temporal.env.client.workflow.execute('suggestIntervals', {
      taskQueue: TASK_QUEUES.core,
      workflowId: `${suggestIntervalsId(salon.companyId)}-${String((weeks += 1))}`,
      args: [{ companyId: salon.companyId }],
    });
  const suggested = (): Promise<Record<string, unknown>[]> =>
    database('service_reactivation_rules')
      .where({ company_id: salon.companyId })
      .whereNotNull('ai_suggested_interval')
      .orderBy('service_id');

  it('asks for all that nothing is known about, a dozen at a time, and not again the next week', async () => {
    expect(await weekly()).to.deep.equal({ asked: 14, suggested: 14, failed: 0 });
    expect(questions).to.deep.equal([12, 2]);
    const rows = await suggested();
    expect(rows.map((row) => row['service_id'])).to.deep.equal(services);
    expect(rows[0]).to.deep.include({
      ai_suggested_interval: 40,
      ai_reasoning: 'Usual for this',
      ai_suggestion_accepted: false,
      active_interval_source: 'default',
    });
    // Whatever year the skipped time has reached: a week after the question it is not asked again.
    const at = new Date(Number(rows[0]?.['ai_asked_at']) + 7 * 86_400_000).toISOString();
    const next = await activities.planSuggestions({ companyId: salon.companyId, serviceIds: null, at });
    expect(next).to.deep.equal({ batches: [] });
  });

  it('asks by hand for the one service that somebody wants to know about, whatever is known of it', async () => {
    const [first, second] = services as [number, number];
    await database('service_reactivation_rules').where({ service_id: second }).update({ manual_interval: 9 });
    const { workflowId } = await gateway.startSuggestIntervals({ companyId: salon.companyId, serviceIds: [second] });
    expect(workflowId).to.equal(suggestIntervalsId(salon.companyId));
    const handle = temporal.env.client.workflow.getHandle(workflowId);
    expect(await handle.result()).to.deep.equal({ asked: 1, suggested: 1, failed: 0 });
    await gateway.startSuggestIntervals({ companyId: salon.companyId, serviceIds: [first] });
    expect(await temporal.env.client.workflow.getHandle(workflowId).result()).to.include({ suggested: 1 });
    expect((await suggested()).map((row) => row['service_id'])).to.deep.equal([first, second]);
  });

  it('takes up what is wanted while it runs', async () => {
    const [first, second] = services as [number, number];
    let go = (): void => undefined;
    const asked = new Promise<void>((resolve) => (go = resolve));
    const usual = answer;
    answer = async (...about) => {
      await asked;
      return usual(...about);
    };
    const { workflowId } = await gateway.startSuggestIntervals({ companyId: salon.companyId, serviceIds: [first] });
    const { runId } = await temporal.env.client.workflow.getHandle(workflowId).describe();
    await gateway.startSuggestIntervals({ companyId: salon.companyId, serviceIds: [second] });
    go();
    const report = await temporal.env.client.workflow.getHandle(workflowId, runId).result();
    expect(report).to.deep.equal({ asked: 2, suggested: 2, failed: 0 });
  });

  it('keeps what was there when the model is away or says nothing usable, and asks about the others all the same', async () => {
    await database('service_reactivation_rules')
      .where({ service_id: services[0] })
      .update({ ai_suggested_interval: 33, ai_reasoning: 'Before' });
    answer = async (_companyId, histories) => {
      if (histories.length === 12) throw asStoredFailure(new Unavailable('claude', 'http_529', 1_000));
      return null;
    };
    expect(await weekly()).to.deep.equal({ asked: 14, suggested: 0, failed: 12 });
    expect(questions).to.deep.equal([12, 12, 12, 2]);
    expect(await suggested()).to.have.length(1);
    expect((await suggested())[0]).to.include({ ai_suggested_interval: 33, ai_reasoning: 'Before' });
  });

  it('asks about nothing twice when an activity is repeated', async () => {
    const step = { companyId: salon.companyId, serviceIds: services.slice(0, 3), at: AT };
    const again = (): Promise<unknown> => new MockActivityEnvironment().run(() => activities.suggestForServices(step));
    expect(await again()).to.deep.equal({ suggested: 3 });
    const before = await suggested();
    expect(await again()).to.deep.equal({ suggested: 0 });
    expect(questions).to.deep.equal([3]);
    expect(await suggested()).to.deep.equal(before);
    const plan = () => activities.planSuggestions({ companyId: salon.companyId, serviceIds: null, at: AT });
    expect(await plan()).to.deep.equal(await plan());
  });
});
