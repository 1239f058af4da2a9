/** What an import would bring, told before anything is stored. */

import { toMinor } from '../money.ts';
import {
  type Appointment,
  byCodePoint,
  collectingCodes,
  lastReceiptOn,
  makingAppointments,
  staffOf,
} from './appointments.ts';
import { dayMover, shiftDaysFor } from './move-dates.ts';
import { type BadLine, isAboutAll } from './problems.ts';
import type { ReadBooks } from './read-books.ts';
import { eachIn, type Steps } from './steps.ts';

const EXAMPLES = 10;
/** More are counted, and shown once these are mended. */
const MOST_SHOWN = 200;

export interface BooksCounts {
  clients: number;
  visits: number;
  noShows: number;
  cancellations: number;
  /** Still waiting, in the past as well. */
  bookings: number;
  services: number;
  staff: number;
}

export interface BooksPreview {
  /** Nothing stands in the way; bad lines are left out. */
  canImport: boolean;
  counts: BooksCounts;
  /** Of receipts: what happened. null when there are none. */
  firstOn: string | null;
  lastOn: string | null;
  /** By how many days moving would move every date. */
  shiftDays: number;
  /** Bookings later than today, with the days as they are and moved. */
  futureBookings: { asIs: number; moved: number };
  services: { code: string; title: string; category: string; priceMinor: number }[];
  examples: {
    code: string;
    date: string;
    time: string;
    staff: string;
    kind: 'visit' | 'no_show' | 'cancellation' | 'booking';
    what: string[];
    costMinor: number;
  }[];
  badLines: { total: number; shown: BadLine[] };
}

function kindOf({ attendance, isDeleted }: Appointment): BooksPreview['examples'][number]['kind'] {
  if (isDeleted) return 'cancellation';
  if (attendance === 1) return 'visit';
  return attendance === -1 ? 'no_show' : 'booking';
}

/** Of how many kinds there are how many; `clients` is told by who has collected the codes. */
export function* countsOf(
  { books }: ReadBooks,
  appointments: readonly Appointment[],
  clients: number,
): Steps<BooksCounts> {
  const counted = { visit: 0, no_show: 0, cancellation: 0, booking: 0 };
  yield* eachIn(appointments, (each) => void (counted[kindOf(each)] += 1));
  return {
    clients,
    visits: counted.visit,
    noShows: counted.no_show,
    cancellations: counted.cancellation,
    bookings: counted.booking,
    services: books.services.length,
    staff: staffOf(books).length,
  };
}

/** The newest days, and among them the first codes: a handful, without sorting a whole business. */
function* newestOf(appointments: readonly Appointment[]): Steps<Appointment[]> {
  const newest: Appointment[] = [];
  const order = (a: Appointment, b: Appointment): number => byCodePoint(b.date, a.date) || byCodePoint(a.code, b.code);
  yield* eachIn(appointments, (each) => {
    const last = newest.at(-1);
    if (newest.length === EXAMPLES && last && order(last, each) <= 0) return;
    newest.push(each);
    newest.sort(order);
    newest.length = Math.min(newest.length, EXAMPLES);
  });
  return newest;
}

/** `today` is the company's. */
export function* previewOf(
  read: ReadBooks,
  { today, currency }: { today: string; currency: string },
): Steps<BooksPreview> {
  const { books, badLines } = read;
  const appointments = yield* makingAppointments(books);
  const last = lastReceiptOn(books);
  yield;
  const first = books.receipts.reduce((earliest, { date }) => (date < earliest ? date : earliest), last);
  const shiftDays = last === '' ? 0 : shiftDaysFor(last, today);
  const minor = (major: number): number => toMinor(major, currency) ?? 0;
  yield;
  const bookings = appointments.filter((each) => kindOf(each) === 'booking');
  const moved = dayMover(shiftDays);
  yield;
  // Visits say most about whether everything was read as it was meant; without any, whatever there is.
  const visits = appointments.filter((each) => kindOf(each) === 'visit');
  const shown = yield* newestOf(visits.length > 0 ? visits : appointments);
  return {
    canImport: !badLines.some(isAboutAll),
    counts: yield* countsOf(read, appointments, (yield* collectingCodes(books)).length),
    firstOn: first === '' ? null : first,
    lastOn: last === '' ? null : last,
    shiftDays,
    futureBookings: {
      asIs: bookings.filter(({ date }) => date > today).length,
      moved: bookings.filter(({ date }) => moved(date) > today).length,
    },
    services: books.services.map(({ code, title, category, price }) => ({
      code,
      title,
      category,
      priceMinor: minor(price),
    })),
    examples: shown.map((each) => ({
      code: each.code,
      date: each.date,
      time: each.time,
      staff: each.staff,
      kind: kindOf(each),
      what: [...each.services, ...each.goods].map(({ title }) => title),
      costMinor: [...each.services, ...each.goods].reduce((sum, { cost }) => sum + minor(cost), 0),
    })),
    badLines: { total: badLines.length, shown: badLines.slice(0, MOST_SHOWN) },
  };
}
