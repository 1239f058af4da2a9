/** The eight behavioural segments and their order of precedence (definitions.md, "Segments, highest priority first"). */

export const SEGMENTS = [
  'pt_cancellations',
  'vip_members',
  'trial_dropoffs',
  'lost_clients',
  'nearly_lost',
  'going_silent',
  'at_risk',
  'regular_members',
] as const;
export type Segment = (typeof SEGMENTS)[number];
