/** Steps one under the other, each as wide as its share, and between them how many went on. */

import type { ReactNode } from 'react';

interface Step {
  key: string;
  /** Of the first step, 0 to 1. */
  share: number;
  name: string;
  about: string;
  value: ReactNode;
  side: ReactNode;
  /** What happened on the way to the next step; null after the last. */
  between: ReactNode;
}

export function Funnel({ label, steps }: { label: string; steps: Step[] }) {
  return (
    <ol aria-label={label}>
      {steps.map(({ key, share, name, about, value, side, between }) => (
        <li key={key} className={between === null ? 'not-last:mb-6' : ''}>
          <div className="grid items-center gap-x-5 gap-y-1.5 md:grid-cols-[15rem_minmax(0,1fr)_11rem]">
            <div className="min-w-0">
              <p className="font-medium text-ink">{name}</p>
              <p className="text-sm text-pretty text-ink-3">{about}</p>
            </div>
            <div
              aria-hidden="true"
              className="h-9 overflow-hidden rounded-[6px] bg-sunken max-md:order-last max-md:h-6"
            >
              <div
                className="h-full min-w-0.5 rounded-[6px] bg-accent/80"
                style={{ width: `${String(Math.min(1, share) * 100)}%` }}
              />
            </div>
            <div className="flex flex-wrap items-baseline gap-x-2 md:flex-col">
              {value}
              <span className="tabular text-sm text-ink-3">{side}</span>
            </div>
          </div>
          {between !== null && (
            <div className="my-2.5 flex flex-wrap items-center gap-x-4 gap-y-1 border-l-2 border-line py-1 pl-4 text-sm md:ml-[16.25rem]">
              {between}
            </div>
          )}
        </li>
      ))}
    </ol>
  );
}
