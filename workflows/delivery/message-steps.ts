/** The steps of a message's way, one per stage of its row: each does its part and says where the message stands then. */

import { condition, isCancellation, proxyActivities } from '@temporalio/workflow';
import type { DeliveryActivities, MessageStage } from '../../activities/delivery.ts';
import type { ModerationActivities } from '../../activities/moderation.ts';
import {
  type BookingSteps,
  type Decide,
  type Decided,
  DEFAULT_PATIENCE,
  type DeliverMessage,
  type TranslatingSteps,
  type WritingSteps,
} from '../../contracts/workflows/delivery.ts';
import { TASK_QUEUES } from '../../contracts/workflows/temporal.ts';
import { type DecisionKind, ModerationCard } from './moderation-card.ts';

/** Short database work: again soon, and as long as it takes. */
const QUICK = {
  taskQueue: TASK_QUEUES.core,
  startToCloseTimeout: '10s',
  retry: { initialInterval: '500ms', maximumInterval: '15s' },
} as const;
const delivery = proxyActivities<DeliveryActivities>(QUICK);
const moderation = proxyActivities<ModerationActivities>(QUICK);
const writing = proxyActivities<WritingSteps>({
  taskQueue: TASK_QUEUES.model,
  startToCloseTimeout: '2m',
  retry: { initialInterval: '1s', maximumInterval: '1m' },
});
/** A help for those who decide, never a reason to keep them waiting: its last try notes that there is none. */
const translating = proxyActivities<TranslatingSteps>({
  taskQueue: TASK_QUEUES.model,
  startToCloseTimeout: '30s',
  scheduleToCloseTimeout: '2m',
  retry: { initialInterval: '1s', maximumAttempts: 2 },
});
const booking = proxyActivities<BookingSteps>({
  taskQueue: TASK_QUEUES.bookingNow,
  startToCloseTimeout: '1m',
  retry: { initialInterval: '1s', maximumInterval: '1m' },
});

/** Messages that expire together would wake together. */
const JITTER_MS = 10 * 60_000;

/** Workflow time, for activities: they never ask the wall clock for a decision of the business. */
const at = (): string => new Date().toISOString();

export class MessageSteps {
  readonly card = new ModerationCard();
  /** Somebody wants it not to be sent. */
  isCancelled = false;
  readonly #input: DeliverMessage;
  readonly #message: { companyId: number; messageId: number };
  // `news` only grows: what comes while the row is being read is not missed, and what comes twice reads it once more.
  #news = 0;
  #read = 0;
  /** People have been asked for their yes since the message came here. */
  #isAsked = false;

  constructor(input: DeliverMessage) {
    this.#input = input;
    this.#message = { companyId: input.companyId, messageId: input.messageId };
  }

  /** The row knows something that this workflow may not. */
  hear(): void {
    this.#news += 1;
  }

  get hasNews(): boolean {
    return this.card.isBusy || this.#news > this.#read;
  }

  async decide(kind: DecisionKind, { decisionId }: Decide): Promise<Decided> {
    try {
      const recorded = await this.card.decide(kind, () =>
        moderation.recordDecision({ ...this.#message, decisionId, at: at() }),
      );
      return { status: recorded.status, decisionId };
    } finally {
      // Also after a refusal: somebody else may have changed the row.
      this.hear();
    }
  }

  look(): Promise<MessageStage> {
    return this.#stands(() => delivery.messageStage(this.#message));
  }

  cancel(): Promise<MessageStage> {
    return this.#stands(() => delivery.endMessage({ ...this.#message, ending: 'cancelled', reason: null, at: at() }));
  }

  /** Remembers how much was known when a step asked where the message stands: what comes later makes the loop ask again. */
  #stands(step: () => Promise<MessageStage>): Promise<MessageStage> {
    this.#read = this.#news;
    return step();
  }

  async drafting(state: MessageStage): Promise<MessageStage> {
    this.card.withdraw();
    if (this.isCancelled) return this.cancel();
    const step = { ...this.#message, at: at() };
    const draft = state.needsDraft ? await writing.draftMessage(step) : undefined;
    if (draft?.outcome === 'skipped') {
      return this.#stands(() => delivery.endMessage({ ...step, ending: 'skipped', reason: draft.reason, at: at() }));
    }
    // Asked again: the company may have changed its mode while the text was being written.
    const { mode, needsTranslation } = await delivery.messageStage(this.#message);
    if (mode === 'notification') return this.#queue();
    // Before the card is posted: an edit a second later would cost the chat another turn.
    if (needsTranslation === true) await this.#translate();
    await this.#ask();
    return this.look();
  }

  async awaiting_approval(state: MessageStage): Promise<MessageStage> {
    const { card } = this;
    card.open();
    // A row that came back unapproved, or whose workflow was lost, may have no open card yet.
    if (!this.#isAsked) await this.#ask();
    // Decisions are heard meanwhile.
    if (state.needsTranslation === true) await this.#translate();
    const isOver = (): boolean => !card.isOpen || this.isCancelled || this.#news > this.#read;
    await condition(() => !card.isBusy && isOver(), this.#patienceLeft(state), { summary: 'until it expires' });
    // A decision that arrived at the last moment still counts.
    await condition(() => !card.isBusy);
    if (!card.isOpen || this.#news > this.#read) return this.look();
    card.close();
    if (this.isCancelled) return this.cancel();
    await moderation.expireMessage({ ...this.#message, at: at() });
    return this.look();
  }

  async approved(state: MessageStage): Promise<MessageStage> {
    this.card.close();
    this.#isAsked = false;
    if (this.isCancelled) return this.cancel();
    if (state.booksSlot) {
      const slot = await booking.bookSlot({ ...this.#message, at: at() });
      if (slot.outcome === 'slot_gone') {
        return this.#stands(() => delivery.redraftMessage({ ...this.#message, reason: 'slot_gone', at: at() }));
      }
    }
    return this.#queue();
  }

  async queued(): Promise<MessageStage> {
    this.card.close();
    this.#isAsked = false;
    const wasCancelled = this.isCancelled;
    if (wasCancelled) {
      const state = await this.cancel();
      // Under way already: nobody can call it back, so its answer is waited for.
      if (state.stage !== 'queued') return state;
    }
    await condition(() => this.#news > this.#read || this.isCancelled !== wasCancelled);
    return this.look();
  }

  #queue(): Promise<MessageStage> {
    return this.#stands(() => delivery.queueMessage({ ...this.#message, at: at() }));
  }

  async #translate(): Promise<void> {
    try {
      await translating.translateMessage({ ...this.#message, at: at() });
    } catch (error) {
      if (isCancellation(error)) throw error;
    }
  }

  async #ask(): Promise<void> {
    // Open before the first person can see it: whoever clicks the moment the card appears must not hear "not ready".
    this.card.open();
    await moderation.openForApproval({ ...this.#message, at: at() });
    this.#isAsked = true;
  }

  /** Counted from when people could first decide, so that a restart gives no second helping. */
  #patienceLeft(state: MessageStage): number {
    const patience = (this.#input.patience ?? DEFAULT_PATIENCE).expireAfterMs;
    const since = state.awaitingSince === null ? Date.now() : Date.parse(state.awaitingSince);
    const jitter = Math.random() * Math.min(JITTER_MS, patience / 10);
    return Math.max(1, since + patience + jitter - Date.now());
  }
}
