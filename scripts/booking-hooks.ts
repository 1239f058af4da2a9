/** Tells the sandbox's booking platform where our webhooks are; a real platform is told by its owner, whose settings we would overwrite. */

import type { Config } from '../config/config.ts';
import type { Database } from '../db/database.ts';
import { createBookingWebhooks } from '../db/repositories/access/booking-webhooks.ts';
import { createCompaniesRepository } from '../db/repositories/access/companies.ts';
import { type Actor, systemScope } from '../domain/access/scope.ts';

const ACTOR: Actor = { kind: 'system', name: 'start' };
const WITHIN_MS = 5_000;

/** Twice is harmless: the settings are replaced by the same. Without them the minute's cycle finds every change. */
export async function registerBookingHooks(config: Config, database: Database): Promise<void> {
  const company = await createCompaniesRepository(database).first(ACTOR);
  const { baseUrl, partnerToken, userToken } = config.booking;
  if (config.standIns.booking !== 'sandbox' || !company?.externalId || !partnerToken || !userToken) return;
  const path = await createBookingWebhooks(database, config.secretKey).pathOf(systemScope(company.id, 'start'));
  await fetch(`${baseUrl}/hooks_settings/${company.externalId}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/vnd.yclients.v2+json',
      authorization: `Bearer ${partnerToken}, User ${userToken}`,
    },
    body: JSON.stringify({
      urls: [`http://127.0.0.1:${String(config.ports.api)}/webhooks/booking/${path}`],
      active: 1,
      record: 1,
      client: 1,
    }),
    signal: AbortSignal.timeout(WITHIN_MS),
  }).catch(() => undefined);
}
