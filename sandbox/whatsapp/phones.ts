/** The people's phones: messages arrive and are read there after a while, and people answer. */

import type { Clock } from '../../domain/clock.ts';
import type { Limits } from './limits.ts';
import { inboundChange, statusChange } from './payloads.ts';
import {
  chatOf,
  type Account,
  type Chat,
  type ChatMessage,
  type Status,
  type WhatsAppEvent,
  type WhatsAppState,
} from './state.ts';
import { newWamid } from './wamid.ts';
import type { Webhooks } from './webhooks.ts';

/** How long after the step before; `readMs: null` means people read only when they are told to. */
export interface Pace {
  sentMs: number;
  deliveredMs: number;
  readMs: number | null;
}

/** As somebody watching the page can follow it. */
export const CALM_PACE: Pace = { sentMs: 300, deliveredMs: 700, readMs: 4_000 };
export const IMMEDIATE_PACE: Pace = { sentMs: 0, deliveredMs: 0, readMs: 0 };

export interface Reply {
  phone: string;
  text?: string;
  /** The label or payload of a button on the last message that has it. */
  button?: string;
  phoneNumberId?: string;
  profileName?: string;
  hidesPhone?: boolean;
  /** Something other than words, such as a picture. */
  kind?: 'text' | 'image';
}

export interface PhoneOptions {
  state: WhatsAppState;
  append: (event: WhatsAppEvent) => void;
  accounts: () => readonly Account[];
  webhooks: Webhooks;
  limits: Limits;
  clock: Clock;
  pace: Pace;
  nameOf: (waId: string) => string | undefined;
}

export interface Phones {
  arrived: (wamid: string) => void;
  /** Goes on with every message that was on its way when the sandbox stopped. */
  resume: () => void;
  readNow: (waId: string) => number;
  setPace: (pace: Partial<Pace>) => void;
  pace: () => Pace;
  /** The inbound message's id, or why the phone cannot send it. */
  reply: (reply: Reply) => { id: string } | { problem: string };
  close: () => void;
}

const NEXT: Readonly<Partial<Record<Status, Status>>> = { accepted: 'sent', sent: 'delivered', delivered: 'read' };

export const digitsOf = (phone: string): string => phone.replaceAll(/\D/g, '');

export function createPhones(options: PhoneOptions): Phones {
  const { state, append, webhooks, clock } = options;
  const timers = new Map<string, NodeJS.Timeout>();
  const pace: Pace = { ...options.pace };

  function move(wamid: string, status: Status): void {
    const known = state.outbound.get(wamid);
    const account = known && options.accounts().find((one) => one.phoneNumberId === known.chat.phoneNumberId);
    if (!known || !account) return;
    const { chat, message } = known;
    const errorCode = status === 'failed' && message.failsWith !== undefined ? { errorCode: message.failsWith } : {};
    append({
      type: 'status',
      phoneNumberId: chat.phoneNumberId,
      waId: chat.waId,
      wamid,
      status,
      at: clock.now().getTime(),
      ...errorCode,
    });
    webhooks.enqueue(account, statusChange(account, chat, message));
  }

  function scheduleNext(message: ChatMessage): void {
    const next = message.status === 'accepted' && message.failsWith !== undefined ? 'failed' : NEXT[message.status];
    if (next === undefined || timers.has(message.id)) return;
    const waitMs = next === 'read' ? pace.readMs : next === 'delivered' ? pace.deliveredMs : pace.sentMs;
    if (waitMs === null) return;
    const timer = setTimeout(() => {
      timers.delete(message.id);
      move(message.id, next);
      scheduleNext(message);
    }, waitMs);
    timers.set(message.id, timer);
  }

  function readNow(waId: string): number {
    const unread = [...state.outbound.values()].filter(
      ({ chat, message }) => chat.waId === waId && ['accepted', 'sent', 'delivered'].includes(message.status),
    );
    for (const { message } of unread) {
      if (message.failsWith !== undefined) continue;
      clearTimeout(timers.get(message.id));
      timers.delete(message.id);
      for (let next = NEXT[message.status]; next; next = NEXT[message.status]) move(message.id, next);
    }
    return unread.length;
  }

  function accountFor(reply: Reply, waId: string): Account | undefined {
    const accounts = options.accounts();
    if (reply.phoneNumberId !== undefined) return accounts.find((one) => one.phoneNumberId === reply.phoneNumberId);
    const written = accounts.find((one) => state.chats.has(`${one.phoneNumberId}:${waId}`));
    return written ?? accounts[0];
  }

  function reply(given: Reply): { id: string } | { problem: string } {
    const waId = digitsOf(given.phone);
    if (!/^[1-9]\d{7,14}$/.test(waId)) return { problem: 'phone must be a phone number with its country code' };
    const account = accountFor(given, waId);
    if (!account) return { problem: 'no such phoneNumberId' };
    const chat = chatOf(state, account.phoneNumberId, waId);
    const message = written(given, chat, clock.now().getTime());
    if (!message)
      return { problem: given.button === undefined ? 'text is missing' : 'there is no such button in the chat' };
    // Whoever answers has read what is there.
    readNow(waId);
    append({ type: 'inbound', phoneNumberId: account.phoneNumberId, waId, message });
    options.limits.countInbound(account.phoneNumberId, Date.now());
    const profileName = given.profileName ?? options.nameOf(waId) ?? `Client ${waId.slice(-4)}`;
    webhooks.enqueue(
      account,
      inboundChange(account, chat, message, { profileName, hidesPhone: given.hidesPhone === true }),
    );
    return { id: message.id };
  }

  return {
    arrived(wamid) {
      const known = state.outbound.get(wamid);
      if (known) scheduleNext(known.message);
    },
    resume() {
      for (const { message } of state.outbound.values()) scheduleNext(message);
    },
    readNow,
    setPace(changed) {
      Object.assign(pace, changed);
      for (const { message } of state.outbound.values()) if (message.status === 'delivered') scheduleNext(message);
    },
    pace: () => ({ ...pace }),
    reply,
    close() {
      for (const timer of timers.values()) clearTimeout(timer);
    },
  };
}

/** The inbound message as the phone sends it: words, a picture, or a tap on a button of the last message that has it. */
function written(given: Reply, chat: Chat, at: number): ChatMessage | undefined {
  const base = { id: newWamid(chat.waId, 'in'), direction: 'in' as const, at, status: 'read' as const, statusAt: at };
  if (given.kind === 'image') return { ...base, kind: 'image', text: given.text ?? '[picture]', buttons: [] };
  if (given.button === undefined) {
    return given.text === undefined || given.text === ''
      ? undefined
      : { ...base, kind: 'text', text: given.text, buttons: [] };
  }
  for (const message of chat.messages.toReversed()) {
    const button = message.buttons.find((one) => one.text === given.button || one.payload === given.button);
    if (!button || message.direction !== 'out') continue;
    const kind = button.kind === 'quick_reply' ? 'button' : 'interactive';
    return { ...base, kind, text: button.text, buttons: [button], contextId: message.id };
  }
  return undefined;
}
