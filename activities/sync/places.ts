/** How many of one kind of long work a process does at once: first copies, rebuilds and cards must leave room for everything short. */

export interface Places {
  /** False when all are taken: whoever asks comes back later. */
  enter: () => boolean;
  leave: () => void;
  /** How often somebody found no place so far: whoever is in sees that others want to get in. */
  turnedAway: () => number;
}

export function createPlaces(most: number): Places {
  let taken = 0;
  let turnedAway = 0;
  return {
    enter() {
      if (taken >= most) {
        turnedAway += 1;
        return false;
      }
      taken += 1;
      return true;
    },
    leave() {
      taken -= 1;
    },
    turnedAway: () => turnedAway,
  };
}
