/** Books: the five files as the person chose them, what an import would bring, and the import itself. */

import { useQuery } from '@tanstack/react-query';
import type { BooksPreview, ImportedBooks, StoredBooks } from '../../../../../contracts/http/books.ts';
import type { SyncState } from '../../../../../contracts/http/sync.ts';
import { call } from '../../../platform/http.ts';
import { ask, useAct } from '../../../platform/queries.ts';
import { useSession } from '../../../platform/session.ts';

export const BOOK_PARTS = ['receipts', 'services', 'bookings', 'noShows', 'cancellations'] as const;
export type BookPart = (typeof BOOK_PARTS)[number];
export const FILE_NAMES: Readonly<Record<BookPart, string>> = {
  receipts: 'receipt-transactions.csv',
  services: 'service-listing.csv',
  bookings: 'future-bookings.csv',
  noShows: 'no-show-report.csv',
  cancellations: 'client-cancellations.csv',
};
/** What is read of each file; columns beside these are nobody's business. */
export const COLUMNS: Readonly<Record<BookPart, readonly string[]>> = {
  receipts: ['Date', 'Description', 'Client', 'Staff', 'Amount'],
  services: ['Code', 'Desc', 'Cate', 'Price'],
  bookings: ['Code', 'Staff', 'Service', 'Date', 'Time'],
  noShows: ['Date', 'Code', 'Service', 'Staff'],
  cancellations: ['Cancel Date', 'Code', 'Service', 'Staff', 'Booking Date'],
};
/** What the API takes, with room for how JSON writes quotation marks. */
export const MOST_BYTES = 18 * 1024 * 1024;

export interface ChosenFile {
  name: string;
  bytes: number;
  text: string;
}
export type Chosen = Partial<Record<BookPart, ChosenFile>>;

/** Downloads come back as "no-show-report (2).csv": the beginning of the name says which file it is. */
export function partOf(fileName: string): BookPart | null {
  const name = fileName.toLowerCase();
  return (
    BOOK_PARTS.find((part) => name.startsWith(FILE_NAMES[part].replace('.csv', '')) && name.endsWith('.csv')) ?? null
  );
}

/** Spreadsheets save UTF-16 with a mark of its own; anything else is read as UTF-8, and the preview names what was not. */
export async function readFile(file: File): Promise<ChosenFile> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  const encoding =
    bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : 'utf-8';
  return { name: file.name, bytes: file.size, text: new TextDecoder(encoding).decode(bytes) };
}

export function filesOf(chosen: Chosen): Record<string, string> {
  return Object.fromEntries(
    BOOK_PARTS.flatMap((part) => {
      const file = chosen[part];
      return file ? [[FILE_NAMES[part], file.text]] : [];
    }),
  );
}

export function useStoredBooks() {
  const { api } = useSession();
  return useQuery(ask<StoredBooks>(api, '/books', ['sync']));
}

export function usePreview() {
  const { api } = useSession();
  return useAct(
    (chosen: Chosen) => call<BooksPreview>('POST', `${api}/books/preview`, { body: { files: filesOf(chosen) } }),
    // The page says it, beside the files.
    { refused: () => true },
  );
}

export interface ImportWish {
  chosen: Chosen;
  moveDates: boolean;
  /** One for each time files were chosen: pressed twice, they are stored once. */
  key: string;
}

export function useImport(done: (imported: ImportedBooks) => void) {
  const { api } = useSession();
  return useAct(
    ({ chosen, moveDates, key }: ImportWish) =>
      call<ImportedBooks>('POST', `${api}/books`, {
        body: { files: filesOf(chosen), moveDates },
        idempotencyKey: `${key}-${moveDates ? 'moved' : 'as-is'}`,
      }),
    { done },
  );
}

/** How far the copying of an import is; asked often while somebody watches. */
export function useCopying(isOn: boolean) {
  const { api } = useSession();
  return useQuery({ ...ask<SyncState>(api, '/sync', ['sync']), enabled: isOn, refetchInterval: 2_000 });
}
