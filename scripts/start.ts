/** Root of `npm start`: checks everything first, brings the stack up, shows the table, waits, and stops it in order. */

import path from 'node:path';
import { checkedVariables, ConfigError, loadConfig, type Config } from '../config/config.ts';
import { invocationFolder, projectRoot, readEnvironment } from '../config/environment.ts';
import { VARIABLE_NAMES } from '../config/schema.ts';
import { explainFileError, Trouble } from '../local/trouble.ts';
import { requireOwnerPassword, type SignIn } from './first-run.ts';
import { readArguments, USAGE } from './supervisor/arguments.ts';
import { booksDigest, emptyDataFolder, holdDataFolder, requireSpace, settleFilling } from './supervisor/data-folder.ts';
import { bringUpDatabase } from './supervisor/database.ts';
import { requirePorts } from './supervisor/ports.ts';
import { bringUpProduct } from './supervisor/product.ts';
import { endOrphans } from './supervisor/records.ts';
import { createScreen } from './supervisor/screen.ts';
import { createStack, Stopped } from './supervisor/stack.ts';
import { bringUpTemporal, chooseTemporal } from './supervisor/temporal.ts';

const startedAt = (globalThis as { repriseStartedAt?: number }).repriseStartedAt ?? Date.now();
const screen = createScreen(startedAt);

async function main(): Promise<void> {
  const args = readArguments(process.argv.slice(2));
  if (args.help) {
    screen.plain(USAGE);
    return;
  }
  const environment = readEnvironment();
  const variables = checkedVariables(environment);
  const books = args.books === undefined ? undefined : path.resolve(invocationFolder(), args.books);
  requireSandboxFor(books, variables);
  const dataDir = path.resolve(projectRoot(), variables.DATA_DIR);

  const release = holdDataFolder(dataDir);
  try {
    await endOrphans(dataDir, (names) => {
      screen.step(`An earlier start was killed; stopping what it left: ${names.join(', ')}`);
    });
    if (args.fresh) {
      requireOwnData(variables);
      emptyDataFolder(dataDir);
      screen.step(`${dataDir} is empty`);
    }
    const config = loadConfig(environment);
    requireOwnerPassword(config);
    requireSpace(dataDir);
    await requirePorts(config);
    await run(config, environment.variables, books);
  } finally {
    release();
  }
}

async function run(
  config: Config,
  given: Readonly<Record<string, string | undefined>>,
  books: string | undefined,
): Promise<void> {
  const stack = createStack(config.dataDir, screen);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stack.askToStop);
  // Between two restarts there may be nothing else that keeps this process.
  const alive = setInterval(() => undefined, 60_000);
  const onBug = (error: unknown): void => {
    screen.trouble(
      `Something unexpected happened in the supervisor: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
    );
    process.exitCode = 1;
    stack.askToStop();
  };
  process.on('uncaughtException', onBug).on('unhandledRejection', onBug);
  try {
    const source = await chooseTemporal(config, stack, screen);
    const booksDir = settleFilling(config.dataDir, books);
    const database = await bringUpDatabase(config, stack, screen);
    const temporal = await bringUpTemporal(config, source, database, stack, screen);
    const signIn = await bringUpProduct({
      config,
      given: knownOnly(given),
      booksDir,
      connection: temporal.connection,
      stack,
      screen,
    });
    await temporal.uiReady;
    await temporal.connection.close();
    showTable(config, temporal.said, signIn);
    await aborted(stack.signal);
  } catch (error) {
    if (!(error instanceof Stopped)) {
      report(error, config.dataDir);
      if (!stack.isEmpty()) screen.plain('Stopping what was started …');
    }
  }
  if (stack.signal.aborted) screen.plain('\nStopping …');
  await stack.stop();
  clearInterval(alive);
  if (!stack.isEmpty()) screen.step('Everything is stopped');
}

/** Only what the product knows: the rest of the environment reaches the children by itself. */
function knownOnly(given: Readonly<Record<string, string | undefined>>): Record<string, string | undefined> {
  return Object.fromEntries(VARIABLE_NAMES.map((name) => [name, given[name]]));
}

function requireSandboxFor(books: string | undefined, variables: ReturnType<typeof checkedVariables>): void {
  if (books === undefined) return;
  booksDigest(books);
  if (variables.NODE_ENV === 'production') {
    throw new Trouble('--books fills the sandbox, and the sandbox never runs with NODE_ENV=production.');
  }
  const set = ['BOOKING_BASE_URL', 'BOOKING_PARTNER_TOKEN', 'BOOKING_USER_TOKEN'] as const;
  const named = set.filter((name) => variables[name] !== undefined);
  if (named.length > 0)
    throw new Trouble(`--books fills the sandbox’s booking platform, but ${named.join(', ')} name another one.`);
}

/** A database or a Temporal of the operator's own is not ours to empty, and old rows or workflows would meet the new ones. */
function requireOwnData(variables: ReturnType<typeof checkedVariables>): void {
  if (variables.DATABASE_URL)
    throw new Trouble(
      '--fresh empties the data folder, but the data is in the database of DATABASE_URL. Empty that one yourself.',
    );
  if (variables.TEMPORAL_ADDRESS) {
    screen.warn(
      '--fresh does not end workflows on the server of TEMPORAL_ADDRESS. Choose a new TEMPORAL_NAMESPACE if any are running there.',
    );
  }
}

function showTable(config: Config, temporal: string, signIn: SignIn): void {
  const { standIns } = config;
  const loopback = (port: number): string => `http://localhost:${String(port)}/`;
  const played = Object.entries(standIns).map(([system, who]) => `${system} ${who}`);
  screen.table([
    ['Admin UI', config.publicUrl],
    ['Sign in', `${signIn.email}   password: ${signIn.password}`],
    ["Temporal's UI", config.temporal.uiUrl ?? 'not known: set TEMPORAL_UI_URL'],
    ...(config.production ? [] : [['Sandbox', loopback(config.ports.sandbox)] as const]),
    ['Temporal', temporal],
    ['Outside systems', played.join(', ')],
    ['Data and logs', config.dataDir],
  ]);
  screen.plain(`Reprise is ready (${screen.seconds().toFixed(1)} s). Ctrl-C stops everything.`);
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else
      signal.addEventListener('abort', () => {
        resolve();
      });
  });
}

function report(error: unknown, dataDir: string): void {
  process.exitCode = 1;
  const known = error instanceof Trouble || error instanceof ConfigError;
  const told = known ? error : explainFileError(error, dataDir);
  const isPlain = known || told instanceof Trouble;
  screen.trouble(isPlain ? told.message : (told.stack ?? told.message));
}

try {
  await main();
} catch (error) {
  report(error, 'the data folder');
}
process.exit();
