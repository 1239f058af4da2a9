/** How many cards lie open in the chat at once, and what the one message about the rest says. */

/** More open cards than this are a wall, and posting them takes minutes at Telegram's pace. */
export const OPEN_CARDS = 10;

export interface Waiting {
  /** Undecided cards that are posted. */
  shown: number;
  /** Undecided cards that are not, and were not asked for. */
  held: number;
}

/** How many held cards may be posted now. Cards asked for with "show ten more" come on top. */
export function roomFor({ shown, held }: Waiting): number {
  return Math.max(0, Math.min(held, OPEN_CARDS - shown));
}

export type Digest =
  | { say: 'nothing' }
  | { say: 'waiting'; waiting: number; held: number; next: number }
  | { say: 'all_shown' };

/** `wasSaid`: a digest is in the chat. It is taken back in words once nothing is held any more. */
export function digestOf({ shown, held }: Waiting, wasSaid: boolean): Digest {
  const left = held - roomFor({ shown, held });
  if (left > 0) return { say: 'waiting', waiting: shown + held, held: left, next: Math.min(left, OPEN_CARDS) };
  return wasSaid ? { say: 'all_shown' } : { say: 'nothing' };
}
