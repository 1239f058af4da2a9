/** What a plot draws: a line with its points, or bars; what is not over yet is drawn hollow. */

import { Bar, LinePath } from '@visx/shape';
import { standsAlone } from './geometry.ts';
import type { PlotPoint } from './plot-point.ts';

interface MarksProps {
  points: PlotPoint[];
  layout: { bottom: number; positions: number[]; barWidth: number; y: (value: number) => number };
  chosen: number | null;
}
/** Closer than this, dots would melt into the line. */
const DOT_DISTANCE = 14;

export function LineMarks({ points, layout, chosen }: MarksProps) {
  const { positions, bottom, y } = layout;
  const placed = points.map((point, index) => ({ ...point, left: positions[index] ?? 0 }));
  const one = chosen === null ? undefined : placed[chosen];
  const isLast = (index: number): boolean => index === placed.length - 1;
  return (
    <g>
      {one && <line x1={one.left} x2={one.left} y1={4} y2={bottom} stroke="var(--line-strong)" strokeWidth={1} />}
      <LinePath
        data={placed}
        defined={({ value }) => value !== null}
        x={({ left }) => left}
        y={({ value }) => y(value ?? 0)}
        stroke="var(--accent)"
        strokeWidth={2}
        strokeLinejoin="round"
        strokeLinecap="round"
      />
      {placed.map(({ key, left, value, isOpen }, index) =>
        value !== null && (isLast(index) || standsAlone(positions, index, DOT_DISTANCE)) ? (
          <circle
            key={key}
            cx={left}
            cy={y(value)}
            r={3.5}
            fill={isOpen === true ? 'var(--surface)' : 'var(--accent)'}
            stroke="var(--accent)"
            strokeWidth={2}
          />
        ) : null,
      )}
      {one && one.value !== null && (
        <circle cx={one.left} cy={y(one.value)} r={5} fill="var(--accent)" stroke="var(--surface)" strokeWidth={2} />
      )}
    </g>
  );
}

export function BarMarks({ points, layout, chosen }: MarksProps) {
  const { positions, bottom, barWidth, y } = layout;
  return (
    <g>
      {points.map(({ key, value, isOpen }, index) => {
        const top = y(value ?? 0);
        const height = Math.max(value ? 3 : 1, bottom - top);
        const isHollow = isOpen === true && chosen !== index;
        return (
          <Bar
            key={key}
            x={(positions[index] ?? 0) - barWidth / 2}
            y={bottom - height}
            width={barWidth}
            height={height}
            rx={Math.min(3, barWidth / 4)}
            fill={isHollow ? 'var(--accent-soft)' : 'var(--accent)'}
            fillOpacity={chosen === null || chosen === index || isHollow ? 1 : 0.55}
            stroke={isHollow ? 'var(--accent)' : 'none'}
            strokeDasharray={isHollow ? '3 2' : undefined}
          />
        );
      })}
    </g>
  );
}
