/** The platform's envelopes: `{success, data, meta}`, with an empty meta written as a list. */

import type { Request, Response } from 'express';

export function answer(response: Response, data: unknown, meta: Record<string, unknown> = {}, status = 200): void {
  response.status(status).json({ success: true, data, meta: Object.keys(meta).length === 0 ? [] : meta });
}

export function refuse(response: Response, status: number, message: string, more: Record<string, unknown> = {}): void {
  response.status(status).json({ success: false, data: null, meta: { message, ...more } });
}

/** The last value of a parameter, whichever way a list was written (`ids=1`, `ids[]=1`). */
export function asked(request: Request, name: string): string | undefined {
  const value: unknown = request.query[name] ?? request.query[`${name}[]`];
  const last: unknown = Array.isArray(value) ? value.at(-1) : value;
  return typeof last === 'string' && last !== '' ? last : undefined;
}

export function askedList(request: Request, name: string): number[] {
  const value: unknown = request.query[`${name}[]`] ?? request.query[name];
  const values: unknown[] = Array.isArray(value) ? value : value === undefined ? [] : [value];
  return values.map(Number).filter((each) => Number.isInteger(each));
}

export const pathNumber = (request: Request, name: string): number => Number(request.params[name]);

const MOST_ROWS = 200;
const ROWS_AFTER_TOO_MANY = 20;

/** Asking for more than 200 rows is no error: one silently gets 20. */
export function pageOf<Row>(
  rows: Row[],
  pageText: string | undefined,
  countText: string | undefined,
  usual = 20,
): { page: number; rows: Row[] } {
  const page = Math.max(1, Number(pageText ?? 1) || 1);
  const wanted = Math.max(1, Number(countText ?? usual) || usual);
  const count = wanted > MOST_ROWS ? ROWS_AFTER_TOO_MANY : wanted;
  return { page, rows: rows.slice((page - 1) * count, page * count) };
}
