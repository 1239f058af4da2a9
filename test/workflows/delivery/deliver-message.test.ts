import { WorkflowUpdateFailedError } from '@temporalio/client';
import { expect } from 'chai';
import { createDeliveryActivities } from '../../../activities/delivery.ts';
import { createModerationActivities } from '../../../activities/moderation.ts';
import {
  approveMessage,
  cancelMessage,
  type Decided,
  type DeliverMessage,
  deliverMessageId,
  type Delivered,
  editMessage,
  type MessageStep,
  rejectMessage,
  rewriteMessage,
  rowSettled,
  rowTakenBack,
} from '../../../contracts/workflows/delivery.ts';
import { TASK_QUEUES } from '../../../contracts/workflows/temporal.ts';
import type { Database } from '../../../db/database.ts';
import { createMessageStatesRepository } from '../../../db/repositories/delivery/message-states.ts';
import { optOut } from '../../../db/repositories/delivery/opt-outs.ts';
import { createOutboxRepository } from '../../../db/repositories/delivery/outbox.ts';
import { createSendingRepository } from '../../../db/repositories/delivery/sending.ts';
import { createTransitionsRepository } from '../../../db/repositories/moderation/transitions.ts';
import { cloneDatabase } from '../../support/database.ts';
import {
  type Club,
  makeClub,
  makeMessage,
  makePerson,
  messageOf,
  type Person,
  rowOf,
} from '../../support/delivery-world.ts';
import { createTestEnvironment, createTestWorker, type TestTemporal } from '../../support/temporal.ts';

describe('deliverMessage', function () {
  this.timeout(60_000);
  let database: Database;
  let drop: () => Promise<void>;
  let temporal: TestTemporal;
  let club: Club;
  let person: Person;
  let stopWorkers: () => Promise<void>;
  let drafts: number;
  let slots: 'booked' | 'slot_gone';

  before(async () => {
    ({ database, drop } = await cloneDatabase());
    temporal = await createTestEnvironment();
    const writing = {
      // What a writer does: the text is there afterwards.
      async draftMessage({ messageId }: MessageStep) {
        drafts += 1;
        const person = await database('messages').where({ id: messageId }).first<{ phone: string }>('phone');
        if (person.phone.endsWith('00')) return { outcome: 'skipped', reason: 'no_template' };
        await database('messages')
          .where({ id: messageId })
          .update({ text: `Draft ${String(drafts)}`, written_by: 'claude' });
        return { outcome: 'drafted' };
      },
    };
    const booking = {
      async bookSlot() {
        const outcome = slots;
        slots = 'booked';
        return { outcome };
      },
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
      await createTestWorker(temporal.env, TASK_QUEUES.model, writing, { withWorkflows: false }),
      await createTestWorker(temporal.env, TASK_QUEUES.bookingNow, booking, { withWorkflows: false }),
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
    drafts = 0;
    slots = 'booked';
    club = await makeClub(database);
    person = await makePerson(database, club);
  });

  const DRAFTING = { text: null, written_by: null, mode: 'moderation' };

  async function started(messageId: number, extra: Partial<DeliverMessage> = {}) {
    return temporal.env.client.workflow.start('deliverMessage', {
      workflowId: deliverMessageId(messageId),
      taskQueue: TASK_QUEUES.core,
      args: [{ companyId: club.companyId, messageId, scenario: 'service_reactivation', ...extra }],
    });
  }
  type Handle = Awaited<ReturnType<typeof started>>;

  async function eventually(isSo: () => Promise<boolean>): Promise<void> {
    for (let tries = 0; tries < 400; tries += 1) {
      if (await isSo()) return;
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
    expect.fail('it did not become so within ten seconds');
  }
  async function until(messageId: number, status: string): Promise<void> {
    await eventually(async () => (await messageOf(database, messageId)).status === status);
  }

  async function decide(
    handle: Handle,
    messageId: number,
    kind: 'approve' | 'reject' | 'edit' | 'rewrite',
    by = 'Anna',
  ): Promise<string> {
    const [decision] = await database('moderation_decisions')
      .insert({
        company_id: club.companyId,
        message_id: messageId,
        decision: kind,
        text: kind === 'edit' ? 'Better words' : null,
        actor_kind: 'telegram',
        actor_label: by,
        via: 'telegram',
      })
      .returning<{ id: number }[]>('id');
    const update = { approve: approveMessage, reject: rejectMessage, edit: editMessage, rewrite: rewriteMessage }[kind];
    try {
      const decided: Decided = await handle.executeUpdate(update, {
        args: [{ decisionId: decision!.id }],
        updateId: `decision-${String(decision!.id)}`,
      });
      return decided.status;
    } catch (error) {
      if (!(error instanceof WorkflowUpdateFailedError)) throw error;
      return (error.cause as { type?: string }).type ?? 'refused';
    }
  }

  /** As if the sender had sent it: the row's end, and the notice as the loop delivers it. */
  async function send(handle: Handle, messageId: number): Promise<Delivered> {
    await eventually(async () => (await rowOf(database, messageId))?.status !== undefined);
    const row = await rowOf(database, messageId);
    await createSendingRepository(database).markSent(club.scope, row.id, `wamid.${String(row.id)}`, new Date());
    await handle.signal(rowSettled, { noticeId: 1, subjectId: messageId });
    return (await handle.result()) as Delivered;
  }

  it('writes, waits for a person, queues what was approved, and ends when it is sent', async () => {
    const messageId = await makeMessage(database, club, person, DRAFTING);
    const handle = await started(messageId);
    await until(messageId, 'awaiting_approval');
    expect(await decide(handle, messageId, 'approve')).to.equal('queued');
    await until(messageId, 'queued');
    expect(await send(handle, messageId)).to.deep.equal({ ending: 'sent' });
    expect(drafts).to.equal(1);
  });

  it('sends without asking anybody in notification mode', async () => {
    const messageId = await makeMessage(database, club, person, { ...DRAFTING, mode: 'notification' });
    const handle = await started(messageId);
    await until(messageId, 'queued');
    expect(await send(handle, messageId)).to.deep.equal({ ending: 'sent' });
    expect(await database('moderation_cards').where({ message_id: messageId })).to.deep.equal([]);
  });

  it('lets the first of two moderators win and refuses the second', async () => {
    const messageId = await makeMessage(database, club, person, DRAFTING);
    const handle = await started(messageId);
    await until(messageId, 'awaiting_approval');
    const answers = await Promise.all([
      decide(handle, messageId, 'approve', 'Anna'),
      decide(handle, messageId, 'reject', 'Boris'),
    ]);
    expect(answers).to.include('already_decided');
    const { decision } = await messageOf(database, messageId);
    expect(answers).to.include(decision === 'approved' ? 'queued' : 'rejected');
    const accepted = await database('moderation_decisions').where({ message_id: messageId, outcome: 'accepted' });
    expect(accepted).to.have.length(1);
    await handle.signal(cancelMessage, { noticeId: 1, subjectId: messageId });
    await handle.result();
  });

  it('ends as rejected, and nothing reaches the outbox', async () => {
    const messageId = await makeMessage(database, club, person, DRAFTING);
    const handle = await started(messageId);
    await until(messageId, 'awaiting_approval');
    expect(await decide(handle, messageId, 'reject')).to.equal('rejected');
    expect(await handle.result()).to.include({ ending: 'rejected' });
    expect(await rowOf(database, messageId)).to.equal(undefined);
  });

  it('stays open after an edit and is written again after a rewrite, under a new version each time', async () => {
    const messageId = await makeMessage(database, club, person, DRAFTING);
    const handle = await started(messageId);
    await until(messageId, 'awaiting_approval');
    expect(await decide(handle, messageId, 'edit')).to.equal('awaiting_approval');
    expect(await messageOf(database, messageId)).to.include({ text: 'Better words', version: 2 });
    expect(await decide(handle, messageId, 'rewrite')).to.equal('drafting');
    await until(messageId, 'awaiting_approval');
    expect(await messageOf(database, messageId)).to.include({ text: 'Draft 2', version: 3 });
    expect(await decide(handle, messageId, 'approve')).to.equal('queued');
    await until(messageId, 'queued');
    await send(handle, messageId);
  });

  it('expires when nobody has decided for three days, and not before', async () => {
    const messageId = await makeMessage(database, club, person, DRAFTING);
    const handle = await started(messageId);
    await until(messageId, 'awaiting_approval');
    await temporal.env.sleep('71 hours');
    expect((await messageOf(database, messageId)).status).to.equal('awaiting_approval');
    expect(await handle.result()).to.deep.equal({ ending: 'expired', reason: 'not_decided' });
    expect(await decide(handle, messageId, 'approve').catch((error: unknown) => (error as Error).name)).to.equal(
      'WorkflowNotFoundError',
    );
  });

  it('goes on from its row after its workflow was lost, without a new draft', async () => {
    const messageId = await makeMessage(database, club, person, DRAFTING);
    const lost = await started(messageId);
    await until(messageId, 'awaiting_approval');
    await lost.terminate();
    const again = await started(messageId);
    let answer = 'not_ready';
    for (let tries = 0; answer === 'not_ready' && tries < 50; tries += 1)
      answer = await decide(again, messageId, 'approve');
    expect(answer).to.equal('queued');
    await eventually(async () => (await rowOf(database, messageId)) !== undefined);
    await again.terminate();
    const third = await started(messageId);
    expect(await send(third, messageId)).to.deep.equal({ ending: 'sent' });
    expect(drafts).to.equal(1);
  });

  it('is cancelled by an opt-out while it waits for a person', async () => {
    const messageId = await makeMessage(database, club, person, DRAFTING);
    const handle = await started(messageId);
    await until(messageId, 'awaiting_approval');
    await optOut(database, club.scope, {
      phone: person.phone,
      source: 'word',
      reason: null,
      at: new Date(),
    });
    await handle.signal(cancelMessage, { noticeId: 1, subjectId: messageId });
    expect(await handle.result()).to.deep.equal({ ending: 'cancelled', reason: 'opted_out' });
  });

  it('cannot be called back once its request has begun', async () => {
    const messageId = await makeMessage(database, club, person, { ...DRAFTING, mode: 'notification' });
    const handle = await started(messageId);
    await until(messageId, 'queued');
    const row = await rowOf(database, messageId);
    await database('outbox_messages').where({ id: row.id }).update({ status: 'sending' });
    await database('messages').where({ id: messageId }).update({ status: 'sending' });
    await handle.signal(cancelMessage, { noticeId: 1, subjectId: messageId });
    expect(await send(handle, messageId)).to.deep.equal({ ending: 'sent' });
  });

  it('is written anew when its slot is gone at booking, and asks a person again', async () => {
    slots = 'slot_gone';
    const messageId = await makeMessage(database, club, person, {
      ...DRAFTING,
      booking_slot: JSON.stringify({ startsAt: '2026-03-05T10:00:00Z' }),
    });
    const handle = await started(messageId);
    await until(messageId, 'awaiting_approval');
    await decide(handle, messageId, 'approve');
    await eventually(async () => drafts === 2);
    await until(messageId, 'awaiting_approval');
    expect(await messageOf(database, messageId)).to.include({ text: 'Draft 2', decision: null });
    await decide(handle, messageId, 'approve');
    await send(handle, messageId);
  });

  it('asks a person when its row is taken back because the company went back to moderation', async () => {
    const messageId = await makeMessage(database, club, person, { ...DRAFTING, mode: 'notification' });
    const handle = await started(messageId);
    await until(messageId, 'queued');
    // What the claim does with a row that nobody approved.
    await database('outbox_messages')
      .where({ message_id: messageId })
      .update({ status: 'cancelled', close_reason: 'taken_back' });
    await database('messages').where({ id: messageId }).update({ mode: 'moderation', status: 'awaiting_approval' });
    await handle.signal(rowTakenBack, { noticeId: 1, subjectId: messageId });
    await eventually(async () => (await database('moderation_cards').where({ message_id: messageId })).length === 1);
    expect(await decide(handle, messageId, 'approve')).to.equal('queued');
    await eventually(async () => (await rowOf(database, messageId)).status === 'queued');
    expect(await send(handle, messageId)).to.deep.equal({ ending: 'sent' });
    expect(drafts).to.equal(1);
  });

  it('leaves no phone, name or text in its history', async () => {
    const messageId = await makeMessage(database, club, person, DRAFTING);
    const handle = await started(messageId);
    await until(messageId, 'awaiting_approval');
    await decide(handle, messageId, 'approve');
    await send(handle, messageId);
    const history = Buffer.from(JSON.stringify(await handle.fetchHistory()));
    const readable =
      history.toString() +
      history.toString().replace(/[A-Za-z0-9+/=]{8,}/g, (part) => Buffer.from(part, 'base64').toString('latin1'));
    for (const personal of [person.phone.slice(1), 'Olga', 'Draft 1', 'wamid'])
      expect(readable).to.not.include(personal);
  });
});
