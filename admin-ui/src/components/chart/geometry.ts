/** The arithmetic of a plot: how far its axis reaches, which labels fit, which point is meant. */

export interface Reach {
  least: number;
  most: number;
}

/** A line whose values hardly move would be flat above zero; one that comes near zero should show it. */
const NEAR_ZERO = 0.5;
const ROOM = 0.08;

export function reachOf(values: readonly (number | null)[], fromZero: boolean): Reach {
  const known = values.filter((value): value is number => value !== null);
  if (known.length === 0) return { least: 0, most: 1 };
  const [low, high] = [Math.min(...known), Math.max(...known)];
  if (fromZero || (low >= 0 && low <= high * NEAR_ZERO)) return { least: Math.min(0, low), most: high > 0 ? high : 1 };
  const room = Math.max((high - low) * ROOM, Math.abs(high) * 0.02);
  return { least: low >= 0 ? Math.max(0, low - room) : low - room, most: high + room };
}

/** Which points are named beneath the axis: the newest always, and before it each that has room; positions are in order. */
export function labelled(positions: readonly number[], labelWidth: number): number[] {
  const named: number[] = [];
  let taken = Number.POSITIVE_INFINITY;
  for (let index = positions.length - 1; index >= 0; index -= 1) {
    const position = positions[index] ?? 0;
    if (position > taken - labelWidth) continue;
    named.unshift(index);
    taken = position;
  }
  return named;
}

/** Whether a point stands far enough from both neighbours to be drawn as a dot of its own. */
export function standsAlone(positions: readonly number[], index: number, distance: number): boolean {
  const position = positions[index] ?? 0;
  return [positions[index - 1], positions[index + 1]].every(
    (neighbour) => neighbour === undefined || Math.abs(neighbour - position) >= distance,
  );
}

/** The index of the position nearest to `x`; positions are in order. */
export function nearest(positions: readonly number[], x: number): number {
  let best = 0;
  for (const [index, position] of positions.entries())
    if (Math.abs(position - x) <= Math.abs((positions[best] ?? Number.POSITIVE_INFINITY) - x)) best = index;
  return best;
}

/** Where the keys lead: arrows by one, pages by a tenth, Home and End to the ends; null for any other key. */
export function stepTo(key: string, at: number, count: number): number | null {
  const last = count - 1;
  const leap = Math.max(1, Math.round(count / 10));
  const to: Record<string, number> = {
    ArrowLeft: at - 1,
    ArrowDown: at - 1,
    ArrowRight: at + 1,
    ArrowUp: at + 1,
    PageDown: at - leap,
    PageUp: at + leap,
    Home: 0,
    End: last,
  };
  const wanted = to[key];
  return wanted === undefined ? null : Math.min(last, Math.max(0, wanted));
}
