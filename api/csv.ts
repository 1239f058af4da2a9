/** Rows as CSV that a spreadsheet opens and a program reads: RFC 4180, UTF-8 with its mark, nothing that runs as a formula. */

import { stringify } from 'csv-stringify/sync';
import { harmless } from '../contracts/http/csv-cells.ts';

type Cell = string | number | boolean | null;

/** A spreadsheet takes the letters for UTF-8 only with this in front. */
export const BYTE_ORDER_MARK = '\uFEFF';
/** `columns` say which cells hold people's words; the others are numbers, dates and codes of ours and stay as they are. */
export function csvLines(rows: readonly (readonly Cell[])[], columns: readonly { isText: boolean }[]): string {
  const safe = rows.map((row) =>
    row.map((cell, at) => (columns[at]?.isText && typeof cell === 'string' ? harmless(cell) : cell)),
  );
  return stringify(safe, {
    record_delimiter: 'windows',
    cast: { boolean: (yes) => (yes ? 'true' : 'false') },
  });
}
