/** Says in words why a row was set aside, and which row it is. */

import { useTranslation } from 'react-i18next';
import type { Quarantined } from '../../../../../contracts/http/sync.ts';
import { humanised, useReasonWords } from '../../../platform/reasons.ts';
import { reasonParts } from './quarantine-reason.ts';

export function useQuarantineWords() {
  const { t, i18n } = useTranslation();
  const known = useReasonWords('failure');
  return {
    why: (reason: string): string => {
      const { misfit, field, problem } = reasonParts(reason);
      if (misfit !== 'other')
        return t(`sync.misfit.${misfit}`, { field: field && t(`sync.field.${field}`, { defaultValue: field }) });
      // Books have problems of their own: a column, and a sentence about it.
      const ofBooks = `books.problem.${problem}`;
      const words = i18n.exists(ofBooks) ? t(ofBooks) : known(problem);
      return field === null ? words : t('sync.misfit.book', { column: field, words });
    },
    name: ({ collection, externalId }: Pick<Quarantined, 'collection' | 'externalId'>): string =>
      `${t(`sync.one.${collection}`, { defaultValue: humanised(collection) })} ${externalId}`,
  };
}
