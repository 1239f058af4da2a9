/** How many first copies one process makes at once: they take minutes to hours, and must leave room for everything short. */

export interface Places {
  /** False when all are taken. */
  enter: () => boolean;
  leave: () => void;
}

export function createPlaces(most: number): Places {
  let taken = 0;
  return {
    enter() {
      if (taken >= most) return false;
      taken += 1;
      return true;
    },
    leave() {
      taken -= 1;
    },
  };
}
