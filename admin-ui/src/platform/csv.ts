/** Rows as CSV for a spreadsheet: quoted, with the mark that tells it the letters are UTF-8. */

import { harmless } from '../../../contracts/http/csv-cells.ts';

export type CsvCell = string | number | null;

export function asCsv(rows: readonly (readonly CsvCell[])[]): string {
  return `\uFEFF${rows.map((cells) => cells.map(asCell).join(',')).join('\r\n')}`;
}

export function saveCsv(name: string, rows: readonly (readonly CsvCell[])[]): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([asCsv(rows)], { type: 'text/csv;charset=utf-8' }));
  link.download = `${name}.csv`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

function asCell(value: CsvCell): string {
  const text = typeof value === 'string' ? harmless(value) : value === null ? '' : String(value);
  return `"${text.replaceAll('"', '""')}"`;
}
