/** What the stand-in's booking platform holds, and the events that change it after the first fill. */

export interface Company {
  id: number;
  title: string;
  countryCode: string;
  country: string;
  city: string;
  timeZone: string;
  currency: string;
  language: string;
  businessType: string;
  /** By how many days the dates of the books were moved; null for invented people. */
  booksShiftDays: number | null;
}

export interface StaffMember {
  id: number;
  name: string;
  specialization: string;
  position: string | null;
  fired: boolean;
  hidden: boolean;
  /** ISO weekdays off. */
  daysOff: number[];
  serviceIds: number[];
}

export interface Service {
  id: number;
  title: string;
  category: string;
  price: number;
  seconds: number;
  active: boolean;
}

export interface Client {
  id: number;
  name: string;
  surname: string;
  phone: string;
  email: string;
  birthDate: string | null;
  newsletter: boolean | null;
  customFields: Record<string, string>;
  /** What the front desk wrote on the card; most cards are bare. */
  card?: { comment?: string; sexId?: 0 | 1 | 2; discount?: number; importanceId?: number; categories?: string[] };
  createdAt: number;
  changedAt: number;
}

export interface BookedService {
  id: number;
  cost: number;
}

export interface SoldGoods {
  id: number;
  title: string;
  cost: number;
}

/** 2 confirmed, 1 came, 0 expected, -1 did not come. */
export type Attendance = -1 | 0 | 1 | 2;

/** One record of the platform. `local` is the salon's own wall clock, "2026-03-05 16:00". */
export interface Booking {
  id: number;
  visitId: number;
  staffId: number;
  clientId: number | null;
  services: BookedService[];
  goods: SoldGoods[];
  local: string;
  seconds: number;
  attendance: Attendance;
  deleted: boolean;
  apiId: string;
  online: boolean;
  comment: string;
  createdAt: number;
  changedAt: number;
}

export interface Membership {
  id: number;
  clientId: number;
  title: string;
  soldOn: string;
  endsOn: string;
  cost: number;
}

/** What is on sale. */
export interface Good {
  id: number;
  title: string;
  category: string;
  price: number;
  unit: string;
}

export interface GoodsSale {
  id: number;
  /** Missing in what was filled before there was a list of goods. */
  goodId?: number;
  clientId: number;
  title: string;
  cost: number;
  local: string;
  changedAt: number;
}

/** What a fill gives. Everything in it is a function of its source, its seed and its day. */
export interface Filling {
  company: Company;
  staff: StaffMember[];
  services: Service[];
  clients: Client[];
  bookings: Booking[];
  memberships: Membership[];
  sales: GoodsSale[];
  /** Missing in what was filled before there was a list of goods. */
  goods?: Good[];
}

/** What may happen after the fill. `at` is the stand-in's own time in milliseconds. */
export type Change =
  | { type: 'booked'; booking: Booking }
  | { type: 'booking_changed'; id: number; change: Partial<Booking>; at: number }
  | { type: 'client_saved'; client: Client }
  | { type: 'company_changed'; change: Partial<Company> };

export interface Contents extends Omit<Filling, 'clients' | 'bookings' | 'goods'> {
  goods: Good[];
  clients: Map<number, Client>;
  bookings: Map<number, Booking>;
  apply: (change: Change) => void;
  bookingsOfDay: (staffId: number, date: string) => Booking[];
  bookingsOfClient: (clientId: number) => Booking[];
  nextBookingId: () => number;
  nextClientId: () => number;
}

function add(index: Map<string, Set<number>>, key: string, id: number): void {
  const ids = index.get(key);
  if (ids) ids.add(id);
  else index.set(key, new Set([id]));
}

export function createContents(filling: Filling): Contents {
  const clients = new Map(filling.clients.map((client) => [client.id, client]));
  const bookings = new Map<number, Booking>();
  const byDay = new Map<string, Set<number>>();
  const byClient = new Map<string, Set<number>>();
  let lastBookingId = 0;
  let lastClientId = Math.max(0, ...clients.keys());

  const dayKey = (staffId: number, date: string) => `${String(staffId)} ${date}`;
  function put(booking: Booking): void {
    const before = bookings.get(booking.id);
    if (before) byDay.get(dayKey(before.staffId, before.local.slice(0, 10)))?.delete(before.id);
    if (before?.clientId) byClient.get(String(before.clientId))?.delete(before.id);
    bookings.set(booking.id, booking);
    add(byDay, dayKey(booking.staffId, booking.local.slice(0, 10)), booking.id);
    if (booking.clientId !== null) add(byClient, String(booking.clientId), booking.id);
    lastBookingId = Math.max(lastBookingId, booking.id);
  }
  for (const booking of filling.bookings) put(booking);

  const company = { ...filling.company };
  const found = (ids: Set<number> | undefined): Booking[] =>
    [...(ids ?? [])].map((id) => bookings.get(id)).filter((booking) => booking !== undefined);

  return {
    ...filling,
    company,
    goods: filling.goods ?? [],
    clients,
    bookings,
    apply(change) {
      if (change.type === 'booked') put(change.booking);
      else if (change.type === 'company_changed') Object.assign(company, change.change, { id: company.id });
      else if (change.type === 'client_saved') {
        clients.set(change.client.id, change.client);
        lastClientId = Math.max(lastClientId, change.client.id);
      } else {
        const before = bookings.get(change.id);
        if (before) put({ ...before, ...change.change, changedAt: change.at });
      }
    },
    bookingsOfDay: (staffId, date) => found(byDay.get(dayKey(staffId, date))),
    bookingsOfClient: (clientId) => found(byClient.get(String(clientId))),
    nextBookingId: () => lastBookingId + 1,
    nextClientId: () => lastClientId + 1,
  };
}
