/** Sign-in, settings, the audit log and links. */

import { routes } from '../../contracts/http/routes.ts';
import type { Session } from '../../contracts/http/access.ts';
import { permissionsOf } from '../../domain/access/permissions.ts';
import type { ApiDeps, SignedIn } from '../deps.ts';
import type { SessionCookie } from '../middleware/session-cookie.ts';
import { RequestRefused } from '../problems.ts';
import { API_ACTOR, companyRoute, publicRoute, type Route, userRoute } from '../route.ts';
import { VersionConflict } from '../version-conflict.ts';

export function accessRoutes(deps: ApiDeps, cookie: SessionCookie): Route[] {
  const sessionOf = async (user: SignedIn): Promise<Session> => ({
    user: { id: user.id, email: user.email, name: user.name, language: user.language },
    companies: (await deps.users.companiesOf(API_ACTOR, user.id)).map((company) => ({
      ...company,
      permissions: [...permissionsOf(company.role)],
    })),
  });

  return [
    publicRoute('signIn', async ({ body, at }, response, request) => {
      const tries = await deps.signInLimit.take(addressOf(request.ip));
      if (!tries.allowed) throw new RequestRefused(429, 'too_many_tries', { retryAfterMs: tries.retryAfterMs });
      const user = await deps.users.signIn(API_ACTOR, body.email, body.password);
      if (!user) throw new RequestRefused(401, 'wrong_credentials');
      const actor = { kind: 'user' as const, userId: user.id, name: user.name, role: 'viewer' as const };
      const { token, expiresAt } = await deps.sessions.open(actor, request.get('user-agent') ?? null, at);
      cookie.set(response, token, expiresAt);
      return sessionOf(user);
    }),

    publicRoute('signOut', async (_given, response, request) => {
      const token = cookie.read(request);
      if (token !== null) await deps.sessions.end(API_ACTOR, token);
      cookie.clear(response);
      return undefined;
    }),

    userRoute('whoAmI', ({ user }) => sessionOf(user)),

    userRoute('setLanguage', async ({ user, body }) => {
      await deps.users.setLanguage(API_ACTOR, user.id, body.language);
      return sessionOf({ ...user, language: body.language });
    }),

    userRoute('systemLinks', async () => {
      const { version, temporalUiUrl, temporalNamespace, sandboxUrl } = deps.setting;
      return { version, temporalUiUrl, temporalNamespace, sandboxUrl };
    }),

    companyRoute('getSettings', 'see_settings', ({ scope }) => deps.settings.settings(scope)),

    companyRoute('putSettings', 'change_settings', async ({ scope, body }) => {
      if (body.enabled) await deps.templates.mustBeReady(scope, 'service_reactivation', 'switch_on');
      const changed = await deps.settings.change(scope, body);
      if (changed.outcome === 'conflict') throw new VersionConflict(routes.putSettings.response.parse(changed.current));
      return changed.settings;
    }),

    companyRoute('listAudit', 'see_audit', ({ scope, query }) => deps.views.audit(scope, query)),
  ];
}

/** One household or office shares the first half of an IPv6 address; counting whole ones would count nothing. */
function addressOf(ip: string | undefined): string {
  if (!ip?.includes(':')) return ip ?? 'unknown';
  if (ip.startsWith('::ffff:')) return ip.slice('::ffff:'.length);
  const [head = '', tail = ''] = ip.split('::');
  const groups = head.split(':').filter(Boolean);
  const zeros = ip.includes('::') ? 8 - groups.length - tail.split(':').filter(Boolean).length : 0;
  return [...groups, ...Array<string>(Math.max(0, zeros)).fill('0'), ...tail.split(':').filter(Boolean)]
    .slice(0, 4)
    .join(':');
}
