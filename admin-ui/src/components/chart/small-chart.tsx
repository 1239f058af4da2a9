/** A chart inside a card that is about more than the chart: a quiet name, and the same figures as a table. */

import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../icon.tsx';
import type { ChartTable } from './chart-table.ts';
import { Figures } from './figures.tsx';

export function SmallChart({
  title,
  table,
  height,
  children,
}: {
  title: string;
  table: ChartTable;
  height: number;
  children: ReactNode;
}) {
  const { t } = useTranslation();
  const [asTable, setAsTable] = useState(false);
  const words = t(asTable ? 'chart.showChart' : 'chart.showTable');
  return (
    <div>
      <div className="mb-1 flex items-center justify-between">
        <p className="text-sm text-ink-3">{title}</p>
        <button
          type="button"
          aria-label={words}
          title={words}
          data-testid="chart-as-table"
          className="-mr-1 flex size-8 items-center justify-center rounded-sm text-ink-3 hover:bg-hover hover:text-ink"
          onClick={() => setAsTable(!asTable)}
        >
          <Icon name={asTable ? 'chart' : 'table'} size={16} />
        </button>
      </div>
      {asTable ? <Figures table={table} label={title} height={height} /> : <div style={{ height }}>{children}</div>}
    </div>
  );
}
