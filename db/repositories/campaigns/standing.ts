/** What could forbid writing to a person on a day: what every list of candidates asks, whatever it is about. */

import type { Knex } from 'knex';
import type { Scope } from '../../../domain/access/scope.ts';
import { DECLINED_REST_DAYS, type Standing } from '../../../domain/campaigns/candidates.ts';
import { awayUntil } from '../../../domain/campaigns/reply-effect.ts';
import { query } from '../../sql.ts';

interface StandingRow extends Omit<Standing, 'isAway'> {
  clientId: number;
  awaySaidOn: string | null;
  awayNamed: string | null;
}

/** By the card that stands for each person. */
export async function standingOf(
  database: Knex,
  scope: Scope,
  clientIds: number[],
  { asOf, timeZone }: { asOf: string; timeZone: string },
): Promise<Map<number, Standing>> {
  if (clientIds.length === 0) return new Map();
  const { rows } = await database.raw<{ rows: StandingRow[] }>(query('candidate-standing'), {
    companyId: scope.companyId,
    asOf,
    timeZone,
    clientIds,
    declinedDays: DECLINED_REST_DAYS,
  });
  // Field by field: taking objects apart and putting them together again costs more than the query for many people.
  return new Map(
    rows.map((row) => [
      row.clientId,
      {
        name: row.name,
        phone: row.phone,
        optedOut: row.optedOut,
        newsletter: row.newsletter,
        isStaffNumber: row.isStaffNumber,
        hasFutureBooking: row.hasFutureBooking,
        hasFuturePtBooking: row.hasFuturePtBooking,
        isAway: row.awaySaidOn !== null && awayUntil(row.awayNamed, row.awaySaidOn) > asOf,
        declinedRecently: row.declinedRecently,
        cancelledRecently: row.cancelledRecently,
        messagedRecently: row.messagedRecently,
        messagesInThirtyDays: row.messagesInThirtyDays,
        campaignRunning: row.campaignRunning,
      },
    ]),
  );
}
