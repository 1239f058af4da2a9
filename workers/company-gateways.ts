/** The outside systems of each company, opened with the credentials the database holds for it. */

import type { SecretsRepository } from '../db/repositories/access/secrets.ts';
import type { createRateTurnsRepository } from '../db/repositories/sync/rate-turns.ts';
import { systemScope } from '../domain/access/scope.ts';
import { Unavailable } from '../domain/errors.ts';
import type { BookingGateway } from '../domain/sync/booking-gateway.ts';
import type { Lane } from '../domain/sync/turns.ts';
import { createBookingGateway } from '../integrations/booking/yclients/gateway.ts';
import { type Ask, createClaude } from '../integrations/claude/ask.ts';
import { createWhatsAppGateway, type WhatsAppGateway } from '../integrations/whatsapp/gateway.ts';

export interface OutsideSystems {
  booking: { baseUrl: string };
  whatsapp: { baseUrl: string; apiVersion: string };
  claude: { baseUrl: string; model: string };
}

/** A credential entered or changed in the settings is in use after this long. */
const KEPT_MS = 60_000;

/** Remembers what `open` made for a company for a minute. */
function perCompany<Gateway>(open: (companyId: number) => Promise<Gateway>): (companyId: number) => Promise<Gateway> {
  const kept = new Map<number, { gateway: Gateway; until: number }>();
  return async (companyId) => {
    const known = kept.get(companyId);
    if (known && known.until > performance.now()) return known.gateway;
    const gateway = await open(companyId);
    kept.set(companyId, { gateway, until: performance.now() + KEPT_MS });
    return gateway;
  };
}

export function createCompanyGateways(
  systems: OutsideSystems,
  secrets: SecretsRepository,
  turns: ReturnType<typeof createRateTurnsRepository>,
): {
  /** Without a lane, somebody waits for the answer. */
  booking: (companyId: number, lane?: Lane) => Promise<BookingGateway>;
  whatsapp: WhatsAppGateway;
  claude: (companyId: number) => Promise<Ask>;
} {
  async function credential(companyId: number, system: string, key: string): Promise<string> {
    const value = (await secrets.of(systemScope(companyId, 'gateways'), system))[key];
    // Not connected yet, or disconnected: whatever needs it waits and is tried again.
    if (!value) throw new Unavailable(system, 'not_connected', 60_000);
    return value;
  }
  const actor = { kind: 'system', name: 'booking' } as const;
  const bookingIn = (lane: Lane) =>
    perCompany(async (companyId) =>
      createBookingGateway({
        baseUrl: systems.booking.baseUrl,
        partnerToken: await credential(companyId, 'booking', 'partner_token'),
        userToken: await credential(companyId, 'booking', 'user_token'),
        takeTurn: (key, asked) => turns.takeTurn(actor, key, asked),
        heldFor: (key) => turns.heldFor(actor, key),
        holdTurns: (key, forMs) => turns.holdTurns(actor, key, forMs),
        lane,
      }),
    );
  const booking = { interactive: bookingIn('interactive'), background: bookingIn('background') };
  return {
    booking: (companyId, lane = 'interactive') => booking[lane](companyId),
    whatsapp: createWhatsAppGateway({
      baseUrl: systems.whatsapp.baseUrl,
      apiVersion: systems.whatsapp.apiVersion,
      credentials: perCompany(async (companyId) => {
        const stored = await secrets.of(systemScope(companyId, 'gateways'), 'whatsapp');
        const { access_token: accessToken, business_account_id: businessAccountId } = stored;
        return accessToken && businessAccountId ? { accessToken, businessAccountId } : null;
      }),
    }),
    claude: perCompany(async (companyId) =>
      createClaude({
        apiKey: await credential(companyId, 'claude', 'api_key'),
        baseUrl: systems.claude.baseUrl,
        model: systems.claude.model,
      }),
    ),
  };
}
