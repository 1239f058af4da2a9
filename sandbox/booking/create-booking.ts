/** The stand-in of the booking platform (YClients, Altegio): its API, its calendar page and its controls. */

import express, { Router } from 'express';
import type { Clock } from '../../domain/clock.ts';
import type { Faults } from '../faults.ts';
import { openJournal } from '../journal.ts';
import { refuse } from './api/answers.ts';
import { catalogueRoutes } from './api/catalogue.ts';
import { clientRoutes } from './api/clients.ts';
import { createGate, type LoggedRequest } from './api/gate.ts';
import { onlineBookingRoutes } from './api/online-booking.ts';
import type { Platform } from './api/platform.ts';
import { recordRoutes } from './api/records.ts';
import { calendarRoutes } from './calendar/routes.ts';
import { createContents, type Change, type Client, type Company, type Contents, type Filling } from './contents.ts';
import { crowdFilling, inventCrowd, type CrowdSize } from './crowd/invent-crowd.ts';
import { crowdRoutes } from './crowd/routes.ts';
import { fillOnce } from './fill.ts';
import { createHooks } from './webhooks.ts';
import { createLimiter, PLATFORM_LIMITS, type Limits } from './limits.ts';
import { createCompanyTime } from './local-time.ts';
import { samePhone } from './phones.ts';

/** What every stand-in is given by the sandbox's process. */
export interface BookingContext {
  /** Where changes are kept; null keeps all in memory. */
  dataDir: string | null;
  clock: Clock;
  faults: Faults;
  changed: () => void;
}

export interface BookingOptions {
  /** The folder with the CSV books; without it a club is invented. */
  booksDir?: string;
  seed?: number;
  /** How many people to invent. */
  clients?: number;
  /** null takes the limits away; without it they are the platform's own. */
  limits?: Limits | null;
  /** So many people and records, made when they are asked for, under any company's id: for measuring. */
  crowd?: CrowdSize;
  /** How long after a change its webhook leaves; without it the platform's usual five seconds. */
  hookDelayMs?: number;
  /** Ready-made contents, for tests. */
  filling?: Filling;
}

export interface Booking {
  /** Mounted under /booking: the API below /api/v1, the page at /calendar. */
  router: Router;
  /** Mounted under /sandbox/booking: JSON for tests and the page. */
  control: Router;
  contents: Contents;
  source: 'books' | 'invented';
  /** By how many days the books were moved; null for invented people. */
  booksShiftDays: number | null;
  /** What was answered and when, newest last. */
  requests: () => LoggedRequest[];
  change: (change: Change) => void;
  /** The name of whoever has this phone, whichever way it is written. */
  nameOf: (phone: string) => string | undefined;
  close: () => void;
}

const LOG_LENGTH = 50_000;

function controlRoutes(platform: Platform, booking: Pick<Booking, 'requests' | 'source' | 'booksShiftDays'>): Router {
  const { contents, now, change } = platform;
  const router = Router();
  router.get('/', (_request, response) => {
    response.json({
      company: contents.company,
      source: booking.source,
      booksShiftDays: booking.booksShiftDays,
      clients: contents.clients.size,
      records: contents.bookings.size,
      requests: booking.requests().length,
    });
  });
  router.get('/requests', (request, response) => {
    const since = Number(request.query['since'] ?? 0);
    response.json({ requests: booking.requests().filter((each) => each.at >= since) });
  });
  router.get('/records', (request, response) => {
    const { apiId, clientId } = request.query;
    const found = [...contents.bookings.values()].filter(
      (each) =>
        (apiId === undefined || each.apiId === apiId) && (clientId === undefined || each.clientId === Number(clientId)),
    );
    response.json({ records: found });
  });
  router.patch('/records/:id', express.json(), (request, response) => {
    const id = Number(request.params.id);
    change({ type: 'booking_changed', id, change: (request.body ?? {}) as object, at: now() });
    response.json(contents.bookings.get(id) ?? null);
  });
  router.patch('/company', express.json(), (request, response) => {
    change({ type: 'company_changed', change: (request.body ?? {}) as Partial<Company> });
    response.json(contents.company);
  });
  router.patch('/clients/:id', express.json(), (request, response) => {
    const client = contents.clients.get(Number(request.params.id));
    if (!client) {
      response.status(404).json({ error: 'No such client' });
      return;
    }
    const saved: Client = { ...client, ...(request.body as Partial<Client>), id: client.id, changedAt: now() };
    change({ type: 'client_saved', client: saved });
    response.json(saved);
  });
  return router;
}

export function createBooking(context: BookingContext, options: BookingOptions = {}): Booking {
  const { dataDir, faults, clock } = context;
  const ready = options.filling ?? (options.crowd ? crowdFilling() : undefined);
  const { source, filling } = ready
    ? { source: 'invented' as const, filling: ready }
    : fillOnce({ ...options, dataDir, now: clock.now() });
  const contents = createContents(filling);
  const journal = openJournal<Change>(dataDir, 'booking', (change) => {
    contents.apply(change);
  });
  let log: LoggedRequest[] = [];
  const now = (): number => clock.now().getTime();
  const time = createCompanyTime(() => contents.company.timeZone);
  const { hookDelayMs: delayMs } = options;
  const hooks = createHooks({ dataDir, faults, contents, time, ...(delayMs === undefined ? {} : { delayMs }) });
  const platformFor = (by: 'api' | 'person'): Platform => ({
    contents,
    time,
    now,
    faults,
    change(change) {
      journal.append(change);
      hooks.tell(change, by);
      context.changed();
    },
  });
  // What comes through the API is told only to whoever asked to hear of itself.
  const ours = platformFor('api');
  const platform = platformFor('person');
  const gate = createGate({
    // A crowd stands in for as many companies as a measurement wants.
    companyId: options.crowd ? null : filling.company.id,
    now,
    faults,
    limiter: createLimiter(options.limits === undefined ? PLATFORM_LIMITS : options.limits),
    log(entry) {
      log.push(entry);
      if (log.length > LOG_LENGTH) log = log.slice(-LOG_LENGTH / 2);
    },
  });

  const api = Router();
  api.use(gate, express.json({ limit: '256kb' }));
  if (options.crowd) api.use(crowdRoutes(platform, inventCrowd(options.crowd, platform.time.dateOf(now()))));
  for (const routes of [catalogueRoutes, clientRoutes, recordRoutes, onlineBookingRoutes]) api.use(routes(ours));
  api.use(hooks.routes);
  api.use((_request, response) => {
    refuse(response, 404, 'Не найдено');
  });
  const router = Router();
  router.use('/api/v1', api);
  router.use('/calendar', calendarRoutes(platform));

  const about = { source, booksShiftDays: filling.company.booksShiftDays, requests: () => log };
  return {
    ...about,
    router,
    control: controlRoutes(platform, about),
    contents,
    change: platform.change,
    nameOf(phone) {
      for (const client of contents.clients.values()) {
        if (samePhone(client.phone, phone)) return `${client.name} ${client.surname}`.trim();
      }
      return undefined;
    },
    close() {
      hooks.close();
      journal.close();
    },
  };
}
