/** What every new account has before anybody submits a template of their own. */

import type { TemplateSeed } from './templates.ts';

export const DEFAULT_TEMPLATES: readonly TemplateSeed[] = [
  {
    name: 'hello_world',
    language: 'en_US',
    category: 'UTILITY',
    body: 'Welcome and congratulations! This message demonstrates your ability to send.',
  },
];
