/** What an independent computation knows of a company: people, and what is dated about each of them. */

/** All days are plain day numbers (days.ts). */
export interface Person {
  key: string;
  /** One entry per visit: records of one day are one. */
  visits: Visit[];
  noShows: number[];
  /** Days of deleted records. */
  cancelled: number[];
  /** Records that are not deleted and still waiting or confirmed. */
  waiting: { day: number; isPt: boolean }[];
  memberships: { boughtOn: number; costMinor: number }[];
  goods: { day: number; costMinor: number }[];
}
export interface Visit {
  day: number;
  costMinor: number;
  isPt: boolean;
}

export interface Company {
  people: Person[];
  /** The company's own threshold of high LTV; null without one. */
  highLtvMinor: number | null;
}

export const emptyPerson = (key: string): Person => ({
  key,
  visits: [],
  noShows: [],
  cancelled: [],
  waiting: [],
  memberships: [],
  goods: [],
});
