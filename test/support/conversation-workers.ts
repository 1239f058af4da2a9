/** Every worker of a dialogue, with the real activities over the stand-ins, and crashes on demand. */

import { createBookSlotActivity } from '../../activities/campaigns/book-slot.ts';
import { createDialogueActivities, type DialogueActivities } from '../../activities/campaigns/dialogue.ts';
import { createDraftAnswer } from '../../activities/campaigns/draft-answer.ts';
import { createDeliveryActivities } from '../../activities/delivery.ts';
import { createModerationActivities } from '../../activities/moderation.ts';
import { createFreeSlots } from '../../activities/sync/free-slots.ts';
import type { MessageStep } from '../../contracts/workflows/delivery.ts';
import { TASK_QUEUES } from '../../contracts/workflows/temporal.ts';
import type { Database } from '../../db/database.ts';
import { attributeBookings } from '../../db/repositories/campaigns/attribution.ts';
import { createBookSlotRepository } from '../../db/repositories/campaigns/book-slot.ts';
import { createDialogueRepository } from '../../db/repositories/campaigns/dialogue.ts';
import { createDraftAnswerRepository } from '../../db/repositories/campaigns/draft-answer.ts';
import { createMessageStatesRepository } from '../../db/repositories/delivery/message-states.ts';
import { createOutboxRepository } from '../../db/repositories/delivery/outbox.ts';
import { createTransitionsRepository } from '../../db/repositories/moderation/transitions.ts';
import { createFreeSlotsRepository } from '../../db/repositories/sync/free-slots.ts';
import type { Ask } from '../../integrations/claude/ask.ts';
import { understandReply } from '../../integrations/claude/understand-reply.ts';
import { writeAnswer } from '../../integrations/claude/write.ts';
import type { TemporalGateway } from '../../integrations/temporal/gateway.ts';
import { asStoredFailure } from '../../workers/activity-interceptor.ts';
import type { TestBooking } from './booking.ts';
import { createTestWorker, type TestTemporal } from './temporal.ts';

type Activity = (input: never) => Promise<unknown>;

export interface ConversationParts {
  database: Database;
  env: TestTemporal['env'];
  platform: TestBooking;
  gateway: TemporalGateway;
  ask: Ask;
  /** Names of activities whose next run does its work and then crashes before it can say so. */
  crashing: Set<string>;
  /** Names of the activities that ran, in order. */
  ran: string[];
}

/** Answers how to stop them. */
export async function startConversationWorkers(parts: ConversationParts): Promise<() => Promise<void>> {
  const { database, env, platform, gateway, ask, crashing, ran } = parts;
  const asInWorkers = (activities: Record<string, Activity>): Record<string, Activity> =>
    Object.fromEntries(
      Object.entries(activities).map(([name, run]) => [
        name,
        async (input: never) => {
          try {
            ran.push(name);
            const result = await run(input);
            if (crashing.delete(name)) throw new Error('The process died here.');
            return result;
          } catch (error) {
            throw asStoredFailure(error);
          }
        },
      ]),
    );

  const dialogue = createDialogueActivities({
    dialogues: createDialogueRepository(database),
    model: { understandReply: (asked) => understandReply(ask, asked) },
    temporal: gateway,
  });
  const draftAnswer = createDraftAnswer({
    answers: createDraftAnswerRepository(database),
    freeSlots: createFreeSlots({
      store: { ...createFreeSlotsRepository(database), company: () => Promise.resolve(platform.company) },
      gatewayFor: () => Promise.resolve(platform.gateway),
    }),
    writeAnswer: (_companyId, brief) => writeAnswer(ask, brief),
  });
  const core = asInWorkers({
    ...createDeliveryActivities({
      messages: createMessageStatesRepository(database),
      outbox: createOutboxRepository(database),
    }),
    ...createModerationActivities({ transitions: createTransitionsRepository(database) }),
    ...dialogue,
  });
  const model = asInWorkers({
    readReplies: (input: Parameters<DialogueActivities['readReplies']>[0]) => dialogue.readReplies(input),
    draftMessage: (step: MessageStep) => draftAnswer(step, 1),
  });
  const booking = asInWorkers({
    ...createBookSlotActivity({
      bookings: createBookSlotRepository(database, { attributeBookings }),
      platformOf: () => Promise.resolve({ gateway: platform.gateway, company: platform.company }),
    }),
  });
  const workers = [
    await createTestWorker(env, TASK_QUEUES.core, core),
    await createTestWorker(env, TASK_QUEUES.model, model, { withWorkflows: false }),
    await createTestWorker(env, TASK_QUEUES.bookingNow, booking, { withWorkflows: false }),
  ];
  const running = Promise.all(workers.map((worker) => worker.run()));
  return async () => {
    for (const worker of workers) worker.shutdown();
    await running;
  };
}
