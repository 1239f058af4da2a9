/** Where Temporal comes from: what is kept, what can be built, what is installed, and last what can be fetched. */

import { execFileSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import path from 'node:path';
import { Trouble } from '../trouble.ts';
import {
  buildPrograms,
  goProblem,
  keptPrograms,
  programsFolder,
  type Progress,
  type TemporalPrograms,
} from './build.ts';

export type TemporalSource =
  /** The real server, keeping its state in our PostgreSQL. */
  | { kind: 'server'; programs: TemporalPrograms; said: string }
  /** Temporal's development server, keeping its state in a file. */
  | { kind: 'cli'; path: string; version: string; said: string };

export interface SourceWishes {
  /** The checkout. */
  root: string;
  cliPath: string | undefined;
  progress: Progress;
  /** A sentence about a source that failed, before the next is tried. */
  warn: (sentence: string) => void;
  /** Fetches Temporal's own download through its SDK and answers with the program's path. */
  download: () => Promise<string>;
  signal: AbortSignal;
}

export async function findTemporal(wishes: SourceWishes): Promise<TemporalSource> {
  const kept = keptPrograms(programsFolder(wishes.root));
  if (kept) return { kind: 'server', programs: kept, said: `server ${kept.version}, kept in ${kept.folder}` };
  const noGo = goProblem();
  let whyNotBuilt = noGo;
  if (noGo === undefined) {
    try {
      const built = await buildPrograms(wishes.root, wishes.progress, wishes.signal);
      return { kind: 'server', programs: built, said: `server ${built.version}, built just now into ${built.folder}` };
    } catch (error) {
      if (!(error instanceof Trouble) || wishes.signal.aborted) throw error;
      whyNotBuilt = error.message;
      wishes.warn(`Temporal could not be built. ${error.message} Trying the next source.`);
    }
  }
  const cli = installedCli(wishes.cliPath);
  if (cli) return cli;
  try {
    const fetched = await wishes.download();
    const version = cliVersion(fetched);
    if (version)
      return { kind: 'cli', path: fetched, version, said: `development server ${version}, fetched by its SDK` };
    throw new Trouble(`${fetched} does not run.`);
  } catch (error) {
    throw new Trouble(
      `There is no Temporal on this machine. To build it: ${whyNotBuilt ?? 'no Go'}. No "temporal" command is on PATH (or at TEMPORAL_CLI_PATH). ` +
        `Its own download failed: ${error instanceof Error ? error.message : String(error)}. ` +
        'Install Go 1.26 or newer, or the Temporal CLI, or set TEMPORAL_ADDRESS to a server of your own.',
      { cause: error },
    );
  }
}

function installedCli(wished: string | undefined): TemporalSource | undefined {
  if (wished !== undefined) {
    const version = cliVersion(wished);
    if (!version) throw new Trouble(`TEMPORAL_CLI_PATH: ${wished} is not a temporal command that runs here.`);
    return { kind: 'cli', path: wished, version, said: `development server ${version} at TEMPORAL_CLI_PATH` };
  }
  for (const folder of (process.env['PATH'] ?? '').split(path.delimiter).filter(Boolean)) {
    const candidate = path.join(folder, 'temporal');
    const version = executable(candidate) ? cliVersion(candidate) : undefined;
    if (version)
      return { kind: 'cli', path: candidate, version, said: `development server ${version} at ${candidate}` };
  }
  return undefined;
}

function executable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function cliVersion(command: string): string | undefined {
  try {
    const said = execFileSync(command, ['--version'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      timeout: 10_000,
    });
    return /version v?(\d+\.\d+\.\d+\S*)/.exec(said)?.[1];
  } catch {
    return undefined;
  }
}
