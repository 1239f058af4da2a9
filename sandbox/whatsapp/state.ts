/** What WhatsApp knows: chats, what was accepted, templates and the webhooks still to be delivered. Changed by events only. */

import type { Template } from './templates.ts';

export interface Account {
  accessToken: string;
  phoneNumberId: string;
  businessAccountId: string;
  appSecret: string;
  verifyToken: string;
  /** Digits only. */
  displayPhoneNumber: string;
  verifiedName: string;
  /** Where this number's webhooks go; null: nobody subscribed. */
  webhookUrl: string | null;
}

export type Status = 'accepted' | 'sent' | 'delivered' | 'read' | 'failed';

/** `id` is what an interactive message's tap carries; a template's quick reply carries `payload`. */
export interface ReplyButton {
  kind: 'quick_reply' | 'interactive';
  payload: string;
  text: string;
}

export interface ChatMessage {
  id: string;
  direction: 'in' | 'out';
  kind: string;
  text: string;
  at: number;
  buttons: ReplyButton[];
  status: Status;
  statusAt: number;
  key?: string;
  template?: string;
  category?: string;
  contextId?: string;
  /** This message fails by webhook with this code instead of arriving. */
  failsWith?: number;
  errorCode?: number;
}

export interface Chat {
  phoneNumberId: string;
  waId: string;
  messages: ChatMessage[];
  /** The last word of the person; the 24-hour window counts from it. */
  lastInboundAt: number | null;
}

/** One line of the witness log: what was truly accepted, whatever the caller was told. */
export interface Accepted {
  key: string | null;
  wamid: string;
  to: string;
  at: string;
  phoneNumberId: string;
  template: string | null;
  text: string;
}

export interface PendingWebhook {
  id: string;
  phoneNumberId: string;
  change: { field: string; value: unknown };
  dueAt: number;
}

/** A number that Meta has restricted or locked: what its sends are answered with. */
export interface Block {
  code: number;
  /** Answers inside the 24-hour window still go. */
  templatesOnly: boolean;
  /** null: until it is lifted. */
  until: number | null;
}

export type WhatsAppEvent =
  | { type: 'accepted'; phoneNumberId: string; waId: string; message: ChatMessage }
  | { type: 'inbound'; phoneNumberId: string; waId: string; message: ChatMessage }
  | {
      type: 'status';
      phoneNumberId: string;
      waId: string;
      wamid: string;
      status: Status;
      at: number;
      errorCode?: number;
    }
  | { type: 'webhook_queued'; webhook: PendingWebhook }
  | { type: 'webhooks_done'; ids: string[] }
  | { type: 'blocked'; phoneNumberId: string; block: Block | null }
  | { type: 'template_set'; businessAccountId: string; template: Template }
  | { type: 'template_removed'; businessAccountId: string; id: string };

export interface WhatsAppState {
  chats: Map<string, Chat>;
  accepted: Accepted[];
  /** wamid → its message, for status steps and button taps. */
  outbound: Map<string, { chat: Chat; message: ChatMessage }>;
  webhooks: Map<string, PendingWebhook>;
  blocked: Map<string, Block>;
  /** businessAccountId → template id → template; `null` marks one that was removed after it was served by default. */
  templates: Map<string, Map<string, Template | null>>;
}

export function emptyState(): WhatsAppState {
  return {
    chats: new Map(),
    accepted: [],
    outbound: new Map(),
    webhooks: new Map(),
    blocked: new Map(),
    templates: new Map(),
  };
}

export function chatOf(state: WhatsAppState, phoneNumberId: string, waId: string): Chat {
  const key = `${phoneNumberId}:${waId}`;
  const known = state.chats.get(key);
  if (known) return known;
  const chat: Chat = { phoneNumberId, waId, messages: [], lastInboundAt: null };
  state.chats.set(key, chat);
  return chat;
}

function templatesOf(state: WhatsAppState, businessAccountId: string): Map<string, Template | null> {
  const known = state.templates.get(businessAccountId) ?? new Map<string, Template | null>();
  state.templates.set(businessAccountId, known);
  return known;
}

export function applyEvent(state: WhatsAppState, event: WhatsAppEvent): void {
  switch (event.type) {
    case 'accepted': {
      const chat = chatOf(state, event.phoneNumberId, event.waId);
      const { message } = event;
      chat.messages.push(message);
      state.outbound.set(message.id, { chat, message });
      state.accepted.push({
        key: message.key ?? null,
        wamid: message.id,
        to: event.waId,
        at: new Date(message.at).toISOString(),
        phoneNumberId: event.phoneNumberId,
        template: message.template ?? null,
        text: message.text,
      });
      return;
    }
    case 'inbound': {
      const chat = chatOf(state, event.phoneNumberId, event.waId);
      chat.messages.push(event.message);
      chat.lastInboundAt = event.message.at;
      return;
    }
    case 'status': {
      const message = state.outbound.get(event.wamid)?.message;
      if (!message) return;
      message.status = event.status;
      message.statusAt = event.at;
      if (event.errorCode !== undefined) message.errorCode = event.errorCode;
      return;
    }
    case 'webhook_queued':
      state.webhooks.set(event.webhook.id, event.webhook);
      return;
    case 'webhooks_done':
      for (const id of event.ids) state.webhooks.delete(id);
      return;
    case 'blocked':
      if (event.block) state.blocked.set(event.phoneNumberId, event.block);
      else state.blocked.delete(event.phoneNumberId);
      return;
    case 'template_set':
      templatesOf(state, event.businessAccountId).set(event.template.id, event.template);
      return;
    case 'template_removed':
      templatesOf(state, event.businessAccountId).set(event.id, null);
  }
}
