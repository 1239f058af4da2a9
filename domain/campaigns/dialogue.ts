/** Decides what the product says next in a dialogue, or that a person should. */

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
  isOptOutConfirmed: boolean;
  /** Answers that went out today without a person having approved them. */
  automaticAnswersToday: number;
  /** ISO instants of the slots in the last message that reached them. */
  offeredSlots: string[];
}

export type PersonReason = 'unmatched_sender' | 'not_text' | 'not_understood' | 'asked_for_person' | 'too_many_answers';

export type NextWord =
  | { say: 'nothing' }
  | { say: 'fixed'; text: 'opted_out' | 'away' }
  | { say: 'written' }
  /** "Book and confirm": one action, for the moderator or, in notification mode, for the product. */
  | { say: 'booking'; slot: string }
  | { say: 'person'; reason: PersonReason };

/** A guard against talking with another machine: then a person looks (definitions.md, "What a reply does"). */
export const AUTOMATIC_ANSWERS_A_DAY = 3;
const READABLE = new Set(['text', 'button', 'interactive']);

/** Only a slot that was really offered is ever booked, whatever the model believes to have read. */
export function acceptedSlot(understood: Understood | null, offeredSlots: string[]): string | null {
  if (!understood?.wantsSlot) return null;
  const wanted = Date.parse(understood.wantsSlot);
  return offeredSlots.find((slot) => Date.parse(slot) === wanted) ?? null;
}

/** An opt-out wins over everything else the same words may mean; a person who has taken over is never talked over. */
export function nextWord(facts: DialogueFacts): NextWord {
  const { understood } = facts;
  if (facts.isUnmatched) return { say: 'person', reason: 'unmatched_sender' };
  if (understood?.optsOut) return facts.isOptOutConfirmed ? { say: 'nothing' } : { say: 'fixed', text: 'opted_out' };
  if (facts.isHandedOver) return { say: 'nothing' };
  if (facts.kinds.some((kind) => !READABLE.has(kind))) return { say: 'person', reason: 'not_text' };
  if (!understood) return { say: 'person', reason: 'not_understood' };
  if (understood.needsPerson) return { say: 'person', reason: 'asked_for_person' };
  if (understood.isAway || understood.awayUntil) return { say: 'fixed', text: 'away' };
  const slot = acceptedSlot(understood, facts.offeredSlots);
  // Somebody who says no is left in peace; the reactivation ends as declined.
  if (understood.tone === 'negative') return { say: 'nothing' };
  if (facts.automaticAnswersToday >= AUTOMATIC_ANSWERS_A_DAY) return { say: 'person', reason: 'too_many_answers' };
  return slot ? { say: 'booking', slot } : { say: 'written' };
}
