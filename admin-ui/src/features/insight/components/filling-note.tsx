/** How far the past has been filled in, while it is. */

import { useTranslation } from 'react-i18next';
import type { MetricHistory } from '../../../../../contracts/http/metrics.ts';

export function FillingNote({ backfill }: { backfill: MetricHistory['backfill'] | undefined }) {
  const { t } = useTranslation();
  if (!backfill || backfill.total === 0) return null;
  const share = Math.min(1, backfill.done / backfill.total);
  return (
    <div
      role="status"
      data-testid="filling"
      className="mb-4 flex flex-wrap items-center gap-x-4 gap-y-2 rounded-md border border-line bg-sunken px-3.5 py-2.5"
    >
      <span className="tabular min-w-0 flex-1 basis-64 text-sm text-ink-2">{t('insight.filling', backfill)}</span>
      <span aria-hidden="true" className="h-1.5 w-40 overflow-hidden rounded-full bg-line">
        <span className="block h-full rounded-full bg-blue" style={{ width: `${String(share * 100)}%` }} />
      </span>
    </div>
  );
}
