/** Works on uploaded books between other people's requests: twenty megabytes take seconds. */

import { setImmediate as breathe } from 'node:timers/promises';
import { readingBooks, type ReadBooks } from '../domain/sync/books/read-books.ts';
import type { Steps } from '../domain/sync/books/steps.ts';

export async function breathing<Result>(steps: Steps<Result>): Promise<Result> {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    await breathe();
  }
}

export const readBreathing = (files: Readonly<Record<string, string>>): Promise<ReadBooks> =>
  breathing(readingBooks(files));
