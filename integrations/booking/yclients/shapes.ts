/** The platform's objects as they really come: numbers as strings, empty lists for objects, noughts for nothing. */

import { z } from 'zod';

/** An id, whichever way it is written. */
export const id = z.union([z.number(), z.string().min(1)]).transform(String);
const flag = z.union([z.boolean(), z.number(), z.string()]).transform((value) => value === true || Number(value) === 1);
export const text = z
  .union([z.string(), z.number(), z.null()])
  .optional()
  .transform((value) => (value === null || value === undefined ? '' : String(value).trim()));
const amount = z.union([z.number(), z.string(), z.null()]).optional();
/** PHP writes an empty object as an empty list. */
const orEmptyList = <Shape extends z.ZodType>(shape: Shape) =>
  z
    .union([shape, z.array(z.unknown()).transform(() => null), z.null()])
    .optional()
    .transform((value) => value ?? null);

export const companyShape = z.object({
  id,
  title: text,
  country: text,
  country_code: text,
  timezone: z.union([z.string(), z.number()]).optional(),
  timezone_name: text,
  currency_short_title: text,
  language: text,
  business_type: text,
  books_shift_days: z.number().int().nullable().optional(),
});

export const staffShape = z.object({
  id,
  name: text,
  specialization: text,
  fired: flag.default(false),
  status: flag.default(false),
  hidden: flag.default(false),
});

export const categoryShape = z.object({ id, title: text });

export const serviceShape = z.object({
  id,
  title: text,
  category_id: z
    .union([z.number(), z.string()])
    .optional()
    .transform((value) => String(value ?? '')),
  price_min: amount,
  active: flag.default(true),
  duration: amount,
  staff: z.array(z.object({ seance_length: amount })).optional(),
});

export const clientShape = z.object({
  id,
  name: text,
  surname: text,
  phone: z.union([z.string(), z.number(), z.null()]).optional(),
  email: text,
  birth_date: z.union([z.string(), z.number(), z.null()]).optional(),
  spent: amount,
  custom_fields: orEmptyList(z.record(z.string(), z.unknown())),
  comment: text,
  sex_id: z.coerce.number().catch(0),
  discount: amount,
  importance_id: z.coerce.number().catch(0),
  categories: z.array(z.object({ title: text })).catch([]),
  last_change_date: text,
});

const hour = z.string().regex(/^\d{1,2}:\d{2}/);
export const shiftShape = z.object({
  staff_id: id,
  date: z.string().regex(/^\d{4}-\d{2}-\d{2}$/),
  slots: z.array(z.object({ from: hour, to: hour })).default([]),
});

/** true, false, or null for "never asked"; some accounts write 0 and 1. */
const agreed = z
  .union([z.boolean(), z.literal(0), z.literal(1), z.null()])
  .optional()
  .transform((value) => (value === null || value === undefined ? null : Boolean(value)));

export const cardShape = z.object({
  id,
  client_agreements: orEmptyList(z.record(z.string(), agreed.catch(null))),
});

const bookedService = z.object({
  id: z.union([z.number(), z.string()]).optional(),
  title: text,
  cost: amount,
  cost_to_pay: amount,
});
const soldGoods = z.object({ title: text, cost: amount });
const visitor = z.object({
  id,
  name: text,
  surname: text,
  phone: z.union([z.string(), z.number(), z.null()]).optional(),
});

export const recordShape = z.object({
  id,
  visit_id: z.union([z.number(), z.string(), z.null()]).optional(),
  staff_id: z.union([z.number(), z.string(), z.null()]).optional(),
  staff: orEmptyList(z.object({ id, name: text })),
  client: orEmptyList(visitor),
  services: z.array(bookedService).default([]),
  goods_transactions: z.array(soldGoods).nullish(),
  date: text,
  datetime: text,
  create_date: text,
  last_change_date: text,
  seance_length: amount,
  length: amount,
  attendance: z.coerce.number().pipe(z.union([z.literal(-1), z.literal(0), z.literal(1), z.literal(2)])),
  deleted: flag.default(false),
  api_id: text,
});

export const membershipShape = z.object({
  id,
  created_date: text,
  activated_date: text,
  expiration_date: text,
  cost: amount,
  balance_string: text,
  type: orEmptyList(z.object({ title: text, cost: amount })),
});

/** Its id is under a name of its own; categories come as titles. */
export const goodShape = z.object({
  good_id: id,
  title: text,
  label: text,
  category: text,
  cost: amount,
  unit_short_title: text,
});

export const saleShape = z.object({
  id,
  type_id: z.coerce.number(),
  good: orEmptyList(z.object({ id: id.optional(), title: text })),
  create_date: text,
  cost: amount,
  record_id: z.coerce.number().nullish(),
  // The official example says `clients`, others say `client`.
  clients: orEmptyList(z.object({ id })),
  client: orEmptyList(z.object({ id })),
  deleted: flag.default(false),
});

export const foundClientShape = z.object({ id });
export const freeDatesShape = z.object({ booking_dates: z.array(z.string()).default([]) });
export const freeTimeShape = z.object({ time: z.string(), seance_length: amount, datetime: z.string() });
