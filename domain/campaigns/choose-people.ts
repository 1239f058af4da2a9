/** Whom of the ranked a run really begins with: the day's allowance, less those kept back to see what would have happened anyway. */

import { isHeldOut } from './hold-out.ts';

/** The campaign of the hold-out's hash: permanent, or everybody would be drawn anew. */
export const SERVICE_REACTIVATION = 'service_reactivation';

export interface DrawFacts {
  allowance: number;
  holdOutPercent: number;
  /** Phones drawn as held out within the last 28 days. */
  heldOutLately: ReadonlySet<string>;
}

export interface Drawn<Person> {
  chosen: Person[];
  /** Drawn now: they count in the comparison from today. */
  heldOut: Person[];
  /** Drawn before, still resting. */
  resting: Person[];
  /** Nobody is dropped: they come again tomorrow. */
  waiting: Person[];
}

/**
 * Only people a run gets to are drawn, so that both arms of the comparison were equally likely to be written to.
 * Source: definitions.md, "Hold-out" and "A run's allowance".
 */
export function choosePeople<Person extends { phone: string }>(
  ranked: readonly Person[],
  facts: DrawFacts,
): Drawn<Person> {
  const drawn: Drawn<Person> = { chosen: [], heldOut: [], resting: [], waiting: [] };
  for (const person of ranked) {
    if (facts.heldOutLately.has(person.phone)) drawn.resting.push(person);
    else if (drawn.chosen.length >= facts.allowance) drawn.waiting.push(person);
    else if (isHeldOut(SERVICE_REACTIVATION, person.phone, facts.holdOutPercent)) drawn.heldOut.push(person);
    else drawn.chosen.push(person);
  }
  return drawn;
}
