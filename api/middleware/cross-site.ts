/** Refuses changes that another site's page asks for in a signed-in person's browser. */

import type { RequestHandler } from 'express';
import { RequestRefused } from '../problems.ts';

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Browsers say where a request comes from: Sec-Fetch-Site, and older ones Origin. Whoever sends neither is no browser
 * and holds no one's cookie by accident. Bodies must be JSON, which no form of another site can send.
 */
export function refuseCrossSite(publicUrl: string): RequestHandler {
  const { origin } = new URL(publicUrl);
  return (request, _response, next) => {
    if (SAFE.has(request.method)) {
      next();
      return;
    }
    const site = request.get('sec-fetch-site');
    const from = request.get('origin');
    const isOurs =
      site !== undefined
        ? site === 'same-origin' || site === 'none'
        : from === undefined || from === origin || from === `${request.protocol}://${request.get('host') ?? ''}`;
    if (!isOurs) throw new RequestRefused(403, 'cross_site');
    const hasBody = request.get('transfer-encoding') !== undefined || Number(request.get('content-length') ?? 0) > 0;
    const type = request.get('content-type');
    if ((hasBody || type !== undefined) && !isJson(type)) throw new RequestRefused(415, 'not_json');
    next();
  };
}

const isJson = (type: string | undefined): boolean => /^application\/([\w.-]+\+)?json\s*(;|$)/i.test(type ?? '');
