/** The five files of the books, their columns, and what a line of each says once it is read (definitions.md, "Books"). */

export interface BookService {
  code: string;
  title: string;
  category: string;
  /** Major units, before tax. */
  price: number;
}
export interface ReceiptLine {
  code: string;
  date: string;
  description: string;
  staff: string;
  amount: number;
}
export interface BookedLine {
  code: string;
  staff: string;
  service: string;
  date: string;
  /** HH:MM */
  time: string;
}
export interface NoShowLine {
  code: string;
  date: string;
  service: string;
  staff: string;
}
export interface CancelledLine extends NoShowLine {
  cancelledOn: string;
}

export interface Books {
  services: BookService[];
  receipts: ReceiptLine[];
  bookings: BookedLine[];
  noShows: NoShowLine[];
  cancellations: CancelledLine[];
}

/** Reads one cell of the line at hand by the heading of its column; notes what is wrong with it and goes on. */
export interface Cells {
  text: (column: string) => string;
  day: (column: string) => string;
  time: (column: string) => string;
  amount: (column: string) => number;
  /** Must not be empty. */
  required: (column: string) => string;
}

export interface BookFile<Row> {
  name: string;
  columns: readonly string[];
  row: (cells: Cells) => Row;
  /** Lines that say nothing for us, such as those of nobody. */
  keeps: (row: Row) => boolean;
  /** No two lines have the same one. */
  uniqueBy?: { column: string; of: (row: Row) => string };
  mayBeEmpty?: true;
}

/** Rows whose code is empty or WALK_IN are nobody's. */
const isSomebodys = ({ code }: { code: string }): boolean => code !== '' && code !== 'WALK_IN';

export const BOOK_FILES: { readonly [Part in keyof Books]: BookFile<Books[Part][number]> } = {
  services: {
    name: 'service-listing.csv',
    columns: ['Code', 'Desc', 'Cate', 'Price'],
    row: ({ text, amount, required }) => {
      const title = text('Desc');
      // What has no description is no service, and nobody minds the rest of its line.
      if (title === '') return { code: '', title, category: '', price: 0 };
      return { code: required('Code'), title, category: text('Cate'), price: amount('Price') };
    },
    keeps: ({ title }) => title !== '',
    uniqueBy: { column: 'Code', of: ({ code }) => code },
  },
  receipts: {
    name: 'receipt-transactions.csv',
    columns: ['Date', 'Description', 'Client', 'Staff', 'Amount'],
    row: ({ text, day, amount }) => ({
      code: text('Client'),
      date: day('Date'),
      description: text('Description'),
      staff: text('Staff'),
      amount: amount('Amount'),
    }),
    keeps: isSomebodys,
  },
  bookings: {
    name: 'future-bookings.csv',
    mayBeEmpty: true,
    columns: ['Code', 'Staff', 'Service', 'Date', 'Time'],
    row: ({ text, day, time }) => ({
      code: text('Code'),
      staff: text('Staff'),
      service: text('Service'),
      date: day('Date'),
      time: time('Time'),
    }),
    keeps: isSomebodys,
  },
  noShows: {
    name: 'no-show-report.csv',
    mayBeEmpty: true,
    columns: ['Date', 'Code', 'Service', 'Staff'],
    row: ({ text, day }) => ({ code: text('Code'), date: day('Date'), service: text('Service'), staff: text('Staff') }),
    keeps: isSomebodys,
  },
  cancellations: {
    name: 'client-cancellations.csv',
    mayBeEmpty: true,
    columns: ['Cancel Date', 'Code', 'Service', 'Staff', 'Booking Date'],
    row: ({ text, day }) => ({
      code: text('Code'),
      cancelledOn: day('Cancel Date'),
      date: day('Booking Date'),
      service: text('Service'),
      staff: text('Staff'),
    }),
    keeps: isSomebodys,
  },
};

export const BOOK_FILE_NAMES: readonly string[] = Object.values(BOOK_FILES).map(({ name }) => name);
