/** The API's one translation from errors to answers; everything it does not know is a bug and says nothing. */

import type { ErrorRequestHandler, RequestHandler } from 'express';
import type { Logger } from 'pino';
import { RuleBroken, Unavailable } from '../../domain/errors.ts';
import { RequestRefused, sendProblem } from '../problems.ts';
import { VersionConflict } from '../version-conflict.ts';

const RULE_STATUS: Readonly<Record<RuleBroken['kind'], number>> = {
  conflict: 409,
  not_found: 404,
  invalid: 422,
  forbidden: 403,
};

/** Codes of PostgreSQL and the socket below it that mean "not now" rather than "wrong". */
const DATABASE_AWAY = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  '08000',
  '08003',
  '08006',
  '53300',
  '57P01',
  '57P02',
  '57P03',
]);

const codeOf = (error: unknown): unknown =>
  typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;

function isDatabaseAway(error: unknown): boolean {
  const code = codeOf(error);
  return (
    (typeof code === 'string' && DATABASE_AWAY.has(code)) ||
    (error instanceof Error &&
      (error.name === 'KnexTimeoutError' || error.message === 'Connection terminated unexpectedly'))
  );
}

/** What body-parser and the router refuse by themselves. */
function refusedByExpress(error: unknown): RequestRefused | null {
  if (error instanceof URIError) return new RequestRefused(400, 'bad_input');
  if (!(error instanceof Error) || !('status' in error) || typeof error.status !== 'number') return null;
  if (!('expose' in error) && !('type' in error)) return null;
  const { status } = error;
  if (status === 413) return new RequestRefused(413, 'too_large');
  if (status === 415) return new RequestRefused(415, 'not_json');
  if ('type' in error && error.type === 'entity.parse.failed') return new RequestRefused(400, 'malformed_json');
  return status >= 400 && status < 500 ? new RequestRefused(status, 'bad_input') : null;
}

const seconds = (ms: number): string => String(Math.max(1, Math.ceil(ms / 1000)));

export function errorHandler(log: Logger): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    if (response.headersSent) {
      next(error);
      return;
    }
    const refused = error instanceof RequestRefused ? error : refusedByExpress(error);
    if (refused) {
      if (refused.retryAfterMs !== undefined) response.set('Retry-After', seconds(refused.retryAfterMs));
      sendProblem(response, refused.status, refused.code, refused.issues ? { issues: refused.issues } : {});
    } else if (error instanceof VersionConflict) {
      sendProblem(response, 409, 'version_conflict', { current: error.current });
    } else if (error instanceof RuleBroken) {
      const details = Object.keys(error.details).length > 0 ? { details: { ...error.details } } : {};
      sendProblem(response, RULE_STATUS[error.kind], error.code, details);
    } else if (error instanceof Unavailable || isDatabaseAway(error)) {
      const [system, wait] =
        error instanceof Unavailable ? [error.system, error.retryAfterMs] : ['database', undefined];
      log.warn({ err: error, requestId: response.locals['requestId'], system }, 'A system does not answer');
      response.set('Retry-After', seconds(wait ?? 2_000));
      sendProblem(response, 503, 'unavailable', { details: { system } });
    } else {
      log.error({ err: error, requestId: response.locals['requestId'], route: request.route?.path }, 'A bug');
      sendProblem(response, 500, 'internal');
    }
  };
}

export const notFound: RequestHandler = (_request, response) => {
  sendProblem(response, 404, 'not_found');
};
