/** The figures of a chart as a table: what is shown beside the picture, and what a spreadsheet gets. */

import type { CsvCell } from '../../platform/csv.ts';

export interface ChartTable {
  /** The first column names the row. */
  columns: string[];
  rows: ChartRow[];
}
export interface ChartRow {
  key: string;
  /** As people read it; `raw` is the same for a spreadsheet, where it differs. */
  cells: { words: string; raw?: CsvCell; note?: string }[];
}

export function csvOf({ columns, rows }: ChartTable): CsvCell[][] {
  return [columns, ...rows.map(({ cells }) => cells.map(({ words, raw }) => (raw === undefined ? words : raw)))];
}
