/** A company filled from a folder of books, through the stand-in and the copying, beside what the books say by themselves. */

import type { Database } from '../../db/database.ts';
import { dayNumber, dayText } from '../oracle/days.ts';
import { readOracleBooks, type OracleBooks } from '../oracle/books.ts';
import { startBooking } from './booking.ts';
import type { ComparedWorld } from './numbers-comparison.ts';
import { addCompany, cycle, depsFor, syncStore } from './sync-world.ts';

export interface BooksWorld extends ComparedWorld {
  oracle: OracleBooks;
  today: string;
}

/** Copies the books until there is nothing left to copy. Noon in Vancouver: both sides read the same day from the clock. */
export async function copyBooks(database: Database, folder: string, today: string): Promise<BooksWorld> {
  const now = new Date(`${today}T20:00:00Z`);
  const platform = await startBooking({ booksDir: folder, clock: { now: () => now } });
  try {
    const scope = await addCompany(database, platform.booking.contents);
    const deps = depsFor(syncStore(database), platform.gateway);
    while ((await cycle(deps, scope, now)).outcome === 'changed') continue;
    const oracle = readOracleBooks(folder, today);
    const clients = await database('clients')
      .where({ company_id: scope.companyId })
      .select<{ id: number; phone: string }[]>('id', 'phone');
    const byPhone = new Map(clients.map(({ id, phone }) => [phone, id]));
    const clientIds = [...oracle.phoneOf].map(([key, phone]) => [key, byPhone.get(phone) ?? 0] as const);
    return { scope, oracle, today, clientIds: new Map(clientIds) };
  } finally {
    await platform.close();
  }
}

/** Today, a step and several steps back, an end of a month, a leap day, the day before anything, and each boundary of the books. */
export function daysToCompare({ oracle, today }: BooksWorld): string[] {
  const now = dayNumber(today);
  const firstVisit = Math.min(...oracle.people.flatMap((person) => person.visits[0]?.day ?? []));
  const ago = [0, 1, 2, 7, 29, 30, 31, 45, 60, 90, 120, 150, 180, 365, 730].map((days) => now - days);
  const around = [firstVisit - 1, firstVisit, firstVisit + 1, firstVisit + 30, firstVisit + 90, oracle.lastReceiptOn];
  const fixed = ['2024-02-29', '2026-02-28', '2026-10-31', '2026-09-30', '2026-08-31'].map(dayNumber);
  const days = [...ago, ...around, ...fixed].filter((day) => day <= now);
  return [...new Set(days)].sort((a, b) => b - a).map(dayText);
}
