/** A reading that goes page by page: each collection with its bar. */

import { useTranslation } from 'react-i18next';
import type { SyncState } from '../../../../../contracts/http/sync.ts';
import { humanised } from '../../../platform/reasons.ts';
import { useFormats } from '../../../platform/formats.ts';
import { ProgressBar } from './progress-bar.tsx';

type Reading = NonNullable<SyncState['firstCopy']>['collections'][number];

export function ReadingList({ readings, isHalted = false }: { readings: Reading[]; isHalted?: boolean }) {
  const { t } = useTranslation();
  const { number } = useFormats();
  const place = ({ page, pages, isDone }: Reading): string => {
    if (isDone) return t('sync.progress.done');
    if (page === 0) return t('sync.progress.waits');
    return pages === null
      ? t('sync.progress.page', { page: number(page) })
      : t('sync.progress.pageOf', { page: number(page), pages: number(pages) });
  };
  return (
    <ul className="space-y-3">
      {readings.map((reading) => {
        const label = t(`sync.rows.${reading.collection}`, { defaultValue: humanised(reading.collection) });
        const words = place(reading);
        const begun = reading.page > 0 && !isHalted ? null : 0;
        return (
          <li key={reading.collection}>
            <p className="mb-1 flex items-baseline justify-between gap-3 text-sm">
              <span className="text-ink">{label}</span>
              <span className={`tabular ${reading.isDone ? 'text-green' : 'text-ink-3'}`}>{words}</span>
            </p>
            <ProgressBar
              label={label}
              words={words}
              percent={reading.isDone ? 100 : (reading.percent ?? begun)}
              tone={reading.isDone ? 'green' : isHalted ? 'amber' : 'blue'}
            />
          </li>
        );
      })}
    </ul>
  );
}
