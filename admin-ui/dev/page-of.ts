/** A page of an invented list: searched, sorted and cut as the API would do it. */

interface Asked {
  query: Record<string, string>;
}

export function pageOf<Item extends object>(items: Item[], { query }: Asked, searched: (item: Item) => string) {
  const page = Number(query['page'] ?? 1);
  const pageSize = Number(query['pageSize'] ?? 50);
  const words = (query['q'] ?? '').toLowerCase();
  const sort = query['sort'] ?? '';
  const field = sort.replace(/^-/, '');
  const fits = items.filter((item) => words === '' || searched(item).toLowerCase().includes(words));
  const value = (item: Item): unknown => (item as Record<string, unknown>)[field];
  const sorted =
    sort === ''
      ? fits
      : fits.toSorted((a, b) => ((value(a) ?? '') > (value(b) ?? '') ? 1 : -1) * (sort.startsWith('-') ? -1 : 1));
  return { items: sorted.slice((page - 1) * pageSize, page * pageSize), total: sorted.length, page, pageSize };
}

export const among = (wanted: string | undefined, is: string | null): boolean =>
  !wanted || (is !== null && wanted.split(',').includes(is));
