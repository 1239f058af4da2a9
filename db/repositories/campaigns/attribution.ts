/** Bookings won: which message earned a booking, and what the visit brought in. */

import type { Knex } from 'knex';
import { query } from '../../sql.ts';

/**
 * Belongs into the transaction that writes the visits, so that a booking and what it means are never apart.
 * Twice is harmless: a booking is credited once, and the same state of a visit changes nothing.
 * Source: definitions.md, "attribution" and "What a reply does".
 */
export async function attributeBookings(trx: Knex, companyId: number, visitIds: number[], at: string): Promise<void> {
  if (visitIds.length === 0) return;
  const bindings = { companyId, visitIds, at };
  await trx.raw(query('follow-bookings'), bindings);
  await trx.raw(query('attribute-bookings'), bindings);
  await trx.raw(query('end-booked-before'), bindings);
}
