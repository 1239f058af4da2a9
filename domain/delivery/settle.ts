/** What a person may decide about a row of the outbox, and when it is too late for it. */

/** Send again, although it may have arrived · it arrived, leave it · leave it unsent or lost · do not send what is waiting. */
export const SETTLEMENTS = ['retry', 'arrived', 'close', 'cancel'] as const;
export type Settlement = (typeof SETTLEMENTS)[number];

/** A second sending of `unknown` is a person's risk to take, never the product's. */
const FROM: Readonly<Record<Settlement, readonly string[]>> = {
  retry: ['unknown', 'dead', 'failed'],
  arrived: ['unknown'],
  close: ['unknown', 'dead', 'failed', 'queued'],
  cancel: ['queued', 'failed'],
};

export const settledFrom = (settlement: Settlement): readonly string[] => FROM[settlement];

/** `again`: somebody settled it like this before, so a second click changes nothing. */
export function maySettle(
  settlement: Settlement,
  row: { status: string; isClosed: boolean },
): 'yes' | 'again' | 'too_late' {
  const isClosedDead = row.status === 'dead' && row.isClosed;
  if (settlement === 'close' && (isClosedDead || row.status === 'cancelled')) return 'again';
  if (settlement === 'cancel' && row.status === 'cancelled') return 'again';
  if (settlement === 'arrived' && ['sent', 'delivered', 'read'].includes(row.status)) return 'again';
  return FROM[settlement].includes(row.status) ? 'yes' : 'too_late';
}
