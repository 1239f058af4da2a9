/** Several people decide at once, each their own way: the bot in Telegram, the API, the page in a browser; before the real workflow. */

import { expect } from 'chai';
import { createDeliveryActivities } from '../../../activities/delivery.ts';
import { createModerationActivities } from '../../../activities/moderation.ts';
import { deliverMessageId } from '../../../contracts/workflows/delivery.ts';
import { TASK_QUEUES } from '../../../contracts/workflows/temporal.ts';
import { createMessageStatesRepository } from '../../../db/repositories/delivery/message-states.ts';
import { createOutboxRepository } from '../../../db/repositories/delivery/outbox.ts';
import { createDecisionsRepository } from '../../../db/repositories/moderation/decisions.ts';
import { createTransitionsRepository } from '../../../db/repositories/moderation/transitions.ts';
import { systemScope } from '../../../domain/access/scope.ts';
import { createModeration, type Moderation } from '../../../integrations/temporal/decisions.ts';
import { createTemporalGateway, type TemporalGateway } from '../../../integrations/temporal/gateway.ts';
import type { Message } from '../../../sandbox/telegram/state.ts';
import { SANDBOX_TELEGRAM } from '../../../sandbox/credentials.ts';
import { createSandbox, type Sandbox } from '../../../sandbox/app.ts';
import { asStoredFailure } from '../../../workers/activity-interceptor.ts';
import { createApiWorld, type ApiWorld } from '../../support/api.ts';
import { addMessage, type Club } from '../../support/moderation.ts';
import { ANNA, eventually, runBot } from '../../support/moderation-bot.ts';
import { createTestEnvironment, createTestWorker, type TestTemporal } from '../../support/temporal.ts';

type Activity = (input: never) => Promise<unknown>;
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

interface Row {
  status: string;
  decision: 'approved' | 'rejected' | null;
  decided_by: string;
}

const TIMES = 10;

describe('several moderators at once', function () {
  this.timeout(180_000);
  let world: ApiWorld;
  let temporal: TestTemporal;
  let sandbox: Sandbox;
  let gateway: TemporalGateway;
  let club: Club;
  const ends: (() => Promise<unknown>)[] = [];

  before(async () => {
    const real: { moderation?: Moderation } = {};
    world = await createApiWorld((deps) => ({
      moderation: { decide: (...asked) => (real.moderation ?? deps.moderation).decide(...asked) },
    }));
    ends.push(() => world.close());
    const { database } = world;
    temporal = await createTestEnvironment();
    ends.push(() => temporal.close());
    gateway = createTemporalGateway(temporal.env.client);
    const moderation = createModeration({ store: createDecisionsRepository(database), gateway });
    real.moderation = moderation;
    const { companyId, olgaId } = world.one;
    club = { companyId, clientId: olgaId, scope: systemScope(companyId, 'test') };
    await database('moderation_chats').insert({ company_id: companyId, chat_id: SANDBOX_TELEGRAM.chatId });
    await database('moderators')
      .insert({ company_id: companyId, telegram_user_id: ANNA.id, name: 'Anna' })
      .onConflict(['company_id', 'telegram_user_id'])
      .merge({ name: 'Anna', removed_at: null });
    sandbox = createSandbox({ dataDir: null, pace: 'immediate' });
    ends.push(() => sandbox.close());
    const telegramRoot = `${await sandbox.listen(0)}/telegram`;
    const core = asInWorkers({
      ...createDeliveryActivities({
        messages: createMessageStatesRepository(database),
        outbox: createOutboxRepository(database),
      }),
      ...createModerationActivities({ transitions: createTransitionsRepository(database) }),
    });
    const writing = { draftMessage: async () => ({ outcome: 'drafted' }) };
    const workers = [
      await createTestWorker(temporal.env, TASK_QUEUES.core, core),
      await createTestWorker(temporal.env, TASK_QUEUES.model, writing, { withWorkflows: false }),
    ];
    const running = Promise.all(workers.map((worker) => worker.run()));
    ends.push(async () => {
      for (const worker of workers) worker.shutdown();
      await running;
    });
    const clock = { now: () => new Date() };
    ends.push(runBot({ database, telegramRoot, clock, over: { moderation } }));
  });
  after(async () => {
    for (const end of ends.toReversed()) await end();
  });

  const row = async (id: number): Promise<Row> => (await world.database('messages').where({ id }).first()) as Row;
  const cards = (): Message[] => sandbox.telegram.messages().filter((message) => message.from.is_bot);
  const buttons = (message: Message): string[] =>
    message.reply_markup && 'inline_keyboard' in message.reply_markup
      ? (message.reply_markup.inline_keyboard as { text: string }[][]).flat().map(({ text }) => text)
      : [];

  async function waiting(): Promise<{ messageId: number; card: Message }> {
    const messageId = await addMessage(world.database, club, { written_by: 'claude', language: 'en' });
    await world
      .database('messages')
      .where({ id: messageId })
      .update({ workflow_id: deliverMessageId(messageId) });
    await gateway.startDelivery({ companyId: club.companyId, messageId, scenario: 'service_reactivation' });
    const card = await eventually('its card', () => cards().find((one) => buttons(one).includes('Approve')));
    return { messageId, card };
  }

  /** What the person sees: done, or too late and who was first. */
  async function inTelegram(button: string, card: Message): Promise<string> {
    return (await sandbox.telegram.tap({ userId: ANNA.id, messageId: card.message_id, button })).toast ?? '';
  }
  async function overApi(
    role: 'manager' | 'moderator',
    what: 'approve' | 'reject',
    messageId: number,
    headers: Record<string, string> = {},
  ): Promise<string> {
    const path = `/api/companies/${String(club.companyId)}/messages/${String(messageId)}/${what}`;
    const body = what === 'approve' ? { version: 1 } : { version: 1, reason: 'Too long' };
    const answer = await world.as(world.one, role).send('POST', path, body, headers);
    const said = JSON.parse(answer.text) as {
      decision?: string;
      decidedBy?: string;
      details?: { decision: string; decidedBy: string };
    };
    const { decision, decidedBy } = said.details ?? said;
    return `${String(answer.status)} ${String(decision)} by ${String(decidedBy)}`;
  }

  it('come to one outcome of three, and everyone is told whose it is', async () => {
    const winners = new Set<string>();
    for (let round = 0; round < TIMES; round += 1) {
      const { messageId, card } = await waiting();
      const [tap, byApi, inBrowser] = await Promise.all([
        inTelegram(round % 2 === 0 ? 'Approve' : 'Reject', card),
        overApi('manager', 'reject', messageId),
        overApi('moderator', 'approve', messageId, { 'idempotency-key': `round-${String(round)}-approve` }),
      ]);
      const { decision, decided_by: by } = await row(messageId);
      winners.add(by);
      const said = `${String(decision)} by ${by}`;
      const mine = round % 2 === 0 ? 'Approved' : 'Rejected';
      expect(tap, said).to.equal(by === 'Anna' ? mine : `Already ${said}`);
      expect(byApi, said).to.equal(by === 'manager' ? `200 ${said}` : `409 ${said}`);
      expect(inBrowser, said).to.equal(by === 'moderator' ? `200 ${said}` : `409 ${said}`);
      const edited = await eventually('the card to say so', () =>
        cards().find(({ message_id: id, text }) => id === card.message_id && text?.includes(by)),
      );
      expect(buttons(edited)).not.to.include('Approve');
      const events = await world
        .database('message_events')
        .where({ message_id: messageId })
        .whereIn('kind', ['approved', 'rejected']);
      expect(events).to.have.length(1);
    }
    expect([...winners].every((name) => ['Anna', 'manager', 'moderator'].includes(name))).to.equal(true);
  });

  it('come to one outcome though each asks ten times, and each hears the same every time', async () => {
    const { messageId, card } = await waiting();
    const ten = <T>(ask: () => Promise<T>): Promise<T[]> => Promise.all(Array.from({ length: TIMES }, ask));
    const [taps, answers] = await Promise.all([
      ten(() => inTelegram('Approve', card)),
      ten(() => overApi('manager', 'reject', messageId)),
    ]);
    const { decision, decided_by: by } = await row(messageId);
    const said = `${String(decision)} by ${by}`;
    expect(new Set(taps)).to.deep.equal(new Set([by === 'Anna' ? 'Approved' : `Already ${said}`]));
    expect(new Set(answers)).to.deep.equal(new Set([by === 'manager' ? `200 ${said}` : `409 ${said}`]));
    const outcomes = await world
      .database('moderation_decisions')
      .where({ message_id: messageId, outcome: 'accepted' })
      .pluck('actor_label');
    expect(outcomes).to.deep.equal([by]);
    const rows = await eventually('its row, when it was approved', async () => {
      const found = await world.database('outbox_messages').where({ message_id: messageId });
      return found.length === (decision === 'approved' ? 1 : 0) ? [found.length] : null;
    });
    expect(rows[0]).to.equal(decision === 'approved' ? 1 : 0);
  });
});
