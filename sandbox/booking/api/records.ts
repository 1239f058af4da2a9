/** Records: listing with every filter, making, changing and deleting them. */

import { Router, type Request, type Response } from 'express';
import { z } from 'zod';
import type { Booking, Client } from '../contents.ts';
import { isTaken, worksOn } from '../free-times.ts';
import { samePhone } from '../phones.ts';
import { bookingOnWire } from '../wire.ts';
import { answer, asked, pageOf, pathNumber, refuse } from './answers.ts';
import { maybeHalf, type Platform } from './platform.ts';

const body = z.object({
  staff_id: z.coerce.number().int(),
  services: z.array(z.object({ id: z.coerce.number().int(), cost: z.coerce.number().optional() })).min(1),
  client: z.object({ phone: z.string().min(1), name: z.string().default(''), email: z.string().default('') }),
  datetime: z.string(),
  seance_length: z.coerce.number().int().positive(),
  save_if_busy: z.boolean(),
  send_sms: z.boolean(),
  comment: z.string().default(''),
  attendance: z.union([z.literal(-1), z.literal(0), z.literal(1), z.literal(2)]).default(0),
  api_id: z.coerce.string().default(''),
});
type Body = z.infer<typeof body>;

const flag = (text: string | undefined): boolean => text === '1' || text === 'true';

/** The person with this phone; the platform makes a card for a phone it has not seen. */
function clientFor(platform: Platform, wanted: Body['client']): Client {
  const { contents } = platform;
  for (const client of contents.clients.values()) {
    if (samePhone(client.phone, wanted.phone)) return client;
  }
  const at = platform.now();
  const client: Client = {
    id: contents.nextClientId(),
    name: wanted.name,
    surname: '',
    phone: wanted.phone,
    email: wanted.email,
    birthDate: null,
    newsletter: null,
    customFields: {},
    createdAt: at,
    changedAt: at,
  };
  platform.change({ type: 'client_saved', client });
  return client;
}

function filtered(platform: Platform, request: Request): Booking[] | null {
  const { contents, time } = platform;
  const moments = ['changed_after', 'changed_before'].map((name) => {
    const text = asked(request, name);
    return text === undefined ? undefined : time.parse(text);
  });
  if (moments.includes(null)) return null;
  const [after = -Infinity, before = Infinity] = moments as (number | undefined)[];
  const staff = asked(request, 'staff_id');
  const client = asked(request, 'client_id');
  const [from, to] = [asked(request, 'start_date') ?? '0000', asked(request, 'end_date') ?? '9999'];
  const [madeFrom, madeTo] = [asked(request, 'c_start_date') ?? '0000', asked(request, 'c_end_date') ?? '9999'];
  const withDeleted = flag(asked(request, 'with_deleted'));
  const rows: Booking[] = [];
  for (const booking of contents.bookings.values()) {
    const day = booking.local.slice(0, 10);
    if (booking.deleted && !withDeleted) continue;
    if (booking.changedAt < after || booking.changedAt > before || day < from || day > to) continue;
    if (staff !== undefined && booking.staffId !== Number(staff)) continue;
    if (client !== undefined && booking.clientId !== Number(client)) continue;
    const made = time.dateOf(booking.createdAt);
    if (made < madeFrom || made > madeTo) continue;
    rows.push(booking);
  }
  return rows.sort((a, b) => a.id - b.id);
}

export function recordRoutes(platform: Platform): Router {
  const { contents, time } = platform;
  const router = Router();
  const onWire = (booking: Booking) => bookingOnWire(booking, contents, time);

  /** Reads the body; answers and returns null when it will not do. */
  function accepted(request: Request, response: Response, exceptId?: number): (Body & { local: string }) | null {
    const parsed = body.safeParse(request.body);
    const at = parsed.success ? time.parse(parsed.data.datetime) : null;
    if (!parsed.success || at === null) {
      const fields = parsed.success ? ['datetime'] : parsed.error.issues.map((issue) => String(issue.path[0]));
      refuse(response, 422, 'Произошла ошибка', {
        errors: Object.fromEntries(fields.map((field) => [field, ['invalid']])),
      });
      return null;
    }
    const wanted = parsed.data;
    const member = contents.staff.find((each) => each.id === wanted.staff_id);
    const unknown = wanted.services.some(({ id }) => !contents.services.some((service) => service.id === id));
    if (!member || unknown) {
      refuse(response, 404, member ? 'Услуга не найдена' : 'Сотрудник не найден');
      return null;
    }
    const local = time.textOf(at).slice(0, 16);
    const busy =
      !worksOn(member, local.slice(0, 10)) || isTaken(contents, member.id, local, wanted.seance_length, exceptId);
    if (busy && !wanted.save_if_busy) {
      refuse(response, 409, `Мастер занят или не работает: ${local}`, { conflict: true });
      return null;
    }
    return { ...wanted, local };
  }

  router.get('/records/:company', (request, response) => {
    const bookings = filtered(platform, request);
    if (!bookings) {
      refuse(response, 400, 'Неверные параметры', { errors: { changed_after: ['invalid'] } });
      return;
    }
    const { page, rows } = pageOf(bookings, asked(request, 'page'), asked(request, 'count'));
    answer(response, maybeHalf(platform, rows, 'records').map(onWire), { page, total_count: bookings.length });
  });

  // The same api_id twice makes two records: the platform does not look at it.
  router.post('/records/:company', (request, response) => {
    const wanted = accepted(request, response);
    if (!wanted) return;
    const id = contents.nextBookingId();
    const at = platform.now();
    const booking: Booking = {
      id,
      visitId: id,
      staffId: wanted.staff_id,
      clientId: clientFor(platform, wanted.client).id,
      services: wanted.services.map((each) => ({
        id: each.id,
        cost: each.cost ?? contents.services.find((service) => service.id === each.id)?.price ?? 0,
      })),
      goods: [],
      local: wanted.local,
      seconds: wanted.seance_length,
      attendance: wanted.attendance,
      deleted: false,
      apiId: wanted.api_id,
      online: false,
      comment: wanted.comment,
      createdAt: at,
      changedAt: at,
    };
    platform.change({ type: 'booked', booking });
    if (platform.faults.take('booking', ['lost_answer'], 'records')) request.socket.destroy();
    else answer(response, onWire(booking), {}, 201);
  });

  router.get('/record/:company/:id', (request, response) => {
    const booking = contents.bookings.get(pathNumber(request, 'id'));
    if (booking) answer(response, onWire(booking));
    else refuse(response, 404, 'Запись не найдена');
  });

  router.put('/record/:company/:id', (request, response) => {
    const id = pathNumber(request, 'id');
    if (contents.bookings.get(id)?.deleted !== false) {
      refuse(response, 404, 'Запись не найдена');
      return;
    }
    const wanted = accepted(request, response, id);
    if (!wanted) return;
    const before = contents.bookings.get(id);
    const change: Partial<Booking> = {
      staffId: wanted.staff_id,
      clientId: clientFor(platform, wanted.client).id,
      services: wanted.services.map((each) => ({
        id: each.id,
        cost: each.cost ?? before?.services.find((one) => one.id === each.id)?.cost ?? 0,
      })),
      local: wanted.local,
      seconds: wanted.seance_length,
      attendance: wanted.attendance,
      comment: wanted.comment,
    };
    platform.change({ type: 'booking_changed', id, change, at: platform.now() });
    const after = contents.bookings.get(id);
    answer(response, after ? onWire(after) : null);
  });

  router.delete('/record/:company/:id', (request, response) => {
    const id = pathNumber(request, 'id');
    if (contents.bookings.get(id)?.deleted !== false) {
      refuse(response, 404, 'Запись не найдена');
      return;
    }
    platform.change({ type: 'booking_changed', id, change: { deleted: true }, at: platform.now() });
    response.status(204).end();
  });
  return router;
}
