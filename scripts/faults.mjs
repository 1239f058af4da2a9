/** `npm run faults -- NAME [--seed N] [--seeds K]`: sets up, then proves dist/faults/NAME.js once for every seed. */

import { findNamed } from './run-named.mjs';

const found = await findNamed('faults');
if (found) {
  const { runScenario } = await import('../dist/faults/support/run.js');
  const { scenario } = await import(found.file);
  await runScenario(found.name, scenario, found.args);
}
