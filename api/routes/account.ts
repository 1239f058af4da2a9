/** The number's history and pauses, the stop button over all companies, and test sends. */

import { RuleBroken } from '../../domain/errors.ts';
import type { Actor } from '../../domain/access/scope.ts';
import type { ApiDeps, SignedIn } from '../deps.ts';
import { companyRoute, type Route, userRoute } from '../route.ts';

export function accountRoutes({ accounts, installationStop, testSends, views }: ApiDeps): Route[] {
  return [
    companyRoute('accountEvents', 'see_company', ({ scope, query }) => accounts.events(scope, query)),
    companyRoute('pauseNumber', 'stop_sending', async ({ scope, body, at }) => {
      const until = body.until ? new Date(body.until) : null;
      if (until !== null && until <= at) throw new RuleBroken('pause_is_over', 'invalid');
      await accounts.pause(scope, { reason: body.reason, until }, at);
      return views.accountHealth(scope, at);
    }),
    companyRoute('resumeNumber', 'settle_outbox', async ({ scope, body, at }) => {
      await accounts.resume(scope, body.reason, at);
      return views.accountHealth(scope, at);
    }),

    userRoute('installationSending', ({ user }) => installationStop.state(actorOf(user), user.id)),
    userRoute('stopInstallation', async ({ user, body, at }) => {
      await installationStop.stop(actorOf(user), user.id, body.reason, at);
      return installationStop.state(actorOf(user), user.id);
    }),
    userRoute('resumeInstallation', async ({ user, body }) => {
      await installationStop.resume(actorOf(user), user.id, body.reason);
      return installationStop.state(actorOf(user), user.id);
    }),

    companyRoute('listTestNumbers', 'see_company', ({ scope }) => testSends.numbers(scope)),
    companyRoute('addTestNumber', 'write_messages', async ({ scope, body, at }) => {
      await testSends.addNumber(scope, body, at);
      return testSends.numbers(scope);
    }),
    companyRoute('removeTestNumber', 'write_messages', async ({ scope, body, at }) => {
      await testSends.removeNumber(scope, body.phone, at);
      return testSends.numbers(scope);
    }),
    companyRoute('listTestSends', 'see_company', ({ scope }) => testSends.newest(scope)),
    companyRoute('testSend', 'write_messages', ({ scope, body, idempotencyKey, at }) =>
      testSends.send(scope, { ...body, requestKey: idempotencyKey }, at),
    ),
  ];
}

/** Whoever presses the button over all companies acts as the owner they are. */
const actorOf = (user: SignedIn): Actor => ({ kind: 'user', userId: user.id, name: user.name, role: 'owner' });
