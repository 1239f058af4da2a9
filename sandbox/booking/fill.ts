/** Fills the platform once and keeps what it was filled with: a later start finds the same people, whatever day it is. */

import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { BOOKS_COMPANY, fillFromBooks } from './books/fill-from-books.ts';
import { CLUB } from './club/catalogue.ts';
import { inventClub } from './club/invent-club.ts';
import type { Filling } from './contents.ts';
import { createLocalTime } from './local-time.ts';

export interface FillOptions {
  /** null keeps all in memory. */
  dataDir: string | null;
  /** The folder with the CSV books; without it people are invented. */
  booksDir?: string | undefined;
  seed?: number | undefined;
  /** How many people to invent. */
  clients?: number | undefined;
  now: Date;
}

interface Kept {
  source: 'books' | 'invented';
  filling: Filling;
}

const FILE = 'booking-filling.json';

function make({ booksDir, seed, clients, now }: FillOptions): Kept {
  const todayIn = (timeZone: string) => createLocalTime(timeZone).dateOf(now.getTime());
  if (booksDir !== undefined) {
    return { source: 'books', filling: fillFromBooks(booksDir, todayIn(BOOKS_COMPANY.timeZone)) };
  }
  const club = {
    today: todayIn(CLUB.timeZone),
    ...(seed === undefined ? {} : { seed }),
    ...(clients === undefined ? {} : { clients }),
  };
  return { source: 'invented', filling: inventClub(club) };
}

/** Throws a sentence for the person at the keyboard when the folder holds something else than what is asked for. */
export function fillOnce(options: FillOptions): Kept {
  const { dataDir, booksDir } = options;
  if (dataDir === null) return make(options);
  const file = path.join(dataDir, FILE);
  if (existsSync(file)) {
    const kept = JSON.parse(readFileSync(file, 'utf8')) as Kept;
    if (booksDir !== undefined && kept.source !== 'books') {
      throw new Error('The data folder is filled with an invented club. To fill it from books, start with --fresh.');
    }
    return kept;
  }
  const kept = make(options);
  mkdirSync(dataDir, { recursive: true });
  // Renamed into place: a process killed half-way leaves no half-filled platform.
  writeFileSync(`${file}.new`, JSON.stringify(kept), { mode: 0o600 });
  renameSync(`${file}.new`, file);
  return kept;
}
