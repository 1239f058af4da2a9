/** Free times, and booking one of them: the only call that changes something at the platform. */

import { z } from 'zod';
import { Unavailable } from '../../../domain/errors.ts';
import type { BookingGateway } from '../../../domain/sync/booking-gateway.ts';
import { PAGE_SIZE } from '../../../domain/sync/platform.ts';
import { withOffset } from './instants.ts';
import { pageOf } from './read-page.ts';
import { InDoubt, refusalOf, type Answer, type BookingRequests } from './requests.ts';
import * as shapes from './shapes.ts';
import * as translate from './translate.ts';

const slotTaken = z.object({ conflict: z.literal(true) });
const codedErrors = z.object({ errors: z.object({ code: z.coerce.number() }) });

/** The only documented refusal of a taken time is 409 with `conflict`; online booking says 433. */
function isSlotTaken({ status, meta }: Answer): boolean {
  if (status === 409 || slotTaken.safeParse(meta).success) return true;
  const coded = codedErrors.safeParse(meta);
  return coded.success && [433, 436].includes(coded.data.errors.code);
}

type Slots = Pick<BookingGateway, 'freeDates' | 'freeTimes' | 'createRecord' | 'findRecordByApiId'>;

export function createSlots({ get, post }: BookingRequests): Slots {
  return {
    async freeDates(company, { staffExternalId, serviceExternalId, from, to }) {
      const answer = await get(`book_dates/${company.externalId}`, {
        'service_ids[]': serviceExternalId,
        staff_id: staffExternalId,
        date_from: from,
        date_to: to,
      });
      const parsed = shapes.freeDatesShape.safeParse(answer.data);
      if (!parsed.success) throw new Unavailable('booking', 'odd_answer');
      return parsed.data.booking_dates.filter((date) => date >= from && date <= to);
    },
    async freeTimes(company, { staffExternalId, serviceExternalId, date }) {
      const answer = await get(`book_times/${company.externalId}/${staffExternalId}/${date}`, {
        'service_ids[]': serviceExternalId,
      });
      return pageOf(answer, shapes.freeTimeShape, (row) => translate.freeTime(row, date)).rows;
    },
    async createRecord(company, record) {
      let answer: Answer;
      try {
        answer = await post(`records/${company.externalId}`, {
          staff_id: Number(record.staffExternalId),
          services: [{ id: Number(record.serviceExternalId) }],
          client: { phone: record.client.phone, name: record.client.name, email: '' },
          datetime: withOffset(record.startsAt),
          seance_length: record.durationSeconds,
          save_if_busy: false,
          send_sms: false,
          comment: record.comment ?? '',
          attendance: 0,
          api_id: record.apiId,
        });
      } catch (error) {
        if (error instanceof InDoubt) return { outcome: 'in_doubt' };
        throw error;
      }
      if (isSlotTaken(answer)) return { outcome: 'slot_taken' };
      if (answer.status >= 300) throw refusalOf(answer);
      // One object on one brand, a list of one on the other.
      const row: unknown = Array.isArray(answer.data) ? answer.data[0] : answer.data;
      const parsed = shapes.recordShape.safeParse(row);
      return parsed.success
        ? { outcome: 'booked', visit: translate.visit(parsed.data, company) }
        : { outcome: 'in_doubt' };
    },
    async findRecordByApiId(company, { apiId, staffExternalId, localDate }) {
      let seen = 0;
      for (let page = 1; ; page += 1) {
        const answer = await get(`records/${company.externalId}`, {
          page,
          count: PAGE_SIZE,
          staff_id: staffExternalId,
          start_date: localDate,
          end_date: localDate,
        });
        const found = pageOf(answer, shapes.recordShape, (row) => translate.visit(row, company));
        const ours = found.rows.find((row) => row.apiId === apiId && !row.isDeleted);
        if (ours) return ours;
        seen += found.received;
        if (found.received === 0 || seen >= (found.total ?? 0)) return null;
      }
    },
  };
}
