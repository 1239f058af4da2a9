/** When a message that waits is reminded of, when the owner hears, and when it expires (its workflow's own timer). */

export const REMIND_AFTER_HOURS = 4;
export const ESCALATE_AFTER_HOURS = 24;
export const EXPIRE_AFTER_HOURS = 72;

export interface WaitingCard {
  awaitingSince: Date;
  remindedAt: Date | null;
  escalatedAt: Date | null;
}

export type OverdueStep = 'remind' | 'escalate' | null;

/** Each step once. A card found late (the bot was away) goes straight to the owner, without a reminder on top. */
export function overdueStep(card: WaitingCard, now: Date): OverdueStep {
  const hours = (now.getTime() - card.awaitingSince.getTime()) / 3_600_000;
  if (hours >= ESCALATE_AFTER_HOURS) return card.escalatedAt === null ? 'escalate' : null;
  return hours >= REMIND_AFTER_HOURS && card.remindedAt === null ? 'remind' : null;
}
