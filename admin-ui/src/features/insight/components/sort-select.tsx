/** The order of a list by name: where there are no headings to press, on a phone or in a list of people. */

import { useTranslation } from 'react-i18next';
import { SelectField } from '../../../components/field.tsx';
import type { ListState } from '../../../platform/list-state.ts';

export function SortSelect({ state, sorts }: { state: ListState; sorts: readonly string[] }) {
  const { t } = useTranslation();
  return (
    <SelectField
      label={t('whom.sort')}
      hideLabel
      className="md:h-9!"
      value={state.sort}
      data-testid="sort"
      onChange={(event) => state.change({ sort: event.target.value })}
    >
      {/* Somebody may have sorted by a heading that has no name of its own here. */}
      {[...new Set([...sorts, ...(state.sort === undefined ? [] : [state.sort])])].map((sort) => (
        <option key={sort} value={sort}>
          {t(`sortedBy.${sort}`, { defaultValue: t('whom.sort') })}
        </option>
      ))}
    </SelectField>
  );
}
