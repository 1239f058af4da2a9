/** Makes a booking platform's contents from a folder of books (definitions.md, "Books"). */

import {
  type Appointment,
  APPOINTMENT_SECONDS,
  appointmentsOf,
  codesOf,
  lastReceiptOn,
  staffOf,
} from '../../../domain/sync/books/appointments.ts';
import type { Books } from '../../../domain/sync/books/files.ts';
import { dayMover, shiftDaysFor } from '../../../domain/sync/books/move-dates.ts';
import { inventedName, inventedPhone } from '../../../domain/sync/books/people.ts';
import type { Booking, Client, Company, Filling, Good, Service, StaffMember } from '../contents.ts';
import { createLocalTime, type LocalTime } from '../local-time.ts';
import { seedOf } from '../random.ts';
import { readFolder } from './read-folder.ts';

export const BOOKS_COMPANY: Omit<Company, 'booksShiftDays'> = {
  id: 20201,
  title: 'Salon of the books (sandbox)',
  countryCode: 'CA',
  country: 'Canada',
  city: 'Vancouver',
  timeZone: 'America/Vancouver',
  currency: 'CAD',
  language: 'en',
  businessType: 'other',
};

/** Records are created on a day; the books know no hour of it. */
const CREATED = '08:00';

function servicesOf(books: Books): Service[] {
  return books.services.map(({ title, category, price }, index) => ({
    id: index + 1,
    title,
    category,
    price,
    seconds: APPOINTMENT_SECONDS,
    active: true,
  }));
}

function staffMembersOf(books: Books, bookings: Appointment[], ids: ReadonlyMap<string, number>): StaffMember[] {
  return staffOf(books).map((name, index) => {
    const did = bookings.filter(({ staff }) => staff === name).flatMap(({ services }) => services);
    const done = new Set(did.map(({ code }) => ids.get(code)));
    return {
      id: index + 1,
      name,
      specialization: '',
      position: null,
      fired: false,
      hidden: false,
      // The books hold no working hours: everybody has two days off, not all the same ones.
      daysOff: [(index % 7) + 1, ((index + 1) % 7) + 1],
      serviceIds: [...ids.values()].filter((id) => done.has(id)),
    };
  });
}

function clientsOf(codes: string[], firstSeen: Map<string, string>, time: LocalTime): Client[] {
  return codes.map((code, index) => {
    const at = time.instantOf(`${firstSeen.get(code) ?? '2018-01-01'} ${CREATED}`);
    return {
      id: index + 1,
      ...inventedName(code),
      phone: inventedPhone(index + 1),
      email: '',
      birthDate: null,
      newsletter: null,
      customFields: { code },
      createdAt: at,
      changedAt: at,
    };
  });
}

const goodId = (title: string): number => seedOf(title) % 100_000;

/** The books list no goods: what was ever sold is on sale, for what it went last. */
function goodsOf(appointments: readonly Appointment[]): Good[] {
  const goods = new Map<number, Good>();
  for (const { title, cost } of appointments.flatMap((each) => each.goods))
    goods.set(goodId(title), { id: goodId(title), title, category: '', price: cost, unit: '' });
  return [...goods.values()];
}

/** The platform's own numbers for what the books know by codes and names. */
interface Ids {
  services: ReadonlyMap<string, number>;
  staff: ReadonlyMap<string, number>;
  clients: ReadonlyMap<string, number>;
}

function bookingOf(appointment: Appointment, index: number, ids: Ids, time: LocalTime): Booking {
  const at = time.instantOf(`${appointment.createdOn} ${CREATED}`);
  return {
    id: index + 1,
    visitId: index + 1,
    staffId: ids.staff.get(appointment.staff) ?? 0,
    clientId: ids.clients.get(appointment.code) ?? null,
    services: appointment.services.map(({ code, cost }) => ({ id: ids.services.get(code) ?? 0, cost })),
    goods: appointment.goods.map(({ title, cost }) => ({ id: goodId(title), title, cost })),
    local: `${appointment.date} ${appointment.time}`,
    seconds: APPOINTMENT_SECONDS,
    attendance: appointment.attendance,
    deleted: appointment.isDeleted,
    apiId: '',
    online: false,
    comment: '',
    createdAt: at,
    changedAt: at,
  };
}

const numbered = (names: readonly string[]): Map<string, number> =>
  new Map(names.map((name, index) => [name, index + 1]));

export function fillFromBooks(folder: string, today: string): Filling {
  const books = readFolder(folder);
  const time = createLocalTime(BOOKS_COMPANY.timeZone);
  const days = shiftDaysFor(lastReceiptOn(books), today);
  const moved = dayMover(days);
  const appointments = appointmentsOf(books).map((appointment) => ({
    ...appointment,
    date: moved(appointment.date),
    createdOn: moved(appointment.createdOn),
  }));
  const codes = codesOf(books);
  const ids: Ids = {
    services: numbered(books.services.map(({ code }) => code)),
    staff: numbered(staffOf(books)),
    clients: numbered(codes),
  };
  const firstSeen = new Map<string, string>();
  for (const { code, createdOn } of appointments) {
    const seen = firstSeen.get(code);
    if (seen === undefined || createdOn < seen) firstSeen.set(code, createdOn);
  }
  return {
    company: { ...BOOKS_COMPANY, booksShiftDays: days },
    staff: staffMembersOf(books, appointments, ids.services),
    services: servicesOf(books),
    clients: clientsOf(codes, firstSeen, time),
    bookings: appointments.map((appointment, index) => bookingOf(appointment, index, ids, time)),
    memberships: [],
    sales: [],
    goods: goodsOf(appointments),
  };
}
