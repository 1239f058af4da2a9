/** The six totals of a span with their change; the chosen one is drawn. */

import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { Activity } from '../../../../../contracts/http/metrics.ts';
import { useFormats } from '../../../platform/formats.ts';
import { ChangeWords } from './change-words.tsx';
import type { Nature } from './metric-groups.ts';
import { useNumberWords } from './number-words.ts';

export const SERIES = ['visits', 'clients', 'newClients', 'revenueMinor', 'noShows', 'cancellations'] as const;
export type Series = (typeof SERIES)[number];
export const SERIES_NATURE: Record<Series, Nature> = {
  visits: { kind: 'count', good: 'up' },
  clients: { kind: 'count', good: 'up' },
  newClients: { kind: 'count', good: 'up' },
  noShows: { kind: 'count', good: 'down' },
  cancellations: { kind: 'count', good: 'down' },
  revenueMinor: { kind: 'money', good: 'up' },
};

export function ActivityTiles({
  data,
  series,
  choose,
}: {
  data: Activity;
  series: Series;
  choose: (next: Series) => void;
}) {
  const { t } = useTranslation();
  const { date } = useFormats();
  const words = useNumberWords();
  const group = useId();
  const { before, comparedWith } = data;
  return (
    <fieldset data-testid="activity-series">
      <legend className="mb-2 text-sm text-ink-3">
        <span className="sr-only">{t('activity.series')}. </span>
        {t(comparedWith.isWhole ? 'activity.beforeHint' : 'activity.noBefore', {
          from: date(comparedWith.from),
          to: date(comparedWith.to),
        })}
      </legend>
      <div className="grid grid-cols-2 gap-3 sm:grid-cols-3 lg:grid-cols-6">
        {SERIES.map((one) => {
          const nature = SERIES_NATURE[one];
          return (
            <label
              key={one}
              data-testid={`series-${one}`}
              className="block min-w-0 cursor-pointer rounded-md border border-line bg-surface px-3.5 py-3 shadow-shade transition-colors hover:bg-hover has-checked:border-accent has-checked:bg-accent-soft has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent"
            >
              <input
                type="radio"
                className="sr-only"
                name={group}
                checked={one === series}
                onChange={() => choose(one)}
              />
              <span className="block truncate text-sm text-ink-2">{t(`activity.${one}`)}</span>
              <span className="tabular block truncate text-xl font-semibold text-ink">
                {words.value(nature.kind, data.total[one])}
              </span>
              {comparedWith.isWhole && (
                <span className="flex flex-wrap items-baseline gap-x-2">
                  <ChangeWords nature={nature} now={data.total[one]} before={before[one]} since={comparedWith.to} />
                  <span className="tabular text-sm whitespace-nowrap text-ink-3">
                    {t('activity.before', { value: words.value(nature.kind, before[one]) })}
                  </span>
                </span>
              )}
            </label>
          );
        })}
      </div>
    </fieldset>
  );
}
