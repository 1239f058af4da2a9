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

/** Every n-th of `count` labels, counted from the last, so that the newest always has its own. */
export function labelled(count: number, room: number, labelWidth: number): number[] {
  if (count === 0) return [];
  const fitting = Math.max(1, Math.floor(room / labelWidth));
  const step = Math.max(1, Math.ceil(count / fitting));
  return Array.from({ length: Math.ceil(count / step) }, (_, index) => count - 1 - index * step).toReversed();
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
