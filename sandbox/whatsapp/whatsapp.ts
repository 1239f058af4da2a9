/** The stand-in for WhatsApp's Cloud API: one router under /whatsapp, one for controlling it, and handles for tests. */

import express, { type ErrorRequestHandler, type Request, type Response, type Router } from 'express';
import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../../domain/clock.ts';
import { SANDBOX_WHATSAPP } from '../credentials.ts';
import type { Faults } from '../faults.ts';
import { openJournal } from '../journal.ts';
import { createAccept } from './accept.ts';
import { createWhatsAppControl } from './control.ts';
import { GraphError, invalidToken, unknownObject } from './graph-error.ts';
import { createLimits } from './limits.ts';
import { createPhones, type Pace, type Phones } from './phones.ts';
import { applyEvent, emptyState, type Accepted, type Account, type Chat, type WhatsAppEvent } from './state.ts';
import { createTemplateBook } from './template-book.ts';
import { createTemplateReview } from './template-review.ts';
import { createTemplate, editTemplate, listTemplates, removeTemplates, type TemplateDesk } from './template-routes.ts';
import type { Template, TemplateSeed } from './templates.ts';
import { createWebhooks } from './webhooks.ts';

export interface WhatsAppOptions {
  accounts?: readonly Partial<Account>[];
  /** For accounts that name none of their own. */
  webhookUrl?: string | null;
  pace: Pace;
  throughputPerSecond?: number;
  messagingLimit?: string;
  firstRetryMs?: number;
  templates: readonly TemplateSeed[];
  /** How long a reviewer takes, and how long an hour of a pause is. */
  reviewMs?: number;
  pauseHourMs?: number;
}

export interface StandInContext {
  dataDir: string | null;
  clock: Clock;
  faults: Faults;
  changed: () => void;
  /** The invented people's names, where the booking platform knows them. */
  nameOf: (waId: string) => string | undefined;
}

export interface WhatsApp {
  router: Router;
  control: Router;
  /** The witness log: everything that was accepted, in order. */
  accepted: () => readonly Accepted[];
  chats: () => Chat[];
  reply: Phones['reply'];
  readNow: Phones['readNow'];
  setPace: Phones['setPace'];
  setWebhookUrl: (url: string | null) => void;
  pendingWebhooks: () => number;
  close: () => void;
}

const DEFAULTS: Account = {
  ...SANDBOX_WHATSAPP,
  displayPhoneNumber: '16045550100',
  verifiedName: 'Sandbox Club',
  webhookUrl: null,
};

export function createWhatsApp(context: StandInContext, options: WhatsAppOptions): WhatsApp {
  const { clock, faults } = context;
  let defaultUrl = options.webhookUrl ?? null;
  const given = options.accounts ?? [{}];
  const accounts = (): Account[] => given.map((one) => ({ ...DEFAULTS, webhookUrl: defaultUrl, ...one }));
  const accountOf = (phoneNumberId: string) => accounts().find((one) => one.phoneNumberId === phoneNumberId);

  const state = emptyState();
  const journal = openJournal<WhatsAppEvent>(context.dataDir, 'whatsapp', (event) => {
    applyEvent(state, event);
  });
  const append = (event: WhatsAppEvent) => {
    journal.append(event);
    context.changed();
  };
  const limits = createLimits(options.throughputPerSecond ?? 80);
  const webhooks = createWebhooks({ state, append, accountOf, faults, firstRetryMs: options.firstRetryMs ?? 500 });
  const { pace } = options;
  const phones = createPhones({ state, append, accounts, webhooks, limits, clock, pace, nameOf: context.nameOf });
  const templates = createTemplateBook(state, append, options.templates);
  const accept = createAccept({
    state,
    append,
    faults,
    limits,
    clock,
    templatesOf: templates.of,
    arrived: phones.arrived,
  });
  const isAtOnce = pace.sentMs === 0;
  const review = createTemplateReview({
    book: templates,
    webhooks,
    clock,
    reviewMs: options.reviewMs ?? (isAtOnce ? 0 : 6_000),
    pauseHourMs: options.pauseHourMs ?? 3_600_000,
  });
  const desk: TemplateDesk = { book: templates, review, now: () => clock.now(), blocked: new Map() };
  phones.resume();
  review.resume(accounts());
  webhooks.pump();

  const chats = () => [...state.chats.values()];
  const setWebhookUrl = (url: string | null) => {
    defaultUrl = url;
    webhooks.pump();
  };
  return {
    router: graphApi(accounts, accept, desk, options.messagingLimit ?? 'TIER_UNLIMITED'),
    control: createWhatsAppControl({
      accounts,
      accepted: () => state.accepted,
      chats,
      phones,
      webhooks,
      templates: { book: templates, review },
      nameOf: context.nameOf,
      setWebhookUrl,
      account: { accounts, webhooks, append, blocked: () => state.blocked, clock },
    }),
    accepted: () => state.accepted,
    chats,
    reply: phones.reply,
    readNow: phones.readNow,
    setPace: phones.setPace,
    setWebhookUrl,
    pendingWebhooks: webhooks.pending,
    close() {
      review.close();
      phones.close();
      webhooks.close();
      journal.close();
    },
  };
}

/** One id space, as in Meta's graph: a number, an account and a template are all `/:version/:id`. */
function graphApi(
  accounts: () => Account[],
  accept: ReturnType<typeof createAccept>,
  desk: TemplateDesk,
  messagingLimit: string,
): Router {
  const templates = desk.book;
  const router = express.Router();
  router.use(express.json({ limit: '1mb', type: () => true }));
  const number = '/:version/:id';

  router.post(`${number}/messages`, (request, response, next) => {
    const account = owner(request, accounts(), (one) => one.phoneNumberId === request.params.id);
    void accept(account)(request, response, next);
  });
  router.get(`${number}/message_templates`, (request, response) => {
    listTemplates(templates, business(request), request, response);
  });
  router.post(`${number}/message_templates`, (request, response) => {
    createTemplate(desk, business(request), request, response);
  });
  router.delete(`${number}/message_templates`, (request, response) => {
    removeTemplates(desk, business(request), request, response);
  });
  router.all(`${number}/subscribed_apps`, (request, response) => {
    business(request);
    const app = {
      whatsapp_business_api_data: { id: '400000000004010', name: 'Sandbox', link: 'https://example.invalid/' },
    };
    response.json(request.method === 'GET' ? { data: [app] } : { success: true });
  });
  router.get(`${number}/phone_numbers`, (request, response) => {
    response.json({ data: [phoneNumber(business(request), messagingLimit)] });
  });
  router.get(number, (request, response) => {
    const { id } = request.params;
    const found = templates.find(accounts(), id);
    const account = owner(request, accounts(), (one) =>
      found ? one.businessAccountId === found.account.businessAccountId : one.phoneNumberId === id,
    );
    const whole: Record<string, unknown> = found ? shown(found.template) : phoneNumber(account, messagingLimit);
    response.json(chosenFields(whole, request.query['fields']));
  });
  router.post(number, (request, response) => {
    const found = templates.find(accounts(), request.params.id);
    owner(request, accounts(), (one) => one.businessAccountId === found?.account.businessAccountId);
    if (found) editTemplate(desk, found, request, response);
  });
  router.use((request) => {
    throw new GraphError(2500, '', { message: `Unknown path components: ${request.path}` });
  });
  router.use(graphErrors);
  return router;

  function business(request: ObjectRequest): Account {
    return owner(request, accounts(), (one) => one.businessAccountId === request.params.id);
  }
}

function isSame(left: string, right: string): boolean {
  return left.length === right.length && timingSafeEqual(Buffer.from(left), Buffer.from(right));
}

type ObjectRequest = Request<{ version: string; id: string }>;

/** The account that the object and the token belong to. A bad token is told first; another's object does not exist. */
function owner(request: ObjectRequest, all: Account[], ownsObject: (account: Account) => boolean): Account {
  const token = /^Bearer (\S+)$/.exec(request.get('authorization') ?? '')?.[1] ?? '';
  const mine = all.filter((account) => isSame(account.accessToken, token));
  if (mine.length === 0) throw invalidToken();
  const { version, id } = request.params;
  if (!/^v\d+\.\d+$/.test(version)) {
    throw new GraphError(2500, '', { message: `Unknown path components: ${request.path}` });
  }
  const account = mine.find(ownsObject);
  if (!account) throw unknownObject(id);
  return account;
}

function phoneNumber(account: Account, messagingLimit: string): Record<string, unknown> {
  return {
    id: account.phoneNumberId,
    display_phone_number: `+${account.displayPhoneNumber}`,
    verified_name: account.verifiedName,
    code_verification_status: 'VERIFIED',
    quality_rating: 'GREEN',
    platform_type: 'CLOUD_API',
    status: 'CONNECTED',
    throughput: { level: 'STANDARD' },
    whatsapp_business_manager_messaging_limit: messagingLimit,
    account_mode: 'SANDBOX',
  };
}

const shown = ({ kept: _kept, ...template }: Template): Record<string, unknown> => ({ ...template });

const PHONE_FIELDS = [
  'id',
  'display_phone_number',
  'verified_name',
  'quality_rating',
  'code_verification_status',
  'platform_type',
  'throughput',
];

function chosenFields(whole: Record<string, unknown>, fields: unknown): Record<string, unknown> {
  const wanted =
    typeof fields === 'string'
      ? ['id', ...fields.split(',')]
      : 'components' in whole
        ? Object.keys(whole)
        : PHONE_FIELDS;
  return Object.fromEntries(Object.entries(whole).filter(([key]) => wanted.includes(key)));
}

const graphErrors: ErrorRequestHandler = (error: unknown, _request, response: Response, next) => {
  if (response.headersSent) {
    next(error);
    return;
  }
  const isBadJson = error instanceof SyntaxError && 'body' in error;
  const graphError =
    error instanceof GraphError
      ? error
      : isBadJson
        ? new GraphError(100, '', { message: '(#100) The request body is not valid JSON.' })
        : undefined;
  if (!graphError) {
    next(error);
    return;
  }
  const traceId = `A${randomBytes(16).toString('base64url')}`;
  response.status(graphError.httpStatus).set('x-fb-request-id', traceId).json(graphError.toBody(traceId));
};
