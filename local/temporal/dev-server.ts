/** Temporal's development server, for machines where the real one cannot be had: one process, one file. */

import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { goEnvironment, type Launch } from '../launch.ts';

export interface DevServerOptions {
  cli: string;
  version: string;
  folder: string;
  port: number;
  uiPort: number;
  namespace: string;
}

/** `setAside` names the file of another version, which this one may not be able to read. */
export function devServerLaunch(options: DevServerOptions): Launch & { setAside: string | undefined } {
  mkdirSync(options.folder, { recursive: true });
  const file = path.join(options.folder, 'development-server.sqlite');
  const setAside = asideUnlessSameVersion(file, options.version);
  return {
    command: options.cli,
    args: [
      'server',
      'start-dev',
      '--ip=127.0.0.1',
      `--port=${String(options.port)}`,
      `--ui-port=${String(options.uiPort)}`,
      `--namespace=${options.namespace}`,
      `--db-filename=${file}`,
      // A killed server must find its workflows again, without a sync for every step.
      '--sqlite-pragma=journal_mode=WAL',
      '--sqlite-pragma=synchronous=NORMAL',
      '--log-level=warn',
      '--dynamic-config-value=matching.numTaskqueueReadPartitions=1',
      '--dynamic-config-value=matching.numTaskqueueWritePartitions=1',
    ],
    env: goEnvironment(options.folder),
    cwd: options.folder,
    stopSignal: 'SIGTERM',
    setAside,
  };
}

/** The development server has no migrations for its file. What ran in it is started again from the database's open rows. */
function asideUnlessSameVersion(file: string, version: string): string | undefined {
  const note = `${file}.version`;
  const before = existsSync(note) ? readFileSync(note, 'utf8').trim() : undefined;
  let aside: string | undefined;
  if (existsSync(file) && before !== version) {
    aside = `${file}.of-${before ?? 'another-version'}`;
    for (const end of ['', '-wal', '-shm']) if (existsSync(file + end)) renameSync(file + end, aside + end);
  }
  writeFileSync(note, version);
  return aside;
}
