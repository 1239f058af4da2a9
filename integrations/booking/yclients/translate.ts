/** From the platform's objects to the product's own: times, amounts and codes without their oddities. */

import { Temporal as dates } from 'temporal-polyfill';
import type { z } from 'zod';
import { toMinor } from '../../../domain/sync/money.ts';
import type {
  BookingCompany,
  FreeTime,
  PlatformClient,
  PlatformCompany,
  PlatformGood,
  PlatformGoodsSale,
  PlatformMembership,
  PlatformPosition,
  PlatformService,
  PlatformShift,
  PlatformStaff,
  PlatformVisit,
} from '../../../domain/sync/platform.ts';
import type {
  clientShape,
  companyShape,
  freeTimeShape,
  goodShape,
  membershipShape,
  recordShape,
  saleShape,
  serviceShape,
  shiftShape,
  staffShape,
} from './shapes.ts';

/** Why a row cannot be taken over: it goes into quarantine under this reason. */
export class Unreadable extends Error {}

const orNull = (text: string): string | null => (text === '' ? null : text);

/** "…+0300" and "…+03:00"; null when it is no instant. */
export function instantOf(text: string): string | null {
  const at = Date.parse(text.replace(/([+-]\d{2})(\d{2})$/, '$1:$2').replace(' ', 'T'));
  return Number.isNaN(at) || !/(Z|[+-]\d{2}:?\d{2})$/.test(text) ? null : new Date(at).toISOString();
}

/** A local day; the noughts and 1970 that stand for "unknown" are none. */
function dayOf(value: string | number | null | undefined): string | null {
  const text = String(value ?? '').slice(0, 10);
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || text === '1970-01-01') return null;
  try {
    return dates.PlainDate.from(text).toString();
  } catch {
    return null;
  }
}

const COUNTRIES = new Map<string, string>();
/** The platform writes a country's name in its own language. */
function countryCode(name: string): string | null {
  if (COUNTRIES.size === 0) {
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'.split('');
    const codes = alphabet.flatMap((first) => alphabet.map((second) => first + second));
    for (const language of ['en', 'ru', 'cs']) {
      const names = new Intl.DisplayNames([language], { type: 'region', fallback: 'none' });
      for (const code of codes) {
        const known = names.of(code);
        // The first wins: codes of former countries share today's names.
        if (known !== undefined && !COUNTRIES.has(known.toLowerCase())) COUNTRIES.set(known.toLowerCase(), code);
      }
    }
    COUNTRIES.set('czech republic', 'CZ').set('чешская республика', 'CZ');
  }
  return COUNTRIES.get(name.toLowerCase()) ?? null;
}

const SYMBOLS: Readonly<Record<string, string>> = {
  '₽': 'RUB',
  р: 'RUB',
  Kč: 'CZK',
  '€': 'EUR',
  '£': 'GBP',
  '₴': 'UAH',
  лв: 'BGN',
  '₸': 'KZT',
};

export function company(row: z.infer<typeof companyShape>): PlatformCompany {
  const zone = row.timezone_name !== '' ? row.timezone_name : String(row.timezone ?? '');
  const currency = row.currency_short_title.replace(/\.$/, '');
  return {
    externalId: row.id,
    title: row.title,
    timeZone: zone.includes('/') ? zone : null,
    country: /^[A-Z]{2}$/.test(row.country_code) ? row.country_code : countryCode(row.country),
    currency: /^[A-Z]{3}$/.test(currency) ? currency : (SYMBOLS[currency] ?? null),
    language: orNull(row.language),
    businessType: orNull(row.business_type),
    booksShiftDays: row.books_shift_days ?? null,
  };
}

export function staff(row: z.infer<typeof staffShape>): PlatformStaff {
  return {
    externalId: row.id,
    name: row.name,
    specialization: orNull(row.specialization),
    isFired: row.fired,
    isHidden: row.hidden,
    isDeleted: row.status,
  };
}

export function service(
  row: z.infer<typeof serviceShape>,
  company: BookingCompany,
  categories: ReadonlyMap<string, string>,
): PlatformService {
  const seconds = Number(row.duration ?? row.staff?.[0]?.seance_length ?? 0);
  return {
    externalId: row.id,
    title: row.title,
    categoryExternalId: categories.has(row.category_id) ? row.category_id : null,
    categoryTitle: categories.get(row.category_id) ?? null,
    priceMinMinor: toMinor(row.price_min, company.currency),
    durationSeconds: seconds > 0 ? Math.round(seconds) : null,
    isActive: row.active,
  };
}

const SEXES = { 1: 'male', 2: 'female' } as const;
const hourOf = (text: string): string => (/^\d{1,2}:\d{2}/.exec(text)?.[0] ?? '').padStart(5, '0');

export function shift(row: z.infer<typeof shiftShape>): PlatformShift {
  return {
    staffExternalId: row.staff_id,
    localDate: row.date,
    slots: row.slots.map(({ from, to }) => ({ from: hourOf(from), to: hourOf(to) })),
  };
}

export function client(row: z.infer<typeof clientShape>, company: BookingCompany): PlatformClient {
  const fields = row.custom_fields ?? {};
  const language = fields['language'];
  return {
    externalId: row.id,
    name: row.name,
    surname: row.surname,
    phoneRaw: orNull(String(row.phone ?? '').trim()),
    email: orNull(row.email),
    language: typeof language === 'string' && /^[a-z]{2}$/.test(language) ? language : null,
    birthDate: dayOf(row.birth_date),
    spentMinor: toMinor(row.spent, company.currency),
    customFields: fields,
    card: {
      comment: row.comment,
      sex: row.sex_id === 1 || row.sex_id === 2 ? SEXES[row.sex_id] : null,
      discount: Number(row.discount ?? 0) || 0,
      importance: row.importance_id,
      categories: row.categories.map(({ title }) => title),
    },
    changedAt: instantOf(row.last_change_date),
  };
}

const wordOrNull = (value: string | number | null | undefined): string | null => {
  const text = String(value ?? '');
  // "0" and "" both stand for nothing.
  return text === '' || text === '0' ? null : text;
};

function startOf(row: z.infer<typeof recordShape>, company: BookingCompany): string {
  const withOffset = instantOf(row.datetime) ?? instantOf(row.date);
  if (withOffset !== null) return withOffset;
  try {
    const local = dates.PlainDateTime.from((row.date === '' ? row.datetime : row.date).replace(' ', 'T'));
    return new Date(local.toZonedDateTime(company.timeZone).epochMilliseconds).toISOString();
  } catch {
    throw new Unreadable('date');
  }
}

function cost(value: unknown, company: BookingCompany): number {
  const minor = value === null || value === undefined || value === '' ? 0 : toMinor(value, company.currency);
  if (minor === null) throw new Unreadable('cost');
  return minor;
}

export function visit(row: z.infer<typeof recordShape>, company: BookingCompany): PlatformVisit {
  const startsAt = startOf(row, company);
  const localDate = dayOf(row.date) ?? dayOf(row.datetime);
  const localTime = /[T ](\d{2}:\d{2})/.exec(row.date)?.[1] ?? /[T ](\d{2}:\d{2})/.exec(row.datetime)?.[1];
  if (localDate === null || localTime === undefined) throw new Unreadable('date');
  const positions: PlatformPosition[] = [
    ...row.services.map((each) => ({
      kind: 'service' as const,
      serviceExternalId: wordOrNull(each.id),
      title: each.title,
      costMinor: cost(each.cost_to_pay ?? each.cost, company),
    })),
    ...(row.goods_transactions ?? []).map((each) => ({
      kind: 'goods' as const,
      serviceExternalId: null,
      title: each.title,
      costMinor: cost(each.cost, company),
    })),
  ];
  const staffId = wordOrNull(row.staff_id) ?? row.staff?.id ?? null;
  return {
    externalId: row.id,
    visitExternalId: wordOrNull(row.visit_id),
    client: row.client
      ? {
          externalId: row.client.id,
          name: row.client.name,
          surname: row.client.surname,
          phoneRaw: orNull(String(row.client.phone ?? '').trim()),
        }
      : null,
    staff: staffId === null ? null : { externalId: staffId, name: row.staff?.name ?? '' },
    startsAt,
    localDate,
    localTime,
    durationSeconds: Math.max(0, Math.round(Number(row.seance_length ?? row.length ?? 0)) || 0),
    attendance: row.attendance,
    isDeleted: row.deleted,
    apiId: wordOrNull(row.api_id),
    createdAt: instantOf(row.create_date),
    changedAt: instantOf(row.last_change_date),
    costMinor: positions.reduce((sum, each) => sum + each.costMinor, 0),
    positions,
  };
}

export function membership(row: z.infer<typeof membershipShape>, company: BookingCompany): PlatformMembership {
  const soldOn = dayOf(row.created_date) ?? dayOf(row.activated_date);
  if (soldOn === null) throw new Unreadable('created_date');
  return {
    externalId: row.id,
    title: row.type?.title ?? row.balance_string,
    soldOn,
    endsOn: dayOf(row.expiration_date),
    // The price is not in the documented shape; newer answers carry it.
    costMinor: cost(row.cost ?? row.type?.cost, company),
  };
}

export function good(row: z.infer<typeof goodShape>, company: BookingCompany): PlatformGood {
  return {
    externalId: row.good_id,
    title: row.title === '' ? row.label : row.title,
    categoryTitle: orNull(row.category),
    priceMinor: toMinor(row.cost, company.currency),
    unit: orNull(row.unit_short_title),
  };
}

/** Sales have type 1; a sale that belongs to a record is on the record already. Both others are nobody's: null. */
export function sale(row: z.infer<typeof saleShape>, company: BookingCompany): PlatformGoodsSale | null {
  if (row.type_id !== 1 || (row.record_id ?? 0) > 0) return null;
  const soldOn = dayOf(row.create_date);
  if (soldOn === null) throw new Unreadable('create_date');
  return {
    externalId: row.id,
    clientExternalId: row.clients?.id ?? row.client?.id ?? null,
    soldOn,
    goodExternalId: wordOrNull(row.good?.id),
    title: row.good?.title ?? '',
    costMinor: cost(row.cost, company),
    isDeleted: row.deleted,
  };
}

export function freeTime(row: z.infer<typeof freeTimeShape>, date: string): FreeTime | null {
  const startsAt = instantOf(row.datetime);
  if (startsAt === null) return null;
  const seconds = Number(row.seance_length ?? 0);
  return { startsAt, localDate: date, localTime: row.time.padStart(5, '0').slice(0, 5), durationSeconds: seconds };
}
