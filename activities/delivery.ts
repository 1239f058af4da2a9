/** The short steps of a message's way: where it stands, into the outbox, written anew, ended. */

import type { MessageStep } from '../contracts/workflows/delivery.ts';
import { type Scope, systemScope } from '../domain/access/scope.ts';

/** Where a workflow goes on, whatever happened to the one before it. Dates travel as ISO strings. */
export interface MessageStage {
  stage: 'drafting' | 'awaiting_approval' | 'approved' | 'queued' | 'ended';
  status: string;
  /** A code, never a person's words: those stay in the database. */
  reason: string | null;
  mode: 'moderation' | 'notification';
  needsDraft: boolean;
  booksSlot: boolean;
  awaitingSince: string | null;
  /** Missing in what was answered before there were translations. */
  needsTranslation?: boolean;
}

interface StoredState extends Omit<MessageStage, 'awaitingSince'> {
  awaitingSince: Date | null;
}

/** What these steps need from the database; db/repositories/delivery fits. */
export interface DeliveryDeps {
  messages: {
    stateOf(scope: Scope, messageId: number): Promise<StoredState>;
    redraft(scope: Scope, messageId: number, reason: string, at: Date): Promise<StoredState>;
    end(
      scope: Scope,
      messageId: number,
      ending: 'expired' | 'skipped' | 'cancelled',
      reason: string | null,
      at: Date,
    ): Promise<StoredState>;
  };
  outbox: { enqueue(scope: Scope, messageId: number, at: Date): Promise<'queued' | 'not_ready'> };
}

/** A rejection's reason is what a moderator typed; only codes may travel. */
const CODE = /^[a-z0-9_]{1,60}$/;

function stageFrom(state: StoredState): MessageStage {
  return {
    stage: state.stage,
    status: state.status,
    reason: state.reason !== null && CODE.test(state.reason) ? state.reason : null,
    mode: state.mode,
    needsDraft: state.needsDraft,
    booksSlot: state.booksSlot,
    awaitingSince: state.awaitingSince?.toISOString() ?? null,
    needsTranslation: state.needsTranslation ?? false,
  };
}

export function createDeliveryActivities({ messages, outbox }: DeliveryDeps) {
  const scopeOf = (step: { companyId: number }): Scope => systemScope(step.companyId, 'deliverMessage');
  return {
    /** Twice is harmless: it only reads. */
    async messageStage(step: Omit<MessageStep, 'at'>): Promise<MessageStage> {
      return stageFrom(await messages.stateOf(scopeOf(step), step.messageId));
    },

    /** Twice is harmless: `message_id` is unique in the outbox, and a conflict leaves the row that is there. */
    async queueMessage(step: MessageStep): Promise<MessageStage> {
      await outbox.enqueue(scopeOf(step), step.messageId, new Date(step.at));
      return stageFrom(await messages.stateOf(scopeOf(step), step.messageId));
    },

    /** Twice is harmless: a message that is being drafted again is left as it is. */
    async redraftMessage(step: MessageStep & { reason: string }): Promise<MessageStage> {
      return stageFrom(await messages.redraft(scopeOf(step), step.messageId, step.reason, new Date(step.at)));
    },

    /** Twice is harmless: what has ended stays as it ended, and what is on its way is not called back. */
    async endMessage(
      step: MessageStep & { ending: 'expired' | 'skipped' | 'cancelled'; reason: string | null },
    ): Promise<MessageStage> {
      return stageFrom(await messages.end(scopeOf(step), step.messageId, step.ending, step.reason, new Date(step.at)));
    },
  };
}

export type DeliveryActivities = ReturnType<typeof createDeliveryActivities>;
