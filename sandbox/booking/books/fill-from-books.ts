/** Makes a booking platform's contents from a folder of books (definitions.md, "Books"). */

import { Temporal as dates } from 'temporal-polyfill';
import { NAMES } from '../club/names.ts';
import type { Booking, Client, Company, Filling, Service, StaffMember } from '../contents.ts';
import { createLocalTime, type LocalTime } from '../local-time.ts';
import { createChance, seedOf } from '../random.ts';
import { readBooks, type Books } from './read-books.ts';

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

const HOUR_SECONDS = 3600;
const NOON = '12:00';
/** Records are created on a day; the books know no hour of it. */
const CREATED = '08:00';
const PHONES_FROM = 7_000_000;

/** Moves every date by one whole number of weeks: the largest for which the last receipt lies before today. */
export function shiftDays(receipts: readonly { Date: string }[], today: string): number {
  const last = receipts.reduce((latest, row) => (row.Date > latest ? row.Date : latest), '');
  if (last === '') throw new Error('The books hold no receipt of anybody: there is nothing to fill a company with.');
  const days = dates.PlainDate.from(last).until(dates.PlainDate.from(today), { largestUnit: 'days' }).days;
  return Math.floor((days - 1) / 7) * 7;
}

interface Draft {
  code: string;
  date: string;
  time: string;
  staff: string;
  services: { id: number; cost: number }[];
  goods: { id: number; title: string; cost: number }[];
  attendance: Booking['attendance'];
  deleted: boolean;
  created: string;
}

const keyOf = (code: string, date: string): string => `${code} ${date}`;

function grouped<Row>(rows: readonly Row[], key: (row: Row) => string): Map<string, Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const group = groups.get(key(row));
    if (group) group.push(row);
    else groups.set(key(row), [row]);
  }
  return groups;
}

function servicesOf(books: Books): Service[] {
  return books.services.map((row, index) => ({
    id: index + 1,
    title: row.Desc,
    category: row.Cate,
    price: row.Price,
    seconds: HOUR_SECONDS,
    active: true,
  }));
}

function draftsOf(books: Books, services: Service[]): Draft[] {
  const idOfTitle = new Map(services.map((service) => [service.title.toLowerCase(), service.id]));
  const idOfCode = new Map(books.services.map((row, index) => [row.Code, index + 1]));
  const byCode = (code: string) => {
    const id = idOfCode.get(code);
    return id === undefined ? [] : [{ id, cost: services[id - 1]?.price ?? 0 }];
  };
  const booked = grouped(books.bookings, (row) => keyOf(row.Code, row.Date));
  const earliest = (key: string): string => {
    const times = (booked.get(key) ?? []).map((row) => row.Time).sort();
    return times[0] ?? NOON;
  };
  const receipts = grouped(books.receipts, (row) => keyOf(row.Client, row.Date));
  const lastReceipt = books.receipts.reduce((latest, row) => (row.Date > latest ? row.Date : latest), '');
  const drafts: Draft[] = [];

  for (const [key, lines] of receipts) {
    const [first] = lines;
    if (!first) continue;
    // The largest amount names the person; the first line wins a tie.
    const main = lines.reduce((largest, line) => (line.Amount > largest.Amount ? line : largest), first);
    const draft: Draft = {
      code: first.Client,
      date: first.Date,
      time: earliest(key),
      staff: main.Staff,
      services: [],
      goods: [],
      attendance: 1,
      deleted: false,
      created: first.Date,
    };
    for (const line of lines) {
      const id = idOfTitle.get(line.Description.toLowerCase());
      if (id !== undefined) draft.services.push({ id, cost: line.Amount });
      else draft.goods.push({ id: seedOf(line.Description) % 100_000, title: line.Description, cost: line.Amount });
    }
    drafts.push(draft);
  }
  for (const row of books.noShows) {
    drafts.push({
      code: row.Code,
      date: row.Date,
      time: NOON,
      staff: row.Staff,
      services: byCode(row.Service),
      goods: [],
      attendance: -1,
      deleted: false,
      created: row.Date,
    });
  }
  for (const row of books.cancellations) {
    const [date, cancelled] = [row['Booking Date'], row['Cancel Date']];
    drafts.push({
      code: row.Code,
      date,
      time: NOON,
      staff: row.Staff,
      services: byCode(row.Service),
      goods: [],
      attendance: 0,
      deleted: true,
      created: cancelled < date ? cancelled : date,
    });
  }
  const known = new Set(drafts.map((draft) => keyOf(draft.code, draft.date)));
  for (const [key, rows] of booked) {
    const [first] = rows;
    if (!first || known.has(key)) continue;
    drafts.push({
      code: first.Code,
      date: first.Date,
      time: earliest(key),
      staff: first.Staff,
      services: rows.flatMap((row) => byCode(row.Service)),
      goods: [],
      attendance: 0,
      deleted: false,
      // Nothing is created later than the books reach: it would look like a booking won.
      created: first.Date < lastReceipt ? first.Date : lastReceipt,
    });
  }
  return drafts;
}

function staffOf(books: Books, drafts: Draft[], services: Service[]): StaffMember[] {
  const names = [...new Set([...books.receipts, ...books.bookings].map((row) => row.Staff))].filter(Boolean).sort();
  return names.map((name, index) => {
    const done = drafts.filter((draft) => draft.staff === name).flatMap((draft) => draft.services.map(({ id }) => id));
    return {
      id: index + 1,
      name,
      specialization: '',
      position: null,
      fired: false,
      hidden: false,
      // The books hold no working hours: everybody has two days off, not all the same ones.
      daysOff: [(index % 7) + 1, ((index + 1) % 7) + 1],
      serviceIds: services.map((service) => service.id).filter((id) => done.includes(id)),
    };
  });
}

function clientsOf(codes: string[], firstSeen: Map<string, string>, time: LocalTime): Client[] {
  return codes.map((code, index) => {
    const chance = createChance(seedOf(code));
    const woman = chance.of(0.6);
    const at = time.instantOf(`${firstSeen.get(code) ?? '2018-01-01'} ${CREATED}`);
    return {
      id: index + 1,
      name: chance.pick(woman ? NAMES.en.women : NAMES.en.men),
      surname: chance.pick(NAMES.en.womensSurnames),
      phone: `+1604${String(PHONES_FROM + index + 1)}`,
      email: '',
      birthDate: null,
      newsletter: null,
      customFields: { code },
      createdAt: at,
      changedAt: at,
    };
  });
}

/** Codes by code point, as definitions.md counts them. */
function byCodePoint(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

export function fillFromBooks(folder: string, today: string): Filling {
  const books = readBooks(folder);
  const time = createLocalTime(BOOKS_COMPANY.timeZone);
  const days = shiftDays(books.receipts, today);
  const moved = (date: string): string => dates.PlainDate.from(date).add({ days }).toString();
  const services = servicesOf(books);
  const drafts = draftsOf(books, services).map((draft) => ({
    ...draft,
    date: moved(draft.date),
    created: moved(draft.created),
  }));
  const staff = staffOf(books, drafts, services);
  const staffIds = new Map(staff.map((member) => [member.name, member.id]));
  const codes = [...new Set(drafts.map((draft) => draft.code).concat(books.bookings.map((row) => row.Code)))].sort(
    byCodePoint,
  );
  const ids = new Map(codes.map((code, index) => [code, index + 1]));
  const firstSeen = new Map<string, string>();
  for (const draft of drafts) {
    const seen = firstSeen.get(draft.code);
    if (seen === undefined || draft.created < seen) firstSeen.set(draft.code, draft.created);
  }
  const bookings = drafts.map((draft, index): Booking => {
    const at = time.instantOf(`${draft.created} ${CREATED}`);
    return {
      id: index + 1,
      visitId: index + 1,
      staffId: staffIds.get(draft.staff) ?? 0,
      clientId: ids.get(draft.code) ?? null,
      services: draft.services,
      goods: draft.goods,
      local: `${draft.date} ${draft.time}`,
      seconds: HOUR_SECONDS,
      attendance: draft.attendance,
      deleted: draft.deleted,
      apiId: '',
      online: false,
      comment: '',
      createdAt: at,
      changedAt: at,
    };
  });
  return {
    company: { ...BOOKS_COMPANY, booksShiftDays: days },
    staff,
    services,
    clients: clientsOf(codes, firstSeen, time),
    bookings,
    memberships: [],
    sales: [],
  };
}
