/** The real API on a real database: two clubs, a user of every role in each, and a small HTTP client that keeps its cookie. */

import type { AddressInfo } from 'node:net';
import { createServer, type Server } from 'node:http';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import type { z } from 'zod';
import { createApp, type Api } from '../../api/app.ts';
import type { ApiDeps } from '../../api/deps.ts';
import { createSessionCookie } from '../../api/middleware/session-cookie.ts';
import { problem, type Problem } from '../../contracts/http/common.ts';
import type { Database } from '../../db/database.ts';
import { createBookingWebhooks } from '../../db/repositories/access/booking-webhooks.ts';
import { createSessionsRepository } from '../../db/repositories/access/sessions.ts';
import { createSettingsRepository } from '../../db/repositories/access/settings.ts';
import { createSignInLimit } from '../../db/repositories/access/sign-in-limit.ts';
import { createUsersRepository, hashPassword } from '../../db/repositories/access/users.ts';
import { createExportsRepository } from '../../db/repositories/exports/exports.ts';
import { createDueRepository } from '../../db/repositories/campaigns/due.ts';
import { createScenariosRepository } from '../../db/repositories/campaigns/scenarios.ts';
import { createServiceRulesRepository } from '../../db/repositories/campaigns/service-rules.ts';
import { createByHandRepository } from '../../db/repositories/delivery/by-hand.ts';
import { createConversationsRepository } from '../../db/repositories/delivery/conversations.ts';
import { createDeliveryModeRepository } from '../../db/repositories/delivery/delivery-mode.ts';
import { createOutboxRepository } from '../../db/repositories/delivery/outbox.ts';
import { createDecisionsRepository } from '../../db/repositories/moderation/decisions.ts';
import { createTransitionsRepository } from '../../db/repositories/moderation/transitions.ts';
import { createBooksRepository } from '../../db/repositories/sync/books.ts';
import { createStoreBooksRepository } from '../../db/repositories/sync/store-books.ts';
import { createViews } from '../../db/repositories/views/all.ts';
import { RuleBroken } from '../../domain/errors.ts';
import type { Role } from '../../domain/access/scope.ts';
import { systemScope } from '../../domain/access/scope.ts';
import { createModeration } from '../../integrations/temporal/decisions.ts';
import { syncNoting } from './sync-noting.ts';
import { cloneDatabase } from './database.ts';

export const NOW = new Date('2026-11-20T18:00:00Z');
export const PASSWORD = 'lantern-oak-3-violet';
export const ROLES: Role[] = ['owner', 'manager', 'moderator', 'specialist', 'viewer'];
export const WEBHOOK = { appSecret: 'app-secret', verifyToken: 'verify-token' };

export interface Club {
  companyId: number;
  webhookKey: string;
  staffId: number;
  serviceId: number;
  /** Olga has a record with the specialist; Pavel has none. */
  olgaId: number;
  pavelId: number;
  phoneNumberId: string;
}

export interface ApiWorld {
  database: Database;
  api: Api;
  baseUrl: string;
  one: Club;
  two: Club;
  /** What the API asked of the parts that tests do not run: workflow starts, sync cycles, webhook payloads. */
  asked: { what: string; companyId: number; about: unknown }[];
  setNow(at: Date): void;
  as(club: Club, role: Role): Caller;
  /** For whatever the caller cannot do. */
  cookie(club: Club, role: Role): string;
  stranger: Caller;
  close(): Promise<void>;
}

export interface Answer {
  status: number;
  headers: Headers;
  text: string;
  /** The body, checked against the contract it should follow. */
  read<Schema extends z.ZodType>(schema: Schema): z.output<Schema>;
  /** The body of a refusal. */
  problem(): Problem;
}

export interface Caller {
  get(path: string): Promise<Answer>;
  send(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
}

export async function createApiWorld(over: (deps: ApiDeps) => Partial<ApiDeps> = () => ({})): Promise<ApiWorld> {
  const { database, drop } = await cloneDatabase();
  const asked: ApiWorld['asked'] = [];
  let now = NOW;
  const one = await addClub(database, 'Riverside', 1);
  const two = await addClub(database, 'Hilltop', 2);
  const deps = depsOf(database, asked, () => now);
  const api = createApp({ ...deps, ...over(deps) }, new Registry());
  const server = createServer(api.app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  const baseUrl = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  const cookies = new Map<string, string>();
  const sessions = createSessionsRepository(database);
  for (const club of [one, two])
    for (const role of ROLES) {
      const userId = await addUser(database, club, role);
      const { token } = await sessions.open({ kind: 'user', userId, name: role, role }, null, NOW);
      cookies.set(`${String(club.companyId)}/${role}`, signedCookie(token));
    }
  return {
    database,
    api,
    baseUrl,
    one,
    two,
    asked,
    setNow: (at) => {
      now = at;
    },
    as: (club, role) => caller(baseUrl, cookies.get(`${String(club.companyId)}/${role}`)),
    cookie: (club, role) => cookies.get(`${String(club.companyId)}/${role}`) ?? '',
    stranger: caller(baseUrl, undefined),
    close: async () => {
      api.close();
      await closed(server);
      await drop();
    },
  };
}

function depsOf(database: Database, asked: ApiWorld['asked'], now: () => Date): ApiDeps {
  const settings = createSettingsRepository(database);
  const byHand = createByHandRepository(database);
  const conversations = createConversationsRepository(database);
  const outbox = createOutboxRepository(database);
  const modes = createDeliveryModeRepository(database);
  const transitions = createTransitionsRepository(database);
  const note = (what: string, companyId: number, about: unknown = null): void =>
    void asked.push({ what, companyId, about });
  const clubOf = async (key: string | null) => {
    const query = database('companies').orderBy('id');
    const row = await (key === null ? query : query.where({ webhook_key: key })).first<{ id: number } | undefined>(
      'id',
    );
    return row ? { companyId: row.id, ...WEBHOOK } : null;
  };
  return {
    clock: { now },
    log: pino({ level: 'silent' }),
    setting: {
      version: '0.0.0',
      publicUrl: 'http://localhost:3000',
      secretKey: 's'.repeat(32),
      trustedProxyHops: 1,
      temporalUiUrl: 'http://localhost:8233',
      temporalNamespace: 'default',
      sandboxUrl: null,
      adminUiFolder: null,
    },
    users: createUsersRepository(database),
    sessions: createSessionsRepository(database),
    signInLimit: createSignInLimit(database),
    settings,
    rules: createServiceRulesRepository(database),
    views: createViews(database),
    exports: createExportsRepository(database),
    candidates: { candidates: async () => ({ candidates: [], skipped: [] }) },
    due: {
      scenarios: (scope, asOf) => createScenariosRepository(database).candidates(scope, asOf),
      client: (...asked) => createDueRepository(database).client(...asked),
    },
    suggestions: {
      start: async (scope, serviceIds) => {
        note('suggestIntervals', scope.companyId, serviceIds);
        return { workflowId: `suggest-intervals:${String(scope.companyId)}` };
      },
    },
    moderation: createModeration({
      store: createDecisionsRepository(database),
      // The workflow's part, done at once: it is the arbiter, and records the decision.
      gateway: {
        startDelivery: async () => null,
        executeDecision: async ({ messageId, decisionId }) => {
          const owner = await database('messages').where({ id: messageId }).first<{ company_id: number }>('company_id');
          const scope = systemScope(owner.company_id, 'deliverMessage');
          try {
            const moved = await transitions.recordDecision(scope, { decisionId, messageId, at: now().toISOString() });
            return { outcome: 'decided', status: moved.status };
          } catch (error) {
            if (!(error instanceof RuleBroken)) throw error;
            if (error.code === 'already_decided' || error.code === 'not_ready') return { outcome: error.code };
            return { outcome: 'refused', code: error.code };
          }
        },
      },
    }),
    delivery: {
      write: async (scope, wish, at) => {
        const written = await byHand.write(scope, wish, at);
        note('startDelivery', scope.companyId, written.messageId);
        return written;
      },
      retry: async (scope, outboxId, _reason, at) =>
        void (await outbox.settle(scope, outboxId, { settlement: 'retry', at })),
      close: async (scope, outboxId, wish, at) =>
        void (await outbox.settle(scope, outboxId, { settlement: 'close', reason: wish.reason, at })),
      setMode: async (scope, wish, at) => {
        await modes.set(scope, wish.mode, at);
        if (wish.pending === 'keep') return { mode: wish.mode, applied: 0 };
        const applied = wish.mode === 'moderation' ? await modes.takeBack(scope, at) : await modes.letGo(scope, at);
        return { mode: wish.mode, applied };
      },
    },
    conversations: {
      ...conversations,
      answer: async (scope, wish, at) => {
        const written = await conversations.answer(scope, wish, at);
        note('startDelivery', scope.companyId, written.messageId);
        return written;
      },
    },
    reactivations: {
      startRun: async (scope) => {
        note('startRun', scope.companyId);
        return { runId: null, workflowId: `reactivation-run:${String(scope.companyId)}` };
      },
      pause: async (scope, id) => note('pause', scope.companyId, id),
      resume: async (scope, id) => note('resume', scope.companyId, id),
      cancel: async (scope, id) => note('cancel', scope.companyId, id),
    },
    sync: syncNoting(note),
    books: {
      company: (scope) => createBooksRepository(database).company(scope),
      stored: (scope) => createBooksRepository(database).stored(scope, { isWhatsAppReal: false }),
      store: (scope, wish, at) =>
        createStoreBooksRepository(database).store(scope, { ...wish, isWhatsAppReal: false }, at),
    },
    webhookCompanies: {
      whatsapp: clubOf,
      booking: (path) => createBookingWebhooks(database, 's'.repeat(32)).companyOf(path),
    },
    webhookIntake: { whatsapp: async (scope, payload) => note('webhook', scope.companyId, payload) },
    readiness: async () => [],
  };
}

function signedCookie(token: string): string {
  let cookie = '';
  const response = { cookie: (name: string, value: string) => (cookie = `${name}=${value}`) };
  createSessionCookie('s'.repeat(32), 'http://localhost:3000').set(response as never, token, NOW);
  return cookie;
}

function caller(baseUrl: string, cookie: string | undefined): Caller {
  const send: Caller['send'] = async (method, path, body, headers = {}) => {
    const isRaw = typeof body === 'string';
    const response = await fetch(`${baseUrl}${path}`, {
      method,
      redirect: 'manual',
      headers: {
        ...(cookie ? { cookie } : {}),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: isRaw ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const { status } = response;
    return {
      status,
      headers: response.headers,
      text,
      read: (schema) => schema.parse(JSON.parse(text)),
      problem: () => {
        if (response.headers.get('content-type') !== 'application/problem+json; charset=utf-8')
          throw new Error(`${method} ${path} answered ${String(status)} ${text.slice(0, 300)}`);
        return problem.parse(JSON.parse(text));
      },
    };
  };
  return { send, get: (path) => send('GET', path) };
}

const closed = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.closeAllConnections();
    server.close(() => resolve());
  });

async function inserted(database: Database, table: string, row: object): Promise<number> {
  const [made] = await database(table).insert(row).returning<{ id: number }[]>('id');
  return made?.id ?? 0;
}

async function addUser(database: Database, club: Club, role: Role): Promise<number> {
  const userId = await inserted(database, 'users', {
    email: `${role}@club${String(club.companyId)}.example`,
    name: role,
    password_hash: await knownHash(),
  });
  await database('company_users').insert({
    company_id: club.companyId,
    user_id: userId,
    role,
    staff_id: role === 'specialist' ? club.staffId : null,
  });
  return userId;
}

let hash: Promise<string> | undefined;
const knownHash = (): Promise<string> => (hash ??= hashPassword(PASSWORD));

/** Two clients with visits, a connected number and an approved template. */
async function addClub(database: Database, name: string, n: number): Promise<Club> {
  const companyId = await inserted(database, 'companies', {
    name,
    external_id: String(n),
    time_zone: 'America/Vancouver',
    country: 'CA',
    currency: 'CAD',
    webhook_key: `key-${String(n)}`,
    created_at: new Date('2026-01-01T00:00:00Z'),
  });
  const phoneNumberId = `10${String(n)}`;
  await database('reactivation_settings').insert({ company_id: companyId });
  await database('whatsapp_account_health').insert({
    company_id: companyId,
    phone_number_id: phoneNumberId,
    account_created_at: new Date('2026-01-01T00:00:00Z'),
  });
  await database('message_templates').insert({
    company_id: companyId,
    scenario: 'reactivation',
    name: 'reprise_reactivation',
    language: 'en',
    status: 'APPROVED',
    body: 'Hi {{1}}! {{2}} Reply STOP to stop.',
    variables: ['first_name', 'personal_part'],
  });
  const staffId = await inserted(database, 'staff', { company_id: companyId, external_id: '1', name: 'Maria' });
  const serviceId = await inserted(database, 'services', {
    company_id: companyId,
    external_id: '1',
    title: 'Haircut',
    category_title: 'Hair',
  });
  const addClient = (external: string, given: string, surname: string, digits: string) =>
    inserted(database, 'clients', {
      company_id: companyId,
      external_id: external,
      name: given,
      surname,
      phone: `+1604700${String(n)}${digits}`,
      newsletter_agreed: true,
    });
  const olgaId = await addClient('1', 'Ольга', 'Иванова', '001');
  const pavelId = await addClient('2', 'Pavel', 'Novak', '002');
  const addVisit = async (external: string, clientId: number, day: string, cost: number, staff: number | null) => {
    const visitId = await inserted(database, 'visits', {
      company_id: companyId,
      external_id: external,
      client_id: clientId,
      staff_id: staff,
      starts_at: new Date(`${day}T20:00:00Z`),
      local_date: day,
      duration_seconds: 3600,
      attendance: 1,
      cost_minor: cost,
    });
    await database('visit_positions').insert({
      visit_id: visitId,
      position: 1,
      company_id: companyId,
      service_id: serviceId,
      kind: 'service',
      title: 'Haircut',
      cost_minor: cost,
    });
  };
  await addVisit('1', olgaId, '2026-08-01', 5000, staffId);
  await addVisit('2', olgaId, '2026-09-01', 6000, staffId);
  await addVisit('3', pavelId, '2026-07-01', 4000, null);
  return { companyId, webhookKey: `key-${String(n)}`, staffId, serviceId, olgaId, pavelId, phoneNumberId };
}

/** A drafted message of this club, in the state the test needs. */
export async function addMessage(database: Database, club: Club, over: Record<string, unknown> = {}): Promise<number> {
  const id = await inserted(database, 'messages', {
    company_id: club.companyId,
    client_id: club.olgaId,
    phone: '+16047001001',
    scenario: 'service_reactivation',
    service_id: club.serviceId,
    mode: 'moderation',
    status: 'awaiting_approval',
    language: 'en',
    template: 'reprise_reactivation',
    variables: JSON.stringify(['Olga', 'Come back soon.']),
    text: 'Hi Olga! Come back soon. Reply STOP to stop.',
    awaiting_since: new Date('2026-11-20T16:00:00Z'),
    workflow_id: 'message:0',
    ...over,
  });
  await database('messages')
    .where({ id })
    .update({ workflow_id: `message:${String(id)}` });
  return id;
}

/** Olga's conversation with this club, her window open, calling for a person. */
export async function addConversation(
  database: Database,
  club: Club,
  over: Record<string, unknown> = {},
): Promise<number> {
  return inserted(database, 'conversations', {
    company_id: club.companyId,
    client_id: club.olgaId,
    phone: `+1604700${club.phoneNumberId.slice(2)}001`,
    last_inbound_at: new Date('2026-11-20T17:00:00Z'),
    window_until: new Date('2026-11-21T17:00:00Z'),
    needs_person_since: new Date('2026-11-20T17:00:00Z'),
    needs_person_reason: 'not_text',
    ...over,
  });
}

export async function addOutboxRow(
  database: Database,
  club: Club,
  messageId: number,
  over: Record<string, unknown> = {},
): Promise<number> {
  return inserted(database, 'outbox_messages', {
    company_id: club.companyId,
    message_id: messageId,
    phone_number_id: club.phoneNumberId,
    client_id: club.olgaId,
    phone: '+16047001001',
    ...over,
  });
}
