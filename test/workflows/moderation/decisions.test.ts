import { expect } from 'chai';
import { createDeliveryActivities } from '../../../activities/delivery.ts';
import { createModerationActivities } from '../../../activities/moderation.ts';
import { deliverMessageId, type MessageStep } from '../../../contracts/workflows/delivery.ts';
import { TASK_QUEUES } from '../../../contracts/workflows/temporal.ts';
import type { Database } from '../../../db/database.ts';
import { createMessageStatesRepository } from '../../../db/repositories/delivery/message-states.ts';
import { createOutboxRepository } from '../../../db/repositories/delivery/outbox.ts';
import { createDecisionsRepository } from '../../../db/repositories/moderation/decisions.ts';
import { createTransitionsRepository } from '../../../db/repositories/moderation/transitions.ts';
import type { Scope } from '../../../domain/access/scope.ts';
import { createModeration, type Moderation } from '../../../integrations/temporal/decisions.ts';
import { createTemporalGateway, type TemporalGateway } from '../../../integrations/temporal/gateway.ts';
import { asStoredFailure } from '../../../workers/activity-interceptor.ts';
import { cloneDatabase } from '../../support/database.ts';
import { addClub, addMessage, type Club } from '../../support/moderation.ts';
import { createTestEnvironment, createTestWorker, type TestTemporal } from '../../support/temporal.ts';

type Activity = (input: never) => Promise<unknown>;

/** Failures as the workers' interceptor stores them: a broken rule is not tried again. */
const asInWorkers = (activities: Record<string, Activity>): Record<string, Activity> =>
  Object.fromEntries(
    Object.entries(activities).map(([name, run]) => [
      name,
      (input: never) =>
        run(input).catch((error: unknown) => {
          throw asStoredFailure(error);
        }),
    ]),
  );

describe('decisions before the real workflow', function () {
  this.timeout(60_000);
  let database: Database;
  let drop: () => Promise<void>;
  let temporal: TestTemporal;
  let stopWorkers: () => Promise<void>;
  let club: Club;
  let gateway: TemporalGateway;
  let moderation: Moderation;
  let anna: Scope;
  let boris: Scope;

  before(async () => {
    ({ database, drop } = await cloneDatabase());
    temporal = await createTestEnvironment();
    club = await addClub(database, { name: 'Riverside' });
    await database('whatsapp_account_health').insert({ company_id: club.companyId, phone_number_id: '1' });
    anna = { companyId: club.companyId, actor: { kind: 'telegram', telegramUserId: 1, name: 'Anna' } };
    boris = { companyId: club.companyId, actor: { kind: 'user', userId: 2, name: 'Boris', role: 'manager' } };
    gateway = createTemporalGateway(temporal.env.client);
    moderation = createModeration({ store: createDecisionsRepository(database), gateway });
    const core = asInWorkers({
      ...createDeliveryActivities({
        messages: createMessageStatesRepository(database),
        outbox: createOutboxRepository(database),
      }),
      ...createModerationActivities({ transitions: createTransitionsRepository(database) }),
    });
    const writing = {
      async draftMessage({ messageId }: MessageStep) {
        await database('messages').where({ id: messageId }).update({ text: 'Anew', written_by: 'claude' });
        return { outcome: 'drafted' };
      },
    };
    const workers = [
      await createTestWorker(temporal.env, TASK_QUEUES.core, core),
      await createTestWorker(temporal.env, TASK_QUEUES.model, writing, { withWorkflows: false }),
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

  const row = async (id: number): Promise<Record<string, unknown>> =>
    (await database('messages').where({ id }).first()) as Record<string, unknown>;

  async function waiting(): Promise<number> {
    const messageId = await addMessage(database, club, { written_by: 'claude' });
    await database('messages')
      .where({ id: messageId })
      .update({ workflow_id: deliverMessageId(messageId) });
    await gateway.startDelivery({ companyId: club.companyId, messageId, scenario: 'service_reactivation' });
    await becomes(messageId, 'awaiting_approval');
    return messageId;
  }

  async function becomes(messageId: number, status: string): Promise<void> {
    for (let tries = 0; tries < 400; tries += 1) {
      if ((await row(messageId))['status'] === status) return;
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
    expect.fail(`message did not become ${status}, it is ${String((await row(messageId))['status'])}`);
  }

  it('give two racing moderators one outcome, one row and the winner’s name', async () => {
    for (let round = 0; round < 4; round += 1) {
      const messageId = await waiting();
      const [first, second] = await Promise.all([
        moderation.decide(anna, { messageId, decision: 'approve', seenVersion: 1, via: 'telegram' }),
        moderation.decide(boris, { messageId, decision: 'reject', text: 'No', seenVersion: 1, via: 'api' }),
      ]);
      const { decision } = await row(messageId);
      const lost = decision === 'approved' ? second : first;
      expect([first.outcome, second.outcome].toSorted()).to.deep.equal(['accepted', 'too_late']);
      expect(lost).to.deep.include({ decidedBy: decision === 'approved' ? 'Anna' : 'Boris', decision });
      if (decision === 'approved') await becomes(messageId, 'queued');
      expect(await database('outbox_messages').where({ message_id: messageId })).to.have.length.at.most(
        decision === 'approved' ? 1 : 0,
      );
    }
  });

  it('refuse an approval of words that somebody has changed meanwhile, and take it for the new ones', async () => {
    const messageId = await waiting();
    const [edit, approval] = await Promise.all([
      moderation.decide(boris, { messageId, decision: 'edit', text: 'New words.', seenVersion: 1, via: 'api' }),
      moderation.decide(anna, { messageId, decision: 'approve', seenVersion: 1, via: 'telegram' }),
    ]);
    const now = await row(messageId);
    if (approval.outcome === 'accepted') {
      expect(edit.outcome).to.equal('too_late');
      expect(now['text']).to.equal('Hello Kim! It has been a while. Reply here.');
      return;
    }
    expect([edit.outcome, approval.outcome]).to.deep.equal(['accepted', 'changed']);
    const again = await moderation.decide(anna, { messageId, decision: 'approve', seenVersion: 2, via: 'telegram' });
    expect(again.outcome).to.equal('accepted');
    expect((await row(messageId))['text']).to.equal('Hello Kim! New words. Reply here.');
  });

  it('always refuse a version that is older than the text', async () => {
    const messageId = await waiting();
    await moderation.decide(boris, { messageId, decision: 'edit', text: 'New words.', via: 'api' });
    const stale = await moderation.decide(anna, { messageId, decision: 'approve', seenVersion: 1, via: 'telegram' });
    expect(stale.outcome).to.equal('changed');
    expect((await row(messageId))['status']).to.equal('awaiting_approval');
    const fresh = await moderation.decide(anna, { messageId, decision: 'approve', seenVersion: 2, via: 'telegram' });
    expect(fresh.outcome).to.equal('accepted');
  });

  it('are written anew and wait for a person again after a rewrite', async () => {
    const messageId = await waiting();
    const rewrite = await moderation.decide(anna, { messageId, decision: 'rewrite', text: 'Shorter', via: 'telegram' });
    expect(rewrite).to.deep.include({ outcome: 'accepted' });
    await becomes(messageId, 'awaiting_approval');
    const now = await row(messageId);
    expect([now['text'], now['version']]).to.deep.equal(['Anew', 2]);
    const approved = await moderation.decide(anna, { messageId, decision: 'approve', seenVersion: 2, via: 'telegram' });
    expect(approved.outcome).to.equal('accepted');
  });

  it('are the same decision when the request comes again after everything is over', async () => {
    const messageId = await waiting();
    const approve = { messageId, decision: 'approve' as const, via: 'telegram' as const, onceKey: 'press:1' };
    expect((await moderation.decide(anna, approve)).outcome).to.equal('accepted');
    await becomes(messageId, 'queued');
    expect((await moderation.decide(anna, approve)).outcome).to.equal('accepted');
    const other = await moderation.decide(boris, { messageId, decision: 'reject', via: 'api' });
    expect(other).to.deep.include({ outcome: 'too_late', decidedBy: 'Anna' });
  });

  it('start the workflow from its row when Temporal has lost it', async () => {
    const messageId = await waiting();
    await temporal.env.client.workflow.getHandle(deliverMessageId(messageId)).terminate();
    const approved = await moderation.decide(anna, { messageId, decision: 'approve', seenVersion: 1, via: 'telegram' });
    expect(approved.outcome).to.equal('accepted');
    // Approved is queued at once; its row is the workflow's next step.
    for (let tries = 0; tries < 400; tries += 1) {
      if ((await database('outbox_messages').where({ message_id: messageId })).length === 1) return;
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
    expect.fail('no outbox row');
  });

  it('come too late for a message that has ended with its workflow', async () => {
    const messageId = await waiting();
    await moderation.decide(boris, { messageId, decision: 'reject', text: 'No', via: 'api' });
    await temporal.env.client.workflow.getHandle(deliverMessageId(messageId)).result();
    const late = await moderation.decide(anna, { messageId, decision: 'approve', via: 'telegram' });
    expect(late).to.deep.include({ outcome: 'too_late', decision: 'rejected', decidedBy: 'Boris', decidedVia: 'api' });
  });
});
