/** Reads uploaded books between other people's requests: twenty megabytes take seconds. */

import { setImmediate as breathe } from 'node:timers/promises';
import { readingBooks, type ReadBooks } from '../domain/sync/books/read-books.ts';

export async function readBreathing(files: Readonly<Record<string, string>>): Promise<ReadBooks> {
  const reading = readingBooks(files);
  for (;;) {
    const step = reading.next();
    if (step.done === true) return step.value;
    await breathe();
  }
}
