/** Invented books: a preview of whatever is chosen, with a few lines that cannot be read when it says so. */

import type { BooksPreview, StoredBooks } from '../../contracts/http/books.ts';
import type { Ask } from './answers.ts';

const counts = { clients: 821, visits: 1434, noShows: 59, cancellations: 243, bookings: 154, services: 32, staff: 7 };
const stored: StoredBooks = { isInUse: false, refusal: null, uploads: [], files: [] };

const SERVICES: [code: string, title: string, category: string, priceMinor: number][] = [
  ['SHCW', "Women's hair cut", 'STYLE', 8200],
  ['SHCM', "Men's hair cut", 'STYLE', 5400],
  ['CBAL', 'Balayage', 'COLOR', 18_500],
  ['CFC', 'Full colour', 'COLOR', 12_050],
  ['CAL', 'Accent lights', 'COLOR', 9500],
  ['CON', 'Consultation', 'MISC', 0],
  ['TRT', 'Repair treatment', 'CARE', 4200],
];

function preview({ body }: Ask): BooksPreview {
  const text = Object.values(body['files'] as Record<string, string>).join('\n');
  const bad = text.includes('broken')
    ? ([
        ['receipt-transactions.csv', 214, 'Amount', 'bad_amount'],
        ['receipt-transactions.csv', 867, null, 'quotes'],
        ['no-show-report.csv', 12, 'Date', 'bad_date'],
        ['client-cancellations.csv', 101, 'Booking Date', 'short_line'],
      ] as const)
    : [];
  return {
    canImport: !text.includes('hopeless'),
    counts,
    firstOn: '2018-03-15',
    lastOn: '2018-07-31',
    shiftDays: 3031,
    futureBookings: { asIs: 0, moved: 38 },
    services: SERVICES.map(([code, title, category, priceMinor]) => ({ code, title, category, priceMinor })),
    examples: ['KERT01', 'COOM01', 'MASA01', 'NORJ01', 'JUNJ01', 'AMAB01'].map((code, n) => ({
      code,
      date: `2018-07-${String(31 - n)}`,
      time: ['12:00', '15:50', '10:30'][n % 3] ?? '12:00',
      staff: ['JJ', 'BECKY', 'KELLY'][n % 3] ?? 'JJ',
      kind: 'visit' as const,
      what: n % 2 === 0 ? ["Women's hair cut", 'Repair treatment'] : ['Balayage'],
      costMinor: n % 2 === 0 ? 12_400 : 18_500,
    })),
    badLines: {
      total: bad.length,
      shown: bad.map(([file, line, column, problem]) => ({ file, line, column, problem, words: problem })),
    },
  };
}

export const booksAnswers: Record<string, (ask: Ask) => unknown> = {
  storedBooks: () => stored,
  previewBooks: preview,
  importBooks: ({ body, tell }) => {
    const shiftDays = body['moveDates'] === true ? 3031 : 0;
    stored.isInUse = true;
    stored.uploads.unshift({
      uploadedAt: new Date().toISOString(),
      uploadedBy: 'Anna Owner',
      shiftDays,
      counts,
      badLines: 0,
    });
    tell(['sync']);
    return { isRepeat: false, counts, shiftDays, badLines: 4, workflowId: 'sync:1', temporalUrl: null };
  },
};
