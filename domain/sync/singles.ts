/** Reading one row again: what was set aside is tried from its raw form, and then asked for by its id. */

import type { BookingCompany, PlatformClient, PlatformGoodsSale, PlatformPage, PlatformVisit } from './platform.ts';

export const SINGLE_COLLECTIONS = ['clients', 'records', 'goods'] as const;
export type SingleCollection = (typeof SINGLE_COLLECTIONS)[number];

/** A page of one row, or of one misfit with its reason. */
export type Single =
  | { collection: 'clients'; page: PlatformPage<PlatformClient> }
  | { collection: 'records'; page: PlatformPage<PlatformVisit> }
  | { collection: 'goods'; page: PlatformPage<PlatformGoodsSale> };

export interface SingleReads {
  understand: (company: BookingCompany, collection: SingleCollection, payload: unknown) => Single;
  /** `gone`: the platform no longer has it · `no_way`: it cannot be asked for one such row. */
  one: (
    company: BookingCompany,
    collection: SingleCollection,
    externalId: string,
  ) => Promise<Single | 'gone' | 'no_way'>;
}
