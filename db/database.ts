/** Opens the product's PostgreSQL: one pool per process, numbers as numbers, dates as strings. */

import knexFactory, { type Knex } from 'knex';
import pg from 'pg';
import { migrationSource } from './migrations/all.ts';

// bigint and count(*) as numbers: ids and minor units stay far below 2^53.
pg.types.setTypeParser(pg.types.builtins.INT8, Number);
// And arrays of them, which pg would give as strings: as int4[] is read. The numbers are PostgreSQL's own for _int8 and _int4.
const [INT8_ARRAY, INT4_ARRAY] = [1016, 1007] as unknown as [
  typeof pg.types.builtins.INT8,
  typeof pg.types.builtins.INT4,
];
const asNumbers = pg.types.getTypeParser(INT4_ARRAY) as (text: string) => number[];
pg.types.setTypeParser(INT8_ARRAY, asNumbers);
pg.types.setTypeParser(pg.types.builtins.NUMERIC, Number);
// A `date` is a local day, not an instant: it stays 'YYYY-MM-DD'.
pg.types.setTypeParser(pg.types.builtins.DATE, (text) => text);

export type Database = Knex;

interface DatabaseOptions {
  poolMax?: number;
  name?: string;
  /** Ends a statement that takes longer: for a pool that people wait for. Workers' statements take as long as they need. */
  statementTimeoutMs?: number;
  /** Left out, knex warns on the console. */
  log?: Knex.Logger;
}

export function openDatabase(url: string, options: DatabaseOptions = {}): Database {
  const { statementTimeoutMs } = options;
  return knexFactory({
    client: 'pg',
    connection: {
      connectionString: url,
      application_name: options.name ?? 'reprise',
      ...(statementTimeoutMs === undefined ? {} : { statement_timeout: statementTimeoutMs }),
    },
    pool: { min: 0, max: options.poolMax ?? 10 },
    acquireConnectionTimeout: 10_000,
    migrations: { migrationSource, tableName: 'schema_migrations' },
    ...(options.log ? { log: options.log } : {}),
  });
}

/** Brings the schema up to date. Twice is harmless: knex takes a lock row and skips what is done. */
export async function migrate(database: Database): Promise<string[]> {
  const [, done] = (await database.migrate.latest()) as [number, string[]];
  return done;
}
