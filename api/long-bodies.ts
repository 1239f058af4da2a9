/** Reads the long bodies that some routes take, once it is known that the caller may send them at all. */

import express, { type Express, type RequestHandler } from 'express';
import { type RouteContract, routes } from '../contracts/http/routes.ts';
import type { ApiDeps } from './deps.ts';
import { expressPath, type Gate, type Route } from './route.ts';

/** Comes before the reader of ordinary bodies, which leaves a body that has been read alone. */
export function readLongBodies(app: Express, mounted: readonly Route[], deps: ApiDeps, gate: Gate): void {
  for (const { name, access } of mounted) {
    const contract: RouteContract = routes[name];
    if (contract.bodyLimitMb === undefined || access === 'public') continue;
    const mayAsk: RequestHandler = async (request, _response, next) => {
      const isMeant = request.method === contract.method.toUpperCase() && request.path === '/';
      // What is no company at all is refused by the route, as everywhere.
      if (!isMeant || contract.params?.safeParse(request.params).success === false) {
        next('router');
        return;
      }
      const user = await gate.signedIn(request, deps.clock.now());
      if (access !== 'signed_in') await gate.scope(request, user, access);
      next();
    };
    // A router of its own, so that whatever is not meant goes past both steps.
    const router = express.Router({ mergeParams: true });
    router.use(mayAsk, express.json({ limit: contract.bodyLimitMb * 1024 * 1024 }));
    app.use(expressPath(contract.path), router);
  }
}
