/** Brings Temporal up: the operator's, the real server on our PostgreSQL, or the development server. */

import type { Connection } from '@temporalio/client';
import path from 'node:path';
import type { Config } from '../../config/config.ts';
import { devServerLaunch } from '../../local/temporal/dev-server.ts';
import { ensureNamespace, temporalAnswers } from '../../local/temporal/namespace.ts';
import { prepareTemporalDatabases, temporalServerLaunch, temporalUiLaunch } from '../../local/temporal/server.ts';
import { findTemporal, type TemporalSource } from '../../local/temporal/source.ts';
import { Trouble } from '../../local/trouble.ts';
import type { RunningDatabase } from './database.ts';
import { fetchTemporal } from './fetch-temporal.ts';
import { pageMissing, until } from './ready.ts';
import type { Screen } from './screen.ts';
import type { Stack } from './stack.ts';
import { TIERS } from './tiers.ts';

export interface RunningTemporal {
  connection: Connection;
  /** For the table. */
  said: string;
  /** Resolves when the UI answers; there may be none of ours. */
  uiReady: Promise<void>;
}

/** Found, or built, before anything is started; nothing when the operator has a server of their own. */
export async function chooseTemporal(
  config: Config,
  stack: Stack,
  screen: Screen,
): Promise<TemporalSource | undefined> {
  if (!config.temporal.isLocal) return undefined;
  try {
    return await findTemporal({
      root: config.root,
      cliPath: config.temporal.cliPath,
      progress: (line) => {
        screen.progress(`Temporal: ${line}`);
      },
      warn: screen.warn,
      download: () => fetchTemporal(config.root, stack.signal),
      signal: stack.signal,
    });
  } finally {
    // Stopped on the way: what failed then is not worth a sentence.
    stack.gaveUp()();
  }
}

export async function bringUpTemporal(
  config: Config,
  source: TemporalSource | undefined,
  database: RunningDatabase,
  stack: Stack,
  screen: Screen,
): Promise<RunningTemporal> {
  if (source === undefined) return givenTemporal(config, stack, screen);
  const part =
    source.kind === 'server'
      ? await startServer(source, config, database, stack)
      : startDevServer(source, config, stack, screen);
  const connection = await temporalAnswers(config.temporal.address, stack.gaveUp(part));
  part.keepAlive();
  await ensureNamespace(connection, config.temporal.namespace, true);
  screen.step(`Temporal on port ${String(config.ports.temporal)}: ${source.said}`);
  const uiReady = source.kind === 'server' ? startUi(source, config, stack) : Promise.resolve();
  // Waited for later; until then its failure must not count as nobody's.
  uiReady.catch(() => undefined);
  return { connection, said: source.said, uiReady };
}

async function givenTemporal(config: Config, stack: Stack, screen: Screen): Promise<RunningTemporal> {
  const { address, namespace } = config.temporal;
  let connection: Connection;
  try {
    connection = await temporalAnswers(address, stack.gaveUp(), 10_000);
    await ensureNamespace(connection, namespace, false);
  } catch (error) {
    if (!(error instanceof Error) || error.name === 'Stopped') throw error;
    throw new Trouble(`TEMPORAL_ADDRESS: the Temporal at ${address} cannot be used. ${error.message}`, {
      cause: error,
    });
  }
  const said = `server at ${address} (TEMPORAL_ADDRESS)`;
  screen.step(`Temporal: ${said}`);
  return { connection, said, uiReady: Promise.resolve() };
}

async function startServer(
  source: Extract<TemporalSource, { kind: 'server' }>,
  config: Config,
  database: RunningDatabase,
  stack: Stack,
) {
  const options = {
    programs: source.programs,
    folder: path.join(config.dataDir, 'temporal'),
    ...database,
    port: config.ports.temporal,
    uiPort: config.ports.temporalUi,
    namespace: config.temporal.namespace,
  };
  await prepareTemporalDatabases(options);
  return stack.start({
    name: 'temporal',
    label: 'Temporal',
    launch: await temporalServerLaunch(options),
    ...TIERS.temporal,
  });
}

function startDevServer(
  source: Extract<TemporalSource, { kind: 'cli' }>,
  config: Config,
  stack: Stack,
  screen: Screen,
) {
  const { setAside, ...launch } = devServerLaunch({
    cli: source.path,
    version: source.version,
    folder: path.join(config.dataDir, 'temporal'),
    port: config.ports.temporal,
    uiPort: config.ports.temporalUi,
    namespace: config.temporal.namespace,
  });
  if (setAside) {
    screen.warn(
      `Temporal's file was made by another version and is in ${setAside} now; what was running is started again from the database.`,
    );
  }
  return stack.start({ name: 'temporal', label: 'Temporal', launch, ...TIERS.temporal });
}

async function startUi(
  source: Extract<TemporalSource, { kind: 'server' }>,
  config: Config,
  stack: Stack,
): Promise<void> {
  const part = stack.start({
    name: 'temporal-ui',
    label: "Temporal's UI",
    launch: temporalUiLaunch({
      programs: source.programs,
      folder: path.join(config.dataDir, 'temporal'),
      address: config.temporal.address,
      uiPort: config.ports.temporalUi,
      namespace: config.temporal.namespace,
    }),
    ...TIERS.temporalUi,
  });
  const url = `http://127.0.0.1:${String(config.ports.temporalUi)}/`;
  await until(() => pageMissing(url), { what: part.label, gaveUp: stack.gaveUp(part), withinMs: 30_000 });
  part.keepAlive();
}
