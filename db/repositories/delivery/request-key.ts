/** What an Idempotency-Key stands for: one message about one client or conversation, in the words it was first asked with. */

import { createHash } from 'node:crypto';
import type { Knex } from 'knex';
import type { Scope } from '../../../domain/access/scope.ts';
import { RuleBroken } from '../../../domain/errors.ts';

interface Keyed {
  requestKey: string | null;
  text: string;
}

/** Kept with the event `written`: the message's own text is filled into a template, and a moderator may change it. */
export const wordsAsked = (text: string): { asked: string } => ({
  asked: createHash('sha256').update(text.trim()).digest('hex'),
});

/** The message that the key made; null when it has made none. With other words or about somebody else it is refused. */
export async function messageOfKey(
  trx: Knex,
  scope: Scope,
  { requestKey, text }: Keyed,
  about: { client_id: number } | { conversation_id: number },
): Promise<number | null> {
  if (requestKey === null) return null;
  // The second of two that come at once waits for the first, and finds what it made.
  await trx.raw('select pg_advisory_xact_lock(hashtextextended(?, 0))', [`${String(scope.companyId)}/${requestKey}`]);
  const { rows } = await trx.raw<{
    rows: { id: number; client_id: number; conversation_id: number | null; asked: string | null }[];
  }>(
    `select m.id, m.client_id, m.conversation_id, e.details->>'asked' as asked
     from messages m
     left join message_events e on e.company_id = m.company_id and e.message_id = m.id and e.once_key = 'written'
     where m.company_id = ? and m.request_key = ? limit 1`,
    [scope.companyId, requestKey],
  );
  const [row] = rows;
  if (!row) return null;
  const isSameMatter = Object.entries(about).every(([column, value]) => row[column as keyof typeof row] === value);
  // What was written before the words were kept is taken to be the same.
  const isSameText = row.asked === null || row.asked === wordsAsked(text).asked;
  if (!isSameMatter || !isSameText) throw new RuleBroken('idempotency_key_used', 'conflict');
  return row.id;
}
