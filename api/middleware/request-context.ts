/** Gives every request an id, a log line and a place in the histogram. Neither holds a query string: it may carry a name. */

import type { RequestHandler } from 'express';
import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import { Histogram, type Registry } from 'prom-client';

const OURS = /^[\w-]{8,64}$/;

export function requestContext(log: Logger, registry: Registry): RequestHandler {
  const duration = new Histogram({
    name: 'reprise_http_request_seconds',
    help: 'How long requests took, by route',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    registers: [registry],
  });
  return (request, response, next) => {
    const given = request.get('x-request-id');
    const requestId = given && OURS.test(given) ? given : randomUUID();
    response.locals['requestId'] = requestId;
    response.set('X-Request-Id', requestId);
    const begun = process.hrtime.bigint();
    response.once('close', () => {
      const seconds = Number(process.hrtime.bigint() - begun) / 1e9;
      // The pattern and not the path: a webhook's path carries a key.
      const route = typeof request.route?.path === 'string' ? request.route.path : 'other';
      const { statusCode: status } = response;
      duration.observe({ method: request.method, route, status }, seconds);
      const line = { requestId, method: request.method, route, status, ms: Math.round(seconds * 1000) };
      if (status >= 500) log.warn(line, 'request');
      else log.debug(line, 'request');
    });
    next();
  };
}
