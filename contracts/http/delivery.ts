/** Messages, the outbox, the number's health, the stop button and the delivery mode. */

import { z } from 'zod';
import { id, instant, listOf, minor, pageOf, pageQuery, workflowLink } from './common.ts';

export const MESSAGE_STATUSES = [
  'drafting',
  'awaiting_approval',
  'waiting',
  'queued',
  'sending',
  'sent',
  'delivered',
  'read',
  'failed',
  'unknown',
  'dead',
  'rejected',
  'expired',
  'skipped',
  'cancelled',
] as const;
export const OUTBOX_STATUSES = [
  'queued',
  'sending',
  'sent',
  'delivered',
  'read',
  'failed',
  'unknown',
  'dead',
  'cancelled',
] as const;

export const offeredSlot = z
  .object({
    startsAt: z.string(),
    /** `YYYY-MM-DD HH:MM` on the company's clock, exactly as the message says it. */
    local: z.string().optional(),
    staffId: z.number().int().nullable().optional(),
    staffName: z.string().nullable().optional(),
    serviceId: z.number().int().nullable().optional(),
  })
  .meta({ id: 'OfferedSlot' });
/** A code with the facts its sentence needs: `{ code: 'due', days: 74, interval: 41 }`. */
export const reason = z.looseObject({ code: z.string() }).meta({ id: 'Reason' });
export type Reason = z.infer<typeof reason>;

const messageFields = {
  id,
  clientId: id,
  clientName: z.string(),
  phone: z.string(),
  scenario: z.string(),
  serviceId: id.nullable(),
  serviceTitle: z.string().nullable(),
  campaignId: id.nullable(),
  reactivationId: id.nullable(),
  attempt: z.number().int(),
  kind: z.enum(['template', 'text']),
  mode: z.enum(['moderation', 'notification']),
  language: z.string().nullable(),
  template: z.string().nullable(),
  text: z.string().nullable(),
  status: z.enum(MESSAGE_STATUSES),
  /** Why it waits, was skipped, or ended. */
  reason: z.string().nullable(),
  /** While it waits: until when, as far as known. */
  waitUntil: instant.nullable(),
  /** Raised by every change of text or state; send it back with a decision. */
  version: z.number().int(),
  writtenBy: z.enum(['claude', 'fallback', 'person', 'fixed']).nullable(),
  discountPercent: z.number().int().nullable(),
  decision: z.enum(['approved', 'rejected', 'expired']).nullable(),
  decidedBy: z.string().nullable(),
  decidedVia: z.string().nullable(),
  decidedAt: instant.nullable(),
  approvedBy: z.string().nullable(),
  createdAt: instant,
  awaitingSince: instant.nullable(),
  goodUntil: instant.nullable(),
  queuedAt: instant.nullable(),
  sentAt: instant.nullable(),
  deliveredAt: instant.nullable(),
  readAt: instant.nullable(),
  ...workflowLink,
};

export const message = z.object(messageFields).meta({ id: 'Message' });
export type Message = z.infer<typeof message>;
export const messagePage = pageOf(message, 'MessagePage');

export const messagesQuery = pageQuery(['createdAt', 'status', 'clientName', 'awaitingSince', 'sentAt']).extend({
  status: listOf(MESSAGE_STATUSES),
  campaignId: z.coerce.number().int().positive().optional(),
  reactivationId: z.coerce.number().int().positive().optional(),
  clientId: z.coerce.number().int().positive().optional(),
  scenario: z.string().max(50).optional(),
});

/** One fact in the life of a message, oldest first. */
export const messageEvent = z
  .object({
    id,
    kind: z.string(),
    at: instant,
    actorLabel: z.string().nullable(),
    details: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'MessageEvent' });
export type MessageEvent = z.infer<typeof messageEvent>;

export const messageDetail = z
  .object({
    ...messageFields,
    /** The template's approved body with {{1}}, {{2}} …: its fixed words cannot be edited. Null inside the 24-hour window. */
    templateBody: z.string().nullable(),
    /** What each variable means, in order: `first_name`, `personal_part`. */
    templateVariables: z.array(z.string()),
    variables: z.array(z.string()).nullable(),
    slots: z.array(offeredSlot),
    reasons: z.array(reason),
    /** Why the model's draft was not used, as codes. */
    draftProblems: z.array(z.unknown()),
    /** What a moderator asked the writer for, last. */
    instruction: z.string().nullable(),
    /** Nobody is reminded of it until then; in the past it has come back. */
    snoozedUntil: instant.nullable(),
    snoozedBy: z.string().nullable(),
    /** The same words for those who decide, where they read another language; made for this version of the text. */
    translation: z.string().nullable(),
    translationLanguage: z.string().nullable(),
    /** Why there is none, as a code: the model was away, or what it made failed a check. */
    translationProblem: z.string().nullable(),
    /** Set when approving also books this slot. */
    bookingSlot: offeredSlot.nullable(),
    outboxId: id.nullable(),
    costMinor: minor.nullable(),
    events: z.array(messageEvent),
  })
  .meta({ id: 'MessageDetail' });
export type MessageDetail = z.infer<typeof messageDetail>;

/**
 * Write to this client by hand. `text` is the personal part: one line of at most 500 characters inside the approved template,
 * or free text while the 24-hour window is open; the server decides which by the window. Send an `Idempotency-Key` header:
 * a repeat of the same key answers with the message that is already there.
 */
export const writeRequest = z
  .strictObject({
    clientId: id,
    text: z.string().trim().min(1).max(4000),
    /** Names the service in the story; not needed. */
    serviceId: id.optional(),
  })
  .meta({ id: 'WriteRequest' });
export type WriteRequest = z.infer<typeof writeRequest>;

export const outboxItem = z
  .object({
    id,
    messageId: id,
    clientId: id,
    clientName: z.string(),
    phone: z.string(),
    scenario: z.string(),
    text: z.string().nullable(),
    status: z.enum(OUTBOX_STATUSES),
    isAnswer: z.boolean(),
    /** Why it is not going out right now (`outside_hours`, `daily_limit` …), and until when as far as known. */
    waitReason: z.string().nullable(),
    waitUntil: instant.nullable(),
    attempts: z.number().int(),
    nextAttemptAt: instant,
    goodUntil: instant.nullable(),
    lastErrorCode: z.string().nullable(),
    lastErrorAt: instant.nullable(),
    /** A person must say what happened: dead, or `unknown` for more than 15 minutes. */
    needsPerson: z.boolean(),
    createdAt: instant,
    sendingAt: instant.nullable(),
    unknownAt: instant.nullable(),
    sentAt: instant.nullable(),
    deliveredAt: instant.nullable(),
    readAt: instant.nullable(),
    failedAt: instant.nullable(),
    closedBy: z.string().nullable(),
    closeReason: z.string().nullable(),
    ...workflowLink,
  })
  .meta({ id: 'OutboxItem' });
export type OutboxItem = z.infer<typeof outboxItem>;
export const outboxPage = pageOf(outboxItem, 'OutboxPage');
export const outboxQuery = pageQuery(['createdAt', 'nextAttemptAt', 'status', 'clientName']).extend({
  status: listOf(OUTBOX_STATUSES),
  needsPerson: z.enum(['true', 'false']).optional(),
  /** Rows that are held back for this. */
  waitReason: z.string().max(50).optional(),
});

/** Send again: only for rows that are dead, or unknown and looked at by a person who is sure that nothing arrived. */
export const retryRequest = z
  .strictObject({ reason: z.string().trim().max(500).optional() })
  .meta({ id: 'RetryRequest' });
export type RetryRequest = z.infer<typeof retryRequest>;
/** Leave it: what was never begun is cancelled, what may have gone out ends as dead until WhatsApp says otherwise. */
export const closeRequest = z.strictObject({ reason: z.string().trim().min(1).max(500) }).meta({ id: 'CloseRequest' });
export type CloseRequest = z.infer<typeof closeRequest>;

export const accountHealth = z
  .object({
    /** Null when no WhatsApp number is connected. */
    phoneNumberId: z.string().nullable(),
    displayPhone: z.string().nullable(),
    accountCreatedAt: instant.nullable(),
    warmup: z.enum(['cold', 'warm', 'hot']),
    limits: z.object({
      source: z.enum(['warmup', 'manual']),
      daily: z.number().int().nullable(),
      hourly: z.number().int().nullable(),
      concurrent: z.number().int(),
      tier: z.number().int(),
    }),
    used: z.object({
      today: z.number().int(),
      lastHour: z.number().int(),
      sendingNow: z.number().int(),
      tierPeople24h: z.number().int(),
    }),
    /** Rows by state, of the outbox as it is now. */
    outbox: z.object({
      queued: z.number().int(),
      waiting: z.number().int(),
      failed: z.number().int(),
      unknown: z.number().int(),
      dead: z.number().int(),
    }),
    /** When the next warm-up level comes and what it allows; null at the last one. */
    nextWarmup: z
      .object({
        level: z.enum(['warm', 'hot']),
        on: z.string(),
        daily: z.number().int(),
        hourly: z.number().int(),
        concurrent: z.number().int(),
      })
      .nullable(),
    /** What WhatsApp said about the number last. */
    quality: z.string().nullable(),
    spamScore: z.number(),
    /** What the score is made of: the last seven days. `accepted`: a person has looked and let it go on. */
    spamParts: z.object({
      sent: z.number().int(),
      optOuts: z.number().int(),
      errors: z.number().int(),
      band: z.enum(['calm', 'halved', 'paused']),
      accepted: z.boolean(),
    }),
    lookedAt: instant.nullable(),
    pausedBy: z.string().nullable(),
    pausedAt: instant.nullable(),
    pausedReason: z.string().nullable(),
    pausedUntil: instant.nullable(),
    lastBanDate: instant.nullable(),
    banCount: z.number().int(),
    lastIncidentDate: instant.nullable(),
    lastIncidentType: z.string().nullable(),
    templates: z.array(
      z.object({ scenario: z.string(), name: z.string(), language: z.string(), status: z.string(), body: z.string() }),
    ),
    ...workflowLink,
  })
  .meta({ id: 'AccountHealth' });
export type AccountHealth = z.infer<typeof accountHealth>;

/** The banner. `scope` says which button stopped it. */
export const sendingState = z
  .object({
    stopped: z.boolean(),
    scope: z.enum(['company', 'installation']).nullable(),
    at: instant.nullable(),
    reason: z.string().nullable(),
    by: z.string().nullable(),
  })
  .meta({ id: 'SendingState' });
export type SendingState = z.infer<typeof sendingState>;

/**
 * `pending` says what happens to messages already on their way: `keep` leaves them as they were begun; `apply` gives waiting
 * drafts to the outbox (to notification) or takes queued rows back for a person to see (to moderation).
 */
export const deliveryModeRequest = z
  .strictObject({ mode: z.enum(['moderation', 'notification']), pending: z.enum(['keep', 'apply']) })
  .meta({ id: 'DeliveryModeRequest' });
export type DeliveryModeRequest = z.infer<typeof deliveryModeRequest>;
export const deliveryMode = z
  .object({ mode: z.enum(['moderation', 'notification']), applied: z.number().int() })
  .meta({ id: 'DeliveryMode' });
export type DeliveryMode = z.infer<typeof deliveryMode>;
