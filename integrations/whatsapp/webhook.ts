/** Reads Meta's webhooks into our own words. What it does not know is kept with a problem, never a reason to fail the delivery. */

import { createHash } from 'node:crypto';
import { z } from 'zod';
import type {
  InboundMessage,
  NotUnderstood,
  PreferenceTold,
  StatusTold,
  WebhookFacts,
} from '../../domain/delivery/webhook.ts';
import { readAccountChange } from './account-webhook.ts';
import { readTemplateChange, TEMPLATE_FIELDS } from './template-webhook.ts';

const envelope = z.object({
  object: z.string(),
  entry: z.array(
    z.object({
      time: z.number().optional(),
      changes: z.array(z.object({ field: z.string(), value: z.record(z.string(), z.unknown()) })).default([]),
    }),
  ),
});

const seconds = z
  .union([z.string().regex(/^\d{1,12}$/), z.number().int().nonnegative()])
  .transform((value) => new Date(Number(value) * 1_000));
const phone = z
  .string()
  .regex(/^\+?[1-9]\d{6,14}$/)
  .transform((digits) => (digits.startsWith('+') ? digits : `+${digits}`));
const metadata = z.object({ phone_number_id: z.string() });

const inbound = z.object({
  id: z.string().min(1),
  from: z.string().optional(),
  timestamp: seconds,
  type: z.string(),
  text: z.object({ body: z.string() }).optional(),
  button: z.object({ payload: z.string().optional(), text: z.string().optional() }).optional(),
  interactive: z
    .object({
      button_reply: z.object({ id: z.string(), title: z.string() }).optional(),
      list_reply: z.object({ id: z.string(), title: z.string() }).optional(),
    })
    .optional(),
  reaction: z.object({ emoji: z.string().optional() }).optional(),
});

const status = z.object({
  id: z.string().min(1),
  status: z.enum(['sent', 'delivered', 'read', 'played', 'failed']),
  timestamp: seconds,
  biz_opaque_callback_data: z.string().optional(),
  errors: z.array(z.object({ code: z.number() })).optional(),
});

const preference = z.object({
  wa_id: phone,
  category: z.literal('marketing_messages'),
  value: z.enum(['stop', 'resume']),
  timestamp: seconds,
});

const uuid = z.uuid();

/** null: this is no webhook of WhatsApp at all. */
export function parseWebhook(body: unknown, receivedAt: Date): WebhookFacts | null {
  const whole = envelope.safeParse(storable(body));
  if (!whole.success || whole.data.object !== 'whatsapp_business_account') return null;
  const facts: WebhookFacts = { messages: [], statuses: [], preferences: [], templates: [], notUnderstood: [] };
  for (const entry of whole.data.entry) {
    const told = entry.time === undefined ? receivedAt : new Date(entry.time * 1_000);
    for (const { field, value } of entry.changes) readChange(facts, field, value, told);
  }
  return facts;
}

/** A zero letter or half a pair is what no database keeps: one such message must not have the whole delivery refused for ever. */
function storable(part: unknown): unknown {
  if (typeof part === 'string') return part.replaceAll(/[\0\p{Cs}]/gu, '\uFFFD');
  if (Array.isArray(part)) return part.map(storable);
  if (typeof part !== 'object' || part === null) return part;
  return Object.fromEntries(Object.entries(part).map(([key, value]) => [String(storable(key)), storable(value)]));
}

function readChange(facts: WebhookFacts, field: string, value: Record<string, unknown>, told: Date): void {
  switch (field) {
    case 'messages':
      readMessages(facts, value);
      return;
    case 'user_preferences':
      for (const part of list(value['user_preferences'])) {
        const parsed = preference.safeParse(part);
        if (parsed.success) facts.preferences.push(asPreference(parsed.data));
        else facts.notUnderstood.push(strange(field, 'unreadable', part));
      }
      return;
    case 'phone_number_quality_update':
    case 'account_update':
    case 'business_capability_update': {
      const read = readAccountChange(field, value, told);
      if (read) facts.accounts = [...(facts.accounts ?? []), read];
      else facts.notUnderstood.push(strange(field, 'unreadable', value));
      return;
    }
    default: {
      const read = TEMPLATE_FIELDS.has(field) ? readTemplateChange(field, value, told) : undefined;
      if (read) facts.templates.push(read);
      else facts.notUnderstood.push(strange(field, read === null ? 'unreadable' : 'not_handled', value));
    }
  }
}

function readMessages(facts: WebhookFacts, value: Record<string, unknown>): void {
  const about = metadata.safeParse(value['metadata']);
  for (const part of list(value['messages'])) {
    const parsed = inbound.safeParse(part);
    if (parsed.success && about.success) facts.messages.push(asMessage(parsed.data, about.data.phone_number_id));
    else facts.notUnderstood.push(strange('message', about.success ? 'unreadable' : 'no_number', part));
  }
  for (const part of list(value['statuses'])) {
    const parsed = status.safeParse(part);
    if (parsed.success) facts.statuses.push(asStatus(parsed.data));
    else facts.notUnderstood.push(strange('status', 'unreadable', part));
  }
}

const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

function asMessage(message: z.infer<typeof inbound>, phoneNumberId: string): InboundMessage {
  const from = phone.safeParse(message.from);
  const tapped = message.interactive?.button_reply ?? message.interactive?.list_reply;
  return {
    wamid: message.id,
    phoneNumberId,
    from: from.success ? from.data : null,
    kind: message.type,
    text: message.text?.body ?? message.button?.text ?? tapped?.title ?? message.reaction?.emoji ?? null,
    payload: message.button?.payload ?? tapped?.id ?? null,
    at: message.timestamp,
  };
}

/** A key that is no uuid was written by somebody else who uses the number. */
function asStatus(told: z.infer<typeof status>): StatusTold {
  const key = uuid.safeParse(told.biz_opaque_callback_data);
  return {
    wamid: told.id,
    status: told.status,
    key: key.success ? key.data : null,
    code: told.status === 'failed' ? String(told.errors?.[0]?.code ?? 'failed') : null,
    at: told.timestamp,
  };
}

const asPreference = (told: z.infer<typeof preference>): PreferenceTold => ({
  from: told.wa_id,
  wants: told.value,
  at: told.timestamp,
});

/** A repeated delivery has the same bytes in it, so the id of a part is a hash of them. */
function strange(kind: string, problem: string, payload: unknown): NotUnderstood {
  return {
    kind: `strange_${kind}`,
    id: createHash('sha256').update(JSON.stringify(payload)).digest('hex'),
    problem,
    payload,
  };
}
