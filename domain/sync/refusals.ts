/** Which failures say that the platform refuses a company, and not that it is away for a moment. */

import { RuleBroken } from '../errors.ts';
import type { SyncFailure } from './failures.ts';

/** Nothing we do by ourselves changes them: the token is void, the rights are missing, or the licence has ended. */
const REFUSALS: ReadonlySet<string> = new Set<SyncFailure>(['booking_token_refused', 'booking_licence']);

export const refusesCompany = (failureCode: string): boolean => REFUSALS.has(failureCode);

/** The token is good, and what was asked is not among its rights: of something that others can do without, only that is missing. */
export const isRightMissing = (error: unknown): boolean =>
  error instanceof RuleBroken && error.code === 'booking_token_refused' && error.details['status'] === 403;
