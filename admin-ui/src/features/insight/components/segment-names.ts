/** The segments in the order in which a manager looks at them; the contract's own order is that of priority. */

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
