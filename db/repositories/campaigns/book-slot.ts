/** The slot a message books: what to ask the platform for, and what became of it. */

import type { Scope } from '../../../domain/access/scope.ts';
import type { NewRecord, PlatformVisit } from '../../../domain/sync/platform.ts';
import type { Database } from '../../database.ts';
import { query } from '../../sql.ts';
import { addEvent } from '../delivery/add-event.ts';
import { type AttributeBookings, saveVisits } from '../sync/visits.ts';

interface SlotRow {
  wasTried: boolean;
  startsAt: string;
  localDate: string;
  staffExternalId: string | null;
  serviceExternalId: string | null;
  durationSeconds: number;
  clientName: string;
  phone: string;
}

/** How a record of ours is found again on the platform; no person in it. */
export const apiIdOf = (messageId: number): string => `reprise-message-${String(messageId)}`;

export function createBookSlotRepository(
  database: Database,
  { attributeBookings }: { attributeBookings: AttributeBookings },
) {
  return {
    async slotToBook(
      scope: Scope,
      messageId: number,
    ): Promise<{ wasTried: boolean; localDate: string; record: NewRecord | null } | null> {
      const { rows } = await database.raw<{ rows: SlotRow[] }>(query('slot-to-book'), {
        companyId: scope.companyId,
        messageId,
      });
      const row = rows[0];
      if (!row) return null;
      const { wasTried, localDate, startsAt, staffExternalId, serviceExternalId, durationSeconds } = row;
      if (staffExternalId === null || serviceExternalId === null) return { wasTried, localDate, record: null };
      return {
        wasTried,
        localDate,
        record: {
          apiId: apiIdOf(messageId),
          staffExternalId,
          serviceExternalId,
          startsAt,
          durationSeconds,
          client: { name: row.clientName, phone: row.phone },
        },
      };
    },

    async markTried(scope: Scope, messageId: number, at: string): Promise<void> {
      await database('messages')
        .where({ company_id: scope.companyId, id: messageId, booking_tried_at: null })
        .update({ booking_tried_at: at });
    },

    /** The visit, whom it won, the message and its event: all or nothing, and the same again on a repeat. */
    async recordBooked(scope: Scope, input: { messageId: number; visit: PlatformVisit; at: string }): Promise<void> {
      await database.transaction(async (trx) => {
        const company = await trx('companies').where({ id: scope.companyId }).first<{ country: string }>('country');
        const changed = await saveVisits(trx, scope, [input.visit], company.country);
        if (changed.length > 0) await attributeBookings(trx, scope.companyId, changed, input.at);
        await trx.raw(query('record-booked'), {
          companyId: scope.companyId,
          messageId: input.messageId,
          externalId: input.visit.externalId,
          at: input.at,
        });
      });
    },

    /** Somebody else has it: the message books nothing any more and is written anew, from times asked for again. */
    async recordTaken(scope: Scope, input: { messageId: number; at: string }): Promise<void> {
      await database.transaction(async (trx) => {
        await trx.raw(
          `delete from free_slots f using messages m, companies co
            where m.company_id = :companyId and m.id = :messageId and co.id = m.company_id and f.company_id = m.company_id
              and f.staff_id = (m.booking_slot ->> 'staffId')::bigint
              and f.local_date = ((m.booking_slot ->> 'startsAt')::timestamptz at time zone co.time_zone)::date`,
          { companyId: scope.companyId, messageId: input.messageId },
        );
        const changed = await trx('messages')
          .where({ company_id: scope.companyId, id: input.messageId, booked_visit_id: null })
          .update({ booking_slot: null, booking_tried_at: null, updated_at: input.at });
        if (changed === 0) return;
        await addEvent(trx, scope, input.messageId, 'slot_taken', {}, new Date(input.at), `slot_taken:${input.at}`);
      });
    },
  };
}
