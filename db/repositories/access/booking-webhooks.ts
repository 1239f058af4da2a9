/**
 * The last part of a webhook's address is one word for the platform and two for us: the company's public key finds its
 * row, and the secret behind it is compared. So no secret is looked up by a query, and none lies in the clear.
 */

import { randomBytes } from 'node:crypto';
import { type Actor, type Scope, systemScope } from '../../../domain/access/scope.ts';
import type { Database } from '../../database.ts';
import { createSecretBox } from '../../secret-box.ts';
import { addAudit } from './audit.ts';
import { createCompaniesRepository } from './companies.ts';
import { createSecretsRepository, putSecret } from './secrets.ts';

const SECRET = { system: 'booking', key: 'webhook_secret' } as const;
const SECRET_BYTES = 24;
const newSecret = (): string => randomBytes(SECRET_BYTES).toString('hex');
const ACTOR: Actor = { kind: 'system', name: 'webhook' };

export function createBookingWebhooks(database: Database, secretKey: string) {
  const companies = createCompaniesRepository(database);
  const secrets = createSecretsRepository(database, secretKey);
  const secretOf = async (scope: Scope): Promise<string | undefined> =>
    (await secrets.of(scope, SECRET.system))[SECRET.key];

  return {
    /** Makes the secret when there is none yet. */
    async pathOf(scope: Scope): Promise<string> {
      const { webhookKey } = await companies.byId(scope);
      if ((await secretOf(scope)) === undefined) await secrets.putFirst(scope, { ...SECRET, value: newSecret() });
      return `${webhookKey}-${(await secretOf(scope)) ?? ''}`;
    },

    /** Another secret. Whatever comes to the old address is refused from now on. */
    async renew(scope: Scope): Promise<void> {
      await database.transaction(async (trx) => {
        await putSecret(trx, createSecretBox(secretKey), scope.companyId, { ...SECRET, value: newSecret() });
        await addAudit(trx, {
          companyId: scope.companyId,
          actor: scope.actor,
          action: 'booking_webhook.renewed',
          subjectKind: 'company',
          subjectId: scope.companyId,
        });
      });
    },

    /** Whose webhooks come to this path, and the whole path that they should come to. */
    async companyOf(path: string): Promise<{ companyId: number; path: string } | null> {
      const company = await companies.byWebhookKey(ACTOR, path.slice(0, path.lastIndexOf('-')));
      if (!company) return null;
      const secret = await secretOf(systemScope(company.id, 'webhook'));
      return secret === undefined ? null : { companyId: company.id, path: `${company.webhookKey}-${secret}` };
    },
  };
}
