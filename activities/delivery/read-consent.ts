/** What a row's person has agreed to, read from their cards right before it may go: nobody is written to on a guess. */

import type { Scope } from '../../domain/access/scope.ts';
import type { SendingDeps } from './send-row.ts';

export interface RowToRead {
  id: number;
  /** The cards with the row's phone that were not read since they changed. */
  clientIds: number[];
}

/** activities/sync/read-cards.ts fits: what it reads is in the database when it answers. */
export type ReadConsent = (scope: Scope, question: { clientIds: number[]; at: string }) => Promise<unknown>;

/**
 * Has the cards read and the row judged again: a "no" ends it there. When the platform does not answer the row keeps
 * waiting, and is asked about again in a minute. Twice is harmless: a card that was read is not read again.
 */
export async function readConsent(
  deps: SendingDeps & { readConsent: ReadConsent },
  scope: Scope,
  row: RowToRead,
): Promise<void> {
  const at = deps.clock.now();
  await deps.readConsent(scope, { clientIds: row.clientIds, at: at.toISOString() });
  return deps.sending.consentRead(scope, row.id, at);
}
