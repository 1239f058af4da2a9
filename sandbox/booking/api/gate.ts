/** What every request passes before it is answered: faults, limits, the version asked for, and the two tokens. */

import type { NextFunction, Request, RequestHandler, Response } from 'express';
import type { Fault, Faults } from '../../faults.ts';
import { SANDBOX_BOOKING } from '../../credentials.ts';
import { refuse } from './answers.ts';

/** Answered requests with their times: the proof that the limit was kept. Never a query: it may hold a phone. */
export interface LoggedRequest {
  at: number;
  method: string;
  path: string;
  status: number;
  signedIn: boolean;
}

export interface GateDeps {
  /** null: whichever is asked for. */
  companyId: number | null;
  now: () => number;
  faults: Faults;
  limiter: (address: string, now: number) => number;
  log: (entry: LoggedRequest) => void;
}

/** What can go wrong on demand before a request is dealt with (clock_off: by `code` seconds); `match` is the first word of the path: clients, records, company … */
const BEFORE = [
  'rate_limit',
  'server_error',
  'html',
  'slow',
  'licence',
  'token_refused',
  'refused_connection',
] as const;

const ACCEPTED = /application\/vnd\.(yclients|api)\.v2\+json/;
const wait = async (ms: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms);
  });

async function goWrong(fault: Fault, request: Request, response: Response): Promise<boolean> {
  switch (fault.kind) {
    case 'rate_limit':
      if (fault.afterMs !== undefined) response.set('Retry-After', String(Math.ceil(fault.afterMs / 1000)));
      refuse(response, 429, 'Too many requests');
      return true;
    case 'server_error':
      response.status(fault.code ?? 500).json({ success: false, data: null, meta: { message: 'Произошла ошибка' } });
      return true;
    case 'html':
      response
        .status(fault.code ?? 200)
        .type('html')
        .send('<!doctype html><title>Technical works</title>');
      return true;
    case 'token_refused':
      refuse(response, fault.code ?? 401, fault.code === 403 ? 'Недостаточно прав' : 'Authentication needed.');
      return true;
    case 'licence': {
      const message = 'Необходимо продлить лицензию в филиале';
      refuse(response, request.path.includes('clients/search') ? 402 : 403, message);
      return true;
    }
    case 'refused_connection':
      request.socket.destroy();
      return true;
    case 'slow':
      await wait(fault.afterMs ?? 1000);
      return false;
    default:
      return false;
  }
}

/** Reading parts of online booking need the partner's token only. */
const isPublic = (path: string): boolean => /^\/(book_|company\/\d+\/services|companies)/.test(path);

const COMPANY_IN_PATH = /^\/(?:storages\/transactions|goods|company|clients?|records?|schedule|book_[a-z]+)\/(\d+)/;

function tokensRefuse(request: Request, response: Response): boolean {
  const header = request.get('authorization') ?? '';
  const [bearer, user] = header.split(',').map((part) => part.trim());
  if (bearer !== `Bearer ${SANDBOX_BOOKING.partnerToken}`) {
    refuse(response, 401, 'Authentication needed.');
    return true;
  }
  const needsUser = !isPublic(request.path) || request.query['my'] === '1';
  if (needsUser && user !== `User ${SANDBOX_BOOKING.userToken}`) {
    refuse(response, user === undefined ? 401 : 403, 'Недостаточно прав');
    return true;
  }
  return false;
}

export function createGate({ companyId, now, faults, limiter, log }: GateDeps): RequestHandler {
  return async (request: Request, response: Response, next: NextFunction): Promise<void> => {
    const at = now();
    // Sync takes its next cursor from the platform's clock, which a test may have set.
    const off = faults.take('booking', ['clock_off'], request.path.split('/')[1])?.code ?? 0;
    response.set('Date', new Date(at + off * 1000).toUTCString());
    response.on('close', () => {
      const signedIn = request.get('authorization') !== undefined;
      log({ at, method: request.method, path: request.path, status: response.statusCode, signedIn });
    });

    const fault = faults.take('booking', BEFORE, request.path.split('/')[1]);
    if (fault && (await goWrong(fault, request, response))) return;
    const waitMs = limiter(request.ip ?? '', at);
    if (waitMs > 0) {
      response.set('Retry-After', String(Math.ceil(waitMs / 1000)));
      refuse(response, 429, 'Too many requests');
      return;
    }
    if (!ACCEPTED.test(request.get('accept') ?? '')) {
      // Without the version header one gets the first version's shape, which nobody here reads.
      response.status(400).json({ error: 'v1 answers are not part of this stand-in: ask for v2 in Accept' });
      return;
    }
    if (tokensRefuse(request, response)) return;
    const named = COMPANY_IN_PATH.exec(request.path)?.[1];
    if (named !== undefined && companyId !== null && Number(named) !== companyId)
      refuse(response, 404, 'Филиал не найден');
    else next();
  };
}
