/** From the lines of the books to appointments: what a booking platform would have kept of them (definitions.md, "Books"). */

import type { Attendance } from '../platform.ts';
import type { Books, BookService, ReceiptLine } from './files.ts';
import { atOnce, eachIn, type Steps } from './steps.ts';

export const APPOINTMENT_SECONDS = 3600;
const NOON = '12:00';

export interface Appointment {
  code: string;
  date: string;
  /** HH:MM */
  time: string;
  /** '' where the books name nobody. */
  staff: string;
  services: { code: string; title: string; cost: number }[];
  goods: { title: string; cost: number }[];
  attendance: Attendance;
  isDeleted: boolean;
  createdOn: string;
  /** The n-th of this client on this day: a booking that is kept becomes the visit, under the same number. */
  ordinal: number;
}

const keyOf = (code: string, date: string): string => `${date} ${code}`;

function* grouped<Row>(rows: readonly Row[], key: (row: Row) => string): Steps<Map<string, Row[]>> {
  const groups = new Map<string, Row[]>();
  yield* eachIn(rows, (row) => {
    const group = groups.get(key(row));
    if (group) group.push(row);
    else groups.set(key(row), [row]);
  });
  return groups;
}

/** By what the lines say and never by where they stand: two equal appointments may change places unseen. */
const inOrder = <Row>(rows: readonly Row[], of: (row: Row) => string): Row[] =>
  rows
    .map((row) => ({ row, key: of(row) }))
    .sort((a, b) => byCodePoint(a.key, b.key))
    .map(({ row }) => row);

/** The order of code points: the letters of UTF-16's pairs come after all others, which plain comparing gets wrong. */
export function byCodePoint(a: string, b: string): number {
  if (a === b) return 0;
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at += 1) {
    const [left, right] = [a.charCodeAt(at), b.charCodeAt(at)];
    if (left !== right) return rank(left) - rank(right);
  }
  return a.length - b.length;
}
const rank = (unit: number): number => (unit < 0xd800 ? unit : unit < 0xe000 ? unit + 0x2000 : unit - 0x800);

export const lastReceiptOn = (books: Books): string =>
  books.receipts.reduce((latest, { date }) => (date > latest ? date : latest), '');

/** All lines of one client and day are one visit. */
function visitOf(
  lines: [ReceiptLine, ...ReceiptLine[]],
  time: string,
  byTitle: ReadonlyMap<string, BookService>,
): Omit<Appointment, 'ordinal'> {
  const [{ code, date }] = lines;
  // The largest amount names the person; the first line wins a tie.
  const main = lines.reduce((largest, line) => (line.amount > largest.amount ? line : largest));
  const sold = lines.map((line) => ({ ...line, service: byTitle.get(line.description.toLowerCase()) }));
  return {
    code,
    date,
    time,
    staff: main.staff,
    services: sold.flatMap(({ service, amount }) =>
      service ? [{ code: service.code, title: service.title, cost: amount }] : [],
    ),
    goods: sold.flatMap(({ service, description, amount }) => (service ? [] : [{ title: description, cost: amount }])),
    attendance: 1,
    isDeleted: false,
    createdOn: date,
  };
}

export const appointmentsOf = (books: Books): Appointment[] => atOnce(makingAppointments(books));

export function* makingAppointments(books: Books): Steps<Appointment[]> {
  const byTitle = new Map(books.services.map((service) => [service.title.toLowerCase(), service]));
  const byCode = new Map(books.services.map((service) => [service.code, service]));
  const listed = (code: string): Appointment['services'] => {
    const service = byCode.get(code);
    return service ? [{ code, title: service.title, cost: service.price }] : [];
  };
  const sameDay = ({ code, date }: { code: string; date: string }): string => keyOf(code, date);
  const booked = yield* grouped(books.bookings, sameDay);
  const earliest = (key: string): string => (booked.get(key) ?? []).map(({ time }) => time).sort()[0] ?? NOON;
  const lastReceipt = lastReceiptOn(books);
  const appointments: Appointment[] = [];
  const counted = new Map<string, number>();
  const add = (made: Omit<Appointment, 'ordinal'>): void => {
    const key = keyOf(made.code, made.date);
    const ordinal = (counted.get(key) ?? 0) + 1;
    counted.set(key, ordinal);
    appointments.push({ ...made, ordinal });
  };

  yield* eachIn(yield* grouped(books.receipts, sameDay), ([key, lines]) => {
    const [first, ...others] = lines;
    if (first) add(visitOf([first, ...others], earliest(key), byTitle));
  });
  // Only those of one client and day are counted, so only these need an order.
  yield* eachIn((yield* grouped(books.noShows, sameDay)).values(), (rows) => {
    for (const { code, date, service, staff } of inOrder(rows, (row) => `${row.staff} ${row.service}`)) {
      const services = listed(service);
      add({ code, date, time: NOON, staff, services, goods: [], attendance: -1, isDeleted: false, createdOn: date });
    }
  });
  yield* eachIn((yield* grouped(books.cancellations, sameDay)).values(), (rows) => {
    const cancelled = inOrder(rows, (row) => `${row.cancelledOn} ${row.staff} ${row.service}`);
    for (const { code, date, service, staff, cancelledOn } of cancelled) {
      const createdOn = cancelledOn < date ? cancelledOn : date;
      const services = listed(service);
      add({ code, date, time: NOON, staff, services, goods: [], attendance: 0, isDeleted: true, createdOn });
    }
  });
  yield* eachIn(booked, ([key, rows]) => {
    const [first] = inOrder(rows, ({ time, staff }) => `${time} ${staff}`);
    if (!first || counted.has(key)) return;
    add({
      code: first.code,
      date: first.date,
      time: earliest(key),
      staff: first.staff,
      services: rows.flatMap(({ service }) => listed(service)),
      goods: [],
      attendance: 0,
      isDeleted: false,
      // Nothing is created later than the books reach: it would look like a booking won.
      createdOn: first.date < lastReceipt ? first.date : lastReceipt,
    });
  });
  return appointments;
}

/** Plain comparing is the order of code points, and much faster, where no text has letters of UTF-16's pairs. */
const sorted = (texts: string[]): string[] =>
  texts.some((text) => /[\uD800-\uDFFF]/.test(text)) ? texts.sort(byCodePoint) : texts.sort();

/** Every code in any file, by code point: the k-th has the k-th phone. */
export function* collectingCodes(books: Books): Steps<string[]> {
  const codes = new Set<string>();
  for (const rows of [books.receipts, books.bookings, books.noShows, books.cancellations]) {
    yield* eachIn(rows as readonly { code: string }[], ({ code }) => codes.add(code));
  }
  return sorted([...codes]);
}
export const codesOf = (books: Books): string[] => atOnce(collectingCodes(books));

/** Every distinct name in receipts and bookings. */
export function staffOf(books: Books): string[] {
  const names = new Set<string>();
  for (const { staff } of books.receipts) names.add(staff);
  for (const { staff } of books.bookings) names.add(staff);
  return [...names].filter(Boolean).sort();
}
