/** The one clock. Product code asks it instead of `Date`, so that a test can set the time. */

export interface Clock {
  now(): Date;
}

export const systemClock: Clock = { now: () => new Date() };
