/** A trend as a small line without axes, beside the figure it belongs to; the figures are in the chart it leads to. */

import { scaleLinear } from '@visx/scale';
import { AreaClosed, LinePath } from '@visx/shape';
import { reachOf } from './geometry.ts';
import { useWidth } from './use-width.ts';

export interface SparkPoint {
  x: number;
  value: number | null;
}
const EDGE = 3;

export function Sparkline({ points, height = 36 }: { points: SparkPoint[]; height?: number }) {
  const [box, width] = useWidth();
  const known = points.filter(({ value }) => value !== null);
  const last = known.at(-1);
  const reach = reachOf(
    known.map(({ value }) => value),
    false,
  );
  const x = scaleLinear({
    domain: [points[0]?.x ?? 0, points.at(-1)?.x ?? 1],
    range: [EDGE, Math.max(EDGE, width - EDGE)],
  });
  const y = scaleLinear({ domain: [reach.least, reach.most], range: [height - EDGE, EDGE] });
  const isDrawn = width > 0 && known.length > 1;
  return (
    <div ref={box} aria-hidden="true" style={{ height }} className="w-full">
      {isDrawn && (
        <svg width={width} height={height} className="block overflow-visible">
          <AreaClosed
            data={known}
            x={(point) => x(point.x)}
            y={(point) => y(point.value ?? 0)}
            yScale={y}
            className="fill-accent/10"
          />
          <LinePath
            data={known}
            x={(point) => x(point.x)}
            y={(point) => y(point.value ?? 0)}
            className="stroke-accent"
            strokeWidth={1.5}
            strokeLinejoin="round"
          />
          {last && <circle cx={x(last.x)} cy={y(last.value ?? 0)} r={2.5} className="fill-accent" />}
        </svg>
      )}
    </div>
  );
}
