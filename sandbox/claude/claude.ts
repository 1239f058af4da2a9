/** The stand-in for Claude's Messages API: usable, varied answers in the asked shape, and trouble when it is ordered. */

import express, { type ErrorRequestHandler, type Router } from 'express';
import { createHash, randomBytes } from 'node:crypto';
import { SANDBOX_CLAUDE } from '../credentials.ts';
import type { Faults } from '../faults.ts';
import { ApiError } from './api-error.ts';
import { readFacts } from './facts.ts';
import { fillSchema } from './instance.ts';
import { hostileOrder, obey } from './obedient.ts';
import { readRequest, type MessageRequest } from './read-request.ts';
import { BAD_ANSWERS, REFUSALS, suffer } from './trouble.ts';
import { writeAnswer, writePersonalPart } from './write.ts';
import { wordsOf } from './understand.ts';

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
/** Below this many tokens nothing is cached, and nothing says so. */
const SMALLEST_CACHE_TOKENS = 1024;

/** About four Latin letters or two and a half Cyrillic ones to a token. */
function tokensOf(text: string): number {
  const beyondAscii = text.replaceAll(/[\0-\u007f]/g, '').length;
  return Math.max(1, Math.ceil((text.length - beyondAscii) / 4 + beyondAscii / 2.5));
}

export function createClaude({ faults, changed }: ClaudeContext, options: ClaudeOptions): Claude {
  const settings = { ...options };
  const cached = new Set<string>();
  const timers = new Set<NodeJS.Timeout>();
  let calls: ClaudeCall[] = [];

  function answerTo(request: MessageRequest): string {
    const facts = readFacts(`${request.system}\n${request.user}`);
    if (request.schema) return JSON.stringify(fillSchema(request.schema, facts, request.user, settings.obedient));
    const draft = wordsOf(facts) === '' ? writePersonalPart(facts, request.user) : writeAnswer(facts);
    const order = settings.obedient ? hostileOrder(facts) : undefined;
    return order ? obey(order, draft) : draft;
  }

  function usageOf(request: MessageRequest, answer: string) {
    const whole = tokensOf(request.system) + tokensOf(request.user);
    const prefix = request.cachedPrefix ?? '';
    const prefixTokens = prefix === '' ? 0 : tokensOf(prefix);
    const isCacheable = prefixTokens >= SMALLEST_CACHE_TOKENS;
    const key = createHash('sha256').update(`${request.model}\n${prefix}`).digest('hex');
    const isHit = isCacheable && cached.has(key);
    if (isCacheable) cached.add(key);
    const written = isCacheable && !isHit ? prefixTokens : 0;
    return {
      input_tokens: isCacheable ? Math.max(1, whole - prefixTokens) : whole,
      output_tokens: tokensOf(answer),
      cache_creation_input_tokens: written,
      cache_read_input_tokens: isHit ? prefixTokens : 0,
      cache_creation: { ephemeral_5m_input_tokens: written, ephemeral_1h_input_tokens: 0 },
      output_tokens_details: null,
      server_tool_use: null,
      service_tier: 'standard',
      speed: 'standard',
      inference_geo: null,
    };
  }

  function message(request: MessageRequest) {
    const whole = answerTo(request);
    const bad = faults.take('claude', BAD_ANSWERS)?.kind;
    const isCut = bad === 'cut_off' || tokensOf(whole) > request.maxTokens;
    const text =
      bad === 'refusal'
        ? ''
        : bad === 'invalid_json'
          ? `Sure! Here it is: ${whole}`
          : bad === 'wrong_shape'
            ? '{"unexpected":true}'
            : isCut
              ? whole.slice(0, Math.max(1, Math.min(Math.floor(whole.length / 2), request.maxTokens * 3)))
              : whole;
    calls = [
      ...calls.slice(1 - KEPT_CALLS),
      { at: new Date().toISOString(), model: request.model, system: request.system, user: request.user, answer: text },
    ];
    changed();
    return {
      id: `msg_01${randomBytes(11).toString('hex')}`,
      type: 'message',
      role: 'assistant',
      model: request.model,
      content: text === '' ? [] : [{ type: 'text', text, citations: null }],
      stop_reason: bad === 'refusal' ? 'refusal' : isCut ? 'max_tokens' : 'end_turn',
      stop_sequence: null,
      stop_details: bad === 'refusal' ? { type: 'refusal', category: null, explanation: null } : null,
      container: null,
      diagnostics: null,
      usage: usageOf(request, text),
    };
  }

  const router = express.Router();
  router.use((_request, response, next) => {
    response.set('request-id', `req_01${randomBytes(11).toString('hex')}`);
    next();
  });
  router.use((request, _response, next) => {
    const bearer = /^Bearer (\S+)$/.exec(request.get('authorization') ?? '')?.[1];
    if ((bearer ?? request.get('x-api-key')) !== SANDBOX_CLAUDE.apiKey) {
      throw new ApiError(
        401,
        'authentication_error',
        bearer === undefined ? 'x-api-key header is required' : 'invalid bearer token',
      );
    }
    if (request.get('anthropic-version') === undefined) {
      throw new ApiError(400, 'invalid_request_error', 'anthropic-version: header is required');
    }
    next();
  });
  router.use(express.json({ limit: '32mb' }));
  router.post('/v1/messages', (request, response) => {
    const asked = readRequest(request.body);
    const refusal = faults.take('claude', REFUSALS);
    if (refusal) {
      suffer(refusal, request, response);
      return;
    }
    const answer = message(asked);
    const timer = setTimeout(() => {
      timers.delete(timer);
      response.json(answer);
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
