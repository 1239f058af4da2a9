/** How the platform writes its objects, oddities included: empty PHP arrays for objects, numbers as strings, offsets without a colon. */

import type { Booking, Client, Contents, Good, GoodsSale, Membership, Service, StaffMember } from './contents.ts';
import type { LocalTime } from './local-time.ts';

const money = (amount: number): string => amount.toFixed(2);
const orEmptyArray = (object: Record<string, unknown>): unknown => (Object.keys(object).length === 0 ? [] : object);

/** The list writes ids and flags as strings. */
export function companyOnWire({ company, staff }: Contents) {
  return {
    id: String(company.id),
    title: company.title,
    active: '1',
    phone: '',
    phones: [],
    country_id: company.countryCode === 'CA' ? 38 : 56,
    country: company.country,
    city: company.city,
    timezone: company.timeZone,
    timezone_name: company.timeZone,
    currency_short_title: company.currency,
    active_staff_count: staff.filter((member) => !member.fired).length,
    business_type_id: company.businessType === 'fitness' ? 7 : 1,
    groups: [],
    // Not the platform's: what the product must know of a stand-in's company.
    country_code: company.countryCode,
    language: company.language,
    business_type: company.businessType,
    books_shift_days: company.booksShiftDays,
  };
}

export function staffOnWire(member: StaffMember, companyId: number) {
  return {
    id: member.id,
    api_id: null,
    name: member.name,
    company_id: companyId,
    specialization: member.specialization,
    position: member.position === null ? [] : { id: 1, title: member.position },
    rating: 0,
    votes_count: 0,
    user_id: null,
    fired: member.fired ? 1 : 0,
    status: 0,
    hidden: member.hidden ? 1 : 0,
    weight: 0,
    information: '',
  };
}

/** Categories have no list of their own in the stand-in: their ids are their places. */
export const categoriesOf = ({ services }: Contents): string[] => [
  ...new Set(services.map((service) => service.category)),
];

export function serviceOnWire(service: Service, contents: Contents) {
  return {
    id: String(service.id),
    salon_service_id: String(service.id),
    title: service.title,
    booking_title: service.title,
    category_id: String(categoriesOf(contents).indexOf(service.category) + 1),
    price_min: money(service.price),
    price_max: money(service.price),
    discount: '0',
    comment: '',
    weight: '0',
    active: service.active ? '1' : '0',
    api_id: '',
    staff: contents.staff
      .filter((member) => member.serviceIds.includes(service.id))
      .map((member) => ({ id: member.id, seance_length: service.seconds })),
    image_group: [],
  };
}

const SEXES = ['Неизвестен', 'Мужской', 'Женский'];
const IMPORTANCES = ['Нет', 'Бронза', 'Серебро', 'Золото'];

export function clientOnWire(client: Client, contents: Contents, time: LocalTime) {
  const arrived = contents
    .bookingsOfClient(client.id)
    .filter((booking) => !booking.deleted && booking.attendance === 1);
  return {
    id: client.id,
    name: client.name,
    surname: client.surname,
    patronymic: '',
    display_name: `${client.surname} ${client.name}`.trim(),
    // A number of nothing but digits loses its quotes, as in one of the official examples.
    phone: /^[1-9]\d{5,14}$/.test(client.phone) ? Number(client.phone) : client.phone,
    email: client.email,
    categories: (client.card?.categories ?? []).map((title, index) => ({ id: index + 1, title, color: '#ff2828' })),
    sex_id: client.card?.sexId ?? 0,
    sex: SEXES[client.card?.sexId ?? 0],
    discount: client.card?.discount ?? 0,
    importance_id: client.card?.importanceId ?? 0,
    importance: IMPORTANCES[client.card?.importanceId ?? 0] ?? 'Нет',
    card: '',
    birth_date: client.birthDate ?? (client.id % 3 === 0 ? 0 : client.id % 3 === 1 ? '' : '1970-01-01'),
    comment: client.card?.comment ?? '',
    sms_check: 0,
    sms_not: 0,
    spent: arrived.reduce((sum, booking) => sum + booking.services.reduce((all, service) => all + service.cost, 0), 0),
    balance: 0,
    visits: arrived.length,
    last_change_date: time.stampOf(client.changedAt),
    custom_fields: orEmptyArray(client.customFields),
  };
}

/** Only the single card tells what the person agreed to. */
export function cardOnWire(client: Client, contents: Contents, time: LocalTime) {
  return {
    ...clientOnWire(client, contents, time),
    client_agreements: {
      is_newsletter_allowed: client.newsletter,
      is_personal_data_processing_allowed: true,
      is_yc_newsletter_allowed: null,
    },
  };
}

function visitorOnWire(client: Client | undefined) {
  if (!client) return null;
  return {
    id: client.id,
    name: client.name,
    surname: client.surname,
    patronymic: '',
    display_name: `${client.surname} ${client.name}`.trim(),
    phone: client.phone,
    card: '',
    email: client.email,
    discount: 0,
    is_new: false,
    client_tags: [],
    custom_fields: [],
  };
}

export function bookingOnWire(booking: Booking, contents: Contents, time: LocalTime) {
  const member = contents.staff.find((each) => each.id === booking.staffId);
  return {
    id: booking.id,
    company_id: contents.company.id,
    staff_id: booking.staffId,
    services: booking.services.map((booked) => ({
      id: booked.id,
      title: contents.services.find((service) => service.id === booked.id)?.title ?? '',
      cost: booked.cost,
      cost_to_pay: booked.cost,
      manual_cost: booked.cost,
      cost_per_unit: booked.cost,
      discount: 0,
      first_cost: booked.cost,
      amount: 1,
    })),
    goods_transactions: booking.goods.map((sold) => ({
      id: sold.id,
      title: sold.title,
      good_id: sold.id,
      amount: -1,
      cost: sold.cost,
      cost_per_unit: sold.cost,
      discount: 0,
    })),
    staff: member
      ? { id: member.id, api_id: null, name: member.name, specialization: member.specialization, position: [] }
      : null,
    client: visitorOnWire(booking.clientId === null ? undefined : contents.clients.get(booking.clientId)),
    date: `${booking.local.slice(0, 16)}:00`,
    datetime: time.isoOf(booking.local),
    create_date: time.stampOf(booking.createdAt),
    last_change_date: time.stampOf(booking.changedAt),
    comment: booking.comment,
    online: booking.online,
    visit_attendance: booking.attendance,
    attendance: booking.attendance,
    confirmed: 1,
    seance_length: booking.seconds,
    length: booking.seconds,
    api_id: booking.apiId,
    visit_id: String(booking.visitId),
    created_user_id: 0,
    deleted: booking.deleted,
    paid_full: 0,
    is_mobile: 0,
    record_labels: [],
    activity_id: 0,
    custom_fields: [],
    documents: [],
    consumables: [],
    finance_transactions: [],
  };
}

export function membershipOnWire(membership: Membership, time: LocalTime, now: number) {
  const over = membership.endsOn < time.dateOf(now);
  return {
    id: membership.id,
    number: String(100_000 + membership.id),
    balance_string: membership.title,
    is_frozen: false,
    freeze_period: 0,
    period: 1,
    period_unit_id: 3,
    created_date: time.stampOf(time.instantOf(`${membership.soldOn} 12:00:00`)),
    activated_date: time.stampOf(time.instantOf(`${membership.soldOn} 12:00:00`)),
    expiration_date: time.stampOf(time.instantOf(`${membership.endsOn} 23:59:59`)),
    status: over ? { id: 3, title: 'Просрочен' } : { id: 2, title: 'Активирован' },
    balance_container: { links: [] },
    type: { id: 1, title: membership.title, cost: money(membership.cost), period: 1, period_unit_id: 3 },
  };
}

/** Its id has a name of its own, and there is no word of it being sold out or given up. */
export function goodOnWire(good: Good, contents: Contents) {
  return {
    title: good.title,
    value: good.title,
    label: good.title,
    article: '',
    category: good.category,
    category_id: 1,
    salon_id: contents.company.id,
    good_id: good.id,
    cost: good.price,
    unit_id: 1,
    unit_short_title: good.unit,
    service_unit_id: 1,
    service_unit_short_title: good.unit,
    actual_cost: 0,
    unit_actual_cost: 0,
    unit_actual_cost_format: '0',
    unit_equals: 1,
    barcode: '',
    loyalty_abonement_type_id: 0,
    loyalty_certificate_type_id: 0,
    loyalty_allow_empty_code: 0,
    critical_amount: 0,
    desired_amount: 0,
    actual_amounts: [],
  };
}

/** The official example writes the buyer under `clients`, and everything as strings. */
export function saleOnWire(sale: GoodsSale, contents: Contents, time: LocalTime) {
  const client = contents.clients.get(sale.clientId);
  return {
    id: String(sale.id),
    document_id: sale.id,
    type_id: '1',
    type: 'Продажа товаров',
    good: { id: String(sale.goodId ?? sale.id % 50), title: sale.title },
    storage: { id: '1', title: 'Склад' },
    amount: -1,
    create_date: time.stampOf(time.instantOf(sale.local)),
    last_change_date: time.stampOf(sale.changedAt),
    cost_per_unit: money(sale.cost),
    cost: money(sale.cost),
    discount: '0.00',
    master: [],
    supplier: [],
    record_id: 0,
    service: [],
    clients: client ? { id: String(client.id), name: client.name, phone: client.phone } : [],
  };
}
