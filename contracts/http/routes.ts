/** Every route that takes or answers JSON: the API mounts these, the OpenAPI document is made from them, the admin UI calls them. */

import type { z } from 'zod';
import { accessRoutes } from './routes/access.ts';
import { accountRoutes } from './routes/account.ts';
import { booksRoutes } from './routes/books.ts';
import { campaignsRoutes } from './routes/campaigns.ts';
import { conversationsRoutes } from './routes/conversations.ts';
import { deliveryRoutes } from './routes/delivery.ts';
import { insightRoutes } from './routes/insight.ts';
import { moderationRoutes } from './routes/moderation.ts';
import { optOutsRoutes } from './routes/opt-outs.ts';
import { outboxRoutes } from './routes/outbox.ts';
import { settingsRoutes } from './routes/settings.ts';
import { syncRoutes } from './routes/sync.ts';
import { templatesRoutes } from './routes/templates.ts';
import type { RouteContract } from './routes/route-contract.ts';

export type { RouteContract };

export const routes = {
  ...accessRoutes,
  ...settingsRoutes,
  ...insightRoutes,
  ...campaignsRoutes,
  ...moderationRoutes,
  ...conversationsRoutes,
  ...optOutsRoutes,
  ...deliveryRoutes,
  ...accountRoutes,
  ...templatesRoutes,
  ...outboxRoutes,
  ...syncRoutes,
  ...booksRoutes,
} as const satisfies Record<string, RouteContract>;

export type RouteName = keyof typeof routes;
type Part<
  Name extends RouteName,
  Key extends 'params' | 'query' | 'body' | 'response',
> = (typeof routes)[Name] extends {
  [K in Key]: infer Schema extends z.ZodType;
}
  ? z.output<Schema>
  : undefined;
/** What a handler of this route is given, and what it answers. */
export type ParamsOf<Name extends RouteName> = Part<Name, 'params'>;
export type QueryOf<Name extends RouteName> = Part<Name, 'query'>;
export type BodyOf<Name extends RouteName> = Part<Name, 'body'>;
export type AnswerOf<Name extends RouteName> = Part<Name, 'response'>;
