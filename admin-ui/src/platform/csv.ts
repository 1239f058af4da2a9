/** Rows as CSV for a spreadsheet: quoted, with the mark that tells it the letters are UTF-8. */

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
  const text = value === null ? '' : String(value);
  // A spreadsheet would run a cell that begins like a formula.
  const safe = typeof value === 'string' && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return `"${safe.replaceAll('"', '""')}"`;
}
