/** What a club can be without: where the platform gives no right to it, the rest is copied all the same. */

import type { Scope } from '../../domain/access/scope.ts';
import type { BookingGateway } from '../../domain/sync/booking-gateway.ts';
import { isRightMissing } from '../../domain/sync/refusals.ts';
import type { CardKind, Collection } from '../../domain/sync/page-step.ts';
import type { SyncedCompany, SyncStore } from './deps.ts';

interface Asking {
  scope: Scope;
  at: string;
  store: Pick<SyncStore, 'refusedCollections' | 'refuseCollection' | 'allowCollection'>;
}

const FAILURE = 'booking_token_refused';

/** Reads it unless it was refused within the hour; false when the platform gives no right to it. */
export async function readIfAllowed(
  { scope, at, store }: Asking,
  collection: Collection | CardKind | 'companies',
  read: () => Promise<unknown>,
): Promise<boolean> {
  const known = (await store.refusedCollections(scope, at)).get(collection);
  if (known?.isDue === false) return false;
  try {
    await read();
  } catch (error) {
    if (!isRightMissing(error)) throw error;
    await store.refuseCollection(scope, collection, FAILURE, at);
    return false;
  }
  if (known) await store.allowCollection(scope, collection);
  return true;
}

/** Null where the platform names nobody, or may not tell us: then everybody is asked. */
export async function membershipBuyers(
  asking: Asking & { gateway: BookingGateway; company: SyncedCompany },
): Promise<string[] | null> {
  let buyers: string[] | null = null;
  await readIfAllowed(asking, 'buyers', async () => {
    buyers = await asking.gateway.membershipBuyers(asking.company);
  });
  return buyers;
}
