/** Reads the five texts of the books: rows out, and every line that cannot be read by its file, number, column and trouble. */

import { createDayReader, readAmount, readTime } from './cells.ts';
import { BOOK_FILE_NAMES, BOOK_FILES, type BookFile, type Books, type Cells } from './files.ts';
import { type Line, linesOf } from './lines.ts';
import { type BadLine, type BookProblem, isAboutAll } from './problems.ts';
import { atOnce, type Steps } from './steps.ts';

export interface ReadBooks {
  books: Books;
  /** In the order of the files and their lines. */
  badLines: BadLine[];
}

/** Beyond this the file is another one than its name says. */
export const MOST_BAD_LINES = 1_000;
const REPLACEMENT = '\uFFFD';

type Day = (text: string) => string | null;
type Note = (bad: Omit<BadLine, 'file'>) => void;

/** The line's cells by their headings; `note` is told of each that will not do. */
function cellsOf(line: Line, columns: ReadonlyMap<string, number>, day: Day, note: Note): Cells {
  const wrong = (column: string, problem: BookProblem): void => note({ line: line.number, column, problem });
  const text = (column: string): string => {
    const cell = line.cells[columns.get(column) ?? -1];
    if (cell === undefined) wrong(column, 'short_line');
    else if (cell.includes(REPLACEMENT)) wrong(column, 'encoding');
    else return cell;
    return '';
  };
  /** A cell that is missing is named once, as missing. */
  const readAs = <Value>(
    column: string,
    read: (cell: string) => Value | null,
    problem: BookProblem,
    not: Value,
  ): Value => {
    if (line.cells[columns.get(column) ?? -1] === undefined) {
      wrong(column, 'short_line');
      return not;
    }
    const value = read(text(column));
    if (value === null) wrong(column, problem);
    return value ?? not;
  };
  return {
    text,
    day: (column) => readAs(column, day, 'bad_date', ''),
    time: (column) => readAs(column, readTime, 'bad_time', ''),
    amount: (column) => readAs(column, readAmount, 'bad_amount', 0),
    required: (column) => readAs(column, (cell) => (cell === '' ? null : cell), 'empty_cell', ''),
  };
}

/** Ends early, and says so, when the file is hopeless. */
function* readFile<Row>(file: BookFile<Row>, content: string, day: Day, badLines: BadLine[]): Steps<Row[]> {
  const { name, columns, row, keeps, uniqueBy } = file;
  const rows: Row[] = [];
  const seen = new Set<string>();
  const before = badLines.length;
  const note: Note = (bad) => void badLines.push({ file: name, ...bad });
  let headings: Map<string, number> | undefined;
  let lines = 0;

  const readLine = (line: Line, columnsAt: ReadonlyMap<string, number>): void => {
    const known = badLines.length;
    const read = row(cellsOf(line, columnsAt, day, note));
    if (badLines.length > known || !keeps(read)) return;
    const key = uniqueBy?.of(read);
    if (uniqueBy && key !== undefined && seen.has(key)) {
      note({ line: line.number, column: uniqueBy.column, problem: 'repeated_code' });
      return;
    }
    if (key !== undefined) seen.add(key);
    rows.push(read);
  };

  for (const piece of linesOf(content)) {
    for (const line of piece) {
      if (!headings) {
        const columnsAt = new Map(line.cells.map((cell, index) => [cell, index]));
        headings = columnsAt;
        const missing = columns.filter((column) => !columnsAt.has(column));
        for (const column of missing) note({ line: line.number, column, problem: 'missing_column' });
        if (missing.length > 0) return [];
        continue;
      }
      lines += 1;
      if (line.isBroken) note({ line: line.number, column: null, problem: 'quotes' });
      else if (line.cells.some((cell) => cell !== '')) readLine(line, headings);
      if (badLines.length - before > MOST_BAD_LINES) {
        note({ line: null, column: null, problem: 'too_many_bad_lines' });
        return rows;
      }
    }
    yield;
  }
  // That nobody missed an appointment is good news; a list of services or receipts without any is another file.
  if (!headings || (lines === 0 && file.mayBeEmpty !== true)) note({ line: null, column: null, problem: 'empty_file' });
  return rows;
}

export function* readingBooks(texts: Readonly<Record<string, string>>): Steps<ReadBooks> {
  const badLines: BadLine[] = [];
  const day = createDayReader();
  for (const name of Object.keys(texts)
    .filter((each) => !BOOK_FILE_NAMES.includes(each))
    .sort()) {
    badLines.push({ file: name, line: null, column: null, problem: 'unknown_file' });
  }
  function* part<Row>(file: BookFile<Row>): Steps<Row[]> {
    const content = Object.hasOwn(texts, file.name) ? texts[file.name] : undefined;
    if (content !== undefined) return yield* readFile(file, content, day, badLines);
    badLines.push({ file: file.name, line: null, column: null, problem: 'missing_file' });
    return [];
  }
  const books: Books = {
    services: yield* part(BOOK_FILES.services),
    receipts: yield* part(BOOK_FILES.receipts),
    bookings: yield* part(BOOK_FILES.bookings),
    noShows: yield* part(BOOK_FILES.noShows),
    cancellations: yield* part(BOOK_FILES.cancellations),
  };
  const { name } = BOOK_FILES.receipts;
  if (books.receipts.length === 0 && !badLines.some((bad) => bad.file === name && isAboutAll(bad))) {
    badLines.push({ file: name, line: null, column: null, problem: 'no_receipts' });
  }
  return { books, badLines };
}

export const readBooks = (texts: Readonly<Record<string, string>>): ReadBooks => atOnce(readingBooks(texts));
