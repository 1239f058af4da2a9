/** The two long lists, and the single card, of a crowd: a page is made when it is asked for. */

import { Router, type Request } from 'express';
import type { Contents } from '../contents.ts';
import { bookingOnWire, cardOnWire, clientOnWire } from '../wire.ts';
import { answer, asked, pageOf, pathNumber, refuse } from '../api/answers.ts';
import type { Platform } from '../api/platform.ts';
import type { Crowd } from './invent-crowd.ts';

export function crowdRoutes({ contents: club, time }: Platform, crowd: Crowd): Router {
  const router = Router();
  /** What the wire looks people up in. */
  const contents: Contents = {
    ...club,
    clients: { get: (id: number) => crowd.client(id) } as Contents['clients'],
    bookingsOfClient: () => [],
  };

  /** Ids of one page; nothing has changed since the crowd was invented. */
  function page(request: Request, length: number): { page: number; ids: number[]; total: number } {
    const after = asked(request, 'changed_after');
    const isBehind = after !== undefined && (time.parse(after) ?? 0) > crowd.changedAt;
    const total = isBehind ? 0 : length;
    // Only the length is looked at, and the slice is made by hand.
    const { page: number } = pageOf([], asked(request, 'page'), undefined);
    const count = Math.min(200, Number(asked(request, 'count') ?? 20));
    const first = (number - 1) * count + 1;
    const ids = Array.from({ length: Math.max(0, Math.min(count, total - first + 1)) }, (_, index) => first + index);
    return { page: number, ids, total };
  }

  router.get('/clients/:company', (request, response) => {
    const { ids, page: number, total } = page(request, crowd.clients);
    const rows = ids.flatMap((id) => crowd.client(id) ?? []).map((client) => clientOnWire(client, contents, time));
    answer(response, rows, { page: number, total_count: total });
  });
  router.get('/records/:company', (request, response) => {
    const { ids, page: number, total } = page(request, crowd.records);
    const rows = ids.flatMap((id) => crowd.record(id) ?? []).map((booking) => bookingOnWire(booking, contents, time));
    answer(response, rows, { page: number, total_count: total });
  });
  router.get('/client/:company/:id', (request, response) => {
    const client = crowd.client(pathNumber(request, 'id'));
    if (client) answer(response, cardOnWire(client, contents, time));
    else refuse(response, 404, 'Клиент не найден');
  });
  return router;
}
