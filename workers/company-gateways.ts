/** The outside systems of each company, opened with the credentials the database holds for it. */

import type { SecretsRepository } from '../db/repositories/access/secrets.ts';
import type { BooksRepository } from '../db/repositories/sync/books.ts';
import type { createRateTurnsRepository } from '../db/repositories/sync/rate-turns.ts';
import { type Scope, systemScope } from '../domain/access/scope.ts';
import { Unavailable } from '../domain/errors.ts';
import type { BookingGateway } from '../domain/sync/booking-gateway.ts';
import type { Lane } from '../domain/sync/turns.ts';
import type { BooksShelf } from '../integrations/booking/books/gateway.ts';
import { openBookingGateway } from '../integrations/booking/gateways.ts';
import { type Ask, createClaude } from '../integrations/claude/ask.ts';
import { createWhatsAppGateway, type WhatsAppGateway } from '../integrations/whatsapp/gateway.ts';

export interface OutsideSystems {
  booking: { baseUrl: string };
  whatsapp: { baseUrl: string; apiVersion: string };
  claude: { baseUrl: string; model: string };
  /** `real`: whoever is written to gets it. */
  standIns: { whatsapp: string };
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

/** Each company's booking platform, through the adapter that its row names. */
function bookingGateways(
  baseUrl: string,
  credential: (companyId: number, system: string, key: string) => Promise<string>,
  turns: ReturnType<typeof createRateTurnsRepository>,
  books: BooksRepository,
): (lane: Lane) => (companyId: number) => Promise<BookingGateway> {
  const actor = { kind: 'system', name: 'booking' } as const;
  const shelfOf = (scope: Scope): BooksShelf => ({
    company: () => books.company(scope),
    page: (collection, asked) => books.page(scope, collection, asked),
    hasClient: (externalId: string) => books.hasClient(scope, externalId),
  });
  const openIn = (platform: string, lane: Lane) =>
    perCompany((companyId) =>
      openBookingGateway(platform, {
        baseUrl,
        credential: (key) => credential(companyId, 'booking', key),
        limit: {
          takeTurn: (key, asked) => turns.takeTurn(actor, key, asked),
          heldFor: (key) => turns.heldFor(actor, key),
          holdTurns: (key, forMs) => turns.holdTurns(actor, key, forMs),
          lane,
        },
        shelf: shelfOf(systemScope(companyId, 'gateways')),
      }),
    );
  const opened = new Map<string, (companyId: number) => Promise<BookingGateway>>();
  /** The platform is asked for every time: a company that has just changed it must not be read from the old one. */
  return (lane) => async (companyId) => {
    const platform = await books.platformOf(systemScope(companyId, 'gateways'));
    const key = `${platform} ${lane}`;
    const open = opened.get(key) ?? openIn(platform, lane);
    opened.set(key, open);
    return open(companyId);
  };
}

export function createCompanyGateways(
  systems: OutsideSystems,
  secrets: SecretsRepository,
  turns: ReturnType<typeof createRateTurnsRepository>,
  books: BooksRepository,
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
  const bookingIn = bookingGateways(systems.booking.baseUrl, credential, turns, books);
  const booking = { interactive: bookingIn('interactive'), background: bookingIn('background') };
  return {
    booking: (companyId, lane = 'interactive') => booking[lane](companyId),
    whatsapp: createWhatsAppGateway({
      baseUrl: systems.whatsapp.baseUrl,
      apiVersion: systems.whatsapp.apiVersion,
      credentials: perCompany(async (companyId) => {
        // People of the books have invented numbers, which may be somebody's: they are written to in the sandbox only.
        const areInvented = (await books.platformOf(systemScope(companyId, 'gateways'))) === 'books';
        if (areInvented && systems.standIns.whatsapp === 'real') return null;
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
