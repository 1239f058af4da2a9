/** The books know people by a code only: their names and phones are invented from it, the same every time. */

const FIRST_NAMES =
  'Emma Olivia Sophie Grace Hannah Lauren Chloe Megan Alice Rachel James Oliver Jack Thomas William Harry Daniel Samuel George Ethan'.split(
    ' ',
  );
const SURNAMES =
  'Smith Jones Taylor Brown Wilson Evans Walker Wright Hughes Clarke Turner Baker Carter Mason Foster'.split(' ');
const PHONES_FROM = 7_000_000;

/** FNV-1a: a number from a text, the same on every machine. */
function numberOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash >>> 0;
}

export function inventedName(code: string): { name: string; surname: string } {
  const number = numberOf(code);
  const surname = Math.floor(number / FIRST_NAMES.length) % SURNAMES.length;
  return { name: FIRST_NAMES[number % FIRST_NAMES.length] ?? '', surname: SURNAMES[surname] ?? '' };
}

/** The k-th client's phone, k from 1. */
export const inventedPhone = (k: number): string => `+1604${String(PHONES_FROM + k)}`;
