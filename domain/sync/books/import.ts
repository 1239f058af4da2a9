/** What reading and deciding made of uploaded books: everything that storing them needs. */

import { RuleBroken } from '../../errors.ts';
import { collectingCodes, lastReceiptOn, makingAppointments } from './appointments.ts';
import { shiftDaysFor } from './move-dates.ts';
import { type BooksCompany, type BooksRows, platformRowsOf } from './platform-rows.ts';
import { type BooksCounts, countsOf } from './preview.ts';
import { type BadLine, isAboutAll } from './problems.ts';
import type { ReadBooks } from './read-books.ts';
import type { Steps } from './steps.ts';

export interface BooksImport {
  codes: string[];
  counts: BooksCounts;
  badLines: BadLine[];
  shiftDays: number;
  rowsWith: (numbers: ReadonlyMap<string, number>) => BooksRows;
}

/** Bad lines are left out and set aside; books with a whole file missing or unreadable are refused. `today` is the company's. */
export function* importOf(
  read: ReadBooks,
  company: BooksCompany,
  { today, moveDates }: { today: string; moveDates: boolean },
): Steps<BooksImport> {
  const { books, badLines } = read;
  const hopeless = badLines.find(isAboutAll);
  if (hopeless) {
    const { file, column, problem } = hopeless;
    throw new RuleBroken('books_unreadable', 'invalid', { file, column, problem });
  }
  const shiftDays = moveDates ? shiftDaysFor(lastReceiptOn(books), today) : 0;
  const appointments = yield* makingAppointments(books);
  const codes = yield* collectingCodes(books);
  return {
    codes,
    counts: yield* countsOf(read, appointments, codes.length),
    badLines,
    shiftDays,
    rowsWith: (numbers) => platformRowsOf(books, appointments, company, { numbers, shiftDays }),
  };
}
