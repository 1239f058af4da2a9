/** What is copied, and which page of it: told by whoever reads the platform to whoever keeps the rows. */

/** `goods` are sales; what is on sale is `goods_catalogue`. */
export type Collection = 'catalogue' | 'shifts' | 'clients' | 'records' | 'goods' | 'goods_catalogue' | 'buyers';

/** What is asked for one person at a time. */
export type CardKind = 'consent' | 'memberships';

export interface PageStep {
  run: { runId: number; attempt: number };
  collection: Collection;
  page: number;
  isLast: boolean;
  isFirstCopy: boolean;
  /** Platform time up to which this reading is complete once its last page is in. */
  changedUpTo: string;
  /** This page belongs to a rebuild: what it finds different is counted, and the cursor of the cycles stays where it is. */
  rebuild?: { rebuildId: number; reading: number };
  /** Rows read for themselves, outside of any reading: no run, no cursor. */
  isSingle?: true;
}
