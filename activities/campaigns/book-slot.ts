/** "Book and confirm": books the slot a client accepted, once, before the confirmation goes out. */

import type { MessageStep, SlotBooked } from '../../contracts/workflows/delivery.ts';
import { Unavailable } from '../../domain/errors.ts';
import { systemScope, type Scope } from '../../domain/access/scope.ts';
import type { BookingGateway } from '../../domain/sync/booking-gateway.ts';
import type { BookingCompany, NewRecord, PlatformVisit } from '../../domain/sync/platform.ts';

export interface SlotToBook {
  /** Tried before: the record may be there already. */
  wasTried: boolean;
  localDate: string;
  record: NewRecord;
}

export interface BookSlotDeps {
  bookings: {
    /** null: the message books nothing, or has booked. */
    slotToBook(scope: Scope, messageId: number): Promise<SlotToBook | null>;
    /** A commit of its own, before the request. */
    markTried(scope: Scope, messageId: number, at: string): Promise<void>;
    /** Writes the visit with its attribution, the message and its event in one transaction. */
    recordBooked(scope: Scope, input: { messageId: number; visit: PlatformVisit; at: string }): Promise<void>;
    recordTaken(scope: Scope, input: { messageId: number; at: string }): Promise<void>;
  };
  platformOf: (companyId: number) => Promise<{ gateway: BookingGateway; company: BookingCompany }>;
}

/** Long enough for a request in flight to land before the record is looked for. */
const DOUBT_WAIT_MS = 3_000;

export function createBookSlotActivity({ bookings, platformOf }: BookSlotDeps) {
  return {
    /**
     * Twice is harmless: once tried, the record is looked up by its key before anything is asked for again,
     * and a booked message has nothing to book.
     */
    async bookSlot(input: MessageStep): Promise<SlotBooked> {
      const scope = systemScope(input.companyId, 'bookSlot');
      const slot = await bookings.slotToBook(scope, input.messageId);
      if (!slot) return { outcome: 'booked' };
      const { gateway, company } = await platformOf(input.companyId);
      if (slot.wasTried) {
        const { apiId, staffExternalId } = slot.record;
        const visit = await gateway.findRecordByApiId(company, { apiId, staffExternalId, localDate: slot.localDate });
        if (visit) return booked(visit);
      }
      await bookings.markTried(scope, input.messageId, input.at);
      const answer = await gateway.createRecord(company, slot.record);
      if (answer.outcome === 'booked') return booked(answer.visit);
      if (answer.outcome === 'in_doubt') throw new Unavailable('booking', 'in_doubt', DOUBT_WAIT_MS);
      await bookings.recordTaken(scope, input);
      return { outcome: 'slot_gone' };

      async function booked(visit: PlatformVisit): Promise<SlotBooked> {
        await bookings.recordBooked(scope, { messageId: input.messageId, visit, at: input.at });
        return { outcome: 'booked' };
      }
    },
  };
}

export type BookSlotActivity = ReturnType<typeof createBookSlotActivity>;
