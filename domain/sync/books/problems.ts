/** What can be wrong with books: where it is and which kind it is, never the value, because these are people's books. */

export const BOOK_PROBLEMS = [
  /** The file is not there. */
  'missing_file',
  /** Nobody knows this file. */
  'unknown_file',
  /** The heading does not name this column. */
  'missing_column',
  /** Nothing beneath the heading, or no heading. */
  'empty_file',
  /** No receipt of anybody: there is nothing to fill a company with. */
  'no_receipts',
  'too_many_bad_lines',
  /** Letters that were saved in another encoding than UTF-8. */
  'encoding',
  /** Quotation marks that open and do not close, or close too soon. */
  'quotes',
  /** The line ends before this column. */
  'short_line',
  /** Not MM/DD/YYYY, or a day that no calendar has. */
  'bad_date',
  /** Not like 3:50:00 PM or 15:50. */
  'bad_time',
  /** Not a number such as 82, 4.50 or -20. */
  'bad_amount',
  /** Must not be empty. */
  'empty_cell',
  /** An earlier line has this code. */
  'repeated_code',
] as const;
export type BookProblem = (typeof BOOK_PROBLEMS)[number];

export interface BadLine {
  file: string;
  /** As an editor counts lines, from 1; null when it is about the whole file. */
  line: number | null;
  column: string | null;
  problem: BookProblem;
}

/** The whole file cannot be used: such books are not taken over, while a bad line is only left out. */
const ABOUT_ALL: ReadonlySet<BookProblem> = new Set([
  'missing_file',
  'unknown_file',
  'missing_column',
  'empty_file',
  'no_receipts',
  'too_many_bad_lines',
]);
export const isAboutAll = ({ problem }: BadLine): boolean => ABOUT_ALL.has(problem);

const WORDS: Readonly<Record<BookProblem, string>> = {
  missing_file: 'is missing',
  unknown_file: 'is none of the five files of the books',
  missing_column: 'has no such column',
  empty_file: 'holds no lines',
  no_receipts: 'holds no receipt of anybody: there is nothing to fill a company with',
  too_many_bad_lines: 'has too many lines that cannot be read',
  encoding: 'is not written in UTF-8',
  quotes: 'has a quotation mark too many or too few',
  short_line: 'is missing: the line is too short',
  bad_date: 'is no date as MM/DD/YYYY',
  bad_time: 'is no time such as 3:50:00 PM',
  bad_amount: 'is no amount such as 82 or -20.50',
  empty_cell: 'must not be empty',
  repeated_code: 'has been used by an earlier line',
};

/** For a console: "no-show-report.csv, line 2: Date is no date as MM/DD/YYYY." */
export function sentenceOf({ file, line, column, problem }: BadLine): string {
  const where = line === null ? file : `${file}, line ${String(line)}`;
  if (column !== null) return `${where}: ${column} ${WORDS[problem]}.`;
  return line === null ? `${where} ${WORDS[problem]}.` : `${where}: the line ${WORDS[problem]}.`;
}
