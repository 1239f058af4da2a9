/** The table behind a chart: the same figures, for reading and for screen readers. */

import type { ChartTable } from './chart-table.ts';

export function Figures({ table, label, height }: { table: ChartTable; label: string; height?: number }) {
  return (
    <div
      // A region that scrolls must be reachable by the keyboard.
      tabIndex={0}
      role="region"
      aria-label={label}
      data-testid="chart-table"
      className="relative overflow-auto rounded-sm"
      style={height === undefined ? {} : { height }}
    >
      <table className="w-full border-collapse text-left">
        <caption className="sr-only">{label}</caption>
        <thead className="sticky top-0 z-10 bg-surface">
          <tr>
            {table.columns.map((column, index) => (
              <th
                key={column}
                scope="col"
                className={`h-9 px-2 text-sm font-medium whitespace-nowrap text-ink-3 first:pl-0 last:pr-0 ${index === 0 ? 'sticky left-0 bg-surface' : 'text-right'}`}
              >
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.map(({ key, cells }) => (
            <tr key={key} className="border-t border-line">
              {cells.map(({ words, note }, index) =>
                index === 0 ? (
                  <th
                    key={index}
                    scope="row"
                    className="sticky left-0 h-9 bg-surface pr-2 font-normal whitespace-nowrap text-ink-2"
                  >
                    {words}
                    {note !== undefined && <span className="ml-2 text-sm text-ink-3">{note}</span>}
                  </th>
                ) : (
                  <td key={index} className="tabular h-9 px-2 text-right text-ink last:pr-0">
                    {words}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
