/** The booking platform's stand-in on a port of its own, with a gateway to it and small contents to read. */

import express from 'express';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Clock } from '../../domain/clock.ts';
import type { BookingCompany } from '../../domain/sync/platform.ts';
import type { BookingGateway } from '../../domain/sync/booking-gateway.ts';
import { createBookingGateway } from '../../integrations/booking/yclients/gateway.ts';
import type { BookingConnection } from '../../integrations/booking/yclients/requests.ts';
import { createBooking, type Booking, type BookingOptions } from '../../sandbox/booking/create-booking.ts';
import type { Booking as Row, Client, Filling } from '../../sandbox/booking/contents.ts';
import { createFaults, type Faults } from '../../sandbox/faults.ts';
import { SANDBOX_BOOKING } from '../../sandbox/credentials.ts';

export interface TestBooking {
  booking: Booking;
  faults: Faults;
  gateway: BookingGateway;
  company: BookingCompany;
  baseUrl: string;
  close: () => Promise<void>;
}

export interface TestBookingOptions extends BookingOptions {
  clock?: Clock;
  dataDir?: string | null;
  connection?: Partial<BookingConnection>;
}

/** Nobody waits for a turn, unless the test says how. */
export const NO_LIMIT = {
  takeTurn: () => Promise.resolve({ isTaken: true, waitMs: 0 }),
  heldFor: () => Promise.resolve(0),
  holdTurns: () => Promise.resolve(),
};

export async function startBooking(options: TestBookingOptions = {}): Promise<TestBooking> {
  const { clock = { now: () => new Date() }, dataDir = null, connection, ...rest } = options;
  const faults = createFaults();
  const booking = createBooking({ dataDir, clock, faults, changed: () => undefined }, { limits: null, ...rest });
  const app = express();
  app.use('/booking', booking.router);
  app.use('/sandbox/booking', booking.control);
  const server = createServer(app);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const origin = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  const { company } = booking.contents;
  return {
    booking,
    faults,
    gateway: createBookingGateway({
      baseUrl: `${origin}/booking/api/v1`,
      ...SANDBOX_BOOKING,
      ...NO_LIMIT,
      ...connection,
    }),
    company: { externalId: String(company.id), timeZone: company.timeZone, currency: company.currency },
    baseUrl: origin,
    async close() {
      booking.close();
      // First nobody new, then everybody who is there: also a request that a fault leaves without an answer.
      const closed = new Promise((resolve) => {
        server.close(resolve);
      });
      server.closeAllConnections();
      await closed;
    },
  };
}

/** Called inside a `describe`: each test starts a stand-in of its own, which is closed after it. */
export function bookingOfATest(clock: Clock): { start: (options: TestBookingOptions) => Promise<TestBooking> } {
  let world: TestBooking | undefined;
  afterEach(async () => {
    await world?.close();
    world = undefined;
  });
  return {
    async start(options) {
      world = await startBooking({ clock, ...options });
      return world;
    },
  };
}

const JANUARY = Date.parse('2026-01-05T08:00:00Z');

/** A platform with a few people and as many records as the test wants: `rows` overrides what matters. */
export function smallFilling(rows: { clients?: Partial<Client>[]; bookings?: Partial<Row>[] } = {}): Filling {
  const clients = (rows.clients ?? [{}]).map((client, index): Client => ({
    id: index + 1,
    name: `Name${String(index + 1)}`,
    surname: '',
    phone: `+42060100${String(1000 + index)}`,
    email: '',
    birthDate: null,
    newsletter: null,
    customFields: {},
    createdAt: JANUARY,
    changedAt: JANUARY,
    ...client,
  }));
  const bookings = (rows.bookings ?? []).map((booking, index): Row => ({
    id: index + 1,
    visitId: index + 1,
    staffId: 1,
    clientId: 1,
    services: [{ id: 1, cost: 500 }],
    goods: [],
    local: `2026-02-${String((index % 28) + 1).padStart(2, '0')} 12:00`,
    seconds: 3600,
    attendance: 1,
    deleted: false,
    apiId: '',
    online: false,
    comment: '',
    createdAt: JANUARY,
    changedAt: JANUARY,
    ...booking,
  }));
  return {
    company: {
      id: 77,
      title: 'Small club',
      countryCode: 'CZ',
      country: 'Czech Republic',
      city: 'Prague',
      timeZone: 'Europe/Prague',
      currency: 'CZK',
      language: 'cs',
      businessType: 'fitness',
      booksShiftDays: null,
    },
    staff: [
      {
        id: 1,
        name: 'Iva',
        specialization: '',
        position: 'Trainer',
        fired: false,
        hidden: false,
        daysOff: [7],
        serviceIds: [1],
      },
    ],
    services: [{ id: 1, title: 'Massage', category: 'Care', price: 500, seconds: 3600, active: true }],
    clients,
    bookings,
    memberships: [],
    sales: [],
  };
}
