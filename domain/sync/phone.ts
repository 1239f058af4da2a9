/** Turns whatever a card holds as a phone into E.164, or into "no valid phone". */

import { parsePhoneNumberFromString, type CountryCode, isSupportedCountry } from 'libphonenumber-js';

/**
 * Source: definitions.md, "phone". A number without a plus is read as one of the company's country first;
 * when it is none, as an international one whose plus was lost (platforms keep "79161234567").
 */
export function normalPhone(raw: string | number | null | undefined, country: string): string | null {
  const text = String(raw ?? '').trim();
  if (text === '') return null;
  const home: CountryCode | undefined = isSupportedCountry(country) ? country : undefined;
  const asHome = valid(text, home);
  if (asHome !== null || text.startsWith('+')) return asHome;
  const digits = text.replace(/\D/g, '').replace(/^00/, '');
  return digits === '' ? null : valid(`+${digits}`, undefined);
}

function valid(text: string, country: CountryCode | undefined): string | null {
  const parsed = parsePhoneNumberFromString(text, country);
  return parsed?.isValid() === true ? parsed.number : null;
}
