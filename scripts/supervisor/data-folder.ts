/** The data folder as a whole: held by one start at a time, writable, with room, emptied on request, true to its first filling. */

import { createHash } from 'node:crypto';
import {
  accessSync,
  constants,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statfsSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { tryLock } from '../../local/lock.ts';
import { postgresPlace } from '../../local/postgres.ts';
import { explainFileError, Trouble } from '../../local/trouble.ts';
import { runFolder } from './records.ts';

/** A first start writes about 250 MB; below this PostgreSQL would soon stand still. */
const NEEDED_BYTES = 400_000_000;

/** Takes the folder for this start; refuses when another holds it. */
export function holdDataFolder(dataDir: string): () => void {
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    accessSync(dataDir, constants.R_OK | constants.W_OK | constants.X_OK);
    const attempt = tryLock(path.join(runFolder(dataDir), 'supervisor.lock'));
    if (attempt.held) return attempt.release;
    throw new Trouble(
      `Reprise is already running on ${dataDir} (process ${String(attempt.holder.pid)}). Stop it first, or choose another folder with DATA_DIR and other ports.`,
    );
  } catch (error) {
    throw error instanceof Trouble ? error : explainFileError(error, dataDir);
  }
}

export function requireSpace(dataDir: string, neededBytes = NEEDED_BYTES): void {
  for (const folder of new Set([dataDir, postgresPlace(dataDir).folder].map(nearestExisting))) {
    const { bavail, bsize } = statfsSync(folder);
    const free = bavail * bsize;
    if (free >= neededBytes) continue;
    throw new Trouble(
      `The disk is full: ${folder} has ${String(Math.round(free / 1e6))} MB free, and Reprise needs ${String(neededBytes / 1e6)} MB. Free some space, or choose another place with DATA_DIR.`,
    );
  }
}

function nearestExisting(folder: string): string {
  return existsSync(folder) ? folder : nearestExisting(path.dirname(folder));
}

/** Only what we made ourselves, by name: DATA_DIR may have been pointed at a folder with other things in it. */
const OURS = ['postgres', 'temporal', 'sandbox', 'books', 'logs', 'secrets.json', 'filling.json', 'owner-sign-in.txt'];

export function emptyDataFolder(dataDir: string): void {
  const place = postgresPlace(dataDir);
  try {
    for (const name of OURS) rmSync(path.join(dataDir, name), { recursive: true, force: true });
    if (place.moved) rmSync(path.dirname(place.folder), { recursive: true, force: true });
  } catch (error) {
    throw explainFileError(error, dataDir);
  }
}

/**
 * Root's PostgreSQL files lie outside the data folder. When that folder was removed by hand they stayed behind,
 * and a new folder of the same name must not meet them: they are set aside, not deleted.
 */
export function settleMovedPostgres(dataDir: string, clusterId: string, warn: (text: string) => void): string {
  const place = postgresPlace(dataDir);
  if (!place.moved) return place.folder;
  const home = path.dirname(place.folder);
  const note = path.join(home, 'cluster-id');
  try {
    if (existsSync(place.folder) && (!existsSync(note) || readFileSync(note, 'utf8').trim() !== clusterId)) {
      const aside = `${home}.left-over`;
      rmSync(aside, { recursive: true, force: true });
      renameSync(home, aside);
      warn(
        `PostgreSQL's files of an earlier ${dataDir} were still there; they are in ${aside} now and may be deleted.`,
      );
    }
    mkdirSync(home, { recursive: true, mode: 0o755 });
    writeFileSync(note, `${clusterId}\n`);
  } catch (error) {
    throw explainFileError(error, home);
  }
  return place.folder;
}

export const BOOK_FILES = [
  'client-cancellations.csv',
  'future-bookings.csv',
  'no-show-report.csv',
  'receipt-transactions.csv',
  'service-listing.csv',
];

interface Filling {
  books: { from: string; sha256: string } | null;
}

/** What the try-out club is filled from, chosen once per data folder. Answers with our own copy of the books. */
export function settleFilling(dataDir: string, wanted: string | undefined): string | undefined {
  const file = path.join(dataDir, 'filling.json');
  const copy = path.join(dataDir, 'books');
  const chosen = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Filling) : undefined;
  if (wanted === undefined) {
    if (!chosen) writeFileSync(file, JSON.stringify({ books: null } satisfies Filling));
    return chosen?.books ? copy : undefined;
  }
  const sha256 = booksDigest(wanted);
  if (chosen && chosen.books?.sha256 !== sha256) {
    const before = chosen.books ? `the books in ${chosen.books.from}` : 'an invented club';
    throw new Trouble(
      `The data folder ${dataDir} is filled from ${before} already, so --books ${wanted} cannot fill it. Begin anew with --fresh, or choose another folder with DATA_DIR.`,
    );
  }
  if (!chosen) {
    try {
      for (const name of BOOK_FILES) cpSync(path.join(wanted, name), path.join(copy, name));
      writeFileSync(file, JSON.stringify({ books: { from: wanted, sha256 } } satisfies Filling));
    } catch (error) {
      throw explainFileError(error, copy);
    }
  }
  return copy;
}

/** Refuses a folder that is not one of books; two folders with the same content are the same books. */
export function booksDigest(folder: string): string {
  if (!existsSync(folder) || !statSync(folder).isDirectory())
    throw new Trouble(`--books: there is no folder ${folder}.`);
  const missing = BOOK_FILES.filter((name) => !existsSync(path.join(folder, name)));
  if (missing.length > 0) throw new Trouble(`--books: ${folder} has no ${missing.join(', ')}.`);
  const hash = createHash('sha256');
  for (const name of BOOK_FILES) {
    try {
      hash.update(name).update(readFileSync(path.join(folder, name)));
    } catch (error) {
      throw explainFileError(error, folder);
    }
  }
  return hash.digest('hex');
}
