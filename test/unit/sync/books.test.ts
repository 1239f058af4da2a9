import { expect } from 'chai';
import fc from 'fast-check';
import { appointmentsOf, byCodePoint, codesOf } from '../../../domain/sync/books/appointments.ts';
import { importOf } from '../../../domain/sync/books/import.ts';
import { linesOf } from '../../../domain/sync/books/lines.ts';
import { platformRowsOf } from '../../../domain/sync/books/platform-rows.ts';
import { previewOf } from '../../../domain/sync/books/preview.ts';
import { atOnce } from '../../../domain/sync/books/steps.ts';
import { type BadLine, sentenceOf } from '../../../domain/sync/books/problems.ts';
import { MOST_BAD_LINES, readBooks, readingBooks } from '../../../domain/sync/books/read-books.ts';
import { RuleBroken } from '../../../domain/errors.ts';
import { type BookFileName, bookTexts, SMALL_BOOKS } from '../../support/books.ts';

const CLUB = { timeZone: 'America/Vancouver', currency: 'CAD' };

const code = fc.constantFrom('AAAA01', 'BBBB01', 'CCCC01', 'WALK_IN', '');
const day = fc.integer({ min: 10, max: 20 }).map((date) => `03/${String(date)}/2018`);
const service = fc.constantFrom('CUT', 'COL', 'NONE');
const staff = fc.constantFrom('ANN', 'BOB', 'CID');
const time = fc
  .tuple(fc.integer({ min: 1, max: 12 }), fc.constantFrom('AM', 'PM'))
  .map(([h, half]) => `${String(h)}:30 ${half}`);
const sold = fc.constantFrom('Hair cut', 'COLOUR', 'Shampoo', '"Comb, small"');

/** Lines of all five files. No two amounts are equal: among equal ones the first in the file names the person, by rule. */
const bookLines = fc.record<Partial<Record<BookFileName, string[]>>>({
  'service-listing.csv': fc.constant([...SMALL_BOOKS['service-listing.csv']]),
  'receipt-transactions.csv': fc
    .array(fc.tuple(day, sold, code, staff), { minLength: 1, maxLength: 25 })
    .map((lines) => lines.map(([d, what, c, s], n) => `1,${d},${what},${c},${s},1,${String(n + 1)}.5,0,0`))
    .map((lines) => [...lines, '9,03/15/2018,Colour,ZZZZ01,BOB,1,9,0,0']),
  'future-bookings.csv': fc
    .array(fc.tuple(code, staff, service, day, time), { maxLength: 15 })
    .map((lines) => lines.map(([c, s, what, d, at]) => `${c},${s},${what},${d},${at},0`)),
  'no-show-report.csv': fc
    .array(fc.tuple(day, code, service, staff), { maxLength: 8 })
    .map((lines) => lines.map((cells) => cells.join(','))),
  'client-cancellations.csv': fc
    .array(fc.tuple(day, code, service, staff, day), { maxLength: 8 })
    .map((lines) => lines.map((cells) => `${cells.join(',')},ANN,1`)),
});

/** What a platform of these books would list, whatever order it lists it in. */
function platform(lines: Partial<Record<BookFileName, readonly string[]>>) {
  const { books, badLines } = readBooks(bookTexts(lines));
  expect(badLines).to.deep.equal([]);
  const numbers = new Map(codesOf(books).map((each, index) => [each, index + 1]));
  const rows = platformRowsOf(books, appointmentsOf(books), CLUB, { numbers, shiftDays: 7 });
  const byId = <Row extends { externalId: string }>(list: Iterable<Row>): Row[] =>
    [...list].sort((a, b) => byCodePoint(a.externalId, b.externalId));
  return { staff: rows.staff, services: byId(rows.services), clients: rows.clients, records: byId(rows.records) };
}

const badLinesOf = (over: Partial<Record<BookFileName, readonly string[]>>): BadLine[] =>
  readBooks(bookTexts(over)).badLines;
const receipt = (cells: Partial<Record<'date' | 'amount' | 'what', string>>): string =>
  `1,${cells.date ?? '03/20/2018'},${cells.what ?? 'Colour'},AAAA01,BOB,1,${cells.amount ?? '10'},0,0`;

describe('reading books', () => {
  it('any order of the lines gives the same books', () => {
    fc.assert(
      fc.property(
        bookLines.chain((lines) =>
          fc.record({
            lines: fc.constant(lines),
            shuffled: fc.record(
              Object.fromEntries(
                Object.entries(lines).map(([name, all]) => [
                  name,
                  fc.shuffledSubarray(all ?? [], { minLength: all?.length ?? 0 }),
                ]),
              ),
            ),
          }),
        ),
        ({ lines, shuffled }) => {
          expect(platform(shuffled)).to.deep.equal(platform(lines));
        },
      ),
      { numRuns: 150 },
    );
  });

  it('every line that has a code and a day is somebody’s appointment, and no two have one id', () => {
    fc.assert(
      fc.property(bookLines, (lines) => {
        const { records, clients } = platform(lines);
        expect(new Set(records.map(({ externalId }) => externalId)).size).to.equal(records.length);
        const missed = (lines['no-show-report.csv'] ?? []).filter((line) => !/^[^,]*,(WALK_IN)?,/.test(line));
        const known = new Set(clients.map(({ externalId }) => externalId));
        expect(known.has('WALK_IN') || known.has('')).to.equal(false);
        expect(records.filter(({ attendance }) => attendance === -1)).to.have.length(missed.length);
        for (const record of records) {
          expect(record.costMinor).to.equal(record.positions.reduce((sum, each) => sum + each.costMinor, 0));
          expect(Number.isSafeInteger(record.costMinor)).to.equal(true);
        }
      }),
      { numRuns: 100 },
    );
  });

  it('each kind of bad line is named by its file, line, column and trouble', () => {
    const kinds: [Partial<Record<BookFileName, readonly string[]>>, BadLine][] = (
      [
        [{ date: '20.03.2018' }, 'Date', 'bad_date'],
        [{ date: '02/30/2018' }, 'Date', 'bad_date'],
        [{ date: '13/01/2018' }, 'Date', 'bad_date'],
        [{ date: '' }, 'Date', 'bad_date'],
        [{ amount: 'ten' }, 'Amount', 'bad_amount'],
        [{ amount: '"1,200"' }, 'Amount', 'bad_amount'],
        [{ amount: '1e999' }, 'Amount', 'bad_amount'],
        [{ what: 'Col\uFFFDur' }, 'Description', 'encoding'],
      ] as const
    ).map(([cells, column, problem]) => [
      { 'receipt-transactions.csv': [receipt({}), '', receipt(cells), receipt({})] },
      // The empty line counts, as an editor counts it.
      { file: 'receipt-transactions.csv', line: 4, column, problem },
    ]);
    kinds.push(
      [
        { 'receipt-transactions.csv': [receipt({}), '1,03/20/2018,Colour'] },
        { file: 'receipt-transactions.csv', line: 3, column: 'Client', problem: 'short_line' },
      ],
      [
        { 'receipt-transactions.csv': [receipt({}), '1,03/20/2018,"Colour"x,A', receipt({})] },
        { file: 'receipt-transactions.csv', line: 3, column: null, problem: 'quotes' },
      ],
      [
        { 'receipt-transactions.csv': [receipt({}), '1,03/20/2018,"Colour,A', receipt({})] },
        { file: 'receipt-transactions.csv', line: 3, column: null, problem: 'quotes' },
      ],
      [
        { 'future-bookings.csv': ['AAAA01,ANN,CUT,03/15/2018,13:50 PM,0'] },
        { file: 'future-bookings.csv', line: 2, column: 'Time', problem: 'bad_time' },
      ],
      [
        { 'service-listing.csv': ['TRUE,CUT,Hair cut,STYLE,80,5', 'TRUE,,Colour,COLOR,1,1'] },
        { file: 'service-listing.csv', line: 3, column: 'Code', problem: 'empty_cell' },
      ],
      [
        { 'service-listing.csv': ['TRUE,CUT,Hair cut,STYLE,80,5', 'TRUE,CUT,Colour,COLOR,1,1'] },
        { file: 'service-listing.csv', line: 3, column: 'Code', problem: 'repeated_code' },
      ],
      [{ 'service-listing.csv': [] }, { file: 'service-listing.csv', line: null, column: null, problem: 'empty_file' }],
      [
        { 'receipt-transactions.csv': ['1,03/20/2018,Colour,WALK_IN,BOB,1,10,0,0'] },
        { file: 'receipt-transactions.csv', line: null, column: null, problem: 'no_receipts' },
      ],
    );
    for (const [lines, bad] of kinds) expect(badLinesOf(lines)[0]).to.deep.equal(bad);
  });

  it('one bad line costs nothing but itself, and a line of nobody costs nothing at all', () => {
    const { books, badLines } = readBooks(
      bookTexts({
        'receipt-transactions.csv': [receipt({ what: '"open' }), receipt({}), receipt({ date: 'x', amount: 'y' })],
      }),
    );
    expect(books.receipts).to.have.length(1);
    expect(badLines.map(({ line, column }) => [line, column])).to.deep.equal([
      [2, null],
      [4, 'Date'],
      [4, 'Amount'],
    ]);
  });

  it('a missing or unknown file and a missing column are said, and such books are not taken', () => {
    const { 'no-show-report.csv': _, ...rest } = bookTexts();
    const texts = { ...rest, 'notes.txt': 'hello', 'client-cancellations.csv': 'Cancel Date,Code,Service,Staff\n' };
    const read = readBooks(texts);
    expect(read.badLines.map(sentenceOf)).to.deep.equal([
      'notes.txt is none of the five files of the books.',
      'no-show-report.csv is missing.',
      'client-cancellations.csv, line 1: Booking Date has no such column.',
    ]);
    expect(atOnce(previewOf(read, { today: '2018-03-30', currency: 'CAD' })).canImport).to.equal(false);
    expect(() => atOnce(importOf(read, CLUB, { today: '2018-03-30', moveDates: false }))).to.throw(RuleBroken);
  });

  it('a file that is something else is given up after a thousand bad lines', () => {
    const lines = Array.from({ length: 5_000 }, () => receipt({ date: 'x' }));
    const bad = badLinesOf({ 'receipt-transactions.csv': lines });
    expect(bad.at(-1)?.problem).to.equal('too_many_bad_lines');
    expect(bad).to.have.length(MOST_BAD_LINES + 2);
  });

  it('reads what spreadsheets write: semicolons, a byte order mark, CRLF, line breaks in quotes', () => {
    const text =
      '\uFEFFReceipt;Date;Description;Client;Staff;Quantity;Amount\r\n1;03/20/2018;"Hair\r\ncut";A;B;1;10\r\n\r\n2;x;y;A;B;1;1\r\n';
    const { books, badLines } = readBooks({ ...bookTexts(), 'receipt-transactions.csv': text });
    expect(books.receipts).to.deep.equal([
      { code: 'A', date: '2018-03-20', description: 'Hair\r\ncut', staff: 'B', amount: 10 },
    ]);
    expect(badLines).to.deep.equal([
      { file: 'receipt-transactions.csv', line: 5, column: 'Date', problem: 'bad_date' },
    ]);
  });

  it('cuts a long text in pieces as it would cut it whole', () => {
    const row = fc.array(fc.constantFrom('a', 'b"c', 'd,e', 'f\ng', '', 'ж'), { minLength: 2, maxLength: 4 });
    const quoted = (cells: string[]) => cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(',');
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 30 }), fc.integer({ min: 0, max: 3 }), (rows, size) => {
        const times = [1, 100, 1_500, 4_000][size] ?? 1;
        const text = Array.from({ length: times }, () => rows.map(quoted).join('\n')).join('\n');
        const lines = [...linesOf(text)].flat();
        expect(lines.length).to.equal(rows.length * times);
        expect(lines.slice(-rows.length).map(({ cells }) => cells)).to.deep.equal(rows);
        expect(lines.at(-1)?.isBroken).to.equal(false);
      }),
      { numRuns: 12 },
    );
  });

  it('loses only the line with a quotation mark in the middle of a cell', () => {
    const lines = [...linesOf('a,b\n1,x"\n2,y\n')].flat();
    expect(lines.map(({ number, isBroken }) => [number, isBroken])).to.deep.equal([
      [1, false],
      [2, true],
      [3, false],
    ]);
  });

  it('says how far the days would move and what lies ahead of today either way', () => {
    const preview = atOnce(previewOf(readBooks(bookTexts()), { today: '2018-04-25', currency: 'CAD' }));
    expect(preview).to.deep.include({ shiftDays: 35, futureBookings: { asIs: 0, moved: 1 }, canImport: true });
    expect(preview.examples.map(({ date, code: who, what, costMinor }) => [date, who, what, costMinor])).to.deep.equal([
      ['2018-03-20', 'AAAA01', ['Colour'], 12_050],
      ['2018-03-15', 'BBBB01', ['Hair cut', 'Shampoo'], 9_225],
    ]);
  });

  it('numbers clients by code point, also where a code has letters of two units', () => {
    const codes = ['a', '\u{1F600}', '\uFF5E', 'Z', '\uE000'];
    const { books } = readBooks(
      bookTexts({ 'receipt-transactions.csv': codes.map((each) => `1,03/15/2018,Colour,${each},BOB,1,9,0,0`) }),
    );
    const only = { ...books, bookings: [], noShows: [], cancellations: [] };
    expect(codesOf(only)).to.deep.equal(['Z', 'a', '\uE000', '\uFF5E', '\u{1F600}']);
  });

  it('goes in steps from the texts to the import, so that others are served in between', () => {
    const rows = 6_000;
    const lines = Array.from({ length: rows }, (_, n) => `1,03/15/2018,Colour,C${String(n)},BOB,1,9,0,0`);
    const stepsOf = <Result>(steps: Generator<void, Result>): { count: number; result: Result } => {
      for (let count = 0; ; count += 1) {
        const step = steps.next();
        if (step.done === true) return { count, result: step.value };
      }
    };
    const reading = stepsOf(readingBooks(bookTexts({ 'receipt-transactions.csv': lines })));
    const made = stepsOf(importOf(reading.result, CLUB, { today: '2018-03-30', moveDates: false }));
    const shown = stepsOf(previewOf(reading.result, { today: '2018-03-30', currency: 'CAD' }));
    expect(made.result.counts.clients).to.equal(shown.result.counts.clients);
    // Grouping, making, collecting and counting: each a thousand rows a step.
    for (const { count } of [made, shown]) expect(count).to.be.at.least((4 * rows) / 1_000);
    expect(reading.count).to.be.at.least(rows / 1_000);
  });
});
