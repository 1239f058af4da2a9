/** Reads the five files of a folder of books, by the headings of their columns; rows that are nobody's are left out. */

import { parse } from 'csv-parse/sync';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';

/** MM/DD/YYYY, as the books write days, to YYYY-MM-DD. */
const day = z
  .string()
  .regex(/^\d{1,2}\/\d{1,2}\/\d{4}$/)
  .transform((text) => {
    const [month = '', date = '', year = ''] = text.split('/');
    return `${year}-${month.padStart(2, '0')}-${date.padStart(2, '0')}`;
  });
const amount = z
  .string()
  .transform((text) => (text === '' ? 0 : Number(text)))
  .pipe(z.number());

/** "3:50:00 PM" → "15:50" */
const time = z
  .string()
  .regex(/^\d{1,2}:\d{2}(:\d{2})? ?([AP]M)?$/i)
  .transform((text) => {
    const hour = Number(text.split(':')[0]);
    const hours = /pm$/i.test(text) ? (hour % 12) + 12 : /am$/i.test(text) ? hour % 12 : hour;
    return `${String(hours).padStart(2, '0')}:${text.split(':')[1]?.slice(0, 2) ?? '00'}`;
  });

const FILES = {
  services: {
    file: 'service-listing.csv',
    row: z.object({ Code: z.string(), Desc: z.string(), Cate: z.string(), Price: amount }),
  },
  receipts: {
    file: 'receipt-transactions.csv',
    row: z.object({ Date: day, Description: z.string(), Client: z.string(), Staff: z.string(), Amount: amount }),
  },
  bookings: {
    file: 'future-bookings.csv',
    row: z.object({ Code: z.string(), Staff: z.string(), Service: z.string(), Date: day, Time: time }),
  },
  noShows: {
    file: 'no-show-report.csv',
    row: z.object({ Date: day, Code: z.string(), Service: z.string(), Staff: z.string() }),
  },
  cancellations: {
    file: 'client-cancellations.csv',
    row: z.object({
      'Cancel Date': day,
      Code: z.string(),
      Service: z.string(),
      Staff: z.string(),
      'Booking Date': day,
    }),
  },
} as const;

export interface Books {
  services: z.infer<typeof FILES.services.row>[];
  receipts: z.infer<typeof FILES.receipts.row>[];
  bookings: z.infer<typeof FILES.bookings.row>[];
  noShows: z.infer<typeof FILES.noShows.row>[];
  cancellations: z.infer<typeof FILES.cancellations.row>[];
}

/** Empty and WALK_IN are nobody's. */
const somebodys = (code: string): boolean => code !== '' && code !== 'WALK_IN';

function rowsOf<Row extends z.ZodType>(folder: string, { file, row }: { file: string; row: Row }): z.infer<Row>[] {
  const full = path.join(folder, file);
  if (!existsSync(full)) throw new Error(`The books in ${folder} have no ${file}.`);
  const records: unknown[] = parse(readFileSync(full), {
    columns: true,
    bom: true,
    trim: true,
    skip_empty_lines: true,
  });
  return records.map((record, index) => {
    const parsed = row.safeParse(record);
    if (parsed.success) return parsed.data;
    const issue = parsed.error.issues[0];
    // The line and the column, never the value: these are people's books.
    throw new Error(`${file}, row ${String(index + 2)}: ${String(issue?.path[0] ?? 'row')} cannot be read.`);
  });
}

export function readBooks(folder: string): Books {
  return {
    services: rowsOf(folder, FILES.services).filter((row) => row.Desc !== ''),
    receipts: rowsOf(folder, FILES.receipts).filter((row) => somebodys(row.Client)),
    bookings: rowsOf(folder, FILES.bookings).filter((row) => somebodys(row.Code)),
    noShows: rowsOf(folder, FILES.noShows).filter((row) => somebodys(row.Code)),
    cancellations: rowsOf(folder, FILES.cancellations).filter((row) => somebodys(row.Code)),
  };
}
