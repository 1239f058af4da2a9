/** Every story that `npm run histories` records. */

import { campaignStories } from './campaigns.ts';
import { deliveryStories } from './delivery.ts';
import { guardStories } from './guard.ts';
import { insightStories } from './insight.ts';
import type { Story } from './story.ts';
import { syncStories } from './sync.ts';
import { templateStories } from './templates.ts';

export const stories: Story[] = [
  ...deliveryStories,
  ...guardStories,
  ...campaignStories,
  ...syncStories,
  ...insightStories,
  ...templateStories,
];
