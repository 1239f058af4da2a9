/** The words of a shared limit: who asks for a turn, and what they are told. */

/** Somebody waits for the answer (free times, a booking, the consent of whoever is written to next), or it is copying. */
export type Lane = 'interactive' | 'background';

export interface AskedTurn {
  lane: Lane;
  /** How long this request has asked already: the oldest go first. */
  waitedMs: number;
}

export interface Turn {
  isTaken: boolean;
  /** Until the turn begins; when it was not taken, until it is worth asking again. */
  waitMs: number;
}
