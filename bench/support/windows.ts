/** Counting in sliding windows. */

/** The most moments (in milliseconds) that any window of this length holds. */
export function mostIn(times: readonly number[], windowMs: number): number {
  const sorted = [...times].sort((a, b) => a - b);
  let most = 0;
  let start = 0;
  sorted.forEach((at, end) => {
    while (at - (sorted[start] ?? at) >= windowMs) start += 1;
    most = Math.max(most, end - start + 1);
  });
  return most;
}
