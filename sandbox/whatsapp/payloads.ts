/** The bodies of webhooks, exactly as Meta shapes them: what changed on a phone, told to the club. */

import { statusError } from './graph-error.ts';
import type { Account, Chat, ChatMessage } from './state.ts';

const seconds = (at: number): string => String(Math.floor(at / 1000));

/** Business-scoped user ids: the country's letters, a dot and up to 128 characters; always there since April 2026. */
export function userIdOf(waId: string): string {
  const country = COUNTRIES.find(([prefix]) => waId.startsWith(prefix))?.[1] ?? 'US';
  let hash = 17;
  for (const digit of waId) hash = (hash * 131 + (digit.codePointAt(0) ?? 0)) % 9_007_199_254_740;
  return `${country}.${String(hash).padStart(20, '7')}`;
}
const COUNTRIES: readonly (readonly [string, string])[] = [
  ['1604', 'CA'],
  ['380', 'UA'],
  ['359', 'BG'],
  ['420', 'CZ'],
  ['44', 'GB'],
  ['49', 'DE'],
  ['7', 'RU'],
  ['1', 'US'],
];

const metadata = (account: Account) => ({
  display_phone_number: account.displayPhoneNumber,
  phone_number_id: account.phoneNumberId,
});

/** Prices come with `sent` and with only one of the later two; here with `delivered`. */
function pricing(message: ChatMessage) {
  if (message.status !== 'sent' && message.status !== 'delivered') return {};
  return {
    pricing: { billable: true, pricing_model: 'PMP', type: 'regular', category: message.category ?? 'service' },
  };
}

export function statusChange(account: Account, chat: Chat, message: ChatMessage) {
  return {
    field: 'messages',
    value: {
      messaging_product: 'whatsapp',
      metadata: metadata(account),
      statuses: [
        {
          id: message.id,
          status: message.status,
          timestamp: seconds(message.statusAt),
          recipient_id: chat.waId,
          recipient_user_id: userIdOf(chat.waId),
          ...(message.key === undefined ? {} : { biz_opaque_callback_data: message.key }),
          ...pricing(message),
          ...(message.status === 'failed' ? { errors: [statusError(message.errorCode ?? 131026)] } : {}),
        },
      ],
    },
  };
}

export interface InboundOptions {
  profileName: string;
  /** A person with a username may hide the phone: only the business-scoped id is there then. */
  hidesPhone?: boolean;
}

export function inboundChange(account: Account, chat: Chat, message: ChatMessage, options: InboundOptions) {
  const phone = options.hidesPhone === true ? {} : { wa_id: chat.waId };
  return {
    field: 'messages',
    value: {
      messaging_product: 'whatsapp',
      metadata: metadata(account),
      contacts: [{ profile: { name: options.profileName }, ...phone, user_id: userIdOf(chat.waId) }],
      messages: [
        {
          ...(options.hidesPhone === true ? {} : { from: chat.waId }),
          from_user_id: userIdOf(chat.waId),
          id: message.id,
          timestamp: seconds(message.at),
          ...(message.contextId === undefined
            ? {}
            : { context: { from: account.displayPhoneNumber, id: message.contextId } }),
          ...content(message),
        },
      ],
    },
  };
}

/** A tap on a template's quick reply is a `button`, one on an interactive message is `interactive`. */
function content(message: ChatMessage) {
  const tapped = message.buttons[0];
  if (message.kind === 'button' && tapped) {
    return { type: 'button', button: { payload: tapped.payload, text: tapped.text } };
  }
  if (message.kind === 'interactive' && tapped) {
    return {
      type: 'interactive',
      interactive: { type: 'button_reply', button_reply: { id: tapped.payload, title: tapped.text } },
    };
  }
  if (message.kind === 'image') {
    return { type: 'image', image: { id: '900000000004010', mime_type: 'image/jpeg', sha256: 'c2FuZGJveA==' } };
  }
  return { type: 'text', text: { body: message.text } };
}

/** The person has stopped (or allowed again) marketing messages of this business in WhatsApp's own menu. */
export function preferenceChange(account: Account, waId: string, value: 'stop' | 'resume', at: number) {
  return {
    field: 'user_preferences',
    value: {
      messaging_product: 'whatsapp',
      metadata: metadata(account),
      contacts: [{ profile: { name: waId }, wa_id: waId, user_id: userIdOf(waId) }],
      user_preferences: [
        {
          wa_id: waId,
          detail: `User requested to ${value} marketing messages`,
          category: 'marketing_messages',
          value,
          timestamp: seconds(at),
        },
      ],
    },
  };
}

/** `limit` as Meta writes it: `TIER_2K`; left out, only the grade is told. */
export function qualityChange(account: Account, event: string, limit: unknown) {
  return {
    field: 'phone_number_quality_update',
    value: {
      display_phone_number: account.displayPhoneNumber,
      event,
      ...(limit === undefined ? {} : { current_limit: limit, max_daily_conversations_per_business: limit }),
    },
  };
}

export function capabilityChange(limit: unknown) {
  return {
    field: 'business_capability_update',
    value: { max_daily_conversations_per_business: limit, max_phone_numbers_per_business: 2 },
  };
}

export function accountUpdateChange(account: Account, event: string, info: Record<string, unknown>) {
  return { field: 'account_update', value: { phone_number: account.displayPhoneNumber, event, ...info } };
}
