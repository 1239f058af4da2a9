/** Databases inside a PostgreSQL server: there or not, made, renamed when complete. */

import pg from 'pg';

/** Names are our own constants, never input: identifiers cannot be passed as parameters. */
function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

export async function onServer<T>(serverUrl: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: serverUrl, connectionTimeoutMillis: 10_000 });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

export async function databaseExists(client: pg.Client, name: string): Promise<boolean> {
  const found = await client.query('select 1 from pg_database where datname = $1', [name]);
  return found.rowCount === 1;
}

/** True when it was made just now. */
export async function ensureDatabase(serverUrl: string, name: string): Promise<boolean> {
  return onServer(serverUrl, async (client) => {
    if (await databaseExists(client, name)) return false;
    await client.query(`create database ${quoted(name)}`);
    return true;
  });
}

/**
 * Makes a database that needs several steps under another name, and gives it its own when `fill` is done:
 * killed halfway, it leaves nothing that looks finished.
 */
export async function ensureFilledDatabase(
  serverUrl: string,
  name: string,
  fill: (unfinished: string) => Promise<void>,
): Promise<boolean> {
  return onServer(serverUrl, async (client) => {
    if (await databaseExists(client, name)) return false;
    const unfinished = `${name}_unfinished`;
    await client.query(`drop database if exists ${quoted(unfinished)} with (force)`);
    await client.query(`create database ${quoted(unfinished)}`);
    await fill(unfinished);
    await client.query(`alter database ${quoted(unfinished)} rename to ${quoted(name)}`);
    return true;
  });
}
