/** What a company is: its name, where it is, what it counts money in, and the language it writes in when a client's is not known. */

import { z } from 'zod';
import { instant, LANGUAGES, localDate } from './common.ts';

/** Every country that has phone numbers of its own: the company's is what a number without a plus is read as. */
export const COUNTRIES =
  `AC AD AE AF AG AI AL AM AO AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT
BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR
GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GT GU GW GY HK HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI
KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ
NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ
SK SL SM SN SO SR SS ST SV SX SY SZ TA TC TD TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG US UY UZ VA VC VE VG VI VN VU WF
WS XK YE YT ZA ZM ZW`.split(/\s+/);

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
