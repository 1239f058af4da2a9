/** The platform's webhooks: one try a few seconds after a change, unsigned, with types that differ from the lists'. */

import { Router } from 'express';
import type { Faults } from '../faults.ts';
import { openJournal } from '../journal.ts';
import { answer } from './api/answers.ts';
import type { Change, Contents } from './contents.ts';
import type { LocalTime } from './local-time.ts';
import { bookingOnWire, cardOnWire } from './wire.ts';

const USUAL_DELAY_MS = 5_000;
const ANSWER_WITHIN_MS = 15_000;
const MOST_URLS = 10;

/** A location has one set of settings: whoever posts replaces everybody's. */
interface Settings {
  urls: string[];
  active: boolean;
  record: boolean;
  client: boolean;
  /** Also changes that came through the API. */
  selfSending: boolean;
}

export interface HooksOptions {
  dataDir: string | null;
  faults: Faults;
  contents: Contents;
  time: LocalTime;
  delayMs?: number;
}

export interface Hooks {
  /** `GET|POST /hooks_settings/:company`. */
  routes: Router;
  tell: (change: Change, by: 'api' | 'person') => void;
  close: () => void;
}

const flag = (value: unknown): boolean => value === true || value === 1 || value === '1' || value === 'true';

/** Half of a record's flags are booleans here, and two of its numbers are text. */
function recordInHook(id: number, contents: Contents, time: LocalTime): Record<string, unknown> | null {
  const booking = contents.bookings.get(id);
  if (!booking) return null;
  const row = bookingOnWire(booking, contents, time);
  return { ...row, paid_full: false, is_mobile: false, sms_now: false, notified: '0', master_request: '0' };
}

export function createHooks({ dataDir, faults, contents, time, delayMs = USUAL_DELAY_MS }: HooksOptions): Hooks {
  let settings: Settings = { urls: [], active: false, record: true, client: true, selfSending: false };
  const journal = openJournal<Settings>(dataDir, 'booking-hooks', (changed) => {
    settings = changed;
  });
  const waiting = new Set<NodeJS.Timeout>();
  const companyId = contents.company.id;

  function hookOf(change: Change): Record<string, unknown> | null {
    // The platform tells of records and clients only.
    if (change.type === 'company_changed') return null;
    if (change.type === 'client_saved') {
      if (!settings.client) return null;
      const { id } = change.client;
      const data = { ...cardOnWire(change.client, contents, time), sex: '' };
      return { company_id: companyId, resource: 'client', resource_id: id, status: 'update', data };
    }
    if (!settings.record) return null;
    const id = change.type === 'booked' ? change.booking.id : change.id;
    const isDeleted = change.type === 'booking_changed' && change.change.deleted === true;
    const status = change.type === 'booked' ? 'create' : isDeleted ? 'delete' : 'update';
    return {
      company_id: companyId,
      resource: 'record',
      resource_id: id,
      status,
      data: recordInHook(id, contents, time),
    };
  }

  async function deliver(url: string, body: string): Promise<void> {
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
        redirect: 'manual',
        signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
      });
      await response.arrayBuffer();
    } catch {
      // One try: what nobody took is lost, as it is on the platform.
    }
  }

  const routes = Router();
  routes.get('/hooks_settings/:company', (_request, response) => {
    const { urls, active, record, client } = settings;
    answer(response, { urls, active: Number(active), record: Number(record), client: Number(client) });
  });
  routes.post('/hooks_settings/:company', (request, response) => {
    const body = (request.body ?? {}) as Record<string, unknown>;
    const urls = Array.isArray(body['urls']) ? body['urls'].filter((url) => typeof url === 'string') : [];
    journal.append({
      urls: urls.slice(0, MOST_URLS),
      active: flag(body['active']),
      record: flag(body['record']),
      client: flag(body['client']),
      selfSending: flag(body['self_sending']),
    });
    answer(response, null, {}, 201);
  });

  return {
    routes,
    tell(change, by) {
      if (!settings.active || (by === 'api' && !settings.selfSending)) return;
      const hook = hookOf(change);
      if (hook === null || faults.take('booking', ['lost_webhook'])) return;
      const body = JSON.stringify(hook);
      const timer = setTimeout(() => {
        waiting.delete(timer);
        for (const url of settings.urls) void deliver(url, body);
      }, delayMs);
      waiting.add(timer);
    },
    close() {
      for (const timer of waiting) clearTimeout(timer);
      journal.close();
    },
  };
}
