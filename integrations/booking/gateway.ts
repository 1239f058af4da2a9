/** The booking platform (YClients, Altegio) as the product sees it: questions in our words, answers in our types. */

import { z } from 'zod';
import { RuleBroken, Unavailable } from '../../domain/errors.ts';
import type { BookingGateway, Since } from '../../domain/sync/booking-gateway.ts';
import type { Misfit, PlatformPage } from '../../domain/sync/platform.ts';
import { createBookingRequests, InDoubt, refusalOf, type Answer, type BookingConnection } from './requests.ts';
import * as shapes from './shapes.ts';
import * as translate from './translate.ts';

/** Asking for more than 200 silently gives 20. */
export const PAGE_SIZE = 200;

const meta = z.object({ total_count: z.coerce.number().optional(), count: z.coerce.number().optional() });

function totalOf(answer: Answer): number | null {
  const parsed = meta.safeParse(answer.meta);
  return parsed.success ? (parsed.data.total_count ?? parsed.data.count ?? null) : null;
}

function listOf(data: unknown): unknown[] {
  if (Array.isArray(data)) return data;
  throw new Unavailable('booking', 'odd_answer');
}

/** Reads every row for itself: one that will not do is set aside with its reason, and the rest goes on. */
function pageOf<Shape extends z.ZodType, Row>(
  answer: Answer,
  shape: Shape,
  translated: (row: z.infer<Shape>) => Row | null,
): PlatformPage<Row> {
  const list = listOf(answer.data);
  const rows: Row[] = [];
  const misfits: Misfit[] = [];
  list.forEach((payload, index) => {
    const named = z.object({ id: shapes.id }).safeParse(payload);
    const externalId = named.success ? named.data.id : `row ${String(index)}`;
    const parsed = shape.safeParse(payload);
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      misfits.push({ externalId, reason: `${issue?.path.join('.') ?? ''}: ${issue?.code ?? 'invalid'}`, payload });
      return;
    }
    try {
      const row = translated(parsed.data);
      if (row !== null) rows.push(row);
    } catch (error) {
      if (!(error instanceof translate.Unreadable)) throw error;
      misfits.push({ externalId, reason: `${error.message}: unreadable`, payload });
    }
  });
  return { rows, misfits, received: list.length, total: totalOf(answer), platformTime: answer.platformTime };
}

const slotTaken = z.object({ conflict: z.literal(true) });
const codedErrors = z.object({ errors: z.object({ code: z.coerce.number() }) });

/** The only documented refusal of a taken time is 409 with `conflict`; online booking says 433. */
function isSlotTaken({ status, meta }: Answer): boolean {
  if (status === 409 || slotTaken.safeParse(meta).success) return true;
  const coded = codedErrors.safeParse(meta);
  return coded.success && [433, 436].includes(coded.data.errors.code);
}

export function createBookingGateway(connection: BookingConnection): BookingGateway {
  const { get, post } = createBookingRequests(connection);
  const since = ({ page, changedAfter }: Since) => ({
    page,
    count: PAGE_SIZE,
    ...(changedAfter === null ? {} : { changed_after: withOffset(changedAfter) }),
  });

  return {
    async companies() {
      const page = pageOf(await get('companies', { my: 1 }), shapes.companyShape, translate.company);
      return page.rows;
    },
    async staff(company) {
      return pageOf(await get(`company/${company.externalId}/staff`), shapes.staffShape, translate.staff);
    },
    async services(company) {
      const categories = pageOf(
        await get(`company/${company.externalId}/service_categories`),
        shapes.categoryShape,
        (row) => row,
      );
      const titles = new Map(categories.rows.map((row) => [row.id, row.title]));
      const answer = await get(`company/${company.externalId}/services`);
      return pageOf(answer, shapes.serviceShape, (row) => translate.service(row, company, titles));
    },
    async clients(company, asked) {
      const answer = await get(`clients/${company.externalId}`, since(asked));
      return pageOf(answer, shapes.clientShape, (row) => translate.client(row, company));
    },
    async records(company, asked) {
      const answer = await get(`records/${company.externalId}`, { ...since(asked), with_deleted: 1 });
      return pageOf(answer, shapes.recordShape, (row) => translate.visit(row, company));
    },
    async goodsSales(company, asked) {
      const answer = await get(`storages/transactions/${company.externalId}`, since(asked));
      return pageOf(answer, shapes.saleShape, (row) => translate.sale(row, company));
    },
    async consent(company, clientExternalId) {
      try {
        const { data } = await get(`client/${company.externalId}/${clientExternalId}`);
        const card = shapes.cardShape.safeParse(data);
        if (!card.success) throw new Unavailable('booking', 'odd_answer');
        return { clientExternalId, newsletterAgreed: card.data.client_agreements?.is_newsletter_allowed ?? null };
      } catch (error) {
        if (isNotFound(error)) return null;
        throw error;
      }
    },
    async memberships(company, phone) {
      const answer = await get('loyalty/abonements/', { company_id: company.externalId, phone });
      return pageOf(answer, shapes.membershipShape, (row) => translate.membership(row, company));
    },
    async membershipBuyers(company) {
      const ids: string[] = [];
      for (let page = 1; ; page += 1) {
        const answer = await post(`company/${company.externalId}/clients/search`, {
          page,
          page_size: PAGE_SIZE,
          fields: ['id'],
          operation: 'AND',
          filters: [{ type: 'sale', state: { abonement_sale_date: { from: '2000-01-01', to: '2100-01-01' } } }],
        });
        // A platform that does not know the filter says so; then everybody has to be asked.
        if (answer.status === 400 || answer.status === 422) return null;
        if (answer.status >= 300) throw refusalOf(answer.status);
        const found = pageOf(answer, shapes.foundClientShape, (row) => row.id);
        ids.push(...found.rows);
        if (found.received === 0 || ids.length >= (found.total ?? 0)) return ids;
      }
    },
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
      if (answer.status >= 300) throw refusalOf(answer.status);
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

const isNotFound = (error: unknown): boolean => error instanceof RuleBroken && error.kind === 'not_found';

/** An instant the platform cannot misread: whole seconds, with an explicit offset. */
function withOffset(instant: string): string {
  return `${new Date(instant).toISOString().slice(0, 19)}+00:00`;
}
