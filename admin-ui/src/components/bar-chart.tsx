/** A few bars by week, with the same figures as a table for whoever cannot see them. */

interface Bar {
  key: string;
  label: string;
  value: number;
  words: string;
}

export function BarChart({ bars, title, columns }: { bars: Bar[]; title: string; columns: [string, string] }) {
  const most = Math.max(1, ...bars.map(({ value }) => value));
  return (
    <div>
      <div aria-hidden="true" className="flex h-24 items-end gap-1.5">
        {bars.map(({ key, label, value, words }, index) => (
          <div key={key} title={`${label}: ${words}`} className="group flex h-full flex-1 flex-col justify-end">
            <div
              className={`rounded-t-[4px] transition-colors ${index === bars.length - 1 ? 'bg-accent' : 'bg-accent/35 group-hover:bg-accent/60'}`}
              style={{ height: value === 0 ? '2px' : `${String(Math.max(6, (value / most) * 100))}%` }}
            />
          </div>
        ))}
      </div>
      <div aria-hidden="true" className="mt-1.5 flex justify-between border-t border-line pt-1 text-xs text-ink-3">
        <span>{bars[0]?.label}</span>
        <span>{bars.at(-1)?.label}</span>
      </div>
      <table className="sr-only">
        <caption>{title}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {bars.map(({ key, label, words }) => (
            <tr key={key}>
              <th scope="row">{label}</th>
              <td>{words}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
