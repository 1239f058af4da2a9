/** The one frame of every chart: its name, its definition beside it, the same figures as a table and for a spreadsheet, and honest states of the final size. */

import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { saveCsv } from '../../platform/csv.ts';
import { useIsNarrow } from '../../platform/media.ts';
import { IconButton } from '../button.tsx';
import { Card } from '../card.tsx';
import { InfoTip } from '../info-tip.tsx';
import { type Asked, Dimmed, FailureNote, Skeleton } from '../states.tsx';
import { csvOf, type ChartTable } from './chart-table.ts';
import { Figures } from './figures.tsx';

interface ChartCardProps {
  title: string;
  /** What is counted, in exact words. */
  definition?: ReactNode;
  hint?: ReactNode;
  table: ChartTable | undefined;
  /** Name of the file for a spreadsheet. */
  file: string;
  height?: number;
  /** A picture that takes the room it needs: a heat map, a funnel. */
  isTall?: boolean;
  /** The question the figures answer; absent where the page itself says how that went. */
  asked?: Asked;
  /** Instead of the picture, where there is nothing to draw. */
  empty?: ReactNode;
  /** How the picture is made: by week or by month, for instance. */
  controls?: ReactNode;
  children: ReactNode;
  testId?: string;
}

export function ChartCard(props: ChartCardProps) {
  const { title, definition, hint, table, file, controls, testId } = props;
  const { t } = useTranslation();
  const [asTable, setAsTable] = useState(false);
  const isNarrow = useIsNarrow();
  const hasFigures = table !== undefined && table.rows.length > 0;
  return (
    <Card
      title={
        <span className="inline-flex items-center gap-1">
          {title}
          {definition !== undefined && <InfoTip label={t('chart.about', { name: title })}>{definition}</InfoTip>}
        </span>
      }
      hint={hint}
      action={
        <div className="-mr-1.5 flex items-center">
          {!isNarrow && controls !== undefined && <div className="mr-1">{controls}</div>}
          <IconButton
            icon={asTable ? 'chart' : 'table'}
            label={t(asTable ? 'chart.showChart' : 'chart.showTable')}
            disabled={!hasFigures}
            data-testid="chart-as-table"
            onClick={() => setAsTable(!asTable)}
          />
          <IconButton
            icon="download"
            label={t('action.export')}
            disabled={!hasFigures}
            data-testid="chart-csv"
            onClick={() => table && saveCsv(file, csvOf(table))}
          />
        </div>
      }
      {...(testId ? { testId } : {})}
    >
      {isNarrow && controls !== undefined && <div className="mb-4">{controls}</div>}
      {props.asked && (
        <div className={hasFigures && props.asked.error ? 'mb-4' : ''}>
          <FailureNote asked={props.asked} has={table !== undefined} />
        </div>
      )}
      <Dimmed isOld={props.asked?.isPlaceholderData ?? false}>
        <Body {...props} asTable={asTable} />
      </Dimmed>
    </Card>
  );
}

function Body({
  title,
  table,
  height = 260,
  isTall = false,
  asked,
  empty,
  children,
  asTable,
}: ChartCardProps & { asTable: boolean }) {
  const { t } = useTranslation();
  if (table === undefined)
    return asked?.error ? null : (
      <div style={{ height }} role="status" aria-label={t('state.loading')}>
        <Skeleton className="h-full" />
      </div>
    );
  if (table.rows.length === 0)
    return (
      <div className="flex min-h-44 flex-col items-center justify-center text-center text-pretty text-ink-2">
        {empty ?? t('chart.empty')}
      </div>
    );
  if (asTable) return <Figures table={table} label={title} height={height} />;
  return isTall ? children : <div style={{ height }}>{children}</div>;
}
