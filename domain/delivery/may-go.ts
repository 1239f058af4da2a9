/** Everything about one row that could forbid sending it, asked again when it is claimed. db/queries/claim-outbox.sql says the same in SQL; a property test holds them together. */

import { fitsBudget } from './budget.ts';
import { capsAllow } from './caps.ts';

export interface RowFacts {
  at: Date;
  today: string;
  isAnswer: boolean;
  /** The confirmation of an opt-out: the one message an opted-out person still gets, once. */
  confirmsOptOut: boolean;
  optOutConfirmed: boolean;
  messageStatus: string;
  kind: 'template' | 'text';
  mode: 'moderation' | 'notification';
  approved: boolean;
  /** Fixed confirmations are nobody's to approve. */
  isFixedText: boolean;
  /** Some card of the company still carries this phone; one's own number, for a test, need not. */
  phoneInBooks: boolean;
  isTest?: boolean;
  optedOut: boolean;
  newsletter: 'yes' | 'no' | 'unknown';
  /** Some card of the person was not read since it changed, and the booking platform can be asked. */
  consentUnread: boolean;
  visitedInYear: boolean;
  goodUntil: Date | null;
  windowUntil: Date | null;
  marketingHold: boolean;
  templateStatus: string | null;
  /** An offered slot has begun. */
  slotGone: boolean;
  /** Slots are offered, and nobody has seen them free for ten minutes. */
  slotsUnchecked: boolean;
  /** Local dates of the person's other marketing messages. */
  sentOn: string[];
  /** What this message costs, and what the month's cap for messages leaves; null: no cap. */
  priceMicros: number;
  budgetLeft: number | null;
}

export type RowVerdict =
  | { verdict: 'go' }
  | {
      verdict: 'end';
      reason: 'message_ended' | 'no_valid_phone' | 'opted_out' | 'no_consent' | 'good_until_passed' | 'window_closed';
    }
  | { verdict: 'take_back'; reason: 'needs_approval' | 'slot_gone' }
  | {
      verdict: 'wait';
      reason:
        | 'marketing_hold'
        | 'template_not_approved'
        | 'weekly_cap'
        | 'monthly_cap'
        | 'budget'
        | 'consent_unread'
        | 'slots_unchecked';
      untilDay?: string;
    };

const STILL_TO_SEND = ['queued', 'waiting', 'failed'];

/** First what ends the row for good, then what a new draft could mend, then what time will. */
export function mayGo(facts: RowFacts): RowVerdict {
  return ends(facts) ?? takesBack(facts) ?? waits(facts) ?? { verdict: 'go' };
}

function ends(facts: RowFacts): RowVerdict | null {
  const end = (reason: Extract<RowVerdict, { verdict: 'end' }>['reason']): RowVerdict => ({ verdict: 'end', reason });
  if (!STILL_TO_SEND.includes(facts.messageStatus)) return end('message_ended');
  if (!facts.phoneInBooks && facts.isTest !== true) return end('no_valid_phone');
  if (facts.optedOut && !(facts.confirmsOptOut && !facts.optOutConfirmed)) return end('opted_out');
  // Whoever writes to the club gets an answer; the newsletter agreement is about being written to first.
  if (!facts.isAnswer && facts.newsletter === 'no') return end('no_consent');
  // Unknown is a finding only once every card was read: one that was not may say yes as well as no.
  if (!facts.isAnswer && facts.newsletter === 'unknown' && !facts.visitedInYear && !facts.consentUnread)
    return end('no_consent');
  if (facts.goodUntil && facts.goodUntil <= facts.at) return end('good_until_passed');
  if (facts.kind === 'text' && (facts.windowUntil === null || facts.windowUntil <= facts.at))
    return end('window_closed');
  return null;
}

function takesBack(facts: RowFacts): RowVerdict | null {
  if (facts.mode === 'moderation' && !facts.approved && !facts.isFixedText)
    return { verdict: 'take_back', reason: 'needs_approval' };
  return facts.slotGone ? { verdict: 'take_back', reason: 'slot_gone' } : null;
}

function waits(facts: RowFacts): RowVerdict | null {
  if (!facts.isAnswer && facts.marketingHold) return { verdict: 'wait', reason: 'marketing_hold' };
  if (facts.kind === 'template' && facts.templateStatus !== 'APPROVED')
    return { verdict: 'wait', reason: 'template_not_approved' };
  if (!facts.isAnswer) {
    const caps = capsAllow(facts.sentOn, facts.today);
    if (!caps.allowed) return { verdict: 'wait', reason: caps.reason, untilDay: caps.until };
    // Somebody who waits for an answer gets it: answers skip caps, and count as spent.
    if (!fitsBudget(facts.budgetLeft, facts.priceMicros)) return { verdict: 'wait', reason: 'budget' };
  }
  if (!facts.isAnswer && facts.consentUnread) return { verdict: 'wait', reason: 'consent_unread' };
  return facts.slotsUnchecked ? { verdict: 'wait', reason: 'slots_unchecked' } : null;
}
