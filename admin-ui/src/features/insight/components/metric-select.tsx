/** Narrows a list of people to those behind one number. */

import { useTranslation } from 'react-i18next';
import { SelectField } from '../../../components/field.tsx';
import type { ListState } from '../../../platform/list-state.ts';
import { GROUPS, MILESTONES, NATURES } from './metric-groups.ts';

const CHOICES = [...GROUPS, { group: 'milestones', keys: MILESTONES }].map(({ group, keys }) => ({
  group,
  keys: keys.filter((key) => NATURES[key].kind === 'count'),
}));

export function MetricSelect({ state }: { state: ListState }) {
  const { t } = useTranslation();
  return (
    <SelectField
      label={t('whom.number')}
      hideLabel
      className="md:h-9!"
      value={state.filter('metric')}
      data-testid="filter-metric"
      onChange={(event) => state.change({ metric: event.target.value })}
    >
      <option value="">{t('whom.anyNumber')}</option>
      {CHOICES.filter(({ keys }) => keys.length > 0).map(({ group, keys }) => (
        <optgroup key={group} label={t(`insight.group.${group}`)}>
          {keys.map((key) => (
            <option key={key} value={key}>
              {t(`metric.${key}`)}
            </option>
          ))}
        </optgroup>
      ))}
    </SelectField>
  );
}
