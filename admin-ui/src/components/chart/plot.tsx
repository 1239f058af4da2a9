/** A line or bars over time with its axes; a pointer, a finger or the arrow keys read one point after the other. */

import { AxisBottom, AxisLeft } from '@visx/axis';
import { GridRows } from '@visx/grid';
import { scaleLinear } from '@visx/scale';
import { useState, type KeyboardEvent, type PointerEvent } from 'react';
import { labelled, nearest, reachOf, stepTo } from './geometry.ts';
import { BarMarks, LineMarks } from './marks.tsx';
import type { PlotPoint } from './plot-point.ts';
import { PlotTip } from './plot-tip.tsx';
import { useWidth } from './use-width.ts';

export interface PlotProps {
  kind: 'line' | 'bar';
  points: PlotPoint[];
  /** What a screen reader calls it. */
  label: string;
  height?: number;
  /** How a value is written on the axis. */
  tickOf: (value: number) => string;
  /** People and visits come in whole numbers only. */
  isWhole?: boolean;
  /** Without the axis at the side, for a small chart beside its figures. */
  isBare?: boolean;
}

const TOP = 10;
const BOTTOM = 26;
const LETTER = 6.6;
const TICKS = 4;
const LABEL_WIDTH = 78;
/** Room for the name of the last point, which stands in the middle beneath it. */
const LINE_END = 30;

export function Plot(props: PlotProps) {
  const { points, height = 260 } = props;
  const [box, width] = useWidth();
  const [at, setAt] = useState<number | null>(null);
  const last = points.length - 1;
  const chosen = at === null ? null : Math.min(at, last);
  const described = points[chosen ?? last];
  const layout = layoutOf(props, width);
  const follow = (event: PointerEvent): void => {
    const left = event.currentTarget.getBoundingClientRect().left;
    setAt(nearest(layout.positions, event.clientX - left));
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') setAt(null);
    const next = stepTo(event.key, chosen ?? last, points.length);
    if (next === null) return;
    event.preventDefault();
    setAt(next);
  };
  return (
    <div ref={box} className="relative w-full" style={{ height }}>
      {width > 0 && described && (
        <>
          <Picture {...props} layout={layout} width={width} height={height} chosen={chosen} />
          <div
            role="slider"
            tabIndex={0}
            aria-label={props.label}
            aria-valuemin={0}
            aria-valuemax={last}
            aria-valuenow={chosen ?? last}
            aria-valuetext={`${described.label}: ${described.words}`}
            data-testid="plot"
            className="absolute inset-0 cursor-crosshair touch-pan-y rounded-sm"
            onPointerMove={follow}
            onPointerDown={follow}
            onPointerLeave={(event) => event.pointerType === 'mouse' && setAt(null)}
            onFocus={(event) => event.currentTarget.matches(':focus-visible') && setAt(chosen ?? last)}
            onBlur={() => setAt(null)}
            onKeyDown={onKeyDown}
          />
          {chosen !== null && <PlotTip point={described} x={layout.positions[chosen] ?? 0} width={width} />}
        </>
      )}
    </div>
  );
}

interface Layout {
  left: number;
  bottom: number;
  positions: number[];
  barWidth: number;
  y: ReturnType<typeof scaleLinear<number>>;
  ticks: number[];
}

function layoutOf(
  { kind, points, height = 260, tickOf, isWhole = false, isBare = false }: PlotProps,
  width: number,
): Layout {
  const reach = reachOf(
    points.map(({ value }) => value),
    kind === 'bar',
  );
  const bottom = height - BOTTOM;
  const y = scaleLinear<number>({ domain: [reach.least, reach.most], range: [bottom, TOP], nice: TICKS });
  const ticks = y.ticks(TICKS).filter((tick) => !isWhole || Number.isInteger(tick));
  const left = isBare ? 0 : Math.ceil(Math.max(...ticks.map((tick) => tickOf(tick).length), 1) * LETTER) + 12;
  const room = Math.max(1, width - left - (kind === 'line' ? LINE_END : 0));
  const slot = room / Math.max(1, points.length);
  const [first, last] = [points[0]?.x ?? 0, points.at(-1)?.x ?? 1];
  const x = scaleLinear<number>({
    domain: first === last ? [first - 1, first + 1] : [first, last],
    range: [left + 6, left + room],
  });
  const positions = points.map((point, index) => (kind === 'bar' ? left + slot * (index + 0.5) : x(point.x)));
  return { left, bottom, positions, barWidth: Math.max(2, Math.min(44, slot * 0.72)), y, ticks };
}

function Picture({
  kind,
  points,
  layout,
  width,
  height,
  chosen,
  tickOf,
  isBare = false,
}: PlotProps & { layout: Layout; width: number; height: number; chosen: number | null }) {
  const { left, bottom, positions, y, ticks } = layout;
  const x = scaleLinear<number>({ domain: [0, width], range: [0, width] });
  const named = labelled(positions, LABEL_WIDTH);
  const tickAt = new Map(named.map((index) => [positions[index] ?? 0, points[index]?.tick ?? '']));
  const font = { fill: 'var(--ink-3)', fontSize: 12, fontFamily: 'inherit' } as const;
  return (
    <svg width={width} height={height} aria-hidden="true" className="tabular block overflow-visible">
      {!isBare && (
        <GridRows scale={y} left={left} width={width - left} tickValues={ticks} stroke="var(--line)" strokeWidth={1} />
      )}
      {kind === 'bar' ? (
        <BarMarks points={points} layout={layout} chosen={chosen} />
      ) : (
        <LineMarks points={points} layout={layout} chosen={chosen} />
      )}
      {!isBare && (
        <AxisLeft
          scale={y}
          left={left}
          tickValues={ticks}
          tickFormat={(value) => tickOf(value.valueOf())}
          hideAxisLine
          hideTicks
          tickLabelProps={{ ...font, textAnchor: 'end', dx: 0, dy: 4 }}
        />
      )}
      <AxisBottom
        scale={x}
        top={bottom}
        tickValues={[...tickAt.keys()]}
        tickFormat={(value) => tickAt.get(value.valueOf()) ?? ''}
        stroke="var(--line)"
        hideTicks
        hideAxisLine={!isBare}
        tickLabelProps={(value, index) => ({
          ...font,
          // The outermost names stay inside the picture.
          textAnchor: value.valueOf() > width - 27 ? 'end' : index === 0 && value.valueOf() < 30 ? 'start' : 'middle',
          dx: value.valueOf() > width - 27 ? width - value.valueOf() : 0,
          dy: 4,
        })}
      />
    </svg>
  );
}
