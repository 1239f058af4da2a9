/** One request to the booking platform: a turn of the shared limit first, then the answer or the trouble, in our words. */

import got, { type Response } from 'got';
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { z } from 'zod';
import { RuleBroken, Unavailable } from '../../../domain/errors.ts';
import { waitForTurn, type SharedLimit } from './take-turn.ts';

export interface BookingConnection extends SharedLimit {
  baseUrl: string;
  partnerToken: string;
  userToken: string;
  timeoutMs?: number;
}

export interface Answer {
  status: number;
  data: unknown;
  meta: unknown;
  /** The platform's own clock, when it said. */
  platformTime: string | null;
}

export type Query = Record<string, string | number | undefined>;

export interface BookingRequests {
  get: (path: string, query?: Query) => Promise<Answer>;
  /** Refusals come back as answers here: who sends knows what they mean. Rate limits still throw. */
  post: (path: string, body: unknown) => Promise<Answer>;
}

/** The connection broke, or the answer made no sense, after the request may have been read. */
export class InDoubt extends Unavailable {
  constructor(why: string) {
    super('booking', why);
    this.name = 'InDoubt';
  }
}

const SYSTEM = 'booking';
/** The platform documents no Retry-After: its window is a minute, so a quarter of one is asked for. */
const USUAL_HOLD_MS = 15_000;
const MOST_HOLD_MS = 120_000;

const envelope = z.object({ success: z.boolean(), data: z.unknown(), meta: z.unknown() });

/** Certainly not read by the platform: the connection never came to be. */
const NEVER_SENT = new Set(['ENOTFOUND', 'EAI_AGAIN', 'ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH']);

/** What went wrong on the way, in the codes of domain/sync/failures.ts. */
const TROUBLES: readonly (readonly [RegExp, string])[] = [
  [/TIMEDOUT|TIMEOUT/, 'timeout'],
  [/ENOTFOUND|EAI_AGAIN/, 'address_unknown'],
  [/ECONNREFUSED|EHOSTUNREACH|ENETUNREACH/, 'unreachable'],
  [/CERT|TLS|SSL|EPROTO/, 'no_secure_connection'],
];
const SERVER_ERRORS = [500, 502, 503, 504];

function heldFor(header: string | undefined): number {
  const seconds = Number(header);
  if (header === undefined || !Number.isFinite(seconds) || seconds < 0) return USUAL_HOLD_MS;
  return Math.min(Math.max(seconds * 1000, 1000), MOST_HOLD_MS);
}

function troubleOf(error: unknown): Unavailable {
  const { code, event } = error as { code?: unknown; event?: unknown };
  const name = typeof code === 'string' ? code : 'failed';
  const before = NEVER_SENT.has(name) || event === 'connect' || event === 'lookup' || event === 'secureConnect';
  const why = TROUBLES.find(([codes]) => codes.test(name))?.[1] ?? 'connection_broke';
  return before ? new Unavailable(SYSTEM, why) : new InDoubt(why);
}

/** The wire's answer without its words: messages of the platform may quote a phone. */
function read(response: Response<string>): Answer {
  let json: unknown;
  try {
    json = JSON.parse(response.body === '' ? '{"success":true,"data":null,"meta":[]}' : response.body);
  } catch {
    throw new InDoubt('not_json');
  }
  const parsed = envelope.safeParse(json);
  if (!parsed.success) throw new InDoubt('odd_answer');
  const said = Date.parse(response.headers.date ?? '');
  return {
    status: response.statusCode,
    data: parsed.data.data,
    meta: parsed.data.meta,
    platformTime: Number.isNaN(said) ? null : new Date(said).toISOString(),
  };
}

const worded = z.object({ message: z.string() });

/** What a refusal of a read means; the codes are listed in domain/sync/failures.ts. */
function refusal({ status, meta }: Pick<Answer, 'status' | 'meta'>): RuleBroken {
  if (status === 402) return new RuleBroken('booking_licence', 'forbidden');
  if (status === 401) return new RuleBroken('booking_token_refused', 'forbidden');
  if (status === 403) {
    // A lapsed licence on some paths and missing rights on others: only the platform's own words tell them apart.
    const said = worded.safeParse(meta);
    const isLicence = said.success && /лиценз|licen[cs]/i.test(said.data.message);
    return new RuleBroken(isLicence ? 'booking_licence' : 'booking_token_refused', 'forbidden', { status });
  }
  if (status === 404) return new RuleBroken('booking_not_found', 'not_found');
  return new RuleBroken('booking_refused', 'invalid', { status });
}

export function createBookingRequests(connection: BookingConnection): BookingRequests {
  const { baseUrl, partnerToken, userToken, timeoutMs = 15_000 } = connection;
  // The platform counts per address it is asked from, whoever asks: the key is whom we ask, and every token shares it.
  const key = `booking:${new URL(baseUrl).host}`;
  const http = got.extend({
    prefixUrl: baseUrl,
    headers: {
      authorization: `Bearer ${partnerToken}, User ${userToken}`,
      accept: 'application/vnd.yclients.v2+json',
    },
    retry: { limit: 0 },
    followRedirect: false,
    throwHttpErrors: false,
    timeout: { lookup: 3000, connect: 3000, secureConnect: 5000, request: timeoutMs },
    responseType: 'text',
  });
  // A booking is never sent over a connection that stood idle: its end would look like a lost answer.
  const fresh = { http: new HttpAgent({ keepAlive: false }), https: new HttpsAgent({ keepAlive: false }) };

  async function inTurn(send: () => Promise<Response<string>>): Promise<Answer> {
    await waitForTurn(connection, key);
    let response: Response<string>;
    try {
      response = await send();
    } catch (error) {
      throw troubleOf(error);
    }
    if (response.statusCode === 429) {
      const holdMs = heldFor(response.headers['retry-after']);
      await connection.holdTurns(key, holdMs);
      throw new Unavailable(SYSTEM, 'rate_limited', holdMs);
    }
    if (response.statusCode >= 500) {
      throw new InDoubt(`http_${String(SERVER_ERRORS.find((known) => known === response.statusCode) ?? 500)}`);
    }
    return read(response);
  }

  return {
    async get(path, query = {}) {
      const answer = await inTurn(() => http.get(path, { searchParams: query }));
      if (answer.status >= 300) throw refusal(answer);
      return answer;
    },
    post: (path, body) => inTurn(() => http.post(path, { json: body, agent: fresh })),
  };
}

export { refusal as refusalOf };
