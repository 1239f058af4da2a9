/** How people take what a number sends: definitions.md, "spam score". db/queries/spam-score.sql says the same in SQL; a property test holds the two together. */

/** Of the last seven company-local days. */
export interface SpamParts {
  /** Messages that WhatsApp accepted. */
  sent: number;
  /** People who said no, whichever way; imported lists are about earlier days and somebody else's messages. */
  optOuts: number;
  /** Refusals that mean blocks or spam. */
  errors: number;
}

/** Spam limit on the number, blocked for breaking a policy, account locked. That one person blocked us Meta never tells by itself (131026 hides it). */
export const SPAM_ERRORS = ['131048', '368', '131031'] as const;
export const SPAM_DAYS = 7;
export const SPAM_FROM_SENT = 20;
const WEIGHT = 5;

export const SPAM_HALVES_ABOVE = 0.3;
export const SPAM_PAUSES_ABOVE = 0.6;

export function spamScoreOf({ sent, optOuts, errors }: SpamParts): number {
  return sent < SPAM_FROM_SENT ? 0 : Math.min(1, (WEIGHT * (optOuts + errors)) / sent);
}

export type SpamBand = 'calm' | 'halved' | 'paused';

export function spamBandOf(score: number): SpamBand {
  if (score > SPAM_PAUSES_ABOVE) return 'paused';
  return score > SPAM_HALVES_ABOVE ? 'halved' : 'calm';
}
