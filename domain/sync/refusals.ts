/** Which failures say that the platform refuses a company, and not that it is away for a moment. */

import type { SyncFailure } from './failures.ts';

/** Nothing we do by ourselves changes them: the token is void, the rights are missing, or the licence has ended. */
const REFUSALS: ReadonlySet<string> = new Set<SyncFailure>(['booking_token_refused', 'booking_licence']);

export const refusesCompany = (failureCode: string): boolean => REFUSALS.has(failureCode);
