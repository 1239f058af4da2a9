/** The OpenAPI document, made from the schemas that check the requests. */

import { z } from 'zod';
import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiPathsObject } from 'zod-openapi';
import { companyPath, problem } from '../contracts/http/common.ts';
import { changed } from '../contracts/http/insight.ts';
import { exportRoutes } from '../contracts/http/exports.ts';
import { type RouteContract, routes } from '../contracts/http/routes.ts';
import type { Route } from './route.ts';
import { EVENTS_PATH } from './routes/events.ts';

type OpenApiDocument = ReturnType<typeof createDocument>;

const PROBLEM = { content: { 'application/problem+json': { schema: problem } } };
const refusal = (description: string) => ({ description, ...PROBLEM });

const health = z.object({ ready: z.boolean(), notReady: z.array(z.object({ part: z.string(), why: z.string() })) });
const TEXT = { 'text/plain': { schema: z.string() } };

/** Routes that do not speak JSON in both directions are described by hand. */
const OTHERS: ZodOpenApiPathsObject = {
  '/health/live': {
    get: { summary: 'The process answers', security: [], responses: { 200: { description: 'Alive' } } },
  },
  '/health/ready': {
    get: {
      summary: 'Everything the API needs answers',
      security: [],
      responses: {
        200: { description: 'Ready', content: { 'application/json': { schema: health } } },
        503: { description: 'What is not ready', content: { 'application/json': { schema: health } } },
      },
    },
  },
  '/webhooks/whatsapp': whatsapp(z.object({})),
  '/webhooks/whatsapp/{key}': whatsapp(z.object({ key: z.string() })),
  '/webhooks/booking/{secret}': {
    post: {
      summary: 'The booking platform says that something changed',
      security: [],
      requestParams: { path: z.object({ secret: z.string() }) },
      responses: { 200: { description: 'A cycle is started' }, 403: refusal('Unknown secret') },
    },
  },
  '/api/openapi.json': {
    get: { summary: 'This document', security: [], responses: { 200: { description: 'OpenAPI 3.1' } } },
  },
  '/api/docs': {
    get: { summary: 'This document, to try out', security: [], responses: { 200: { description: 'A page' } } },
  },
  [EVENTS_PATH]: {
    get: {
      summary: 'Server-sent events: `changed` with the topics to ask again for',
      requestParams: { path: z.object({ companyId: z.coerce.number().int().positive() }) },
      responses: { 200: { description: 'A stream', content: { 'text/event-stream': { schema: changed } } } },
    },
  },
};

/** The files that lists can be taken away as. */
const EXPORTS: ZodOpenApiPathsObject = Object.fromEntries(
  Object.values(exportRoutes).map(({ path, summary, permission, query }) => [
    path,
    {
      get: {
        summary,
        tags: ['exports'],
        description: `Needs the permission \`${permission}\`.`,
        requestParams: { path: companyPath, query },
        responses: {
          200: {
            description: 'UTF-8 with its mark, the first line names the columns',
            content: { 'text/csv': { schema: z.string() } },
          },
          400: refusal('Fields are not as they must be'),
          401: refusal('Not signed in'),
          403: refusal('The role does not allow it'),
          404: refusal('Not in this company'),
          429: refusal('Other files are being written'),
        },
      },
    },
  ]),
);

function whatsapp(path: z.ZodObject) {
  const refused = { 403: refusal('The signature is missing or wrong') };
  const query = z.object({ 'hub.mode': z.string(), 'hub.verify_token': z.string(), 'hub.challenge': z.string() });
  return {
    get: {
      summary: 'WhatsApp checks that this address is ours',
      security: [],
      requestParams: { path, query },
      responses: { 200: { description: 'The challenge', content: TEXT }, ...refused },
    },
    post: {
      summary: 'Statuses and messages from WhatsApp, signed',
      security: [],
      requestParams: { path, header: z.object({ 'x-hub-signature-256': z.string() }) },
      requestBody: { content: { 'application/json': { schema: z.record(z.string(), z.unknown()) } } },
      responses: { 200: { description: 'Stored' }, ...refused },
    },
  };
}

function operation(
  name: string,
  contract: RouteContract,
  access: Route['access'] | undefined,
): ZodOpenApiOperationObject {
  const isOpen = contract.isPublic === true;
  const inCompany = contract.path.includes('{companyId}');
  const header = contract.takesIdempotencyKey ? z.object({ 'idempotency-key': z.string().optional() }) : undefined;
  return {
    operationId: name,
    summary: contract.summary,
    tags: [contract.path.split('/')[inCompany ? 4 : 2]?.replace(/\{.*\}/, '') ?? 'other'],
    ...(access && access !== 'public' && access !== 'signed_in'
      ? { description: `Needs the permission \`${access}\`.` }
      : {}),
    ...(isOpen ? { security: [] } : {}),
    requestParams: {
      ...(contract.params ? { path: contract.params } : {}),
      ...(contract.query ? { query: contract.query } : {}),
      ...(header ? { header } : {}),
    },
    ...(contract.body
      ? { requestBody: { required: true, content: { 'application/json': { schema: contract.body } } } }
      : {}),
    responses: {
      ...(contract.response === null
        ? { 204: { description: 'Done' } }
        : {
            [String(contract.status ?? 200) as '200']: {
              description: 'The answer',
              content: { 'application/json': { schema: contract.response } },
            },
          }),
      ...(contract.body || contract.query || contract.params ? { 400: refusal('Fields are not as they must be') } : {}),
      ...(isOpen ? {} : { 401: refusal('Not signed in') }),
      ...(inCompany ? { 403: refusal('The role does not allow it'), 404: refusal('Not in this company') } : {}),
      ...(contract.method !== 'get' && inCompany ? { 409: refusal('Too late, or changed meanwhile') } : {}),
      503: refusal('A system this needs does not answer'),
    },
  };
}

export function openApiDocument(mounted: readonly Route[], version: string): OpenApiDocument {
  const paths: Record<string, Record<string, ZodOpenApiOperationObject>> = {};
  for (const [name, contract] of Object.entries<RouteContract>(routes)) {
    const access = mounted.find((route) => route.name === name)?.access;
    (paths[contract.path] ??= {})[contract.method] = operation(name, contract, access);
  }
  return createDocument({
    openapi: '3.1.0',
    info: {
      title: 'Reprise',
      version,
      description:
        'Errors are `application/problem+json`. Money is integer minor units. Lists take `page`, `pageSize`, `sort`, `q`.',
    },
    security: [{ session: [] }],
    components: { securitySchemes: { session: { type: 'apiKey', in: 'cookie', name: 'reprise_session' } } },
    paths: { ...paths, ...EXPORTS, ...OTHERS },
  });
}
