/** `node dist/scripts/test-tools.js java|temporal`: fetches or builds what the tests need and the machine lacks, with progress. */

import { projectRoot } from '../config/environment.ts';
import { findTemporal } from '../local/temporal/source.ts';
import { timeSkippingJars } from '../local/time-skipping-server.ts';
import { fetchTemporal } from './supervisor/fetch-temporal.ts';
import { createScreen } from './supervisor/screen.ts';

const screen = createScreen(Date.now());

async function prepare(tool: string | undefined): Promise<void> {
  if (tool === 'java') {
    await timeSkippingJars(projectRoot());
    return;
  }
  if (tool !== 'temporal') throw new Error('java or temporal');
  const { signal } = new AbortController();
  const source = await findTemporal({
    root: projectRoot(),
    cliPath: undefined,
    progress: (line) => {
      screen.progress(`Temporal: ${line}`);
    },
    warn: screen.warn,
    download: () => fetchTemporal(projectRoot(), signal),
    signal,
  });
  screen.step(`Temporal: ${source.said}`);
}

try {
  await prepare(process.argv[2]);
} catch (error) {
  screen.trouble(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
