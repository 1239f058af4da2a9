/** The stand-in for Claude's Messages API: usable, varied answers in the asked shape, and trouble when it is ordered. */

import express, { type ErrorRequestHandler, type RequestHandler, type Router } from 'express';
import { randomBytes } from 'node:crypto';
import { SANDBOX_CLAUDE } from '../credentials.ts';
import type { Faults } from '../faults.ts';
import { answerMessage } from './answer-message.ts';
import { ApiError } from './api-error.ts';
import { readRequest } from './read-request.ts';
import { BAD_ANSWERS, REFUSALS, suffer } from './trouble.ts';

export interface ClaudeOptions {
  /** How long it thinks. */
  latencyMs: number;
  /** Does what hostile text inside the facts asks. */
  obedient: boolean;
}

export interface ClaudeCall {
  at: string;
  model: string;
  system: string;
  user: string;
  answer: string;
}

export interface Claude {
  router: Router;
  control: Router;
  set: (options: Partial<ClaudeOptions>) => void;
  /** The last calls, newest last: what the product really sent. */
  calls: () => readonly ClaudeCall[];
  close: () => void;
}

export interface ClaudeContext {
  faults: Faults;
  changed: () => void;
}

const KEPT_CALLS = 200;

export function createClaude({ faults, changed }: ClaudeContext, options: ClaudeOptions): Claude {
  const settings = { ...options };
  const cached = new Set<string>();
  const timers = new Set<NodeJS.Timeout>();
  let calls: ClaudeCall[] = [];

  const router = express.Router();
  router.use(checkCaller);
  router.use(express.json({ limit: '32mb' }));
  router.post('/v1/messages', (request, response) => {
    const asked = readRequest(request.body);
    const refusal = faults.take('claude', REFUSALS);
    if (refusal) {
      suffer(refusal, request, response);
      return;
    }
    const bad = faults.take('claude', BAD_ANSWERS)?.kind;
    const { text, message } = answerMessage(asked, { isObedient: settings.obedient, bad, cached });
    const { model, system, user } = asked;
    calls = [...calls.slice(1 - KEPT_CALLS), { at: new Date().toISOString(), model, system, user, answer: text }];
    changed();
    const timer = setTimeout(() => {
      timers.delete(timer);
      response.json(message);
    }, settings.latencyMs);
    timers.add(timer);
  });
  router.use((request) => {
    throw new ApiError(404, 'not_found_error', `${request.method} ${request.path} is not here.`);
  });
  router.use(errors);

  const set = (changes: Partial<ClaudeOptions>) => {
    Object.assign(settings, changes);
  };
  return {
    router,
    control: control(
      () => settings,
      set,
      () => calls,
    ),
    set,
    calls: () => calls,
    close() {
      for (const timer of timers) clearTimeout(timer);
    },
  };
}

/** The key as a bearer token or in its own header, and the version of the API; every answer has a request id. */
const checkCaller: RequestHandler = (request, response, next) => {
  response.set('request-id', `req_01${randomBytes(11).toString('hex')}`);
  const bearer = /^Bearer (\S+)$/.exec(request.get('authorization') ?? '')?.[1];
  if ((bearer ?? request.get('x-api-key')) !== SANDBOX_CLAUDE.apiKey) {
    const why = bearer === undefined ? 'x-api-key header is required' : 'invalid bearer token';
    throw new ApiError(401, 'authentication_error', why);
  }
  if (request.get('anthropic-version') === undefined) {
    throw new ApiError(400, 'invalid_request_error', 'anthropic-version: header is required');
  }
  next();
};

function control(settings: () => ClaudeOptions, set: Claude['set'], calls: Claude['calls']): Router {
  const router = express.Router();
  router.get('/', (_request, response) => {
    response.json({ ...settings(), calls: calls().length });
  });
  router.put('/', (request, response) => {
    const { latencyMs, obedient } = request.body as { latencyMs?: unknown; obedient?: unknown };
    set({
      ...(typeof latencyMs === 'number' && latencyMs >= 0 ? { latencyMs } : {}),
      ...(typeof obedient === 'boolean' ? { obedient } : {}),
    });
    response.json(settings());
  });
  router.get('/calls', (_request, response) => {
    response.json({ items: calls() });
  });
  return router;
}

const errors: ErrorRequestHandler = (error: unknown, _request, response, next) => {
  const isBadBody = error instanceof Error && 'status' in error && error.status === 400;
  const apiError =
    error instanceof ApiError
      ? error
      : isBadBody
        ? new ApiError(400, 'invalid_request_error', 'The request body is not valid JSON.')
        : undefined;
  if (!apiError || response.headersSent) {
    next(error);
    return;
  }
  response
    .status(apiError.status)
    .set(apiError.headers)
    .json(apiError.toBody(String(response.get('request-id'))));
};
