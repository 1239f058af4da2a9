/** Records: listing with every filter, making, changing and deleting them. */

import { Router, type Request } from 'express';
import type { Booking } from '../contents.ts';
import { bookingOnWire } from '../wire.ts';
import { answer, asked, pageOf, pathNumber, refuse } from './answers.ts';
import { maybeHalf, maybeShifted, type Platform } from './platform.ts';
import { clientFor, readRecord } from './record-body.ts';

const flag = (text: string | undefined): boolean => text === '1' || text === 'true';

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

  router.get('/records/:company', (request, response) => {
    const bookings = filtered(platform, request);
    if (!bookings) {
      refuse(response, 400, 'Неверные параметры', { errors: { changed_after: ['invalid'] } });
      return;
    }
    const shifted = maybeShifted(platform, bookings, asked(request, 'page'), 'records');
    const { page, rows } = pageOf(shifted.list, shifted.page, asked(request, 'count'));
    answer(response, maybeHalf(platform, rows, 'records').map(onWire), { page, total_count: bookings.length });
  });

  // The same api_id twice makes two records: the platform does not look at it.
  router.post('/records/:company', (request, response) => {
    const wanted = readRecord(platform, request, response);
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
    const wanted = readRecord(platform, request, response, id);
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
