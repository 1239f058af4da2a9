/** When two ways of writing a phone mean one number: the platform knows the country that a card leaves out. */

/** Digits without the noughts that stand for a plus. */
const bare = (phone: string): string => phone.replace(/\D/g, '').replace(/^00/, '');
/** Shorter ends would match strangers. */
const LEAST_DIGITS = 7;

export function samePhone(one: string, other: string): boolean {
  const [short, long] = [bare(one), bare(other)].sort((a, b) => a.length - b.length) as [string, string];
  return short.length >= LEAST_DIGITS && long.endsWith(short);
}
