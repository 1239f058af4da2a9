/** deliverMessage, sendOutbox and reconcile: ids, messages, inputs and results. */

import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import { EXPIRE_AFTER_HOURS } from '../../domain/moderation/overdue.ts';
import type { Notice } from './temporal.ts';

/** How long a person may take; the defaults are definitions.md's, tests compress them. */
export interface Patience {
  /** Milliseconds until an undecided message expires. */
  expireAfterMs: number;
}
export const DEFAULT_PATIENCE: Patience = { expireAfterMs: EXPIRE_AFTER_HOURS * 3_600_000 };

export interface DeliverMessage {
  companyId: number;
  messageId: number;
  scenario: string;
  patience?: Patience;
}

export type Ending = 'sent' | 'dead' | 'cancelled' | 'expired' | 'rejected' | 'skipped';
export interface Delivered {
  ending: Ending;
  reason?: string;
}

/** Both are permanent: the id is what an operator searches, and what reconcile starts again. */
export const deliverMessageId = (messageId: number): string => `message:${String(messageId)}`;
export const sendOutboxId = (phoneNumberId: string): string => `outbox:${phoneNumberId}`;
export const RECONCILE_ID = 'reconcile';

/** What a moderator asked for is stored first (moderation_decisions); the update carries the row's id. */
export interface Decide {
  decisionId: number;
}
export interface Decided {
  /** The message's status after the decision. */
  status: string;
  decisionId: number;
}
/**
 * Answers with the outcome. A message that is already decided refuses with the ApplicationFailure type `already_decided`,
 * one still being drafted with `not_ready`; the caller reads who decided from the database.
 */
export const approveMessage = defineUpdate<Decided, [Decide]>('approveMessage');
export const rejectMessage = defineUpdate<Decided, [Decide]>('rejectMessage');
export const editMessage = defineUpdate<Decided, [Decide]>('editMessage');
export const rewriteMessage = defineUpdate<Decided, [Decide]>('rewriteMessage');
/** The campaign ended, the client opted out or booked: whatever has not been sent is not sent. */
export const cancelMessage = defineSignal<[Notice]>('cancelMessage');
/** The outbox row reached its end (sent, dead, cancelled, expired) or was settled by a person. */
export const rowSettled = defineSignal<[Notice]>('rowSettled');
/** The row must be written anew: an offered slot is gone, or the company went back to moderation. */
export const rowTakenBack = defineSignal<[Notice]>('rowTakenBack');
export const messageProgress = defineQuery<{ stage: string }>('messageProgress');

export interface SendOutbox {
  companyId: number;
  phoneNumberId: string;
}

/** One WhatsApp number is watched by one workflow. */
export interface GuardAccount {
  companyId: number;
  phoneNumberId: string;
}
export const guardAccountId = (phoneNumberId: string): string => `account:${phoneNumberId}`;
/** A webhook or an error said something about the number: look now. */
export const accountTold = defineSignal<[Notice]>('accountTold');

/** What other parts do for a message on its way; activities of other queues, each repeatable. */
export interface MessageStep {
  companyId: number;
  messageId: number;
  /** The workflow's time, ISO. */
  at: string;
}
export type Drafted = { outcome: 'drafted' } | { outcome: 'skipped'; reason: string };
/** `slot_gone`: somebody else has it; the message is written anew. */
export type SlotBooked = { outcome: 'booked' } | { outcome: 'slot_gone' };
export interface WritingSteps {
  /** Queue `model`. */
  draftMessage(step: MessageStep): Promise<Drafted>;
}
export interface TranslatingSteps {
  /** Queue `model`. */
  translateMessage(step: MessageStep): Promise<{ outcome: 'translated' | 'none' }>;
}
export interface BookingSteps {
  /** Queue `booking`. */
  bookSlot(step: MessageStep): Promise<SlotBooked>;
}

/** A company's templates at WhatsApp; the same id for its schedule. */
export interface FollowTemplates {
  companyId: number;
}
export type FollowTemplatesStep = FollowTemplates;
export interface FollowedTemplates {
  outcome: 'followed' | 'not_connected';
  /** Wishes that WhatsApp took, and refused. */
  told: number;
  refused: number;
  /** Templates whose status was another than we knew. */
  changed: number;
}
export const followTemplatesId = (companyId: number): string => `templates:${String(companyId)}`;
