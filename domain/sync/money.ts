/** Amounts as platforms write them (2700, "1000.00", "") into integer minor units. */

const digitsOf = new Map<string, number>();

/** Two for most currencies, none for the yen: as ISO 4217 has it. */
export function minorDigits(currency: string): number {
  let digits = digitsOf.get(currency);
  if (digits === undefined) {
    digits = new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;
    digitsOf.set(currency, digits);
  }
  return digits;
}

/** null when it is no number at all: the caller decides whether that is a misfit or a nought. */
export function toMinor(amount: unknown, currency: string): number | null {
  if (typeof amount !== 'number' && typeof amount !== 'string') return null;
  const text = String(amount).trim().replace(/\s/g, '').replace(',', '.');
  if (text === '') return null;
  const value = Number(text);
  if (!Number.isFinite(value)) return null;
  // Adding 0 turns a negative nought into nought.
  return Math.round(value * 10 ** minorDigits(currency)) + 0;
}
