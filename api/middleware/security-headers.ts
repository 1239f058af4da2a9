/** What a browser may do with our pages: run our scripts, talk to us, and nothing else. */

import type { RequestHandler } from 'express';

const POLICY = {
  'default-src': "'none'",
  'script-src': "'self'",
  'style-src': "'self'",
  // React Aria positions overlays with style attributes; they cannot load or run anything.
  'style-src-attr': "'unsafe-inline'",
  'img-src': "'self' data:",
  'font-src': "'self'",
  'connect-src': "'self'",
  'manifest-src': "'self'",
  'form-action': "'self'",
  'base-uri': "'none'",
  'frame-ancestors': "'none'",
};

const policy = (over: Partial<typeof POLICY> = {}): string =>
  Object.entries({ ...POLICY, ...over })
    .map(([name, value]) => `${name} ${value}`)
    .join('; ');

export function securityHeaders(publicUrl: string): RequestHandler {
  const isHttps = publicUrl.startsWith('https:');
  return (_request, response, next) => {
    response.set({
      'Content-Security-Policy': policy(),
      'X-Content-Type-Options': 'nosniff',
      'X-Frame-Options': 'DENY',
      'Referrer-Policy': 'same-origin',
      'Cross-Origin-Opener-Policy': 'same-origin',
      'Cross-Origin-Resource-Policy': 'same-origin',
      'Permissions-Policy': 'camera=(), microphone=(), geolocation=()',
      ...(isHttps ? { 'Strict-Transport-Security': 'max-age=31536000; includeSubDomains' } : {}),
    });
    next();
  };
}

/** The explorer writes style elements of its own. */
export const explorerPolicy: RequestHandler = (_request, response, next) => {
  response.set('Content-Security-Policy', policy({ 'style-src': "'self' 'unsafe-inline'" }));
  next();
};
