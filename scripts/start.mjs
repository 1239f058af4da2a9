/** `npm start`: packages, build, then the supervisor (scripts/start.ts) in this same process. Plain Node, no packages. */

import { setUp } from './setup.mjs';

globalThis.repriseStartedAt = Date.now();
await setUp();
await import('../dist/scripts/start.js');
