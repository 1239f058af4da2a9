/** The one table: sortable headings, paging, density, export; on a phone every row becomes a card. */

import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ListState } from '../../platform/list-state.ts';
import { useIsNarrow } from '../../platform/media.ts';
import { remember, remembered } from '../../platform/remembered.ts';
import { Icon } from '../icon.tsx';
import { ProblemNote, Skeleton } from '../states.tsx';
import { Pager } from './pager.tsx';

export interface Column<Row> {
  key: string;
  title: string;
  /** The field the API sorts by; absent when it cannot. */
  sort?: string;
  align?: 'end';
  className?: string;
  cell: (row: Row) => ReactNode;
  /** Where it goes on a phone's card; a cell that is null is left out there. */
  card?: 'title' | 'status' | 'fact' | 'line' | 'none';
}

export interface Rows<Row> {
  items: Row[];
  total: number;
  totalIsAtLeast?: true | undefined;
}

interface DataTableProps<Row> {
  label: string;
  columns: Column<Row>[];
  rowKey: (row: Row) => string | number;
  result: {
    data: Rows<Row> | undefined;
    error: unknown;
    isPending: boolean;
    isPlaceholderData: boolean;
    refetch: () => unknown;
  };
  state?: ListState;
  empty: ReactNode;
  toolbar?: ReactNode;
  testId?: string;
  rowTestId?: string;
}

type Density = 'cosy' | 'tight';

export function DataTable<Row>(props: DataTableProps<Row>) {
  const { result, state, empty, toolbar, testId } = props;
  const isNarrow = useIsNarrow();
  const [density, setDensity] = useState<Density>(remembered('density') === 'tight' ? 'tight' : 'cosy');
  const chooseDensity = (next: Density): void => {
    setDensity(next);
    remember('density', next);
  };
  const rows = result.data;
  return (
    <div data-testid={testId}>
      {(toolbar !== undefined || !isNarrow) && (
        <div className="mb-3 flex flex-wrap items-center gap-2">
          <div className="flex min-w-0 flex-1 flex-wrap items-center gap-2">{toolbar}</div>
          {!isNarrow && <DensityToggle density={density} choose={chooseDensity} />}
        </div>
      )}
      {Boolean(result.error) && (
        <div className="mb-3">
          <ProblemNote failure={result.error} retry={() => void result.refetch()} />
        </div>
      )}
      {result.isPending && !result.error ? (
        <TableSkeleton columns={props.columns.length} narrow={isNarrow} />
      ) : rows && rows.items.length === 0 ? (
        <div className="rounded-md border border-line bg-surface">{empty}</div>
      ) : rows ? (
        <div
          className={result.isPlaceholderData ? 'opacity-60 transition-opacity' : 'transition-opacity'}
          aria-busy={result.isPlaceholderData}
        >
          {isNarrow ? <Cards {...props} rows={rows.items} /> : <Grid {...props} rows={rows.items} density={density} />}
        </div>
      ) : null}
      {rows && state && (
        <Pager state={state} total={rows.total} isAtLeast={rows.totalIsAtLeast === true} shown={rows.items.length} />
      )}
    </div>
  );
}

function DensityToggle({ density, choose }: { density: Density; choose: (next: Density) => void }) {
  const { t } = useTranslation();
  const next = density === 'cosy' ? 'tight' : 'cosy';
  return (
    <button
      type="button"
      className="flex size-9 items-center justify-center rounded-md text-ink-3 hover:bg-hover hover:text-ink"
      aria-label={t(`table.${next}`)}
      title={t(`table.${next}`)}
      onClick={() => choose(next)}
    >
      <Icon name={density === 'cosy' ? 'rowsTight' : 'rows'} />
    </button>
  );
}

function Grid<Row>({
  label,
  columns,
  rowKey,
  rows,
  state,
  density,
  rowTestId,
}: DataTableProps<Row> & { rows: Row[]; density: Density }) {
  const height = density === 'tight' ? 'h-9' : 'h-12';
  return (
    <div className="overflow-x-auto rounded-md border border-line bg-surface shadow-shade">
      <table className="w-full border-collapse text-left">
        <caption className="sr-only">{label}</caption>
        <thead>
          <tr className="border-b border-line">
            {columns.map((column) => (
              <Heading key={column.key} column={column} state={state} />
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr
              key={rowKey(row)}
              data-testid={rowTestId}
              className={`relative border-b border-line transition-colors last:border-b-0 hover:bg-hover ${height}`}
            >
              {columns.map((column) => (
                <td
                  key={column.key}
                  className={`px-3 first:pl-4 last:pr-4 ${column.align === 'end' ? 'tabular text-right' : ''} ${column.className ?? ''}`}
                >
                  {column.cell(row) ?? <span className="text-ink-3">–</span>}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Heading<Row>({ column, state }: { column: Column<Row>; state: ListState | undefined }) {
  // The arrow keeps its room where it is not seen: before the words, so that they end above their numbers.
  const end = column.align === 'end' ? 'flex-row-reverse' : '';
  const shape = `px-3 first:pl-4 last:pr-4 h-10 text-sm font-medium text-ink-3 whitespace-nowrap ${column.align === 'end' ? 'text-right' : ''}`;
  const sort = column.sort;
  if (!sort || !state)
    return (
      <th scope="col" className={shape}>
        {column.title}
      </th>
    );
  const direction = state.sort === sort ? 'ascending' : state.sort === `-${sort}` ? 'descending' : 'none';
  const next = direction === 'descending' ? sort : `-${sort}`;
  return (
    <th scope="col" aria-sort={direction} className={shape}>
      <button
        type="button"
        className={`-mx-1 inline-flex h-7 items-center gap-1 rounded-sm px-1 font-medium hover:text-ink ${end} ${direction === 'none' ? '' : 'text-ink'}`}
        onClick={() => state.change({ sort: next })}
      >
        {column.title}
        <Icon
          name={direction === 'ascending' ? 'arrowUp' : 'arrowDown'}
          size={13}
          className={direction === 'none' ? 'opacity-0' : ''}
        />
      </button>
    </th>
  );
}

function Cards<Row>({ label, columns, rows, rowKey, rowTestId }: DataTableProps<Row> & { rows: Row[] }) {
  return (
    <ul aria-label={label} className="divide-y divide-line overflow-hidden rounded-md border border-line bg-surface">
      {rows.map((row) => (
        <li key={rowKey(row)} data-testid={rowTestId} className="relative px-4 py-3 active:bg-hover">
          <CardOf columns={columns} row={row} />
        </li>
      ))}
    </ul>
  );
}

function CardOf<Row>({ columns, row }: { columns: Column<Row>[]; row: Row }) {
  const title = columns.find((column) => column.card === 'title') ?? columns[0];
  const filled = (place: Column<Row>['card']) =>
    columns
      .filter((column) => column.card === place)
      .map((column) => ({ column, cell: column.cell(row) }))
      .filter(({ cell }) => cell !== null);
  const facts = filled('fact');
  return (
    <>
      <div className="flex items-start justify-between gap-3">
        <div className="min-w-0 flex-1 font-medium">{title?.cell(row)}</div>
        {filled('status').map(({ column, cell }) => (
          <div key={column.key} className="shrink-0">
            {cell}
          </div>
        ))}
      </div>
      {filled('line').map(({ column, cell }) => (
        <div key={column.key} className="mt-1 text-sm text-pretty text-ink-2">
          {cell}
        </div>
      ))}
      {facts.length > 0 && (
        <dl className="mt-1 flex flex-wrap gap-x-4 gap-y-0.5 text-sm text-ink-2">
          {facts.map(({ column, cell }) => (
            <div key={column.key} className="flex min-w-0 gap-1.5">
              <dt className="shrink-0 text-ink-3">{column.title}</dt>
              <dd className="tabular min-w-0">{cell}</dd>
            </div>
          ))}
        </dl>
      )}
    </>
  );
}

function TableSkeleton({ columns, narrow }: { columns: number; narrow: boolean }) {
  const { t } = useTranslation();
  return (
    <div
      role="status"
      aria-label={t('state.loading')}
      className="divide-y divide-line rounded-md border border-line bg-surface"
    >
      {Array.from({ length: 8 }, (_, row) => (
        <div key={row} className={`flex items-center gap-6 px-4 ${narrow ? 'h-[68px]' : 'h-12'}`}>
          {Array.from({ length: narrow ? 2 : Math.min(columns, 6) }, (_, cell) => (
            <Skeleton key={cell} className={`h-3.5 ${cell === 0 ? 'w-44' : 'w-20'} ${cell > 2 ? 'ml-auto' : ''}`} />
          ))}
        </div>
      ))}
    </div>
  );
}
