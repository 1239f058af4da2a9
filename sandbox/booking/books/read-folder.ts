/** The five files of a folder of books as texts; what cannot be read is a sentence for the person at the keyboard. */

import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { BOOK_FILE_NAMES, type Books } from '../../../domain/sync/books/files.ts';
import { sentenceOf } from '../../../domain/sync/books/problems.ts';
import { readBooks } from '../../../domain/sync/books/read-books.ts';

export function readFolder(folder: string): Books {
  const present = BOOK_FILE_NAMES.filter((name) => existsSync(path.join(folder, name)));
  const texts = Object.fromEntries(present.map((name) => [name, readFileSync(path.join(folder, name), 'utf8')]));
  const { books, badLines } = readBooks(texts);
  const [first] = badLines;
  // A try-out club is all of its books or none: left-out lines would make its numbers somebody's riddle.
  if (first) throw new Error(`The books in ${folder} cannot be used. ${sentenceOf(first)}`);
  return books;
}
