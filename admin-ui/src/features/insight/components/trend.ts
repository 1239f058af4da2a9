/** How a number has changed: the difference that its kind asks for, and only where both days are known. */

export type NumberKind = 'count' | 'rate' | 'money';
export interface Point {
  on: string;
  value: number | null;
  isFinal: boolean;
}
/** `number`: so many more · `points`: percentage points · `share`: a fraction of what it was. */
export interface Change {
  by: number;
  unit: 'number' | 'points' | 'share';
}

/** Undefined: nothing is kept of that day. Null: there was nothing to divide by. */
export function valueOn(points: readonly Point[], day: string): number | null | undefined {
  return points.find(({ on }) => on === day)?.value;
}

/** Null where there is nothing honest to say. */
export function changeOf(
  kind: NumberKind,
  now: number | null | undefined,
  before: number | null | undefined,
): Change | null {
  if (now === null || now === undefined || before === null || before === undefined) return null;
  if (kind === 'count') return { by: now - before, unit: 'number' };
  if (kind === 'rate') return { by: tenths((now - before) * 100), unit: 'points' };
  // From nothing to something is not a percentage.
  return before === 0 ? null : { by: thousandths((now - before) / Math.abs(before)), unit: 'share' };
}

/** Rounded before its sign is read: a change that shows as 0 is none. */
const tenths = (value: number): number => Math.round(value * 10) / 10;
const thousandths = (value: number): number => Math.round(value * 1000) / 1000;
