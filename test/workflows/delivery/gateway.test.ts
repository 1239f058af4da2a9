import { MockActivityEnvironment } from '@temporalio/testing';
import { expect } from 'chai';
import pino from 'pino';
import { runNoticeLoop } from '../../../activities/delivery/loops.ts';
import { createReconcileActivities, type Reconciled } from '../../../activities/delivery/reconcile.ts';
import { createDeliveryActivities } from '../../../activities/delivery.ts';
import { createModerationActivities } from '../../../activities/moderation.ts';
import { messageProgress } from '../../../contracts/workflows/delivery.ts';
import { SEARCH_ATTRIBUTES, TASK_QUEUES } from '../../../contracts/workflows/temporal.ts';
import type { Database } from '../../../db/database.ts';
import { openWakeups } from '../../../db/listen.ts';
import { createMessageStatesRepository } from '../../../db/repositories/delivery/message-states.ts';
import { createCompanySettingsRepository } from '../../../db/repositories/access/company-settings.ts';
import { createFollowedCompany } from '../../../db/repositories/access/followed-company.ts';
import { createOpenRowsRepository } from '../../../db/repositories/delivery/open-rows.ts';
import { createOutboxRepository } from '../../../db/repositories/delivery/outbox.ts';
import { createTransitionsRepository } from '../../../db/repositories/moderation/transitions.ts';
import { createNoticesRepository } from '../../../db/repositories/notices.ts';
import { Unavailable } from '../../../domain/errors.ts';
import { createTemporalGateway, openTemporal, type TemporalGateway } from '../../../integrations/temporal/gateway.ts';
import { cloneDatabase, freePort } from '../../support/database.ts';
import { type Club, makeClub, makeMessage, makePerson, messageOf, NOON, rowOf } from '../../support/delivery-world.ts';
import { createTestEnvironment, createTestWorker, type TestTemporal } from '../../support/temporal.ts';

const LOG = pino({ level: 'silent' });

describe('the door to Temporal', function () {
  this.timeout(60_000);
  let database: Database;
  let url: string;
  let drop: () => Promise<void>;
  let temporal: TestTemporal;
  let gateway: TemporalGateway;
  let club: Club;
  let stopWorker: () => Promise<void>;

  before(async () => {
    ({ database, url, drop } = await cloneDatabase());
    temporal = await createTestEnvironment();
    gateway = createTemporalGateway(temporal.env.client);
    const worker = await createTestWorker(temporal.env, TASK_QUEUES.core, {
      ...createDeliveryActivities({
        messages: createMessageStatesRepository(database),
        outbox: createOutboxRepository(database),
      }),
      ...createModerationActivities({ transitions: createTransitionsRepository(database) }),
    });
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
    club = await makeClub(database);
  });

  async function eventually(isSo: () => Promise<boolean>): Promise<void> {
    for (let tries = 0; tries < 400; tries += 1) {
      if (await isSo()) return;
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
    expect.fail('it did not become so within ten seconds');
  }
  async function queuedMessage(): Promise<number> {
    const messageId = await makeMessage(database, club, await makePerson(database, club), { written_by: 'person' });
    await createOutboxRepository(database).enqueue(club.scope, messageId, NOON);
    return messageId;
  }
  const runsOf = async (messageId: number) =>
    temporal.env.client.workflow.getHandle(`message:${String(messageId)}`).describe();

  it('starts a message once however often it is asked, and again after it has ended', async () => {
    const messageId = await queuedMessage();
    const input = { companyId: club.companyId, messageId, scenario: 'birthday' };
    await Promise.all([gateway.startDelivery(input), gateway.startDelivery(input)]);
    const first = await runsOf(messageId);
    expect(await gateway.startDelivery(input)).to.deep.equal({ workflowId: `message:${String(messageId)}` });
    expect((await runsOf(messageId)).runId).to.equal(first.runId);
    expect(first.typedSearchAttributes.get(SEARCH_ATTRIBUTES.scenario)).to.equal('birthday');
    await createOutboxRepository(database).settle(club.scope, (await rowOf(database, messageId)).id, {
      settlement: 'close',
      at: NOON,
    });
    expect(
      await gateway.signalNotice({
        companyId: club.companyId,
        workflowId: `message:${String(messageId)}`,
        signal: 'rowSettled',
        notice: { noticeId: 1, subjectId: messageId },
      }),
    ).to.equal('delivered');
    await temporal.env.client.workflow.getHandle(`message:${String(messageId)}`).result();
    await gateway.startDelivery(input);
    expect((await runsOf(messageId)).runId).to.not.equal(first.runId);
  });

  it('says that nobody is there to be told, or to decide', async () => {
    const told = {
      companyId: club.companyId,
      workflowId: 'message:999999',
      signal: 'rowSettled',
      notice: { noticeId: 1, subjectId: 1 },
    };
    expect(await gateway.signalNotice(told)).to.equal('gone');
    expect(await gateway.executeDecision({ messageId: 999_999, decision: 'approve', decisionId: 1 })).to.deep.equal({
      outcome: 'not_found',
    });
  });

  it('answers a decision with its outcome, and the second one with a refusal', async () => {
    const messageId = await makeMessage(database, club, await makePerson(database, club), {
      mode: 'moderation',
      written_by: 'person',
    });
    await gateway.startDelivery({ companyId: club.companyId, messageId, scenario: 'by_hand' });
    await eventually(async () => (await messageOf(database, messageId)).status === 'awaiting_approval');
    const ids = await database('moderation_decisions')
      .insert(
        ['approve', 'reject'].map((decision) => ({
          company_id: club.companyId,
          message_id: messageId,
          decision,
          actor_kind: 'user',
          actor_label: 'Anna',
          via: 'api',
        })),
      )
      .returning<{ id: number }[]>('id');
    const approve = { messageId, decision: 'approve', decisionId: ids[0]!.id } as const;
    expect(await gateway.executeDecision(approve)).to.deep.equal({ outcome: 'decided', status: 'queued' });
    expect(await gateway.executeDecision(approve)).to.deep.equal({ outcome: 'decided', status: 'queued' });
    expect(await gateway.executeDecision({ messageId, decision: 'reject', decisionId: ids[1]!.id })).to.deep.equal({
      outcome: 'already_decided',
    });
  });

  it('gives up after its deadline where nobody listens, without quoting anything', async () => {
    const away = openTemporal({ address: `127.0.0.1:${String(await freePort())}`, namespace: 'default' });
    const began = performance.now();
    const failed = await createTemporalGateway(away.client, { callMs: 300, decisionMs: 300 })
      .startDelivery({ companyId: 1, messageId: 1, scenario: 'birthday' })
      .catch((error: unknown) => error);
    await away.close();
    expect(failed).to.be.instanceOf(Unavailable);
    expect(performance.now() - began).to.be.below(2_000);
  });

  it('tells notices once, also with two loops, and keeps those that cannot be told yet', async () => {
    await database('notices').update({ delivered_at: NOON });
    const wakeups = openWakeups(url, ['reprise_notices']);
    const stopping = new AbortController();
    const told: number[] = [];
    let isAway = true;
    const loop = () =>
      runNoticeLoop({
        notices: createNoticesRepository(database),
        wakeups,
        signal: stopping.signal,
        log: LOG,
        temporal: {
          async signalNotice({ notice }) {
            if (isAway) throw new Unavailable('temporal', 'grpc_14');
            told.push(notice.subjectId);
            return 'delivered';
          },
        },
      });
    const loops = [loop(), loop()];
    await database('notices').insert(
      [11, 12, 13].map((subjectId) => ({
        company_id: club.companyId,
        workflow_id: 'message:1',
        signal: 'rowSettled',
        subject_id: subjectId,
      })),
    );
    await eventually(
      async () =>
        (await database('notices').where({ company_id: club.companyId }).where('attempts', '>', 0)).length > 0,
    );
    isAway = false;
    await eventually(async () => told.length >= 3);
    stopping.abort();
    await Promise.all(loops);
    await wakeups.close();
    expect(told).to.have.members([11, 12, 13]);
    expect(await database('notices').where({ company_id: club.companyId }).whereNull('delivered_at')).to.deep.equal([]);
  });

  it('begins what open rows say should be running, from where their rows stand', async () => {
    const messageId = await queuedMessage();
    await database('messages').update({ created_at: NOON });
    const activities = createReconcileActivities({
      zones: createCompanySettingsRepository(database),
      rereads: createFollowedCompany(database),
      openRows: createOpenRowsRepository(database),
      notices: createNoticesRepository(database),
      temporal: { ...gateway, wakeInsight: async () => undefined, startGuard: async () => undefined },
      log: LOG,
    });
    const other = await makeClub(database);
    const told = (companyId: number, subject: number, ago: string | null) =>
      database('notices').insert({
        company_id: companyId,
        workflow_id: 'housekeeping',
        signal: 'rowSettled',
        subject_id: subject,
        delivered_at: ago === null ? null : database.raw(`now() - ?::interval`, [ago]),
        ...(ago === null ? { next_attempt_at: '2100-01-01' } : {}),
      });
    await told(club.companyId, 1, '15 days');
    await told(other.companyId, 2, '13 days');
    await told(club.companyId, 3, null);
    const reconciled = (await new MockActivityEnvironment().run(() =>
      activities.startMissing({ at: new Date().toISOString() }),
    )) as Reconciled;
    expect(reconciled.started.messages).to.be.greaterThan(0);
    expect(
      await database('notices').where({ workflow_id: 'housekeeping' }).orderBy('subject_id').pluck('subject_id'),
    ).to.deep.equal([2, 3]);
    await database('notices').where({ workflow_id: 'housekeeping' }).del();
    const handle = temporal.env.client.workflow.getHandle(`message:${String(messageId)}`);
    await eventually(async () => (await handle.query(messageProgress)).stage === 'queued');
    expect((await messageOf(database, messageId)).status).to.equal('queued');
    await handle.terminate();
  });
});
