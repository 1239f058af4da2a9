/** What a funnel's counts say about each step: its share of all, of the step before, and who stopped at it. */

import type { TrialFunnel } from '../../../../../contracts/http/metrics.ts';

type Counted = TrialFunnel['steps'][number];
export interface FunnelStep extends Counted {
  ofFirst: number | null;
  /** Null for the first step, and where nobody reached the one before. */
  ofBefore: number | null;
  /** Null after the last step. */
  dropped: { people: number; wentOn: number } | null;
}

const ratio = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);

export function stepsOf(steps: readonly Counted[]): FunnelStep[] {
  const first = steps[0]?.reached ?? 0;
  return steps.map((step, index) => {
    const before = steps[index - 1];
    const next = steps[index + 1];
    const wentOn = next ? ratio(next.reached, step.reached) : null;
    return {
      ...step,
      ofFirst: ratio(step.reached, first),
      ofBefore: before ? ratio(step.reached, before.reached) : null,
      dropped: next && wentOn !== null ? { people: step.reached - next.reached, wentOn } : null,
    };
  });
}
