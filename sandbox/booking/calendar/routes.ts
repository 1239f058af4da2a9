/** The calendar page of the stand-in: a week per person, where a slot can be booked and a visit marked. */

import express, { Router, type Request, type Response } from 'express';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Temporal as dates } from 'temporal-polyfill';
import { z } from 'zod';
import type { Platform } from '../api/platform.ts';
import type { Booking, Contents } from '../contents.ts';
import { freeTimes, isTaken, worksOn } from '../free-times.ts';

const DAYS = 7;
const MOST_FOUND = 12;
const HOUR_SECONDS = 3600;

/** The page's files lie beside the source; the compiled copy under dist/ serves the same ones. */
function pageFolder(): string {
  const here = path.dirname(fileURLToPath(import.meta.url));
  const beside = path.join(here, 'page');
  return existsSync(beside)
    ? beside
    : path.join(here, '..', '..', '..', '..', 'sandbox', 'booking', 'calendar', 'page');
}

const newBooking = z.object({
  staffId: z.number().int(),
  serviceId: z.number().int(),
  clientId: z.number().int(),
  local: z.string().regex(/^\d{4}-\d{2}-\d{2} \d{2}:\d{2}$/),
});
const mark = z.object({ as: z.enum(['arrived', 'did_not_come', 'confirmed', 'waiting', 'cancelled']) });
const MARKS = {
  arrived: { attendance: 1 },
  did_not_come: { attendance: -1 },
  confirmed: { attendance: 2 },
  waiting: { attendance: 0 },
  cancelled: { deleted: true },
} as const satisfies Record<z.infer<typeof mark>['as'], Partial<Booking>>;

const refuse = (response: Response, status: number, error: string): void => {
  response.status(status).json({ error });
};

function bookingView(contents: Contents, booking: Booking) {
  const client = booking.clientId === null ? undefined : contents.clients.get(booking.clientId);
  return {
    id: booking.id,
    staffId: booking.staffId,
    clientId: booking.clientId,
    client: client ? `${client.name} ${client.surname}`.trim() : booking.comment || 'Blocked',
    phone: client?.phone ?? '',
    local: booking.local,
    minutes: booking.seconds / 60,
    services: booking.services.map(({ id }) => contents.services.find((each) => each.id === id)?.title ?? ''),
    cost: [...booking.services, ...booking.goods].reduce((sum, each) => sum + each.cost, 0),
    attendance: booking.attendance,
    deleted: booking.deleted,
    byReprise: booking.apiId !== '' && booking.apiId !== '0',
  };
}

/** Seven days of one person, with what is booked and what is free. */
function weekView({ contents, time, now }: Platform, asked: Request['query']) {
  const today = time.dateOf(now());
  const wished = typeof asked['from'] === 'string' ? asked['from'] : today;
  const from = /^\d{4}-\d{2}-\d{2}$/.test(wished) ? wished : today;
  const staffId = Number(asked['staff'] ?? 0);
  const people = contents.staff.filter((member) => !member.fired);
  const member = people.find((each) => each.id === staffId) ?? people.find((each) => !each.hidden) ?? people[0];
  const seconds = contents.services.find((each) => each.id === Number(asked['service']))?.seconds;
  const days = Array.from({ length: DAYS }, (_, index) => dates.PlainDate.from(from).add({ days: index }).toString());
  return {
    company: {
      title: contents.company.title,
      currency: contents.company.currency,
      timeZone: contents.company.timeZone,
    },
    today,
    from,
    staffId: member?.id ?? 0,
    staff: people.map(({ id, name, specialization }) => ({ id, name, specialization })),
    services: contents.services
      .filter((service) => service.active && (member?.serviceIds.includes(service.id) ?? false))
      .map(({ id, title, price, seconds }) => ({ id, title, price, minutes: seconds / 60 })),
    days: days.map((date) => ({
      date,
      isWorking: member ? worksOn(member, date) : false,
      free: member ? freeTimes(contents, time, now(), member, date, seconds ?? HOUR_SECONDS) : [],
      bookings: member
        ? contents
            .bookingsOfDay(member.id, date)
            .map((booking) => bookingView(contents, booking))
            .sort((a, b) => a.local.localeCompare(b.local) || a.id - b.id)
        : [],
    })),
  };
}

export function calendarRoutes(platform: Platform): Router {
  const { contents, now } = platform;
  const router = Router();

  const view = (booking: Booking) => bookingView(contents, booking);

  router.get('/api/week', (request, response) => {
    response.json(weekView(platform, request.query));
  });

  router.get('/api/clients', (request, response) => {
    const q = request.query['q'];
    const wanted = (typeof q === 'string' ? q : '').trim().toLowerCase();
    const digits = wanted.replace(/\D/g, '');
    const found = [...contents.clients.values()].filter((client) => {
      const name = `${client.name} ${client.surname}`.toLowerCase();
      return name.includes(wanted) || (digits.length > 2 && client.phone.replace(/\D/g, '').includes(digits));
    });
    response.json({
      clients:
        wanted === ''
          ? []
          : found.slice(0, MOST_FOUND).map(({ id, name, surname, phone }) => ({ id, name, surname, phone })),
      total: found.length,
    });
  });

  router.post('/api/bookings', express.json(), (request, response) => {
    const parsed = newBooking.safeParse(request.body);
    if (!parsed.success) return refuse(response, 400, 'A booking needs a person, a service, a client and a time.');
    const { staffId, serviceId, clientId, local } = parsed.data;
    const service = contents.services.find((each) => each.id === serviceId);
    const member = contents.staff.find((each) => each.id === staffId);
    if (!service || !member || !contents.clients.has(clientId))
      return refuse(response, 404, 'That is not in the books.');
    if (!worksOn(member, local.slice(0, 10)) || isTaken(contents, staffId, local, service.seconds)) {
      return refuse(response, 409, 'This time is taken.');
    }
    const id = contents.nextBookingId();
    const at = now();
    const booking: Booking = {
      id,
      visitId: id,
      staffId,
      clientId,
      services: [{ id: serviceId, cost: service.price }],
      goods: [],
      local,
      seconds: service.seconds,
      attendance: 0,
      deleted: false,
      apiId: '',
      online: true,
      comment: '',
      createdAt: at,
      changedAt: at,
    };
    platform.change({ type: 'booked', booking });
    response.status(201).json(view(booking));
  });

  router.post('/api/bookings/:id/mark', express.json(), (request, response) => {
    const id = Number(request.params.id);
    const parsed = mark.safeParse(request.body);
    if (!parsed.success) return refuse(response, 400, 'Marked as what?');
    if (contents.bookings.get(id)?.deleted !== false) return refuse(response, 404, 'No such booking.');
    platform.change({ type: 'booking_changed', id, change: MARKS[parsed.data.as], at: now() });
    const after = contents.bookings.get(id);
    response.json(after ? view(after) : null);
  });

  router.use(express.static(pageFolder(), { index: 'index.html' }));
  return router;
}
