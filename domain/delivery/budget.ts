/** What a month may cost, for AI and for messages: when people are warned, what still goes, and where the month is heading. */

/** A millionth of the currency's minor unit: one token costs less than a thousandth of a cent. */
export const MICROS = 1_000_000;
/** definitions.md, "Consent and spending": a warning at 80 %, at 100 % what costs money waits for the next month. */
export const WARN_SHARE = 0.8;

export type BudgetLevel = 'no_cap' | 'fine' | 'near' | 'used_up';

export function budgetLevel(capMinor: number | null, spentMicros: number): BudgetLevel {
  if (capMinor === null) return 'no_cap';
  if (spentMicros >= capMinor * MICROS) return 'used_up';
  return spentMicros >= capMinor * MICROS * WARN_SHARE ? 'near' : 'fine';
}

/** What is left of a cap; null: there is none. */
export function budgetLeft(capMinor: number | null, spentMicros: number): number | null {
  return capMinor === null ? null : Math.max(0, capMinor * MICROS - spentMicros);
}

/** A message goes only when all of it still fits, so that a cap is never passed by the last one; what is free always goes. */
export function fitsBudget(leftMicros: number | null, priceMicros: number): boolean {
  return leftMicros === null || priceMicros === 0 || priceMicros <= leftMicros;
}

/**
 * Which of one claim's messages go, in their order: what goes before counts as spent. The first that does not fit any more
 * holds back those behind it until the next look, so a cap is never passed.
 */
export function withinBudget(leftMicros: number | null, prices: readonly number[]): boolean[] {
  let spent = 0;
  return prices.map((price) => {
    if (!fitsBudget(leftMicros, price)) return false;
    spent += price;
    return price === 0 || leftMicros === null || spent <= leftMicros;
  });
}

/** The month at the pace it has had so far; null on its first hours, which say nothing. */
export function forecastMicros(spentMicros: number, month: { start: Date; end: Date; at: Date }): number | null {
  const passed = month.at.getTime() - month.start.getTime();
  const whole = month.end.getTime() - month.start.getTime();
  return passed < 86_400_000 ? null : Math.round((spentMicros * whole) / passed);
}
