/** Books that are stored already, under another zone or currency: the same rows with other instants and minor units. */

import { collectingCodes, makingAppointments } from './appointments.ts';
import { type BooksCompany, type BooksRows, platformRowsOf } from './platform-rows.ts';
import type { ReadBooks } from './read-books.ts';
import type { Steps } from './steps.ts';

export interface RestatedBooks {
  codes: string[];
  rowsWith: (numbers: ReadonlyMap<string, number>) => BooksRows;
}

/** Dates stay moved by as much as when the books came: what is past stays past. */
export function* restatedBooks({ books }: ReadBooks, company: BooksCompany, shiftDays: number): Steps<RestatedBooks> {
  const appointments = yield* makingAppointments(books);
  return {
    codes: yield* collectingCodes(books),
    rowsWith: (numbers) => platformRowsOf(books, appointments, company, { numbers, shiftDays }),
  };
}
