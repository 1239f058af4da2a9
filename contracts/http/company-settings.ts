/** What a company is: its name, where it is, what it counts money in, and the language it writes in when a client's is not known. */

import { z } from 'zod';
import { instant, LANGUAGES, localDate } from './common.ts';
import { COUNTRIES } from './countries.ts';

/** A place's zone: a bare offset knows nothing of clock changes. */
const ZONE = /^(UTC|[A-Za-z][A-Za-z0-9_+-]*(\/[A-Za-z0-9_+-]+)+)$/;

export function isTimeZone(zone: string): boolean {
  if (!ZONE.test(zone)) return false;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

const editable = {
  name: z.string().trim().min(1).max(200),
  timeZone: z.string().max(64).refine(isTimeZone, 'No time zone of this name is known'),
  country: z.string().refine((code) => COUNTRIES.includes(code), 'No country of this code is known'),
  currency: z
    .string()
    .refine((code) => Intl.supportedValuesOf('currency').includes(code), 'No currency of this code is known'),
  language: z.enum(LANGUAGES),
};

export const companyUpdate = z
  .strictObject({
    ...editable,
    /** The version these changes were made from; a newer one in the database answers 409 with the current one. */
    version: z.number().int().positive(),
  })
  .meta({ id: 'CompanyUpdate' });
export type CompanyUpdate = z.infer<typeof companyUpdate>;

export const companySettings = z
  .object({
    name: z.string(),
    timeZone: z.string(),
    country: z.string(),
    currency: z.string(),
    language: z.string(),
    /** Where the copy comes from. A `platform` says itself what and where the company is: only the language can be changed. */
    fedBy: z.enum(['platform', 'books', 'nothing']),
    /** The calendar day that it is now in this zone. */
    today: localDate,
    /** When a person said that this is right, and who; null: it is still as the company began. */
    confirmedAt: instant.nullable(),
    confirmedBy: z.string().nullable(),
    version: z.number().int(),
    updatedAt: instant,
  })
  .meta({ id: 'CompanySettings' });
export type CompanySettings = z.infer<typeof companySettings>;
