/** What a list shows (page, order, search, filters) lives in the URL: it can be sent to a colleague, and Back works. */

import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback, useMemo } from 'react';
import type { Query } from './http.ts';

export interface ListState {
  page: number;
  pageSize: number;
  sort: string | undefined;
  q: string;
  filter: (name: string) => string;
  /** Any change but of the page goes back to page 1. */
  change: (patch: Record<string, string | number | undefined>) => void;
  /** Ready for the API. */
  query: Query;
  isFiltered: boolean;
}

const PAGE_SIZE = 50;

export function useListState(defaults: { sort?: string; filters?: readonly string[] } = {}): ListState {
  const search: Record<string, string | undefined> = useSearch({ strict: false });
  const navigate = useNavigate();
  const change = useCallback(
    (patch: Record<string, string | number | undefined>) => {
      void navigate({
        to: '.',
        replace: !('page' in patch),
        resetScroll: 'page' in patch,
        search: (before: Record<string, unknown>) => ({
          ...before,
          page: undefined,
          ...emptyAsAbsent(patch),
        }),
      });
    },
    [navigate],
  );
  const filterNames = defaults.filters ?? [];
  const filters = filterNames.map((name) => [name, search[name] ?? ''] as const);
  const filterKey = filters.map(([, value]) => value).join('|');
  const page = Math.max(1, Number(search['page'] ?? 1) || 1);
  const sort = search['sort'] ?? defaults.sort;
  const q = search['q'] ?? '';
  return useMemo(
    () => ({
      page,
      pageSize: PAGE_SIZE,
      sort,
      q,
      filter: (name) => search[name] ?? '',
      change,
      query: { page, pageSize: PAGE_SIZE, sort, q, ...Object.fromEntries(filters) },
      isFiltered: q !== '' || filters.some(([, value]) => value !== ''),
    }),
    // The filters' values are compared as one string: the array is new on every render.
    [page, sort, q, filterKey, change],
  );
}

function emptyAsAbsent(patch: Record<string, string | number | undefined>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(patch).map(([key, value]) => [
      key,
      value === '' || (key === 'page' && value === 1) ? undefined : value,
    ]),
  );
}
