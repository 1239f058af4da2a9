/** The slot a message books: what to ask the platform for, and what became of it. */

import type { Scope } from '../../../domain/access/scope.ts';
import type { NewRecord, PlatformVisit } from '../../../domain/sync/platform.ts';
import type { Database } from '../../database.ts';
import { query } from '../../sql.ts';
import { type AttributeBookings, saveVisits } from '../sync/visits.ts';

interface SlotRow {
  messageId: number;
  wasTried: boolean;
  startsAt: string;
  localDate: string;
  staffExternalId: string;
  serviceExternalId: string;
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
    ): Promise<{ wasTried: boolean; localDate: string; record: NewRecord } | null> {
      const { rows } = await database.raw<{ rows: SlotRow[] }>(query('slot-to-book'), {
        companyId: scope.companyId,
        messageId,
      });
      const row = rows[0];
      if (!row) return null;
      const { wasTried, localDate, startsAt, staffExternalId, serviceExternalId, durationSeconds } = row;
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

    /** Somebody else has it: the message offers nothing any more and is written anew. */
    async recordTaken(scope: Scope, input: { messageId: number; at: string }): Promise<void> {
      await database.transaction(async (trx) => {
        await trx('messages')
          .where({ company_id: scope.companyId, id: input.messageId, booked_visit_id: null })
          .update({ booking_slot: null, booking_tried_at: null, updated_at: input.at });
        await trx('message_events')
          .insert({
            company_id: scope.companyId,
            message_id: input.messageId,
            kind: 'slot_taken',
            at: input.at,
            once_key: `slot_taken:${input.at}`,
          })
          .onConflict(['message_id', 'once_key'])
          .ignore();
      });
    },
  };
}
