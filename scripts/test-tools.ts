/** `node dist/scripts/test-tools.js java|temporal`: fetches or builds what the tests need and the machine lacks, with progress. */

import { projectRoot } from '../config/environment.ts';
import { findTemporal } from '../local/temporal/source.ts';
import { timeSkippingJars } from '../local/time-skipping-server.ts';
import { Trouble } from '../local/trouble.ts';
import { createScreen } from './supervisor/screen.ts';

const screen = createScreen(Date.now());

async function prepare(tool: string | undefined): Promise<void> {
  if (tool === 'java') {
    await timeSkippingJars(projectRoot());
    return;
  }
  if (tool !== 'temporal') throw new Error('java or temporal');
  const source = await findTemporal({
    root: projectRoot(),
    cliPath: undefined,
    progress: (line) => {
      screen.progress(`Temporal: ${line}`);
    },
    warn: screen.warn,
    // `npm start` itself fetches it when a test starts the product.
    download: () => Promise.reject(new Trouble('not tried before the tests')),
    signal: new AbortController().signal,
  });
  screen.step(`Temporal: ${source.said}`);
}

try {
  await prepare(process.argv[2]);
} catch (error) {
  screen.trouble(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
