/** Turns a code with its facts into a sentence: `{ code: 'due', days: 74, interval: 41 }` becomes words, never a code. */

import { useTranslation } from 'react-i18next';
import { useFormats, type Formats } from './formats.ts';

export type Facts = Record<string, unknown>;
type ReasonWords = (reason: string | ({ code: string } & Facts) | null, facts?: Facts) => string;

/** `group` is a part of the words: `reason`, `skip`, `event`. */
export function useReasonWords(group = 'reason'): ReasonWords {
  const { t, i18n } = useTranslation();
  const formats = useFormats();
  return (reason, facts = {}) => {
    if (reason === null) return '';
    const code = typeof reason === 'string' ? reason : reason.code;
    const given: Facts = typeof reason === 'string' ? facts : { ...reason, ...facts };
    const { loyalty } = given;
    const all =
      typeof loyalty === 'string'
        ? { ...given, loyalty: t(`loyalty.${loyalty.toLowerCase()}`, { defaultValue: loyalty }) }
        : given;
    const key = [`${group}.${code}`, `reason.${code}`].find(
      (known) => i18n.exists(known) || i18n.exists(known, { count: 1 }),
    );
    return key ? t(key, readable(all, formats)) : humanised(code);
  };
}

/** Facts as people read them: minor units as money, instants in the company's zone. */
export function readable(facts: Facts, formats: Formats): Record<string, string | number> {
  const entries = Object.entries(facts).flatMap(([name, value]): [string, string | number][] => {
    const words = readableValue(name, value, formats);
    if (words === null) return [];
    // Plural forms hang on `count`; most facts have one number that it can stand for.
    return typeof words === 'number' && !('count' in facts)
      ? [
          [name, words],
          ['count', words],
        ]
      : [[name, words]];
  });
  return Object.fromEntries(entries.toReversed());
}

function readableValue(name: string, value: unknown, formats: Formats): string | number | null {
  if (typeof value === 'number') {
    if (/minor$/i.test(name)) return formats.money(value);
    return Number.isInteger(value) ? value : formats.number(value, 2);
  }
  if (typeof value === 'string') {
    if (/^\d{4}-\d{2}-\d{2}$/.test(value)) return formats.date(value);
    return /^\d{4}-\d{2}-\d{2}T/.test(value) ? formats.moment(value) : value;
  }
  if (Array.isArray(value)) return value.map(String).join(', ');
  return null;
}

export function humanised(code: string): string {
  const words = code
    .replaceAll(/[_.]/g, ' ')
    .replaceAll(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
