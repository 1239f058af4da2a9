/** The frame of a page: its name, its one primary action, its tabs, and the title of the browser's tab. */

import { Link } from '@tanstack/react-router';
import { useEffect, useRef, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useCompanyPath } from '../platform/paths.ts';
import { Icon } from './icon.tsx';

interface PageProps {
  title: string;
  /** Shown instead of the plain title, where a name needs a chip beside it. */
  heading?: ReactNode;
  lead?: ReactNode;
  action?: ReactNode;
  back?: { to: string; label: string };
  wide?: boolean;
  children: ReactNode;
}

export function Page({ title, heading, lead, action, back, wide = false, children }: PageProps) {
  useDocumentTitle(title);
  const path = useCompanyPath();
  return (
    <div className={`mx-auto w-full px-4 pt-5 pb-10 md:px-8 md:pt-7 ${wide ? 'max-w-[1400px]' : 'max-w-[1160px]'}`}>
      {back && (
        <Link
          to={path(back.to)}
          className="mb-2 -ml-1 inline-flex min-h-6 items-center gap-0.5 rounded-sm text-sm text-ink-3 hover:text-ink"
        >
          <Icon name="chevronLeft" size={16} />
          {back.label}
        </Link>
      )}
      <header className="mb-5 flex flex-wrap items-start gap-x-4 gap-y-3">
        <div className="min-w-0 flex-1 basis-64">
          <h1
            className="text-xl font-semibold tracking-[-0.01em] text-balance text-ink md:text-2xl"
            tabIndex={-1}
            id="page-title"
          >
            {heading ?? title}
          </h1>
          {lead !== undefined && <div className="mt-1 max-w-2xl text-pretty text-ink-2">{lead}</div>}
        </div>
        {action !== undefined && <div className="flex flex-wrap items-center gap-2">{action}</div>}
      </header>
      {children}
    </div>
  );
}

export function useDocumentTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · Reprise`;
  }, [title]);
}

export function Tabs({
  items,
  label,
}: {
  items: {
    to: string;
    label: string;
    count?: number;
    exact?: boolean;
    testId?: string;
    search?: Record<string, string | undefined>;
  }[];
  label: string;
}) {
  const path = useCompanyPath();
  const list = useRef<HTMLElement>(null);
  // On a phone the tabs reach beyond the edge: the current one is brought into sight.
  useEffect(() => {
    const [nav, current] = [list.current, list.current?.querySelector<HTMLElement>('[aria-current=page]')];
    if (nav && current) nav.scrollLeft = current.offsetLeft - (nav.clientWidth - current.offsetWidth) / 2;
  }, []);
  return (
    <nav
      ref={list}
      aria-label={label}
      className="relative -mx-4 mb-5 overflow-x-auto border-b border-line px-4 [scrollbar-width:none] md:-mx-8 md:px-8"
    >
      <ul className="flex gap-5">
        {items.map(({ to, label: words, count, exact, testId, search }) => (
          <li key={to}>
            <Link
              to={path(to)}
              {...(search ? { search } : {})}
              activeOptions={{ exact: exact ?? false, includeSearch: false }}
              data-testid={testId}
              className="-mb-px flex h-10 items-center gap-1.5 border-b-2 border-transparent whitespace-nowrap text-ink-2 hover:text-ink aria-[current=page]:border-accent aria-[current=page]:font-medium aria-[current=page]:text-ink"
            >
              {words}
              {count !== undefined && count > 0 && <Count value={count} />}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}

export function Count({ value, strong = false, exact = false }: { value: number; strong?: boolean; exact?: boolean }) {
  const { t } = useTranslation();
  return (
    <span
      className={`tabular inline-flex h-5 min-w-5 items-center justify-center rounded-full px-1.5 text-xs font-medium ${strong ? 'bg-accent text-accent-ink' : 'bg-sunken text-ink-2'}`}
    >
      {value > 99 && !exact ? '99+' : value}
      <span className="sr-only"> {t('state.items', { count: value })}</span>
    </span>
  );
}
