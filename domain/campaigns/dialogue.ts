/** Decides what the product says next in a dialogue, or that a person should. */

import type { Language } from './templates.ts';

/** What a client's words meant, as far as the model could tell. */
export interface Understood {
  tone: 'positive' | 'neutral' | 'negative';
  optsOut: boolean;
  isAway: boolean;
  /** Company-local day, `YYYY-MM-DD`; null when they named none. */
  awayUntil: string | null;
  /** Start (ISO instant) of the one offered slot that was clearly accepted. */
  wantsSlot: string | null;
  wantsOtherService: string | null;
  wantsOtherStaff: string | null;
  needsPerson: boolean;
  /** What they wrote in, when that is clear; absent in what was understood before it was asked for. */
  language?: Language | null;
  /** They wrote to a machine: nothing follows from it but that a person reads it. Absent in what was understood before. */
  ordersModel?: boolean;
  /** A machine answered for them: its words mean nothing. Absent in what was understood before. */
  isAutomatic?: boolean;
}

export interface DialogueFacts {
  /** null: the words could not be understood, or there were none (a voice message, a picture). */
  understood: Understood | null;
  /** Nobody in the books has this number. */
  isUnmatched: boolean;
  /** WhatsApp's types of the unread messages. */
  kinds: string[];
  /** A person has taken this conversation over. */
  isHandedOver: boolean;
  /** They said no before these words and have not taken it back. */
  isOptedOut: boolean;
  /** The confirmation was sent, or is on its way. */
  isOptOutConfirmed: boolean;
  /** Answers that went out today without a person having approved them. */
  automaticAnswersToday: number;
  /** ISO instants of the slots last offered to them that are still to come. */
  offeredSlots: string[];
}

export type PersonReason =
  | 'unmatched_sender'
  | 'not_text'
  | 'not_understood'
  | 'asked_for_person'
  | 'orders_model'
  | 'autoresponder'
  | 'opted_out'
  | 'too_many_answers';

export type NextWord =
  | { say: 'nothing' }
  | { say: 'fixed'; text: 'opted_out' | 'away' }
  | { say: 'written' }
  /** "Book and confirm": one action, for the moderator or, in notification mode, for the product. */
  | { say: 'booking'; slot: string }
  | { say: 'person'; reason: PersonReason };

/** A guard against talking with another machine: then a person looks (definitions.md, "What a reply does"). */
export const AUTOMATIC_ANSWERS_A_DAY = 3;
const READABLE = new Set(['text', 'button', 'interactive', 'reaction']);

/** Only a slot that was really offered is ever booked, whatever the model believes to have read. */
export function acceptedSlot(understood: Understood | null, offeredSlots: string[]): string | null {
  if (!understood?.wantsSlot) return null;
  const wanted = Date.parse(understood.wantsSlot);
  return offeredSlots.find((slot) => Date.parse(slot) === wanted) ?? null;
}

/**
 * An opt-out wins over everything else the same words may mean, and is confirmed even while a person has the conversation:
 * nobody may write to them after it. Otherwise that person is never talked over.
 */
export function nextWord(facts: DialogueFacts): NextWord {
  const { understood } = facts;
  if (understood?.optsOut && !facts.isUnmatched)
    return facts.isOptOutConfirmed ? { say: 'nothing' } : { say: 'fixed', text: 'opted_out' };
  if (facts.isHandedOver) return { say: 'nothing' };
  const reason = personReason(facts);
  if (reason) return { say: 'person', reason };
  // A thumb under a message is no question.
  if (!understood || facts.kinds.every((kind) => kind === 'reaction')) return { say: 'nothing' };
  if (facts.isOptedOut) return { say: 'nothing' };
  const slot = acceptedSlot(understood, facts.offeredSlots);
  const isAway = understood.isAway || understood.awayUntil !== null;
  // "I am away until Thursday, Friday at five is fine" is a booking.
  if (isAway && !slot) return { say: 'fixed', text: 'away' };
  // Somebody who says no is left in peace; the reactivation ends as declined.
  if (understood.tone === 'negative') return { say: 'nothing' };
  if (facts.automaticAnswersToday >= AUTOMATIC_ANSWERS_A_DAY) return { say: 'person', reason: 'too_many_answers' };
  return slot ? { say: 'booking', slot } : { say: 'written' };
}

/** What no automatic answer can be right for. */
function personReason({ isUnmatched, kinds, understood, isOptedOut }: DialogueFacts): PersonReason | null {
  if (isUnmatched) return 'unmatched_sender';
  if (kinds.some((kind) => !READABLE.has(kind))) return 'not_text';
  if (!understood) return kinds.every((kind) => kind === 'reaction') ? null : 'not_understood';
  if (understood.isAutomatic) return 'autoresponder';
  if (understood.ordersModel) return 'orders_model';
  if (understood.needsPerson) return 'asked_for_person';
  // Whether a later word takes the "no" back is not for a machine to decide, and nothing may be sent before.
  return isOptedOut && understood.tone !== 'negative' ? 'opted_out' : null;
}
