/** Books: CSV files from which a company is copied as from a booking platform. */

import { z } from 'zod';
import { BOOK_PROBLEMS } from '../../domain/sync/books/problems.ts';
import { instant, localDate, minor } from './common.ts';

const count = z.number().int();
/** The five files by their names, each as text. */
const files = z.record(z.string().min(1).max(100), z.string());

export const previewBooksRequest = z.strictObject({ files }).meta({ id: 'PreviewBooksRequest' });
export const importBooksRequest = z
  .strictObject({
    files,
    /** Move every day by whole weeks, so that the last receipt lies just before today; otherwise days stay as they are. */
    moveDates: z.boolean().default(false),
  })
  .meta({ id: 'ImportBooksRequest' });

export const badLine = z
  .object({
    file: z.string(),
    /** As an editor counts; null when it is about the whole file. */
    line: z.number().int().nullable(),
    column: z.string().nullable(),
    problem: z.enum(BOOK_PROBLEMS),
    /** The same for people, in English. */
    words: z.string(),
  })
  .meta({ id: 'BadBookLine' });
export type BadBookLine = z.infer<typeof badLine>;

export const booksCounts = z
  .object({
    clients: count,
    visits: count,
    noShows: count,
    cancellations: count,
    bookings: count,
    services: count,
    staff: count,
  })
  .meta({ id: 'BooksCounts' });
export type BooksCounts = z.infer<typeof booksCounts>;

/** Why an import would be refused, whatever the files hold. */
export const booksRefusal = z.enum(['other_platform_connected', 'books_beside_real_whatsapp']);
export type BooksRefusal = z.infer<typeof booksRefusal>;

export const booksPreview = z
  .object({
    /** The files can be used; bad lines would be left out. */
    canImport: z.boolean(),
    counts: booksCounts,
    firstOn: localDate.nullable(),
    lastOn: localDate.nullable(),
    /** By how many days moving would move every date. */
    shiftDays: count,
    futureBookings: z.object({ asIs: count, moved: count }),
    services: z.array(z.object({ code: z.string(), title: z.string(), category: z.string(), priceMinor: minor })),
    examples: z.array(
      z.object({
        code: z.string(),
        date: localDate,
        time: z.string(),
        staff: z.string(),
        kind: z.enum(['visit', 'no_show', 'cancellation', 'booking']),
        what: z.array(z.string()),
        costMinor: minor,
      }),
    ),
    badLines: z.object({ total: count, shown: z.array(badLine) }),
  })
  .meta({ id: 'BooksPreview' });
export type BooksPreview = z.infer<typeof booksPreview>;

export const booksUpload = z
  .object({
    uploadedAt: instant,
    uploadedBy: z.string(),
    shiftDays: count,
    counts: booksCounts,
    badLines: count,
  })
  .meta({ id: 'BooksUpload' });
export type BooksUpload = z.infer<typeof booksUpload>;

export const storedBooks = z
  .object({
    /** The company is copied from its books. */
    isInUse: z.boolean(),
    refusal: booksRefusal.nullable(),
    /** The newest first. */
    uploads: z.array(booksUpload),
    /** Of the newest upload. */
    files: z.array(z.object({ name: z.string(), bytes: count })),
  })
  .meta({ id: 'StoredBooks' });
export type StoredBooks = z.infer<typeof storedBooks>;

export const importedBooks = z
  .object({
    /** The same Idempotency-Key was here before: nothing was stored twice. */
    isRepeat: z.boolean(),
    counts: booksCounts,
    shiftDays: count,
    badLines: count,
    workflowId: z.string(),
    temporalUrl: z.string().nullable(),
  })
  .meta({ id: 'ImportedBooks' });
export type ImportedBooks = z.infer<typeof importedBooks>;
