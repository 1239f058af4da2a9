/** Whom a list shows, in words: each part for its chip, all of them for the title. */

import { useTranslation } from 'react-i18next';
import type { Rows } from '../../../components/table/data-table.tsx';
import { useFormats } from '../../../platform/formats.ts';
import type { Narrowed } from './whom.ts';

export function useNarrowedWords(): (narrowed: Narrowed) => string {
  const { t } = useTranslation();
  const { month, date } = useFormats();
  return ({ key, value }) => {
    switch (key) {
      case 'segment':
        return t(`segment.${value}`);
      case 'metric':
        return t(`metric.${value}`);
      case 'trialStep':
        return t('whom.trialStep', { step: t(`trialStep.${value}`) });
      case 'dropped':
        return t('whom.trialDropped', { step: t(`trialStep.${value}`) });
      case 'cohort':
        return t('whom.cohort', { month: month(`${value}-01`) });
      default:
        return t('whom.asOf', { day: date(value) });
    }
  };
}

/** "Away 60–179 days: 96 people"; the plain name of the list while it shows everybody. */
export function useWhomTitle(): (narrowed: readonly Narrowed[], q: string, rows: Rows<unknown> | undefined) => string {
  const { t } = useTranslation();
  const { number } = useFormats();
  const words = useNarrowedWords();
  return (narrowed, q, rows) => {
    // The day has its chip; in the title it would read as if it were about the people.
    const about = narrowed.filter(({ key }) => key !== 'asOf');
    const parts = [...about.map(words), ...(q === '' ? [] : [t('whom.search', { words: q })])];
    if (parts.length === 0) return t('nav.clients');
    const who = parts.reduce((one, other) => t('whom.and', { one, other }));
    if (!rows) return who;
    const shown = number(rows.total);
    return rows.totalIsAtLeast ? t('whom.atLeast', { who, shown }) : t('whom.count', { who, shown, count: rows.total });
  };
}
