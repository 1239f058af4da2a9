/** People and records without number: each is a function of its place in the list, so that a company of any size costs no memory. */

import { Temporal as dates } from 'temporal-polyfill';
import { CLUB, CLUB_SERVICES, CLUB_STAFF } from '../club/catalogue.ts';
import type { Booking, Client, Filling } from '../contents.ts';
import { timeOf } from '../free-times.ts';

export interface CrowdSize {
  clients: number;
  records: number;
}

export interface Crowd extends CrowdSize {
  /** Ids begin with 1 and have no gaps. */
  client: (id: number) => Client | undefined;
  record: (id: number) => Booking | undefined;
  /** When everything in it was last changed. */
  changedAt: number;
}

const HISTORY_DAYS = 1095;
const DAY_MS = 86_400_000;
const FIRST_PHONE = 601_000_000;
/** Beyond it the numbers would leave the operators' own range; then two people share one. */
const PHONES = 7_900_000;

/** The club's own staff and services, and nobody in it: the crowd stands beside them. */
export function crowdFilling(): Filling {
  return {
    company: { ...CLUB, title: 'Crowd (sandbox)' },
    staff: CLUB_STAFF,
    services: CLUB_SERVICES,
    clients: [],
    bookings: [],
    memberships: [],
    sales: [],
  };
}

/** `today` is the company's local day: records lie in the three years before it. */
export function inventCrowd({ clients, records }: CrowdSize, today: string): Crowd {
  const changedAt = Date.parse(`${today}T00:00:00Z`) - DAY_MS;
  const days = Array.from({ length: HISTORY_DAYS }, (_, ago) =>
    dates.PlainDate.from(today)
      .subtract({ days: HISTORY_DAYS - ago })
      .toString(),
  );
  return {
    clients,
    records,
    changedAt,
    client(id) {
      if (id < 1 || id > clients) return undefined;
      return {
        id,
        name: `Name${String(id)}`,
        surname: `Surname${String(id % 977)}`,
        phone: `+420${String(FIRST_PHONE + (id % PHONES))}`,
        email: '',
        birthDate: null,
        newsletter: null,
        customFields: {},
        createdAt: changedAt,
        changedAt,
      };
    },
    record(id) {
      if (id < 1 || id > records) return undefined;
      const day = days[Math.floor(((id - 1) * HISTORY_DAYS) / records)] ?? today;
      const service = CLUB_SERVICES[id % CLUB_SERVICES.length];
      const member = CLUB_STAFF[id % CLUB_STAFF.length];
      return {
        id,
        visitId: id,
        staffId: member?.id ?? 1,
        clientId: ((id * 7919) % Math.max(1, clients)) + 1,
        services: [{ id: service?.id ?? 1, cost: service?.price ?? 0 }],
        goods: [],
        local: `${day} ${timeOf(600 + (id % 17) * 30)}`,
        seconds: service?.seconds ?? 3600,
        attendance: id % 25 === 0 ? -1 : 1,
        deleted: id % 20 === 0,
        apiId: '',
        online: id % 3 === 0,
        comment: '',
        createdAt: changedAt,
        changedAt,
      };
    },
  };
}
