/** Live pages: a stream that says which topics changed, so that a page asks again for what it shows. */

import { type Response, Router } from 'express';
import type { Logger } from 'pino';
import { companyPath } from '../../contracts/http/common.ts';
import type { Clock } from '../../domain/clock.ts';
import type { ChangeFeed } from '../change-feed.ts';
import { RequestRefused } from '../problems.ts';
import type { Gate } from '../route.ts';

export const EVENTS_PATH = '/api/companies/{companyId}/events';
const MAX_STREAMS = 1_000;
const HEARTBEAT_MS = 20_000;
/** Browsers come back by themselves, and are then asked again who they are. */
const LIFE_MS = 10 * 60_000;

export function eventRoutes(
  gate: Gate,
  feed: ChangeFeed,
  clock: Clock,
  log: Logger,
): { router: Router; close: () => void } {
  const router = Router();
  const open = new Set<Response>();

  router.get('/api/companies/:companyId/events', async (request, response) => {
    const user = await gate.signedIn(request, clock.now());
    if (!companyPath.safeParse(request.params).success) throw new RequestRefused(400, 'bad_input');
    const scope = await gate.scope(request, user, 'see_people');
    if (open.size >= MAX_STREAMS) throw new RequestRefused(503, 'unavailable', { retryAfterMs: 30_000 });
    open.add(response);
    response.writeHead(200, {
      'Content-Type': 'text/event-stream',
      'Cache-Control': 'no-store',
      // A proxy that collects output would make live pages late.
      'X-Accel-Buffering': 'no',
    });
    response.write('retry: 3000\n\n');
    const stop = feed.listen(scope.companyId, (topics) => {
      response.write(`event: changed\ndata: ${JSON.stringify({ topics })}\n\n`);
    });
    const heartbeat = setInterval(() => void response.write(': still here\n\n'), HEARTBEAT_MS);
    const life = setTimeout(() => void response.end(), LIFE_MS);
    response.once('close', () => {
      clearInterval(heartbeat);
      clearTimeout(life);
      stop();
      open.delete(response);
    });
    response.on('error', (error) => {
      log.debug({ err: error }, 'A live page went away');
    });
  });

  return {
    router,
    close: () => {
      for (const response of open) response.end();
    },
  };
}
