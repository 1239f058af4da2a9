/** How every list is read: one page, an exact total up to 10,000, sorting from an allow-list, search by name or phone. */

import type { Knex } from 'knex';
import { EXACT_TOTAL_LIMIT, type Page } from '../../../contracts/http/common.ts';
import type { Scope } from '../../../domain/access/scope.ts';
import type { Database } from '../../database.ts';

export type Bindings = Record<string, Knex.Value>;

export interface ListQuery {
  /** With `as "camelCase"` names: a row is what the API answers. */
  select: string;
  /** `from … where …`, beginning with the company's condition. */
  from: string;
  /** Field of the contract → SQL expression. Nothing else reaches `order by`. */
  sorts: Readonly<Record<string, string>>;
  /** Fields that may be missing: their rows come last either way. All others can follow an index. */
  nullable?: readonly string[];
  /** As in the contract: `-createdAt`. */
  defaultSort: string;
  /** Makes the order total, so that no row is on two pages. */
  tieBreak: string;
  bindings: Bindings;
}

interface Asked {
  page: number;
  pageSize: number;
  sort?: string | undefined;
}

export async function readPage<Row extends object>(
  database: Database,
  list: ListQuery,
  asked: Asked,
): Promise<Page<Row>> {
  const bindings = { ...list.bindings, limit: asked.pageSize, offset: (asked.page - 1) * asked.pageSize };
  const order = orderBy(list, asked.sort);
  const { rows } = await database.raw<{ rows: Row[] }>(
    `select ${list.select} ${list.from} order by ${order} limit :limit offset :offset`,
    bindings,
  );
  const total = await countOf(database, list.from, list.bindings);
  return { items: rows.map(plain), ...total, page: asked.page, pageSize: asked.pageSize };
}

/** Counting stops where people stop caring. */
export async function countOf(
  database: Database,
  from: string,
  bindings: Bindings,
): Promise<{ total: number; totalIsAtLeast?: true }> {
  const { rows } = await database.raw<{ rows: { total: number }[] }>(
    `select count(*) as total from (select 1 ${from} limit ${String(EXACT_TOTAL_LIMIT + 1)}) counted`,
    bindings,
  );
  const total = rows[0]?.total ?? 0;
  return total > EXACT_TOTAL_LIMIT ? { total: EXACT_TOTAL_LIMIT, totalIsAtLeast: true } : { total };
}

export function orderBy(
  list: Pick<ListQuery, 'sorts' | 'nullable' | 'defaultSort' | 'tieBreak'>,
  sort = list.defaultSort,
): string {
  const isDown = sort.startsWith('-');
  const field = isDown ? sort.slice(1) : sort;
  const expression = list.sorts[field];
  if (expression === undefined) throw new Error(`No sort named ${sort}`);
  const nulls = isDown && list.nullable?.includes(field) ? ' nulls last' : '';
  return `${expression} ${isDown ? 'desc' : 'asc'}${nulls}, ${list.tieBreak}`;
}

/** Instants as the contract writes them. */
export function plain<Row extends object>(row: Row): Row {
  const entries = Object.entries(row).map(([key, value]: [string, unknown]) => [
    key,
    value instanceof Date ? value.toISOString() : value,
  ]);
  return Object.fromEntries(entries) as Row;
}

const LIKE_LETTERS = /[\\%_]/g;
const ONLY_PHONE = /^[+\d\s().-]+$/;

/**
 * Every word of `q` must be in the name or the phone of client `c`, whatever the order and the case.
 * The expression is the one of the index clients_search, so that trigrams find it. A phone may be typed with spaces.
 */
export function searchClient(q: string | undefined): { sql: string; bindings: Bindings } {
  if (!q) return { sql: '', bindings: {} };
  const text = ONLY_PHONE.test(q) ? q.replace(/[^\d+]/g, '') : q.toLowerCase();
  const words = text.split(/\s+/).filter(Boolean).slice(0, 6);
  const bindings = Object.fromEntries(
    words.map((word, index) => [`word${String(index)}`, `%${word.replace(LIKE_LETTERS, String.raw`\$&`)}%`]),
  );
  const sql = words.map(
    (_word, index) =>
      ` and (lower(c.name || ' ' || c.surname) || ' ' || coalesce(c.phone, '')) like :word${String(index)}`,
  );
  return { sql: sql.join(''), bindings };
}

/** A specialist sees the clients who have a record with them, and nobody else's. `column` is the client's id. */
export function ownClients(scope: Scope, column: string): { sql: string; bindings: Bindings } {
  if (scope.actor.kind !== 'user' || scope.actor.role !== 'specialist') return { sql: '', bindings: {} };
  return {
    sql: ` and exists (select 1 from visits own join company_users me on me.company_id = own.company_id and me.staff_id = own.staff_id
      where me.user_id = :viewerId and own.company_id = :companyId and own.client_id = ${column})`,
    bindings: { viewerId: scope.actor.userId },
  };
}

/** `and column = :name`, only when it was asked for. */
export function equal(
  column: string,
  name: string,
  value: number | string | undefined,
): { sql: string; bindings: Bindings } {
  return value === undefined
    ? { sql: '', bindings: {} }
    : { sql: ` and ${column} = :${name}`, bindings: { [name]: value } };
}

export function anyOf(
  column: string,
  name: string,
  values: readonly string[] | undefined,
): { sql: string; bindings: Bindings } {
  if (!values || values.length === 0) return { sql: '', bindings: {} };
  return { sql: ` and ${column} = any(:${name})`, bindings: { [name]: values as string[] } };
}

export function together(...parts: { sql: string; bindings: Bindings }[]): { sql: string; bindings: Bindings } {
  return {
    sql: parts.map((part) => part.sql).join(''),
    bindings: Object.assign({}, ...parts.map((part) => part.bindings)) as Bindings,
  };
}
