/** A number with its noun inside a sentence, `{{daysSince, days}}`: in the form that the language has for that number. */

import type { i18n } from 'i18next';

const KINDS = ['days', 'visits', 'clients', 'people', 'trainings', 'times'] as const;

/** The nouns are those of `counted`. A number that was written out already, such as 12,5, takes the form of fractions. */
export function countNouns(i18next: i18n): void {
  for (const kind of KINDS)
    i18next.services.formatter?.add(kind, (value: number | string, lng = i18next.language) => {
      if (typeof value === 'string') return `${value} ${i18next.t(`counted.${kind}_other`, { lng })}`;
      return `${new Intl.NumberFormat(lng).format(value)} ${i18next.t(`counted.${kind}`, { count: value, lng })}`;
    });
}
