/** Brings PostgreSQL up, ours or the operator's, and the product's schema in it up to date. */

import { migrate, openDatabase, type Database } from '../../db/database.ts';
import type { Config } from '../../config/config.ts';
import { localSecrets } from '../../config/local-secrets.ts';
import { postgresAnswers, postgresPlace, preparePostgres, postgresUrl } from '../../local/postgres.ts';
import { explainPostgres, freeCluster } from '../../local/postgres/cluster.ts';
import { ensureDatabase } from '../../local/postgres/database.ts';
import { Trouble } from '../../local/trouble.ts';
import { settleMovedPostgres } from './data-folder.ts';
import type { Screen } from './screen.ts';
import type { Stack } from './stack.ts';
import { TIERS } from './tiers.ts';

export interface RunningDatabase {
  /** Where further databases may be made. */
  serverUrl: string;
  /** Before the names of databases that are not the product's own. */
  prefix: string;
}

export async function bringUpDatabase(config: Config, stack: Stack, screen: Screen): Promise<RunningDatabase> {
  const running = config.databaseIsEmbedded
    ? await ownPostgres(config, stack, screen)
    : await givenPostgres(config, screen);
  const database = openDatabase(config.databaseUrl, { name: 'reprise-start', poolMax: 1 });
  try {
    const done = await migrate(database);
    screen.step(done.length === 0 ? 'Schema is up to date' : `Schema: ${String(done.length)} migrations applied`);
  } catch (error) {
    const isNewer = error instanceof Error && error.message.includes('migration directory is corrupt');
    if (!isNewer) throw error;
    throw new Trouble(
      'This database was used by a newer Reprise, whose schema this one does not know. Start the newer one.',
      { cause: error },
    );
  } finally {
    await database.destroy();
  }
  return running;
}

async function ownPostgres(config: Config, stack: Stack, screen: Screen): Promise<RunningDatabase> {
  const secrets = localSecrets(config.dataDir);
  const folder = settleMovedPostgres(config.dataDir, secrets.clusterId, screen.warn);
  const options = { dataDir: folder, port: config.ports.postgres, password: secrets.postgresPassword };
  const launch = await preparePostgres(options);
  const part = stack.start({
    name: 'postgres',
    label: 'PostgreSQL',
    launch,
    ...TIERS.postgres,
    clearWay: () => freeCluster(folder),
    explain: (log) => explainPostgres(log, folder),
  });
  await postgresAnswers(options, stack.gaveUp(part));
  part.keepAlive();
  const serverUrl = postgresUrl(options, 'postgres');
  await ensureDatabase(serverUrl, 'reprise');
  const where = postgresPlace(config.dataDir).moved ? `${folder}, since it does not run as root` : folder;
  screen.step(`PostgreSQL ${launch.version} on port ${String(options.port)}, its files in ${where}`);
  return { serverUrl, prefix: '' };
}

async function givenPostgres(config: Config, screen: Screen): Promise<RunningDatabase> {
  const url = new URL(config.databaseUrl);
  const name = decodeURIComponent(url.pathname.slice(1));
  const where = `${url.hostname}:${url.port || '5432'}`;
  const database: Database = openDatabase(config.databaseUrl, { name: 'reprise-start', poolMax: 1 });
  try {
    await database.raw('select 1');
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Trouble(`DATABASE_URL: the database ${name} at ${where} cannot be reached (${why}).`, { cause: error });
  } finally {
    await database.destroy();
  }
  screen.step(`PostgreSQL of DATABASE_URL at ${where}, database ${name}`);
  return { serverUrl: config.databaseUrl, prefix: `${name}_` };
}
