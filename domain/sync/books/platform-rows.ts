/** From the books to the rows a booking platform would list: ids that the next upload finds again, instants, minor units. */

import { Temporal as dates } from 'temporal-polyfill';
import { toMinor } from '../money.ts';
import type { PlatformClient, PlatformPosition, PlatformService, PlatformStaff, PlatformVisit } from '../platform.ts';
import { type Appointment, APPOINTMENT_SECONDS, byCodePoint, staffOf } from './appointments.ts';
import type { Books } from './files.ts';
import { dayMover } from './move-dates.ts';
import { inventedName, inventedPhone } from './people.ts';

/** When a row last changed is known by who keeps it, not by the books. */
type Timeless<Row> = Omit<Row, 'changedAt'>;

export interface BooksRows {
  staff: PlatformStaff[];
  services: PlatformService[];
  clients: Timeless<PlatformClient>[];
  /** Made one after the other: all of them at once would be most of the memory. */
  records: Iterable<Timeless<PlatformVisit>>;
}

export interface BooksCompany {
  timeZone: string;
  currency: string;
}

/** Records are created on a day; the books know no hour of it. */
const CREATED = '08:00';

/** Local times become instants through a calendar that is slow, and a club has few different ones. */
function instantsIn(timeZone: string): (date: string, time: string) => string {
  const known = new Map<string, string>();
  return (date, time) => {
    const local = `${date}T${time}`;
    let instant = known.get(local);
    if (instant === undefined) {
      const at = dates.PlainDateTime.from(local).toZonedDateTime(timeZone).epochMilliseconds;
      known.set(local, (instant = new Date(at).toISOString()));
    }
    return instant;
  };
}

/** Sorted by what they say: the lines of a receipt may stand anywhere in the file. */
function positionsOf({ services, goods }: Appointment, currency: string): PlatformPosition[] {
  const cost = (major: number): number => toMinor(major, currency) ?? 0;
  const sorted = (positions: PlatformPosition[]): PlatformPosition[] =>
    positions.sort((a, b) => byCodePoint(a.title, b.title) || a.costMinor - b.costMinor);
  return [
    ...sorted(
      services.map((each) => ({
        kind: 'service',
        serviceExternalId: each.code,
        title: each.title,
        costMinor: cost(each.cost),
      })),
    ),
    ...sorted(
      goods.map((each) => ({ kind: 'goods', serviceExternalId: null, title: each.title, costMinor: cost(each.cost) })),
    ),
  ];
}

/** The day first: it has no slash in it, so that no code can look like another's number. */
const recordIdOf = ({ code, date, ordinal }: Appointment): string => `${date}/${String(ordinal)}/${code}`;

/** `numbers`: the k of each code, which its phone is made of. `shiftDays`: by how much every day moves. */
export function platformRowsOf(
  books: Books,
  appointments: Iterable<Appointment>,
  company: BooksCompany,
  { numbers, shiftDays }: { numbers: ReadonlyMap<string, number>; shiftDays: number },
): BooksRows {
  const moved = dayMover(shiftDays);
  const instant = instantsIn(company.timeZone);
  const clients = new Map(
    [...numbers].map(([code, number]) => [
      code,
      { externalId: code, ...inventedName(code), phoneRaw: inventedPhone(number) },
    ]),
  );
  function* records(): Generator<Timeless<PlatformVisit>> {
    for (const appointment of appointments) {
      const [date, created] = [moved(appointment.date), moved(appointment.createdOn)];
      const positions = positionsOf(appointment, company.currency);
      yield {
        externalId: recordIdOf(appointment),
        visitExternalId: null,
        client: clients.get(appointment.code) ?? null,
        staff: appointment.staff === '' ? null : { externalId: appointment.staff, name: appointment.staff },
        startsAt: instant(date, appointment.time),
        localDate: date,
        localTime: appointment.time,
        durationSeconds: APPOINTMENT_SECONDS,
        attendance: appointment.attendance,
        isDeleted: appointment.isDeleted,
        apiId: null,
        createdAt: instant(created, CREATED),
        costMinor: positions.reduce((sum, { costMinor }) => sum + costMinor, 0),
        positions,
      };
    }
  }
  return {
    staff: staffOf(books).map((name) => ({
      externalId: name,
      name,
      specialization: null,
      isFired: false,
      isHidden: false,
      isDeleted: false,
    })),
    services: books.services.map(({ code, title, category, price }) => ({
      externalId: code,
      title,
      categoryTitle: category === '' ? null : category,
      priceMinMinor: toMinor(price, company.currency),
      durationSeconds: APPOINTMENT_SECONDS,
      isActive: true,
    })),
    clients: [...clients.values()].map((client) => ({
      ...client,
      email: null,
      language: null,
      birthDate: null,
      spentMinor: null,
      customFields: { code: client.externalId },
    })),
    records: records(),
  };
}
