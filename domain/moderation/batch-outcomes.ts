/** What became of the messages that were to be approved together. */

export type BatchOutcome = 'approved' | 'changed' | 'decided' | 'failed';
export type BatchCounts = Readonly<Record<BatchOutcome, number>>;

export function batchCounts(items: readonly { outcome: BatchOutcome | null }[]): BatchCounts {
  const count = (outcome: BatchOutcome): number => items.filter((item) => item.outcome === outcome).length;
  return {
    approved: count('approved'),
    changed: count('changed'),
    decided: count('decided'),
    failed: count('failed'),
  };
}
