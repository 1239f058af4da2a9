/** Reads however many rows in flat memory: a connection of its own, a cursor, a thousand rows at a time. */

import Cursor from 'pg-cursor';
import type { Client } from 'pg';
import type { Database } from '../../database.ts';

type Cell = string | number | boolean | null;
export type Row = readonly Cell[];

export interface Reading {
  /** The next rows; none: that was all. Fails when `close` was called meanwhile. */
  next(): Promise<Row[]>;
  /** Ends the query wherever it is. Twice is harmless. */
  close(): Promise<void>;
}

const ROWS_AT_A_TIME = 1_000;
/** A query is never at work longer for rows that nobody may want any more; how slowly they are fetched does not count. */
const STATEMENT_MINUTES = 5;

/**
 * The pool's connections are for requests that last milliseconds, so this takes none of them. Closing the connection ends the
 * query, also while it sorts: the server looks every second whether somebody still listens.
 */
export async function openReading(
  database: Database,
  sql: string,
  bindings: Record<string, unknown>,
): Promise<Reading> {
  const native = database
    .raw(sql, bindings as never)
    .toSQL()
    .toNative();
  const connection = (await database.client.acquireRawConnection()) as Client;
  let ended: Promise<void> | undefined;
  const close = (): Promise<void> => (ended ??= connection.end());
  try {
    await connection.query(
      `set application_name = 'reprise-export'; set client_connection_check_interval = '1s';
       set statement_timeout = '${String(STATEMENT_MINUTES)}min'; set default_transaction_read_only = on`,
    );
  } catch (error) {
    await close();
    throw error;
  }
  const cursor = connection.query(new Cursor<Row>(native.sql, [...native.bindings], { rowMode: 'array' }));
  return { next: () => cursor.read(ROWS_AT_A_TIME), close };
}
