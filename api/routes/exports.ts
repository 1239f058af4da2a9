/** Lists as CSV, streamed: at no moment are more than a thousand rows in memory, and a reader who goes away ends the query. */

import { once } from 'node:events';
import { type Response, Router } from 'express';
import type { Logger } from 'pino';
import { companyPath } from '../../contracts/http/common.ts';
import { type ExportName, exportRoutes } from '../../contracts/http/exports.ts';
import type { Scope } from '../../domain/access/scope.ts';
import { BYTE_ORDER_MARK, csvLines } from '../csv.ts';
import type { ApiDeps, OpenExport } from '../deps.ts';
import { RequestRefused } from '../problems.ts';
import { expressPath, type Gate, parsed } from '../route.ts';

/** Each holds a connection and a snapshot of the database. One company cannot keep the others from theirs. */
const MOST_AT_ONCE = 6;
const MOST_OF_A_COMPANY = 3;
/** A reader who takes nothing for so long is gone, whatever the connection says. */
const STALL_MS = 60_000;

export function exportRouter(deps: ApiDeps, gate: Gate): Router {
  const { clock, log, exports } = deps;
  const router = Router();
  const running = new Map<number, number>();
  const isFull = (companyId: number): boolean =>
    (running.get(companyId) ?? 0) >= MOST_OF_A_COMPANY ||
    [...running.values()].reduce((sum, count) => sum + count, 0) >= MOST_AT_ONCE;

  for (const name of Object.keys(exportRoutes) as ExportName[]) {
    const route = exportRoutes[name];
    router.get(expressPath(route.path), async (request, response) => {
      const at = clock.now();
      const user = await gate.signedIn(request, at);
      parsed(companyPath, request.params);
      const scope = await gate.scope(request, user, route.permission);
      const query = parsed(route.query, request.query) as never;
      if (isFull(scope.companyId)) throw new RequestRefused(429, 'too_many_exports', { retryAfterMs: 10_000 });
      if (request.method === 'HEAD') {
        // Asked by the page before the browser downloads: whether it would be let in.
        response.type('text/csv').end();
        return;
      }
      running.set(scope.companyId, (running.get(scope.companyId) ?? 0) + 1);
      try {
        const open = await exports.open(scope, name, query, at);
        await send(open, response, { name, file: route.file, scope, query }, { exports, log });
      } finally {
        const left = (running.get(scope.companyId) ?? 1) - 1;
        if (left > 0) running.set(scope.companyId, left);
        else running.delete(scope.companyId);
      }
    });
  }
  return router;
}

interface What {
  name: ExportName;
  file: string;
  scope: Scope;
  query: Record<string, unknown>;
}

async function send(
  open: OpenExport,
  response: Response,
  { name, file, scope, query }: What,
  { exports, log }: Pick<ApiDeps, 'exports' | 'log'>,
): Promise<void> {
  const end = { rows: 0, complete: false };
  let entry: number | null = null;
  let isGone = false;
  const gone = (): void => {
    isGone = true;
    void open.close().catch(() => undefined);
  };
  response.once('close', gone);
  try {
    // The first rows come before the first byte: what fails until then is still an answer that says why.
    let rows = await open.next();
    entry = await exports.noteBegun(scope, name, query);
    response.setTimeout(STALL_MS, () => response.destroy());
    response.status(200).set({
      'Content-Type': 'text/csv; charset=utf-8',
      'Content-Disposition': `attachment; filename="${file}-${open.today}.csv"`,
      // A proxy that collects output would take the memory that is saved here.
      'X-Accel-Buffering': 'no',
    });
    response.write(BYTE_ORDER_MARK + csvLines([open.columns.map((column) => column.key)], []));
    for (; rows.length > 0; rows = await open.next()) {
      if (!response.write(csvLines(rows, open.columns))) await drained(response);
      end.rows += rows.length;
    }
    response.end();
    end.complete = true;
  } catch (error) {
    if (!response.headersSent && !isGone) throw error;
    if (!isGone) log.warn({ err: error, export: name }, 'An export broke off');
    // Without the last chunk the reader knows that the file is not whole.
    response.destroy();
  } finally {
    response.off('close', gone);
    await open.close().catch(() => undefined);
    if (entry !== null) await noteEnd(exports, scope, entry, end, log);
  }
}

/** Fails when the reader went away. */
async function drained(response: Response): Promise<void> {
  const over = new AbortController();
  const gone = (): void => over.abort();
  response.once('close', gone);
  try {
    if (response.destroyed) over.abort();
    await once(response, 'drain', { signal: over.signal });
  } finally {
    response.off('close', gone);
  }
}

async function noteEnd(
  exports: ApiDeps['exports'],
  scope: Scope,
  entry: number,
  end: { rows: number; complete: boolean },
  log: Logger,
): Promise<void> {
  try {
    await exports.noteEnded(scope, entry, end);
  } catch (error) {
    // The file is out, and that it was taken is on record; only its length is not.
    log.warn({ err: error }, 'The end of an export could not be noted');
  }
}
