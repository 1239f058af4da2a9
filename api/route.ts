/** One way to make a route: its contract checks what comes in and what goes out, its permission is asked in between. */

import type { Express, Request, RequestHandler, Response } from 'express';
import type { z } from 'zod';
import {
  type AnswerOf,
  type BodyOf,
  type ParamsOf,
  type QueryOf,
  type RouteContract,
  type RouteName,
  routes,
} from '../contracts/http/routes.ts';
import type { WithoutLinks } from '../contracts/http/common.ts';
import { mayDo, type Permission } from '../domain/access/permissions.ts';
import type { Actor, Scope } from '../domain/access/scope.ts';
import { RuleBroken } from '../domain/errors.ts';
import type { ApiDeps, SignedIn } from './deps.ts';
import type { SessionCookie } from './middleware/session-cookie.ts';
import { RequestRefused } from './problems.ts';
import { withLinks } from './workflow-links.ts';

export interface Given<Name extends RouteName> {
  params: ParamsOf<Name>;
  query: QueryOf<Name>;
  body: BodyOf<Name>;
  /** The caller's `Idempotency-Key`, where the route takes one. */
  idempotencyKey: string | null;
  at: Date;
}
export interface GivenUser<Name extends RouteName> extends Given<Name> {
  user: SignedIn;
}
export interface GivenScope<Name extends RouteName> extends GivenUser<Name> {
  scope: Scope;
}
export type Answer<Name extends RouteName> = WithoutLinks<AnswerOf<Name>>;

type Handle = (given: never, response: Response, request: Request) => Promise<unknown>;
export interface Route {
  name: RouteName;
  access: 'public' | 'signed_in' | Permission;
  handle: Handle;
}

/** Nobody needs to be signed in. Gets the raw request and response, for cookies. */
export const publicRoute = <Name extends RouteName>(
  name: Name,
  handle: (given: Given<Name>, response: Response, request: Request) => Promise<Answer<Name>>,
): Route => ({ name, access: 'public', handle });

/** Somebody is signed in, whichever company they belong to. */
export const userRoute = <Name extends RouteName>(
  name: Name,
  handle: (given: GivenUser<Name>) => Promise<Answer<Name>>,
): Route => ({ name, access: 'signed_in', handle });

/** A member of the company in the path whose role has the permission. */
export const companyRoute = <Name extends RouteName>(
  name: Name,
  permission: Permission,
  handle: (given: GivenScope<Name>) => Promise<Answer<Name>>,
): Route => ({ name, access: permission, handle });

/** What needs no user: checking a session, counting tries. */
export const API_ACTOR: Actor = { kind: 'system', name: 'api' };
const LONE_SURROGATE = /\p{Surrogate}/u;
const IDEMPOTENCY_KEY = /^[\x21-\x7e]{8,200}$/;

export interface Gate {
  signedIn(request: Request, at: Date): Promise<SignedIn>;
  scope(request: Request, user: SignedIn, permission: Permission): Promise<Scope>;
}

export function createGate(deps: Pick<ApiDeps, 'users' | 'sessions'>, cookie: SessionCookie): Gate {
  return {
    async signedIn(request, at) {
      const token = cookie.read(request);
      const user = token === null ? null : await deps.sessions.userOf(API_ACTOR, token, at);
      if (!user) throw new RequestRefused(401, 'not_signed_in');
      return user;
    },

    /** To somebody else's company a user is told what they would be told about none: 404. */
    async scope(request, user, permission) {
      const companyId = Number(request.params['companyId']);
      const role = await deps.users.roleIn(API_ACTOR, user.id, companyId);
      if (!role) throw new RuleBroken('company_not_found', 'not_found');
      if (!mayDo(role, permission)) throw new RuleBroken('forbidden', 'forbidden');
      return { companyId, actor: { kind: 'user', userId: user.id, name: user.name, role } };
    },
  };
}

export function mountRoutes(app: Express, mounted: readonly Route[], deps: ApiDeps, gate: Gate): void {
  const missing = Object.keys(routes).filter((name) => !mounted.some((route) => route.name === name));
  if (missing.length > 0) throw new Error(`Routes without a handler: ${missing.join(', ')}`);
  const names = mounted.map(({ name }) => name);
  // Only the first of two would ever be asked, and a change to the other would do nothing.
  const twice = names.filter((name, place) => names.indexOf(name) !== place);
  if (twice.length > 0) throw new Error(`Routes with two handlers: ${twice.join(', ')}`);
  for (const route of mounted) {
    const contract: RouteContract = routes[route.name];
    app[contract.method](expressPath(contract.path), handler(route, contract, deps, gate));
  }
}

/** `{name}` as contracts and OpenAPI write it, `:name` as Express does. */
export const expressPath = (path: string): string => path.replaceAll(/\{(\w+)\}/g, ':$1');

function handler(route: Route, contract: RouteContract, deps: ApiDeps, gate: Gate): RequestHandler {
  return async (request, response) => {
    const at = deps.clock.now();
    // Who asks comes before what is asked: a stranger learns nothing about our fields.
    const user = route.access === 'public' ? null : await gate.signedIn(request, at);
    const params = parsed(contract.params, request.params);
    const scope =
      user === null || route.access === 'public' || route.access === 'signed_in'
        ? null
        : await gate.scope(request, user, route.access);
    const given = {
      params,
      query: parsed(contract.query, request.query),
      body: parsed(contract.body, request.body ?? {}),
      idempotencyKey: contract.takesIdempotencyKey ? idempotencyKey(request) : null,
      at,
      user,
      scope,
    };
    const answer = await route.handle(given as never, response, request);
    if (contract.response === null) {
      response.status(204).end();
      return;
    }
    // Parsing what goes out keeps columns that nobody promised inside.
    const linked = withLinks(answer, deps.setting);
    response.status(contract.status ?? 200).json(contract.response.parse(linked));
  };
}

function idempotencyKey(request: Request): string | null {
  const key = request.get('idempotency-key');
  if (key === undefined) return null;
  if (IDEMPOTENCY_KEY.test(key)) return key;
  throw new RequestRefused(400, 'bad_input', {
    issues: [{ path: 'Idempotency-Key', message: 'Must be 8 to 200 visible ASCII characters' }],
  });
}

/** What the schema makes of it, or a refusal that names every field. */
export function parsed(schema: z.ZodType | undefined, value: unknown): unknown {
  if (!schema) return undefined;
  const result = schema.safeParse(value);
  const issues = result.success
    ? unstorable(value).map((path) => ({ path, message: 'Holds a character that is not text' }))
    : result.error.issues.map((issue) => ({ path: issue.path.join('.'), message: issue.message }));
  if (!result.success || issues.length > 0) throw new RequestRefused(400, 'bad_input', { issues });
  return result.data;
}

/** PostgreSQL holds neither NUL nor half a character: said here, so that it is the caller's error and not ours. */
function unstorable(value: unknown, path = ''): string[] {
  if (typeof value === 'string') return value.includes('\0') || LONE_SURROGATE.test(value) ? [path] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => unstorable(inner, path ? `${path}.${key}` : key));
}
