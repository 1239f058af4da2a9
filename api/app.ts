/** The HTTP side of the product, put together: what comes first is asked first. */

import express, { type Express } from 'express';
import type { Registry } from 'prom-client';
import { createChangeFeed } from './change-feed.ts';
import type { ApiDeps } from './deps.ts';
import { openApiDocument } from './document.ts';
import { refuseCrossSite } from './middleware/cross-site.ts';
import { errorHandler, notFound } from './middleware/errors.ts';
import { requestContext } from './middleware/request-context.ts';
import { securityHeaders } from './middleware/security-headers.ts';
import { createSessionCookie } from './middleware/session-cookie.ts';
import { readLongBodies } from './long-bodies.ts';
import { createGate, mountRoutes, type Route } from './route.ts';
import { accessRoutes } from './routes/access.ts';
import { accountRoutes } from './routes/account.ts';
import { booksRoutes } from './routes/books.ts';
import { campaignRoutes } from './routes/campaigns.ts';
import { clientRoutes } from './routes/clients.ts';
import { optOutRoutes } from './routes/opt-outs.ts';
import { conversationRoutes } from './routes/conversations.ts';
import { deliveryRoutes } from './routes/delivery.ts';
import { documentRoutes } from './routes/documents.ts';
import { eventRoutes } from './routes/events.ts';
import { exportRouter } from './routes/exports.ts';
import { healthRoutes } from './routes/health.ts';
import { insightRoutes } from './routes/insight.ts';
import { moderationRoutes } from './routes/moderation.ts';
import { outboxRoutes } from './routes/outbox.ts';
import { pageRoutes } from './routes/pages.ts';
import { settingsRoutes } from './routes/settings.ts';
import { syncRoutes } from './routes/sync.ts';
import { templateRoutes } from './routes/templates.ts';
import { webhookRoutes } from './routes/webhooks.ts';

/** The longest text is 4,000 characters; a route that takes more says so in its contract. */
const BODY_LIMIT = '100kb';

export interface Api {
  app: Express;
  routes: readonly Route[];
  /** Ends live streams, so that the server can close. */
  close(): void;
}

export function createApp(deps: ApiDeps, registry: Registry): Api {
  const { setting, log } = deps;
  const app = express();
  app.disable('x-powered-by');
  app.set('trust proxy', setting.trustedProxyHops);
  // Nested query objects (?a[b]=c) are nobody's here.
  app.set('query parser', 'simple');
  app.use(requestContext(log, registry), securityHeaders(setting.publicUrl));

  app.use(healthRoutes(deps));
  app.use('/webhooks', (_request, response, next) => {
    response.set('Cache-Control', 'no-store');
    next();
  });
  app.use(webhookRoutes(deps));

  const cookie = createSessionCookie(setting.secretKey, setting.publicUrl);
  const gate = createGate(deps, cookie);
  const routes = [
    ...accessRoutes(deps, cookie),
    ...settingsRoutes(deps),
    ...insightRoutes(deps),
    ...clientRoutes(deps),
    ...campaignRoutes(deps),
    ...moderationRoutes(deps),
    ...conversationRoutes(deps),
    ...optOutRoutes(deps),
    ...deliveryRoutes(deps),
    ...accountRoutes(deps),
    ...templateRoutes(deps),
    ...outboxRoutes(deps),
    ...syncRoutes(deps),
    ...booksRoutes(deps),
  ];
  const feed = createChangeFeed((companyId) => deps.views.changeCounters(companyId), log);
  const events = eventRoutes(gate, feed, deps.clock, log);

  app.use(documentRoutes(() => openApiDocument(routes, setting.version)));
  app.use('/api', (_request, response, next) => {
    response.set('Cache-Control', 'no-store');
    next();
  });
  app.use('/api', refuseCrossSite(setting.publicUrl));
  readLongBodies(app, routes, deps, gate);
  app.use('/api', express.json({ limit: BODY_LIMIT }));
  app.use(events.router, exportRouter(deps, gate));
  mountRoutes(app, routes, deps, gate);
  app.use('/api', notFound);

  if (setting.adminUiFolder !== null) app.use(pageRoutes(setting.adminUiFolder));
  app.use(notFound);
  app.use(errorHandler(log));

  return {
    app,
    routes,
    close: () => {
      feed.close();
      events.close();
    },
  };
}
