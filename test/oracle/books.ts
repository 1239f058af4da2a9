/** Reads a folder of books into people, straight from the section "Books" of definitions.md, with nothing of the product. */

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { dayNumber } from './days.ts';
import { emptyPerson, type Company, type Person } from './facts.ts';
import { readCsv } from './read-csv.ts';

/** The glossary's words, of all its languages. */
const PT_WORDS = [
  'personal training',
  'personal trainer',
  'PT',
  'персональная тренировка',
  'персональный тренинг',
  'ПТ',
  'персональне тренування',
  'osobní trénink',
  'osobní trenér',
  'персонална тренировка',
].map((word) => new RegExp(`(?<![\\p{L}\\p{N}_])${word}(?![\\p{L}\\p{N}_])`, 'iu'));

const isPersonalTraining = (text: string): boolean => PT_WORDS.some((word) => word.test(text));

/** MM/DD/YYYY */
function bookDay(text: string): number {
  const [month = '', day = '', year = ''] = text.split('/');
  return dayNumber(`${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`);
}

const isSomebody = (code: string): boolean => code !== '' && code !== 'WALK_IN';

export interface OracleBooks extends Company {
  shiftDays: number;
  lastReceiptOn: number;
  /** Phones of the people by their code: the k-th code has +1604 followed by 7000000 + k. */
  phoneOf: Map<string, string>;
}

export function readOracleBooks(folder: string, today: string): OracleBooks {
  const rows = (file: string) => readCsv(readFileSync(path.join(folder, file), 'utf8'));
  const of = (file: string, column: string) => rows(file).filter((row) => isSomebody(row[column] ?? ''));
  const receipts = of('receipt-transactions.csv', 'Client');
  const bookings = of('future-bookings.csv', 'Code');
  const noShows = of('no-show-report.csv', 'Code');
  const cancellations = of('client-cancellations.csv', 'Code');
  const services = rows('service-listing.csv').filter((row) => row['Desc'] !== '');

  const lastReceipt = receipts.reduce((last, row) => Math.max(last, bookDay(row['Date'] ?? '')), -Infinity);
  // The largest number of weeks for which the last receipt is still before today.
  const shiftDays = Math.floor((dayNumber(today) - 1 - lastReceipt) / 7) * 7;
  const day = (text: string | undefined): number => bookDay(text ?? '') + shiftDays;

  const people = new Map<string, Person>();
  const person = (code: string): Person => {
    const known = people.get(code);
    if (known) return known;
    const made = emptyPerson(code);
    people.set(code, made);
    return made;
  };

  const ptTitles = new Set<string>();
  const ptCodes = new Set<string>();
  for (const service of services) {
    if (![service['Desc'], service['Cate']].some((text) => isPersonalTraining(text ?? ''))) continue;
    ptTitles.add((service['Desc'] ?? '').toLowerCase());
    ptCodes.add(service['Code'] ?? '');
  }

  const taken = new Set<string>();
  const take = (code: string, on: number) => taken.add(`${code}|${String(on)}`);
  for (const row of receipts) {
    const of = person(row['Client'] ?? '');
    const on = day(row['Date']);
    const costMinor = Math.round(Number(row['Amount'] || 0) * 100);
    const isPt = ptTitles.has((row['Description'] ?? '').toLowerCase());
    const visit = of.visits.find((each) => each.day === on);
    if (visit) {
      visit.costMinor += costMinor;
      visit.isPt ||= isPt;
    } else of.visits.push({ day: on, costMinor, isPt });
    take(of.key, on);
  }
  for (const row of noShows) {
    person(row['Code'] ?? '').noShows.push(day(row['Date']));
    take(row['Code'] ?? '', day(row['Date']));
  }
  for (const row of cancellations) {
    person(row['Code'] ?? '').cancelled.push(day(row['Booking Date']));
    take(row['Code'] ?? '', day(row['Booking Date']));
  }
  for (const row of bookings) {
    const of = person(row['Code'] ?? '');
    const on = day(row['Date']);
    if (taken.has(`${of.key}|${String(on)}`)) continue;
    const isPt = ptCodes.has(row['Service'] ?? '');
    const booking = of.waiting.find((each) => each.day === on);
    if (booking) booking.isPt ||= isPt;
    else of.waiting.push({ day: on, isPt });
  }

  for (const { visits } of people.values()) visits.sort((a, b) => a.day - b.day);
  const codes = [...people.keys()].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  return {
    people: [...people.values()],
    highLtvMinor: null,
    shiftDays,
    lastReceiptOn: lastReceipt + shiftDays,
    phoneOf: new Map(codes.map((code, index) => [code, `+1604${String(7_000_000 + index + 1)}`])),
  };
}
