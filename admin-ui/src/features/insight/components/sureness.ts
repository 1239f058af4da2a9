/** How sure a habit is, in words instead of a fraction. */

import type { ClientDetail } from '../../../../../contracts/http/insight.ts';

export type Sureness = 'quite' | 'fairly' | 'guess';
type Preferences = NonNullable<ClientDetail['preferences']>;

/** Confidence is the share of the visits × min(1, visits / 10): three of five visits are 0.3, six of ten 0.6. */
const QUITE = 0.6;
const FAIRLY = 0.3;

export function surenessOf(confidence: number): Sureness {
  if (confidence >= QUITE) return 'quite';
  return confidence >= FAIRLY ? 'fairly' : 'guess';
}

/** What belongs into one sentence, and how sure all of it is: what is only a guess stays out while anything surer is known. */
export function sentenceOf({ weekday, partOfDay, staff }: Preferences): {
  weekday: number | null;
  partOfDay: string | null;
  staff: string | null;
  sureness: Sureness;
} | null {
  const known = [weekday, partOfDay, staff].filter((one) => one !== null);
  const sure = known.filter(({ confidence }) => surenessOf(confidence) !== 'guess');
  const told = sure.length > 0 ? sure : known;
  if (told.length === 0) return null;
  const isTold = (one: { confidence: number } | null): boolean => told.some((kept) => kept === one);
  return {
    weekday: isTold(weekday) ? (weekday?.value ?? null) : null,
    partOfDay: isTold(partOfDay) ? (partOfDay?.value ?? null) : null,
    staff: isTold(staff) ? (staff?.value ?? null) : null,
    // A chain is as strong as its weakest link.
    sureness: surenessOf(Math.min(...told.map(({ confidence }) => confidence))),
  };
}
