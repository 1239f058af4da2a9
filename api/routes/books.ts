/** Books: what is stored of them, what an import would bring, and the import. */

import type { BadBookLine } from '../../contracts/http/books.ts';
import { runSyncCycleId } from '../../contracts/workflows/sync.ts';
import type { Scope } from '../../domain/access/scope.ts';
import { Unavailable } from '../../domain/errors.ts';
import { importOf } from '../../domain/sync/books/import.ts';
import { previewOf } from '../../domain/sync/books/preview.ts';
import { type BadLine, sentenceOf } from '../../domain/sync/books/problems.ts';
import type { ApiDeps } from '../deps.ts';
import { breathing, readBreathing } from '../read-books.ts';
import { companyRoute, type Route } from '../route.ts';

const inWords = (bad: BadLine): BadBookLine => ({ ...bad, words: sentenceOf(bad) });

export function booksRoutes({ books, sync, views, log }: ApiDeps): Route[] {
  /** The rows are stored; when nobody answers now, the schedule's next cycle copies them. */
  async function startCopying(scope: Scope): Promise<void> {
    try {
      await sync.start(scope);
    } catch (error) {
      if (!(error instanceof Unavailable)) throw error;
      log.warn({ err: error, companyId: scope.companyId }, 'The copying of new books could not be started yet');
    }
  }

  return [
    companyRoute('storedBooks', 'start_sync', ({ scope }) => books.stored(scope)),

    companyRoute('previewBooks', 'start_sync', async ({ scope, body, at }) => {
      const { currency } = await books.company(scope);
      const today = await views.localDate(scope, at);
      const preview = await breathing(previewOf(await readBreathing(body.files), { today, currency }));
      const { total, shown } = preview.badLines;
      return { ...preview, badLines: { total, shown: shown.map(inWords) } };
    }),

    companyRoute('importBooks', 'start_sync', async ({ scope, body, idempotencyKey, at }) => {
      const company = await books.company(scope);
      const today = await views.localDate(scope, at);
      const read = await readBreathing(body.files);
      const made = await breathing(importOf(read, company, { today, moveDates: body.moveDates }));
      const asked = { ...made, texts: body.files, requestKey: idempotencyKey };
      const { isRepeat } = await books.store(scope, asked, at);
      await startCopying(scope);
      const { counts, shiftDays, badLines } = made;
      return { isRepeat, counts, shiftDays, badLines: badLines.length, workflowId: runSyncCycleId(scope.companyId) };
    }),
  ];
}
