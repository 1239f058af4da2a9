/** "Book and confirm": books the slot a client accepted, once, before the confirmation goes out. */

import type { MessageStep, SlotBooked } from '../../contracts/workflows/delivery.ts';
import { RuleBroken, Unavailable } from '../../domain/errors.ts';
import { systemScope, type Scope } from '../../domain/access/scope.ts';
import type { BookingGateway } from '../../domain/sync/booking-gateway.ts';
import type { BookingCompany, NewRecord, PlatformVisit, RecordAnswer } from '../../domain/sync/platform.ts';

export interface SlotToBook {
  /** Tried before: the record may be there already. */
  wasTried: boolean;
  localDate: string;
  /** null: the person or the service is gone, and the slot with them. */
  record: NewRecord | null;
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
const MENDED_BY_PERSON_MS = 5 * 60_000;

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
      const { record, localDate, wasTried } = slot;
      if (!record) return taken();
      const { gateway, company } = await platformOf(input.companyId);
      const asked = { apiId: record.apiId, staffExternalId: record.staffExternalId, localDate };
      const ours = (): Promise<PlatformVisit | null> => gateway.findRecordByApiId(company, asked);

      const earlier = wasTried ? await ours() : null;
      if (earlier) return booked(earlier);
      await bookings.markTried(scope, input.messageId, input.at);
      const answer = await answerOf(() => gateway.createRecord(company, record));
      if (answer.outcome === 'booked') return booked(answer.visit);
      if (answer.outcome === 'in_doubt') throw new Unavailable('booking', 'in_doubt', DOUBT_WAIT_MS);
      // The slot may be taken by our own earlier request, which had not landed when we looked.
      const late = wasTried ? await ours() : null;
      return late ? booked(late) : taken();

      async function booked(visit: PlatformVisit): Promise<SlotBooked> {
        await bookings.recordBooked(scope, { messageId: input.messageId, visit, at: input.at });
        return { outcome: 'booked' };
      }
      async function taken(): Promise<SlotBooked> {
        await bookings.recordTaken(scope, input);
        return { outcome: 'slot_gone' };
      }
    },
  };
}

/** A platform that refuses this record for good (the person does another service now) has no such slot either. */
async function answerOf(create: () => Promise<RecordAnswer>): Promise<RecordAnswer> {
  try {
    return await create();
  } catch (error) {
    if (!(error instanceof RuleBroken)) throw error;
    // Tokens and licences are mended by a person; the client's slot is asked for until then.
    if (error.kind === 'forbidden') throw new Unavailable('booking', error.code, MENDED_BY_PERSON_MS);
    return { outcome: 'slot_taken' };
  }
}
