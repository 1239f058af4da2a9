/** Who does not want to be written to: the list, one person's "no" and its end, and earlier ones brought along. */

import { z } from 'zod';
import { id, instant, pageOf, pageQuery } from './common.ts';

export const optOutItem = z
  .object({
    phone: z.string(),
    clientId: id.nullable(),
    clientName: z.string().nullable(),
    /** word, button, user_preferences, error_131050, model, person, import */
    source: z.string(),
    /** Of a person, or of the list it came with. */
    reason: z.string().nullable(),
    at: instant,
    /** When we told them that it is so. */
    confirmedAt: instant.nullable(),
    /** Null: they said it themselves. */
    recordedBy: z.string().nullable(),
    liftedAt: instant.nullable(),
    /** Null: they took it back themselves, in WhatsApp. */
    liftedBy: z.string().nullable(),
  })
  .meta({ id: 'OptOut' });
export type OptOutItem = z.infer<typeof optOutItem>;
export const optOutPage = pageOf(optOutItem, 'OptOutPage');
export const optOutsQuery = pageQuery(['at']).extend({ show: z.enum(['active', 'lifted', 'all']).default('active') });

export const optOutRequest = z
  .strictObject({ reason: z.string().trim().max(500).optional() })
  .meta({ id: 'OptOutRequest' });
/** How they said so: consent is kept with its source. */
export const optInRequest = z.strictObject({ reason: z.string().trim().min(1).max(500) }).meta({ id: 'OptInRequest' });

/** A list as text: `phone[,date[,source]]`, with or without a heading; commas, semicolons or tabs. A longer one comes in parts. */
export const optOutImport = z
  .strictObject({ text: z.string().min(1).max(400_000), isPreview: z.boolean().default(true) })
  .meta({ id: 'OptOutImport' });
export type OptOutImport = z.input<typeof optOutImport>;
export const optOutImported = z
  .object({
    isPreview: z.boolean(),
    /** Stored, or what would be. */
    stored: z.number().int(),
    /** Had said no already: their first source and time stay. */
    known: z.number().int(),
    /** Lines that are left out, as an editor counts; the first 500. */
    bad: z.array(
      z.object({
        line: z.number().int(),
        reason: z.enum(['no_phone', 'bad_phone', 'bad_date', 'date_ahead', 'twice', 'broken', 'staff_number']),
      }),
    ),
    badCount: z.number().int(),
  })
  .meta({ id: 'OptOutImported' });
export type OptOutImported = z.infer<typeof optOutImported>;
