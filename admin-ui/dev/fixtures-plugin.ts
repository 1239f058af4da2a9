/** Answers the API's routes with invented data while developing the pages; every answer is checked against its contract. */

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Plugin } from 'vite';
import { routes, type RouteContract } from '../../contracts/http/routes.ts';
import { answers, type Ask } from './answers.ts';

class Refused extends Error {
  readonly status: number;
  readonly body: Record<string, unknown>;
  constructor(status: number, body: Record<string, unknown>) {
    super(String(body['code']));
    this.status = status;
    this.body = body;
  }
}
const refuse = (status: number, code: string, more: Record<string, unknown> = {}): never => {
  throw new Refused(status, { type: 'about:blank', title: code, status, code, ...more });
};

const known = Object.entries(routes as Record<string, RouteContract>).map(([name, route]) => ({
  name,
  route,
  pattern: new RegExp(`^${route.path.replaceAll(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`),
}));
const streams = new Set<ServerResponse>();
const tell = (topics: string[]): void => {
  for (const stream of streams) stream.write(`event: changed\ndata: ${JSON.stringify({ topics })}\n\n`);
};

async function bodyOf(request: IncomingMessage): Promise<Record<string, unknown>> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://localhost');
  if (/^\/api\/companies\/\d+\/events$/.test(url.pathname)) {
    response.writeHead(200, { 'content-type': 'text/event-stream' }).write('retry: 3000\n\n');
    streams.add(response);
    response.once('close', () => streams.delete(response));
    return;
  }
  if (url.pathname.endsWith('.csv')) {
    response.writeHead(200, { 'content-type': 'text/csv', 'content-disposition': 'attachment; filename="list.csv"' });
    response.end(request.method === 'HEAD' ? '' : '\uFEFFclient_id,name\r\n');
    return;
  }
  const found = known.find(
    ({ route, pattern }) => route.method.toUpperCase() === request.method && pattern.test(url.pathname),
  );
  const act = found && answers[found.name];
  if (!found || !act) return refuse(404, 'not_found');
  const params = (found.pattern.exec(url.pathname)?.groups ?? {}) as Record<string, string>;
  const ask: Ask = {
    params,
    query: Object.fromEntries(url.searchParams),
    body: await bodyOf(request),
    cookie: request.headers.cookie ?? '',
    response,
    refuse,
    tell,
  };
  if (found.route.body && !found.route.body.safeParse(ask.body).success)
    refuse(400, 'bad_input', {
      issues: found.route.body
        .safeParse(ask.body)
        .error?.issues.map(({ path, message }) => ({ path: path.join('.'), message })),
    });
  const result = await act(ask);
  const checked = found.route.response?.safeParse(result);
  if (checked && !checked.success) throw new Error(`${found.name}: ${checked.error.message}`);
  response
    .writeHead(result === undefined ? 204 : 200, { 'content-type': 'application/json' })
    .end(result === undefined ? '' : JSON.stringify(result));
}

export function fixtures(): Plugin {
  return {
    name: 'reprise-fixtures',
    configureServer(server) {
      server.middlewares.use((request, response, next) => {
        if (!request.url?.startsWith('/api/')) return next();
        answer(request, response).catch((failure: unknown) => {
          const refused =
            failure instanceof Refused
              ? failure
              : new Refused(500, { title: String(failure), status: 500, code: 'internal' });
          if (!(failure instanceof Refused)) server.config.logger.error(String(failure));
          response
            .writeHead(refused.status, { 'content-type': 'application/problem+json' })
            .end(JSON.stringify(refused.body));
        });
      });
    },
  };
}
