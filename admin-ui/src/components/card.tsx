/** A plain box with a hairline border and, where it helps, a heading with one action beside it. */

import type { ReactNode } from 'react';

interface CardProps {
  title?: ReactNode;
  hint?: ReactNode;
  action?: ReactNode;
  children: ReactNode;
  className?: string;
  flush?: boolean;
  testId?: string;
}

export function Card({ title, hint, action, children, className = '', flush = false, testId }: CardProps) {
  return (
    <section
      className={`min-w-0 rounded-md border border-line bg-surface shadow-shade ${className}`}
      data-testid={testId}
    >
      {(title !== undefined || action !== undefined) && (
        <header className="flex min-h-11 flex-wrap items-center gap-x-3 gap-y-1 border-b border-line px-4 py-2">
          <div className="min-w-0 flex-1">
            <h2 className="font-semibold text-ink">{title}</h2>
            {hint !== undefined && <p className="text-sm text-ink-3">{hint}</p>}
          </div>
          {action}
        </header>
      )}
      <div className={flush ? '' : 'p-4'}>{children}</div>
    </section>
  );
}

/** Facts as pairs of a quiet word and what it is. */
export function Facts({ items, className = '' }: { items: [label: string, value: ReactNode][]; className?: string }) {
  return (
    <dl className={`grid grid-cols-[minmax(7rem,auto)_1fr] gap-x-4 gap-y-2 ${className}`}>
      {items.map(([label, value]) => (
        <div key={label} className="contents">
          <dt className="text-sm text-ink-3">{label}</dt>
          <dd className="tabular min-w-0 break-words text-ink">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
