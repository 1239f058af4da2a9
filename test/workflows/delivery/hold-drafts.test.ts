import { expect } from 'chai';
import { createDeliveryActivities } from '../../../activities/delivery.ts';
import { holdDrafts } from '../../../activities/delivery/hold-drafts.ts';
import { createModerationActivities } from '../../../activities/moderation.ts';
import {
  type DeliverMessage,
  deliverMessageId,
  type Delivered,
  type Drafted,
  type MessageStep,
} from '../../../contracts/workflows/delivery.ts';
import { TASK_QUEUES } from '../../../contracts/workflows/temporal.ts';
import type { Database } from '../../../db/database.ts';
import { createBudgetRepository } from '../../../db/repositories/delivery/budget.ts';
import { createMessageStatesRepository } from '../../../db/repositories/delivery/message-states.ts';
import { optOut } from '../../../db/repositories/delivery/opt-outs.ts';
import { createOutboxRepository } from '../../../db/repositories/delivery/outbox.ts';
import { createTransitionsRepository } from '../../../db/repositories/moderation/transitions.ts';
import { asStoredFailure } from '../../../workers/activity-interceptor.ts';
import { cloneDatabase } from '../../support/database.ts';
import { type Club, makeClub, makeMessage, makePerson, messageOf, type Person } from '../../support/delivery-world.ts';
import { createTestEnvironment, createTestWorker, type TestTemporal } from '../../support/temporal.ts';

/** Inside the month, far from its end. */
const NOW = new Date('2026-03-10T11:00:00Z');

describe('deliverMessage with the month’s money used up', function () {
  this.timeout(60_000);
  let database: Database;
  let drop: () => Promise<void>;
  let temporal: TestTemporal;
  let club: Club;
  let person: Person;
  let stopWorkers: () => Promise<void>;
  let drafts: string[];

  before(async () => {
    ({ database, drop } = await cloneDatabase());
    temporal = await createTestEnvironment();
    const budgets = createBudgetRepository(database);
    const held = holdDrafts(
      {
        async draftMessage({ messageId }: MessageStep): Promise<Drafted> {
          drafts.push(String(messageId));
          await database('messages')
            .where({ id: messageId })
            .update({ text: 'Come back', written_by: 'claude', reason: null });
          return { outcome: 'drafted' };
        },
      },
      { mayDraft: (...asked) => budgets.mayDraft(...asked), clock: { now: () => NOW } },
    );
    const model = {
      draftMessage: (step: MessageStep) =>
        held.draftMessage(step).catch((error: unknown) => {
          throw asStoredFailure(error);
        }),
    };
    const core = {
      ...createDeliveryActivities({
        messages: createMessageStatesRepository(database),
        outbox: createOutboxRepository(database),
      }),
      ...createModerationActivities({ transitions: createTransitionsRepository(database) }),
    };
    const workers = [
      await createTestWorker(temporal.env, TASK_QUEUES.core, core),
      await createTestWorker(temporal.env, TASK_QUEUES.model, model, { withWorkflows: false }),
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
    drafts = [];
    club = await makeClub(database, { settings: { ai_budget_minor: 0 } });
    person = await makePerson(database, club);
  });

  async function start(): Promise<{ messageId: number; result: () => Promise<Delivered> }> {
    const messageId = await makeMessage(database, club, person, { text: null, mode: 'notification' });
    const input: DeliverMessage = { companyId: club.companyId, messageId, scenario: 'service_reactivation' };
    const handle = await temporal.env.client.workflow.start('deliverMessage', {
      args: [input],
      taskQueue: TASK_QUEUES.core,
      workflowId: deliverMessageId(messageId),
    });
    return { messageId, result: () => handle.result() as Promise<Delivered> };
  }
  async function until(messageId: number, holds: (message: Record<string, unknown>) => boolean): Promise<void> {
    for (const deadline = Date.now() + 40_000; Date.now() < deadline;) {
      if (holds(await messageOf(database, messageId))) return;
      // Skips ahead to the next try.
      await temporal.env.sleep('1 minute');
    }
    throw new Error(`The message never got there: ${JSON.stringify(await messageOf(database, messageId))}`);
  }

  it('says that it waits, and is written once the cap is raised', async () => {
    const { messageId } = await start();
    await until(messageId, ({ reason }) => reason === 'budget');
    expect(drafts).to.deep.equal([]);
    await database('reactivation_settings').where({ company_id: club.companyId }).update({ ai_budget_minor: 1_000 });
    await until(messageId, ({ status }) => status === 'queued');
    expect(drafts).to.deep.equal([String(messageId)]);
  });

  it('waits no longer for a person who has opted out', async () => {
    const { messageId, result } = await start();
    await until(messageId, ({ reason }) => reason === 'budget');
    await database.transaction((trx) =>
      optOut(trx, club.scope, { phone: person.phone, source: 'word', reason: 'STOP', at: NOW }),
    );
    expect((await result()).ending).to.be.oneOf(['skipped', 'cancelled']);
    expect(drafts).to.deep.equal([]);
  });
});
