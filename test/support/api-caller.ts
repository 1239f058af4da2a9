/** A small HTTP client that keeps its cookie and checks bodies against their contracts. */

import type { z } from 'zod';
import { createSessionCookie } from '../../api/middleware/session-cookie.ts';
import { problem, type Problem } from '../../contracts/http/common.ts';

export interface Answer {
  status: number;
  headers: Headers;
  text: string;
  /** The body, checked against the contract it should follow. */
  read<Schema extends z.ZodType>(schema: Schema): z.output<Schema>;
  /** The body of a refusal. */
  problem(): Problem;
}

export interface Caller {
  get(path: string): Promise<Answer>;
  send(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
}

export function signedCookie(token: string, at: Date): string {
  let cookie = '';
  const response = { cookie: (name: string, value: string) => (cookie = `${name}=${value}`) };
  createSessionCookie('s'.repeat(32), 'http://localhost:3000').set(response as never, token, at);
  return cookie;
}

export function caller(baseUrl: string, cookie: string | undefined): Caller {
  const send: Caller['send'] = async (method, path, body, headers = {}) => {
    const isRaw = typeof body === 'string';
    const response = await fetch(`${baseUrl}${path}`, {
      method,
      redirect: 'manual',
      headers: {
        ...(cookie ? { cookie } : {}),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: isRaw ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const { status } = response;
    return {
      status,
      headers: response.headers,
      text,
      read: (schema) => schema.parse(JSON.parse(text)),
      problem: () => {
        if (response.headers.get('content-type') !== 'application/problem+json; charset=utf-8')
          throw new Error(`${method} ${path} answered ${String(status)} ${text.slice(0, 300)}`);
        return problem.parse(JSON.parse(text));
      },
    };
  };
  return { send, get: (path) => send('GET', path) };
}
