/** What became of the messages: the rows as the product sees them, against what WhatsApp's stand-in accepted. */

import { eventually } from '../../test/support/stack.ts';
import type { Product } from './product.ts';

export interface Row {
  messageId: number;
  key: string;
  status: string;
  why: string | null;
  /** Requests begun. */
  attempts: number;
}

export interface Outcome {
  rows: Row[];
  /** Keys that were accepted more than once: the one thing that must never be. */
  twice: string[];
  /** Neither accepted nor listed as unknown, with what the product says instead. */
  missing: Row[];
  unknown: Row[];
  /** Listed as unknown although they were accepted: a status has to settle them. */
  unsettled: Row[];
}

const OPEN = ['queued', 'failed', 'sending'];

export async function rowsOf({ database }: Product, messageIds: readonly number[]): Promise<Row[]> {
  const { rows } = await database.raw<{ rows: Row[] }>(
    `select message_id as "messageId", key, status, attempts, coalesce(last_error_code, close_reason, wait_reason) as why
     from outbox_messages where message_id = any (?)`,
    [[...messageIds]],
  );
  return rows;
}

/** The milliseconds from `since` until no row is on its way any more. */
export async function untilDone(
  product: Product,
  messageIds: readonly number[],
  since: number,
  withinMs: number,
): Promise<number> {
  await eventually(
    `${String(messageIds.length)} rows to come to their end`,
    async () => {
      const rows = await rowsOf(product, messageIds);
      return rows.length === messageIds.length && rows.every(({ status }) => !OPEN.includes(status));
    },
    withinMs,
  ).catch(() => undefined);
  return Date.now() - since;
}

export async function outcomeOf(product: Product, messageIds: readonly number[]): Promise<Outcome> {
  const rows = await rowsOf(product, messageIds);
  const times = new Map<string, number>();
  for (const { key } of await product.world.accepted()) times.set(key, (times.get(key) ?? 0) + 1);
  const unknown = rows.filter(({ status }) => status === 'unknown');
  return {
    rows,
    twice: [...times].filter(([, count]) => count > 1).map(([key]) => key),
    missing: rows.filter(({ key, status }) => !times.has(key) && status !== 'unknown'),
    unknown,
    unsettled: unknown.filter(({ key }) => times.has(key)),
  };
}

/** `sent 1996 · unknown (sender_lost) 4` */
export function tally(rows: readonly Row[]): string {
  const counts = new Map<string, number>();
  for (const { status, why } of rows) {
    const name = why === null ? status : `${status} (${why})`;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts].map(([name, count]) => `${name} ${String(count)}`).join(' · ');
}
