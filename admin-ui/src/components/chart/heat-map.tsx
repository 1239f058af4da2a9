/** A table whose cells are as strongly coloured as their shares are large; arrow keys go from cell to cell. */

import { useCallback, useEffect, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';

export interface HeatCell {
  /** 0 to 1. */
  share: number;
  words: string;
  /** Read out, in full. */
  label: string;
  /** Both lines of the tip. */
  tip: [string, string];
  /** Its time is not over: it may still grow. */
  isOpen?: boolean;
}
export interface HeatRow {
  key: string;
  /** Stays in sight while the cells scroll. */
  head: ReactNode;
  size: string;
  /** Null: not there yet. */
  cells: (HeatCell | null)[];
}
interface HeatMapProps {
  label: string;
  corner: string;
  sizeTitle: string;
  columns: string[];
  rows: HeatRow[];
  onOpen: (row: string) => void;
}
interface Tip {
  words: [string, string];
  left: number;
  top: number;
}

/** The strongest colour still lets the ink be read in both themes. */
const STRONGEST_PERCENT = 52;
export const shade = (share: number): string =>
  `color-mix(in oklab, var(--accent) ${String(Math.round(4 + share * (STRONGEST_PERCENT - 4)))}%, var(--surface))`;

/** Half the width of the longest tip: it stays inside the window. */
const TIP_HALF = 130;
const OWN_SCROLL_MS = 250;

const STEPS: Record<string, [rows: number, columns: number]> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

interface ShownTip {
  tip: Tip | null;
  show: (cell: HeatCell, element: HTMLElement) => void;
  hide: () => void;
}

/** The tip stands above its cell in the window, so it goes when anything scrolls away beneath it. */
function useTip(): ShownTip {
  const [tip, setTip] = useState<Tip | null>(null);
  const isShown = tip !== null;
  const shownAt = useRef(0);
  const hide = useCallback(() => setTip(null), []);
  useEffect(() => {
    if (!isShown) return undefined;
    // Reaching a cell by keys may itself scroll it into sight.
    const onScroll = (): void => {
      if (performance.now() - shownAt.current > OWN_SCROLL_MS) hide();
    };
    addEventListener('scroll', onScroll, true);
    return () => removeEventListener('scroll', onScroll, true);
  }, [isShown, hide]);
  return {
    tip,
    hide,
    show: (cell, element) => {
      const { left, top, width } = element.getBoundingClientRect();
      shownAt.current = performance.now();
      setTip({
        words: cell.tip,
        left: Math.min(Math.max(left + width / 2, TIP_HALF), innerWidth - TIP_HALF),
        top,
      });
    },
  };
}

export function HeatMap({ label, corner, sizeTitle, columns, rows, onOpen }: HeatMapProps) {
  const table = useRef<HTMLTableElement>(null);
  const [place, setAt] = useState<[row: number, column: number]>([0, 0]);
  // Another day may have no such cell, and without one the Tab key would pass the whole map by.
  const at = rows[place[0]]?.cells[place[1]] ? place : [0, 0];
  /** Null under a mouse or a pen; else the cell that the finger has seen. */
  const finger = useRef<string | null>(null);
  const { tip, show, hide } = useTip();
  /** A finger has nothing to hover with: its first tap shows the figures, its second opens the people. */
  const press = (cell: HeatCell, row: string, element: HTMLElement): void => {
    if (finger.current === null || finger.current === cell.label) return onOpen(row);
    finger.current = cell.label;
    show(cell, element);
  };
  const onKeyDown = (event: KeyboardEvent, row: number, column: number): void => {
    if (event.key === 'Escape') hide();
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      const key = rows[row]?.key;
      if (key !== undefined) onOpen(key);
    }
    const step = STEPS[event.key];
    if (!step) return;
    event.preventDefault();
    const next: [number, number] = [row + step[0], column + step[1]];
    const element = table.current?.querySelector<HTMLElement>(`[data-cell="${next.join('-')}"]`);
    if (!element) return;
    setAt(next);
    element.focus();
  };
  return (
    <div className="overflow-x-auto">
      <table
        ref={table}
        role="grid"
        aria-label={label}
        className="tabular w-full border-separate border-spacing-0.5 text-sm"
        onPointerDown={(event) => (finger.current = event.pointerType === 'touch' ? (finger.current ?? '') : null)}
        onPointerLeave={(event) => event.pointerType === 'mouse' && hide()}
        onBlur={hide}
      >
        <Head corner={corner} sizeTitle={sizeTitle} columns={columns} />
        <tbody>
          {rows.map((row, index) => (
            <tr key={row.key}>
              <RowHead row={row} />
              {row.cells.map((cell, column) =>
                cell === null ? (
                  <td key={columns[column]} />
                ) : (
                  <Cell
                    key={columns[column]}
                    cell={cell}
                    place={`${String(index)}-${String(column)}`}
                    isAt={at[0] === index && at[1] === column}
                    show={show}
                    press={(element) => press(cell, row.key, element)}
                    onKeyDown={(event) => onKeyDown(event, index, column)}
                  />
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
      {tip && <HeatTip tip={tip} />}
    </div>
  );
}

function Head({ corner, sizeTitle, columns }: Pick<HeatMapProps, 'corner' | 'sizeTitle' | 'columns'>) {
  return (
    <thead>
      <tr className="text-ink-3">
        <th scope="col" className="sticky left-0 z-10 h-8 bg-surface pr-3 text-left font-medium whitespace-nowrap">
          {corner}
        </th>
        <th scope="col" className="pr-3 text-right font-medium whitespace-nowrap">
          {sizeTitle}
        </th>
        {columns.map((column) => (
          <th key={column} scope="col" className="min-w-12 font-medium">
            {column}
          </th>
        ))}
      </tr>
    </thead>
  );
}

function RowHead({ row }: { row: HeatRow }) {
  return (
    <>
      <th scope="row" className="sticky left-0 z-10 h-9 bg-surface pr-3 text-left font-normal whitespace-nowrap">
        {row.head}
      </th>
      <td className="pr-3 text-right text-ink-2">{row.size}</td>
    </>
  );
}

function Cell({
  cell,
  place,
  isAt,
  show,
  press,
  onKeyDown,
}: {
  cell: HeatCell;
  place: string;
  /** The one cell that the Tab key reaches. */
  isAt: boolean;
  show: (cell: HeatCell, element: HTMLElement) => void;
  press: (element: HTMLElement) => void;
  onKeyDown: (event: KeyboardEvent) => void;
}) {
  return (
    <td
      data-cell={place}
      tabIndex={isAt ? 0 : -1}
      aria-label={cell.label}
      style={{ background: shade(cell.share) }}
      className={`h-9 min-w-12 cursor-pointer rounded-[4px] text-center text-ink outline-offset-1 ${cell.isOpen === true ? 'border border-dashed border-ink-3' : ''}`}
      onClick={(event) => press(event.currentTarget)}
      onPointerEnter={(event) => event.pointerType === 'mouse' && show(cell, event.currentTarget)}
      onFocus={(event) => show(cell, event.currentTarget)}
      onKeyDown={onKeyDown}
    >
      {cell.words}
    </td>
  );
}

function HeatTip({ tip }: { tip: Tip }) {
  return (
    <div
      aria-hidden="true"
      style={{ left: tip.left, top: tip.top - 6 }}
      className="pointer-events-none fixed z-40 -translate-x-1/2 -translate-y-full rounded-md border border-line bg-raised px-2.5 py-1.5 text-center whitespace-nowrap shadow-lift"
    >
      <p className="text-xs text-ink-3">{tip.words[0]}</p>
      <p className="tabular text-sm font-semibold text-ink">{tip.words[1]}</p>
    </div>
  );
}
