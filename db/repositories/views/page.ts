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

const PHONE_PART = /^[+(]*\d[\d().+/-]*$/;
/** What a word is made of once accents, apostrophes and punctuation are gone; `%` and `_` are not among it. */
const LETTERS = /[\p{L}\p{N}]+/gu;
const MOST_WORDS = 6;
/** The least that makes a trigram: shorter ones are looked for at the beginning of a word, where they make one too. */
const TRIGRAM = 3;

/**
 * Every word of `q` must be in the name or the phone of client `c`, whatever the order, the case and the accents; what looks
 * like a phone is one word however it is written. `search_text` is the column of the index clients_search.
 */
export function searchClient(q: string | undefined): { sql: string; bindings: Bindings } {
  if (!q) return { sql: '', bindings: {} };
  const wanted = wordsOf(q).slice(0, MOST_WORDS);
  if (wanted.length === 0) return { sql: ' and false', bindings: {} };
  const bindings: Bindings = {};
  const sql = wanted.map((patterns, word) => {
    const either = patterns.map((pattern, index) => {
      const name = `word${String(word)}_${String(index)}`;
      bindings[name] = pattern;
      return `c.search_text like :${name}`;
    });
    return ` and (${either.join(' or ')})`;
  });
  return { sql: sql.join(''), bindings };
}

/** Per word the patterns of which one must fit. */
function wordsOf(q: string): string[][] {
  const words: string[][] = [];
  let phone = '';
  for (const part of [...q.normalize('NFC').split(/\s+/), '']) {
    if (PHONE_PART.test(part)) {
      phone += part;
      continue;
    }
    if (phone !== '') words.push(phonePatterns(phone));
    phone = '';
    for (const letters of searchLatin(part).match(LETTERS) ?? [])
      words.push([letters.length < TRIGRAM ? `% ${letters}%` : `%${letters}%`]);
  }
  return words;
}

const MARKS = /[\u0300-\u036f'’ʼ`ъь]/g;
const LATIN: Readonly<Record<string, string>> = {
  ...pairs('абвгдезиклмнопрстуфыэіґєłøđ', 'abvgdeziklmnoprstufyeigelod'),
  ж: 'zh',
  х: 'kh',
  ц: 'ts',
  ч: 'ch',
  ш: 'sh',
  щ: 'shch',
  ю: 'yu',
  я: 'ya',
};

function pairs(from: string, to: string): Record<string, string> {
  return Object.fromEntries(Array.from(from, (letter, at) => [letter, to.charAt(at)]));
}

/** As the database's `search_latin` has it, so that both sides meet; a test compares them letter by letter. */
export function searchLatin(text: string): string {
  const plainText = text.toLowerCase().normalize('NFD').replaceAll(MARKS, '');
  return Array.from(plainText, (letter) => LATIN[letter] ?? letter).join('');
}

/** A number as people say it at home (0777…, 8 916…) or abroad (00420…, +420…) is kept in its international form. */
function phonePatterns(written: string): string[] {
  const digits = written.replaceAll(/\D/g, '');
  if (written.startsWith('+')) return [`% ${digits}%`];
  if (digits.length < TRIGRAM) return [`% ${digits}%`];
  const patterns = [`%${digits}%`];
  if (digits.startsWith('00')) patterns.push(`% ${digits.slice(2)}%`);
  else if (digits.startsWith('0') && digits.length > TRIGRAM) patterns.push(`%${digits.slice(1)}%`);
  if (digits.startsWith('8') && digits.length > TRIGRAM) patterns.push(`% 7${digits.slice(1)}%`);
  return patterns;
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
