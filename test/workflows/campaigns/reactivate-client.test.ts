/** One person's weeks as a workflow: real rows, skipped time. */

import { WorkflowUpdateFailedError } from '@temporalio/client';
import type { WorkflowHandle } from '@temporalio/client';
import { expect } from 'chai';
import { createReactivateActivities } from '../../../activities/campaigns/reactivate.ts';
import {
  cancelReactivation,
  messageMoved,
  pauseReactivation,
  reactivateClientId,
  reactivationProgress,
  replyUnderstood,
  resumeReactivation,
} from '../../../contracts/workflows/campaigns.ts';
import { TASK_QUEUES } from '../../../contracts/workflows/temporal.ts';
import type { Database } from '../../../db/database.ts';
import { attributeBookings } from '../../../db/repositories/campaigns/attribution.ts';
import { createReactivationsRepository } from '../../../db/repositories/campaigns/reactivations.ts';
import {
  type Card,
  makeCard,
  makeReactivation,
  makeSalon,
  makeService,
  makeVisit,
  type Salon,
} from '../../support/campaign-world.ts';
import { cloneDatabase } from '../../support/database.ts';
import { asStoredFailure } from '../../../workers/activity-interceptor.ts';
import { createTestEnvironment, createTestWorker, type TestTemporal } from '../../support/temporal.ts';

const DAY_MS = 86_400_000;

describe('reactivateClient', function () {
  this.timeout(60_000);
  let database: Database;
  let drop: () => Promise<void>;
  let temporal: TestTemporal;
  let stopWorker: () => Promise<void>;
  let salon: Salon;
  let card: Card;
  let reactivationId: number;
  /** What happens to each message that is started; by default it reaches the person at once. */
  let deliver: (messageId: number) => Promise<void>;
  let startedMessages: number[];

  const now = async (): Promise<string> => new Date(await temporal.env.currentTimeMs()).toISOString();

  before(async () => {
    ({ database, drop } = await cloneDatabase());
    temporal = await createTestEnvironment();
    const repository = createReactivationsRepository(database);
    const activities = createReactivateActivities({
      reactivations: {
        ...repository,
        // As the worker's interceptor does: a broken rule is an answer and not tried again.
        pause: (...asked) =>
          repository.pause(...asked).catch((error: unknown) => {
            throw asStoredFailure(error);
          }),
      },
      temporal: {
        async startDelivery({ messageId }) {
          startedMessages.push(messageId);
          await deliver(messageId);
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
    card = await makeCard(database, salon);
    reactivationId = await makeReactivation(database, salon, card, await makeService(database, salon), {
      started_at: await now(),
      facts: JSON.stringify({ maxAttempts: 2, retryDays: 14, discounts: [10, 15] }),
    });
    startedMessages = [];
    deliver = async (messageId) => {
      const at = await now();
      await database('messages')
        .where({ id: messageId })
        .update({ status: 'delivered', sent_at: at, delivered_at: at });
      await database('reactivation_campaigns')
        .where({ message_id: messageId })
        .update({ sent_at: at, delivered_at: at });
      await handle().signal(messageMoved, { noticeId: messageId, subjectId: messageId });
    };
  });

  const handle = (): WorkflowHandle =>
    temporal.env.client.workflow.getHandle(reactivateClientId(salon.companyId, card.clientId));
  const start = (): Promise<WorkflowHandle> =>
    temporal.env.client.workflow.start('reactivateClient', {
      taskQueue: TASK_QUEUES.core,
      workflowId: reactivateClientId(salon.companyId, card.clientId),
      args: [{ companyId: salon.companyId, reactivationId }],
      workflowIdReusePolicy: 'ALLOW_DUPLICATE',
    });
  const row = (): Promise<Record<string, unknown>> =>
    database('reactivations').where({ id: reactivationId }).first() as Promise<Record<string, unknown>>;
  const stage = async (): Promise<string> => (await handle().query(reactivationProgress)).stage;
  async function until(wanted: string): Promise<void> {
    for (let tries = 0; tries < 100; tries += 1) {
      if ((await stage()) === wanted) return;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    expect(await stage()).to.equal(wanted);
  }

  it('writes, waits a week for a reply, writes again after a fortnight, and ends a fortnight after the last attempt', async () => {
    const begun = Date.parse(await now());
    const workflow = await start();
    expect(await workflow.result()).to.deep.equal({ ends: 'max_attempts' });
    const attempts: { delivered_at: Date; response_type: string; discount_offered: number }[] = await database(
      'reactivation_campaigns',
    )
      .where({ reactivation_id: reactivationId })
      .orderBy('attempt_number');
    const days = attempts.map((attempt) => Math.round((attempt.delivered_at.getTime() - begun) / DAY_MS));
    expect(days).to.deep.equal([0, 14]);
    expect(attempts.map((attempt) => [attempt.response_type, attempt.discount_offered])).to.deep.equal([
      ['no_response', 10],
      ['no_response', 15],
    ]);
    const { ended_at: endedAt } = (await row()) as { ended_at: Date };
    expect(Math.round((endedAt.getTime() - begun) / DAY_MS)).to.equal(28);
    expect(startedMessages.length).to.equal(2);
  });

  it('ends as converted by a booking that anybody made', async () => {
    await start();
    await until('response');
    await temporal.env.sleep(2 * DAY_MS);
    const visitId = await makeVisit(database, salon, card, '2030-01-01', [], {
      attendance: 0,
      created_at_source: await now(),
    });
    await database.transaction(async (trx) => attributeBookings(trx, salon.companyId, [visitId], await now()));
    const notice = (await database('notices')
      .where({ company_id: salon.companyId, signal: 'bookingCreated' })
      .first()) as { id: number; workflow_id: string };
    expect(notice.workflow_id).to.equal(handle().workflowId);
    await handle().signal('bookingCreated', { noticeId: notice.id, subjectId: visitId });
    expect(await handle().result()).to.deep.equal({ ends: 'converted' });
    expect(startedMessages.length).to.equal(1);
  });

  it('waits for its message as long as that takes', async () => {
    deliver = async () => undefined;
    await start();
    await until('message');
    await temporal.env.sleep(60 * DAY_MS);
    expect(await stage()).to.equal('message');
    expect(startedMessages.length).to.equal(1);
    await database('messages').where({ id: startedMessages[0] }).update({ status: 'rejected' });
    await handle().signal(messageMoved, { noticeId: 1, subjectId: startedMessages[0] ?? 0 });
    expect(await handle().result()).to.deep.equal({ ends: 'cancelled' });
  });

  it('rests while they are away and goes on by itself', async () => {
    await start();
    await until('response');
    const at = await now();
    const [talk] = await database('conversations')
      .insert({ company_id: salon.companyId, phone: card.phone, client_id: card.clientId })
      .returning<{ id: number }[]>('id');
    const [reply] = await database('replies')
      .insert({
        company_id: salon.companyId,
        conversation_id: talk?.id,
        wamid: 'away',
        kind: 'text',
        received_at: at,
        handled_at: at,
        understood: JSON.stringify({ tone: 'neutral', optsOut: false, isAway: true, awayUntil: null }),
      })
      .returning<{ id: number }[]>('id');
    await handle().signal(replyUnderstood, { noticeId: 1, subjectId: reply?.id ?? 0 });
    await until('pause');
    expect((await row())['status']).to.equal('paused');
    expect(await handle().result()).to.deep.equal({ ends: 'max_attempts' });
    const second = (await database('reactivation_campaigns')
      .where({ reactivation_id: reactivationId, attempt_number: 2 })
      .first()) as { delivered_at: Date };
    expect((second.delivered_at.getTime() - Date.parse(at)) / DAY_MS).to.be.within(29, 31);
  });

  it('is paused, resumed and cancelled by people, who are told when it is too late', async () => {
    await start();
    await until('response');
    expect(await handle().executeUpdate(pauseReactivation, { args: [{ until: null }] })).to.deep.equal({
      status: 'paused',
    });
    await until('pause');
    await temporal.env.sleep(400 * DAY_MS);
    expect(startedMessages.length).to.equal(1);
    const past = await handle()
      .executeUpdate(pauseReactivation, { args: [{ until: '2020-01-01' }] })
      .catch((error: unknown) => error);
    expect(past).to.be.instanceOf(WorkflowUpdateFailedError);
    expect(await handle().executeUpdate(resumeReactivation)).to.deep.equal({ status: 'running' });
    await until('message').catch(() => undefined);
    expect(await handle().executeUpdate(cancelReactivation)).to.deep.equal({ status: 'ended' });
    expect(await handle().result()).to.deep.equal({ ends: 'cancelled' });
    const late = await handle()
      .executeUpdate(cancelReactivation)
      .catch((error: unknown) => error);
    expect(late).to.be.instanceOf(Error);
  });

  it('goes on from its rows when another workflow has to take over', async () => {
    await start();
    await until('response');
    await handle().terminate('lost');
    await temporal.env.sleep(3 * DAY_MS);
    const again = await start();
    await until('response');
    expect(startedMessages.length).to.equal(1);
    await again.cancel();
    await again.result().catch(() => undefined);
    expect(await row()).to.include({ status: 'ended', ends_as: 'cancelled' });
  });
});
