/** The little box that names the point under the pointer. */

import type { PlotPoint } from './plot-point.ts';

const HALF = 96;

export function PlotTip({ point, x, width }: { point: PlotPoint; x: number; width: number }) {
  const left = Math.min(Math.max(x, HALF), Math.max(HALF, width - HALF));
  return (
    <div
      aria-hidden="true"
      style={{ left }}
      className="pointer-events-none absolute -top-2 z-10 w-max max-w-48 -translate-x-1/2 rounded-md border border-line bg-raised px-2.5 py-1.5 text-center shadow-lift"
    >
      <p className="text-xs text-ink-3">{point.label}</p>
      <p className="tabular font-semibold text-ink">{point.words}</p>
    </div>
  );
}
