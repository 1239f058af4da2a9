/** Every zone, country and currency with its name in the reader's language, as the browser knows them. */

import { COUNTRIES } from '../../../contracts/http/countries.ts';
import type { SearchOption } from './fitting.ts';

const byLabel = (language: string, all: SearchOption[]): SearchOption[] => {
  const { compare } = new Intl.Collator(language);
  return all.toSorted((a, b) => compare(a.label, b.label));
};
const partOf = (language: string, zone: string, timeZoneName: 'shortOffset' | 'longGeneric', at: Date): string =>
  new Intl.DateTimeFormat(language, { timeZone: zone, timeZoneName })
    .formatToParts(at)
    .find(({ type }) => type === 'timeZoneName')?.value ?? '';

/** `present`: is in the list even where the browser's own lacks it. */
export function zonesIn(language: string, present: string, at: Date): SearchOption[] {
  const zones = new Set([...Intl.supportedValuesOf('timeZone'), 'UTC', present]);
  return [...zones].toSorted().map((value) => ({
    value,
    label: zoneWords(value),
    hint: `${partOf('en', value, 'shortOffset', at)} · ${partOf(language, value, 'longGeneric', at)}`,
  }));
}

/** Europe/Kyiv, as people read it. */
export const zoneWords = (zone: string): string => zone.replaceAll('_', ' ').replaceAll('/', ' / ');

export function countriesIn(language: string): SearchOption[] {
  const names = new Intl.DisplayNames(language, { type: 'region' });
  return byLabel(
    language,
    COUNTRIES.map((value) => ({ value, label: names.of(value) ?? value, hint: value })),
  );
}

export function currenciesIn(language: string): SearchOption[] {
  const names = new Intl.DisplayNames(language, { type: 'currency' });
  const capital = (words: string): string => words.charAt(0).toLocaleUpperCase(language) + words.slice(1);
  return byLabel(
    language,
    Intl.supportedValuesOf('currency').map((value) => ({
      value,
      label: `${capital(names.of(value) ?? value)} (${value})`,
    })),
  );
}

/** What this browser says of where it is; null: the same as is known already. */
export function guessFrom(known: { timeZone: string; country: string }): { timeZone: string; country: string } | null {
  const { timeZone } = new Intl.DateTimeFormat().resolvedOptions();
  const region = navigator.languages.map((language) => new Intl.Locale(language).region).find(Boolean);
  const country = region !== undefined && COUNTRIES.includes(region) ? region : known.country;
  return timeZone === known.timeZone ? null : { timeZone, country };
}
