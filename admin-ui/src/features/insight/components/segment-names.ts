/** The segments in the order in which a manager looks at them, and in the order of their priority. */

import { SEGMENTS as IN_PRIORITY, type Segment } from '../../../../../contracts/http/insight-keys.ts';

export const SEGMENTS: readonly Segment[] = [
  'regular_members',
  'vip_members',
  'at_risk',
  'going_silent',
  'nearly_lost',
  'lost_clients',
  'trial_dropoffs',
  'pt_cancellations',
];

/** From the highest priority down: somebody whom two describe is in the upper one. */
export const BY_PRIORITY: readonly Segment[] = IN_PRIORITY;
