/** Where in a long list one is, and the way on. */

import { useTranslation } from 'react-i18next';
import { useFormats } from '../../platform/formats.ts';
import type { ListState } from '../../platform/list-state.ts';
import { IconButton } from '../button.tsx';

export function Pager({
  state,
  total,
  isAtLeast,
  shown,
}: {
  state: ListState;
  total: number;
  isAtLeast: boolean;
  shown: number;
}) {
  const { t } = useTranslation();
  const { number } = useFormats();
  if (total === 0) return null;
  const first = (state.page - 1) * state.pageSize + 1;
  const last = first + shown - 1;
  const hasMore = last < total || isAtLeast;
  return (
    <nav aria-label={t('table.paging')} className="mt-3 flex items-center justify-between gap-3 text-sm text-ink-2">
      <p className="tabular" aria-live="polite" data-testid="table-range">
        {t(isAtLeast ? 'table.rangeAtLeast' : 'table.range', {
          first: number(first),
          last: number(last),
          total: number(total),
        })}
      </p>
      {(hasMore || state.page > 1) && (
        <div className="flex gap-1">
          <IconButton
            icon="chevronLeft"
            label={t('table.previous')}
            disabled={state.page <= 1}
            onClick={() => state.change({ page: state.page - 1 })}
          />
          <IconButton
            icon="chevronRight"
            label={t('table.next')}
            disabled={!hasMore}
            onClick={() => state.change({ page: state.page + 1 })}
          />
        </div>
      )}
    </nav>
  );
}
