/** The names of segments and metrics in their order, and what kind of number each metric is. Apart from the schemas, which pages need not load. */

export { METRICS, type MetricKey } from '../../domain/insight/metric-keys.ts';
/** Highest priority first. */
export { SEGMENTS, type Segment } from '../../domain/insight/segments.ts';
