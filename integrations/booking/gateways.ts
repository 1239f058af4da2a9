/** Every booking platform that can be copied, a line each: a company's `booking_platform` chooses. */

import { RuleBroken } from '../../domain/errors.ts';
import type { BookingGateway } from '../../domain/sync/booking-gateway.ts';
import { createBooksGateway, type BooksShelf } from './books/gateway.ts';
import { createBookingGateway as createYclientsGateway } from './yclients/gateway.ts';
import type { BookingConnection } from './yclients/requests.ts';

/** What the roots hand to an adapter; each takes of it what its platform needs. */
export interface PlatformWires {
  /** Of the platform that is reached over HTTP. */
  baseUrl: string;
  /** A credential of this company; refuses as `not_connected` while there is none. */
  credential: (key: string) => Promise<string>;
  /** The limit that all processes share. */
  limit: Omit<BookingConnection, 'baseUrl' | 'partnerToken' | 'userToken'>;
  /** The stored books of this company. */
  shelf: BooksShelf;
}

type Open = (wires: PlatformWires) => Promise<BookingGateway>;

const PLATFORMS: Readonly<Record<string, Open>> = {
  yclients: async ({ baseUrl, credential, limit }) =>
    createYclientsGateway({
      baseUrl,
      partnerToken: await credential('partner_token'),
      userToken: await credential('user_token'),
      ...limit,
    }),
  // Rows of our own database: nobody's limit is used, and nobody's credentials.
  books: ({ shelf }) => Promise.resolve(createBooksGateway(shelf)),
};

export async function openBookingGateway(platform: string, wires: PlatformWires): Promise<BookingGateway> {
  const open = Object.hasOwn(PLATFORMS, platform) ? PLATFORMS[platform] : undefined;
  if (!open) throw new RuleBroken('booking_platform_unknown', 'invalid', { platform });
  return open(wires);
}
