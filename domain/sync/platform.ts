/** What the product takes over from a booking platform, in its own words; each adapter translates its platform into these. */

export interface PlatformCompany {
  externalId: string;
  title: string;
  /** IANA zone; null when the platform tells only a number of hours. */
  timeZone: string | null;
  /** ISO 3166, two letters. */
  country: string | null;
  /** ISO 4217. */
  currency: string | null;
  language: string | null;
  businessType: string | null;
  /** Only books that stand in for a platform have it: by how many days their dates were moved. */
  booksShiftDays: number | null;
}

/** What an adapter must know of a company to read its amounts and its local times. */
export interface BookingCompany {
  externalId: string;
  timeZone: string;
  currency: string;
}

export interface PlatformStaff {
  externalId: string;
  name: string;
  specialization: string | null;
  isFired: boolean;
  isHidden: boolean;
  isDeleted: boolean;
}

export interface PlatformService {
  externalId: string;
  title: string;
  /** Left out where a platform's categories are nothing but titles. */
  categoryExternalId?: string | null;
  categoryTitle: string | null;
  priceMinMinor: number | null;
  durationSeconds: number | null;
  isActive: boolean;
}

/** When one person works on one day; no slots on a day off. */
export interface PlatformShift {
  staffExternalId: string;
  /** Company-local. */
  localDate: string;
  /** HH:MM */
  slots: { from: string; to: string }[];
}

/** What else a card tells of a person. */
export interface PlatformCard {
  comment: string;
  sex: 'male' | 'female' | null;
  /** Per cent. */
  discount: number;
  /** 0 none to 3, as the platform grades its clients. */
  importance: number;
  categories: string[];
}

export interface PlatformClient {
  externalId: string;
  name: string;
  surname: string;
  phoneRaw: string | null;
  email: string | null;
  language: string | null;
  birthDate: string | null;
  spentMinor: number | null;
  customFields: Record<string, unknown>;
  card?: PlatformCard;
  changedAt: string | null;
}

/** Only the single card knows it. `null` means that the person was never asked. */
export interface PlatformConsent {
  clientExternalId: string;
  newsletterAgreed: boolean | null;
  /** Every agreement by the platform's own name; left out where it has only the one. */
  agreements?: Record<string, boolean | null>;
}

/** As the platform codes it: 2 confirmed, 1 arrived, 0 waiting, -1 did not come. */
export type Attendance = -1 | 0 | 1 | 2;

export interface PlatformPosition {
  kind: 'service' | 'goods';
  serviceExternalId: string | null;
  title: string;
  costMinor: number;
}

/** Just enough of a person to keep their visit when their card has not been copied, or no longer exists. */
export interface PlatformVisitor {
  externalId: string;
  name: string;
  surname: string;
  phoneRaw: string | null;
}

export interface PlatformVisit {
  externalId: string;
  visitExternalId: string | null;
  client: PlatformVisitor | null;
  staff: { externalId: string; name: string } | null;
  /** An instant in ISO form. */
  startsAt: string;
  /** The platform's own local day of the start: never computed again, time-zone tables differ between machines. */
  localDate: string;
  /** HH:MM, likewise. */
  localTime: string;
  durationSeconds: number;
  attendance: Attendance;
  isDeleted: boolean;
  apiId: string | null;
  createdAt: string | null;
  changedAt: string | null;
  costMinor: number;
  positions: PlatformPosition[];
}

export interface PlatformMembership {
  externalId: string;
  title: string;
  soldOn: string;
  endsOn: string | null;
  costMinor: number;
}

/** What is on sale, as the platform lists it. */
export interface PlatformGood {
  externalId: string;
  title: string;
  categoryTitle: string | null;
  priceMinor: number | null;
  /** "pc", "ml": what the price is for. */
  unit: string | null;
}

/** Goods sold over the counter, outside a record. */
export interface PlatformGoodsSale {
  externalId: string;
  clientExternalId: string | null;
  soldOn: string;
  /** What was sold, in the list of goods; left out where the platform tells no id. */
  goodExternalId?: string | null;
  /** Empty where only the id tells. */
  title: string;
  costMinor: number;
  isDeleted: boolean;
}

/** What a row is called that tells no id, before what tells it apart. */
const UNNAMED = 'row ';
export const unnamed = (apart: string): string => `${UNNAMED}${apart}`;
export const isUnnamed = (externalId: string): boolean => externalId.startsWith(UNNAMED);

/** A row that cannot be understood: it is kept with its reason, and the rest goes on. */
export interface Misfit {
  externalId: string;
  reason: string;
  payload: unknown;
}

/** Lists that page are asked for by so many rows, of every platform; asked for more than 200, YClients silently gives 20. */
export const PAGE_SIZE = 200;

export interface PlatformPage<Row> {
  rows: Row[];
  misfits: Misfit[];
  /** Of every row the platform sent, in its order, also of those that are nobody's; left out, the rows and misfits are all. */
  ids?: string[];
  /** The raw form of a row that was understood, in case it cannot be taken over all the same. */
  rawOf?: (externalId: string) => unknown;
  /** How many rows the platform sent, understood or not. */
  received: number;
  /** How many it says there are; null where it does not say. */
  total: number | null;
  /** The platform's own clock when it answered, from which the next cursor is taken. */
  platformTime: string | null;
}

export interface NewRecord {
  /** Our key: how the record is found again after a doubtful answer. */
  apiId: string;
  staffExternalId: string;
  serviceExternalId: string;
  startsAt: string;
  durationSeconds: number;
  client: { name: string; phone: string };
  comment?: string;
}

export type RecordAnswer =
  | { outcome: 'booked'; visit: PlatformVisit }
  | { outcome: 'slot_taken' }
  /** It may or may not have been booked: look it up by its key before any retry. */
  | { outcome: 'in_doubt' };

export interface FreeTime {
  startsAt: string;
  localDate: string;
  /** HH:MM as the platform shows it. */
  localTime: string;
  durationSeconds: number;
}
