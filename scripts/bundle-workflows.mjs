/** Bundles all workflows into dist/workflow-bundle.js, so that workers start in a second and need no bundler in memory. */

import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';
import { renameSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const at = (name) => fileURLToPath(new URL(`../${name}`, import.meta.url));

const { code } = await bundleWorkflowCode({
  workflowsPath: at('workflows/index.ts'),
  logger: new DefaultLogger('WARN'),
});
// Renamed when whole: a worker that starts meanwhile reads the old one or the new one.
writeFileSync(at('dist/workflow-bundle.js.new'), code);
renameSync(at('dist/workflow-bundle.js.new'), at('dist/workflow-bundle.js'));
