/** Small books, and importing them into a company as the route does. */

import type { Database } from '../../db/database.ts';
import { createBooksRepository } from '../../db/repositories/sync/books.ts';
import { createStoreBooksRepository } from '../../db/repositories/sync/store-books.ts';
import { systemScope, type Scope } from '../../domain/access/scope.ts';
import type { BookingCompany } from '../../domain/sync/platform.ts';
import type { BookingGateway } from '../../domain/sync/booking-gateway.ts';
import { importOf } from '../../domain/sync/books/import.ts';
import { atOnce } from '../../domain/sync/books/steps.ts';
import { readBooks } from '../../domain/sync/books/read-books.ts';
import { createBooksGateway } from '../../integrations/booking/books/gateway.ts';

const HEADINGS = {
  'service-listing.csv': 'IsActive,Code,Desc,Cate,Price,Cost',
  'receipt-transactions.csv': 'Receipt,Date,Description,Client,Staff,Quantity,Amount,GST,PST',
  'future-bookings.csv': 'Code,Staff,Service,Date,Time,TimeInt',
  'no-show-report.csv': 'Date,Code,Service,Staff',
  'client-cancellations.csv': 'Cancel Date,Code,Service,Staff,Booking Date,Canceled By,Days',
};
export type BookFileName = keyof typeof HEADINGS;

/** Two came, one was missed, one cancelled, one is to come. */
export const SMALL_BOOKS: Readonly<Record<BookFileName, readonly string[]>> = {
  'service-listing.csv': ['TRUE,CUT,Hair cut,STYLE,80,5', 'TRUE,COL,Colour,COLOR,120.5,10'],
  'receipt-transactions.csv': [
    '1,03/15/2018,Hair cut,BBBB01,ANN,1,80,4,6',
    '1,03/15/2018,Shampoo,BBBB01,BOB,1,12.25,1,1',
    '2,03/20/2018,Colour,AAAA01,BOB,1,120.5,6,8',
    '3,03/21/2018,Hair cut,WALK_IN,ANN,1,70,1,1',
  ],
  'future-bookings.csv': ['BBBB01,ANN,CUT,03/15/2018,3:50:00 PM,950', 'CCCC01,CID,CUT,04/02/2018,11:00:00 AM,660'],
  'no-show-report.csv': ['03/16/2018,DDDD01,CUT,CID'],
  'client-cancellations.csv': ['03/12/2018,EEEE01,CUT,CID,03/17/2018,ANN,5'],
};

export function bookTexts(over: Partial<Record<BookFileName, readonly string[]>> = {}): Record<BookFileName, string> {
  const lines = { ...SMALL_BOOKS, ...over };
  const names = Object.keys(HEADINGS) as BookFileName[];
  return Object.fromEntries(names.map((name) => [name, `${[HEADINGS[name], ...lines[name]].join('\n')}\n`])) as Record<
    BookFileName,
    string
  >;
}

export const BOOKS_TODAY = '2018-03-30';

export interface ImportOptions {
  moveDates?: boolean;
  today?: string;
  requestKey?: string | null;
  isWhatsAppReal?: boolean;
}

export async function importBooks(
  database: Database,
  scope: Scope,
  texts: Record<string, string>,
  { moveDates = false, today = BOOKS_TODAY, requestKey = null, isWhatsAppReal = false }: ImportOptions = {},
): Promise<{ isRepeat: boolean }> {
  const company = { timeZone: 'America/Vancouver', currency: 'CAD' };
  const made = atOnce(importOf(readBooks(texts), company, { today, moveDates }));
  return createStoreBooksRepository(database).store(
    scope,
    { ...made, texts, requestKey, isWhatsAppReal },
    new Date(`${today}T20:00:00Z`),
  );
}

export async function addBooksCompany(database: Database, over: Record<string, unknown> = {}): Promise<Scope> {
  const [row] = await database('companies')
    .insert({ name: 'Club', time_zone: 'America/Vancouver', country: 'CA', currency: 'CAD', ...over })
    .returning<{ id: number }[]>('id');
  return systemScope(row?.id ?? 0, 'test');
}

/** The adapter as the workers open it. */
export function booksGateway(database: Database, scope: Scope): BookingGateway {
  const books = createBooksRepository(database);
  return createBooksGateway({
    company: () => books.company(scope),
    page: (collection, asked) => books.page(scope, collection, asked),
    hasClient: (externalId) => books.hasClient(scope, externalId),
  });
}

export const bookingCompanyOf = (scope: Scope): BookingCompany => ({
  externalId: `books:${String(scope.companyId)}`,
  timeZone: 'America/Vancouver',
  currency: 'CAD',
});
