/** Rows as CSV that a spreadsheet opens and a program reads: RFC 4180, UTF-8 with its mark, nothing that runs as a formula. */

import { stringify } from 'csv-stringify/sync';

type Cell = string | number | boolean | null;

/** A spreadsheet takes the letters for UTF-8 only with this in front. */
export const BYTE_ORDER_MARK = '\uFEFF';
/** What a spreadsheet would begin to calculate with; the wide forms are those of East Asian keyboards. */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/;
/** A whole international number: it calculates to nothing but itself, and stays a phone that can be read and dialled. */
const PHONE = /^\+[1-9]\d{6,14}$/;

/** An apostrophe in front keeps a spreadsheet from running what a person typed. It is there only where it is needed. */
export function harmless(cell: Cell): Cell {
  return typeof cell === 'string' && FORMULA.test(cell) && !PHONE.test(cell) ? `'${cell}` : cell;
}

/** `columns` say which cells hold people's words; the others are numbers, dates and codes of ours and stay as they are. */
export function csvLines(rows: readonly (readonly Cell[])[], columns: readonly { isText: boolean }[]): string {
  const safe = rows.map((row) => row.map((cell, at) => (columns[at]?.isText ? harmless(cell) : cell)));
  return stringify(safe, {
    record_delimiter: 'windows',
    cast: { boolean: (yes) => (yes ? 'true' : 'false') },
  });
}
