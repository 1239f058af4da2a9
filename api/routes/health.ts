/** Alive and ready, for supervisors and load balancers. */

import { Router } from 'express';
import type { ApiDeps } from '../deps.ts';

export function healthRoutes({ readiness }: Pick<ApiDeps, 'readiness'>): Router {
  const router = Router();
  router.get('/health/live', (_request, response) => {
    response.json({ live: true });
  });
  router.get('/health/ready', async (_request, response) => {
    const notReady = await readiness();
    response.status(notReady.length === 0 ? 200 : 503).json({ ready: notReady.length === 0, notReady });
  });
  return router;
}
