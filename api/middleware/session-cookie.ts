/** The session cookie: a random token and its HMAC, so that a made-up token never reaches the database. */

import type { CookieOptions, Request, Response } from 'express';
import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';

export interface SessionCookie {
  set(response: Response, token: string, expiresAt: Date): void;
  clear(response: Response): void;
  /** Null: no cookie, or one that we did not sign. */
  read(request: Request): string | null;
}

export function createSessionCookie(secretKey: string, publicUrl: string): SessionCookie {
  const key = Buffer.from(hkdfSync('sha256', secretKey, '', 'reprise session cookie', 32));
  const secure = publicUrl.startsWith('https:');
  // Browsers accept the prefix only with Secure, for exactly this host and path.
  const name = secure ? '__Host-reprise_session' : 'reprise_session';
  const options: CookieOptions = { httpOnly: true, sameSite: 'lax', secure, path: '/' };
  const sign = (token: string): Buffer => createHmac('sha256', key).update(token).digest();

  return {
    set(response, token, expiresAt) {
      response.cookie(name, `${token}.${sign(token).toString('base64url')}`, { ...options, expires: expiresAt });
    },
    clear(response) {
      response.clearCookie(name, options);
    },
    read(request) {
      const [token, signature] = cookieNamed(request, name)?.split('.') ?? [];
      if (!token || !signature) return null;
      const given = Buffer.from(signature, 'base64url');
      const right = sign(token);
      return given.length === right.length && timingSafeEqual(given, right) ? token : null;
    },
  };
}

function cookieNamed(request: Request, name: string): string | null {
  for (const part of (request.get('cookie') ?? '').split(';')) {
    const [key, value] = part.trim().split('=', 2);
    if (key === name && value) return value;
  }
  return null;
}
