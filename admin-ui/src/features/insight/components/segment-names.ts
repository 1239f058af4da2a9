/** The segments in the order in which a manager looks at them, and in the order of their priority. */

import type { Client } from '../../../../../contracts/http/insight.ts';

export const SEGMENTS: NonNullable<Client['segment']>[] = [
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
export const BY_PRIORITY: typeof SEGMENTS = [
  'pt_cancellations',
  'vip_members',
  'trial_dropoffs',
  'lost_clients',
  'nearly_lost',
  'going_silent',
  'at_risk',
  'regular_members',
];
