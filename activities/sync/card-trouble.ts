/** What one card that cannot be read means for those behind it. */

import { RuleBroken, Unavailable } from '../../domain/errors.ts';
import { isRightMissing, refusesCompany } from '../../domain/sync/refusals.ts';

/**
 * `later`: nobody's card can be read just now · `this_one`: the others may be read · `no_right`: none of this kind can be ·
 * `company`: the platform refuses everything.
 */
export type CardTrouble = { means: 'later' | 'this_one' | 'no_right' | 'company'; failureCode: string };

/** Not about the card that was asked for: no turn came, or no request arrived. */
const BEFORE_ANY_CARD: ReadonlySet<string> = new Set([
  'no_turn',
  'rate_limited',
  'unreachable',
  'address_unknown',
  'no_secure_connection',
]);
/** So many in a row are the platform's fault and not the cards'. */
export const MOST_IN_A_ROW = 3;

/** Null for what is not the platform's doing: a bug, our own database, or a run that another has taken over. */
export function cardTrouble(error: unknown): CardTrouble | null {
  if (error instanceof Unavailable && error.system === 'booking') {
    const means = BEFORE_ANY_CARD.has(error.why) ? 'later' : 'this_one';
    return { means, failureCode: `booking_${error.why}` };
  }
  if (!(error instanceof RuleBroken) || !error.code.startsWith('booking_')) return null;
  const failureCode = error.code;
  if (isRightMissing(error)) return { means: 'no_right', failureCode };
  return { means: refusesCompany(failureCode) ? 'company' : 'this_one', failureCode };
}
