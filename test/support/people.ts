/** The people of an end-to-end test: the owner at the API, clients and moderators in the sandbox. */

import type { Run } from '../../contracts/http/campaigns.ts';
import type { ReactivationDetail, Reactivation } from '../../contracts/http/campaigns.ts';
import type { Message, MessageDetail } from '../../contracts/http/delivery.ts';
import type { Session } from '../../contracts/http/access.ts';
import { OWNER, type Stack } from './stack.ts';

export interface Answer<T = unknown> {
  status: number;
  body: T;
}

async function call<T>(
  url: string,
  method: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Answer<T> & { headers: Headers }> {
  const response = await fetch(url, {
    method,
    headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(20_000),
  });
  const text = await response.text();
  return { status: response.status, body: (text === '' ? null : JSON.parse(text)) as T, headers: response.headers };
}

/** Signs in as the owner; every call is about their one company. */
export async function signIn(stack: Stack) {
  const signedIn = await call<Session>(`${stack.url}/api/session`, 'POST', OWNER);
  const cookie = (signedIn.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  const company = signedIn.body.companies[0];
  if (!company) throw new Error(`Could not sign in: ${String(signedIn.status)}`);
  const base = `${stack.url}/api/companies/${String(company.id)}`;
  const api = <T>(method: string, path: string, body?: unknown): Promise<Answer<T>> =>
    call<T>(`${base}${path}`, method, body, { cookie });
  const all = async <Item>(path: string): Promise<Item[]> => {
    const items: Item[] = [];
    for (let page = 1; ; page += 1) {
      const { body } = await api<{ items: Item[]; total: number }>(
        'GET',
        `${path}${path.includes('?') ? '&' : '?'}pageSize=200&page=${String(page)}`,
      );
      items.push(...body.items);
      if (items.length >= body.total || body.items.length === 0) return items;
    }
  };
  return {
    company,
    cookie,
    api,
    clients: () => all<{ id: number; name: string; phone: string | null; daysSince: number | null }>('/clients'),
    messages: (query = '') => all<Message>(`/messages${query}`),
    message: async (id: number) => (await api<MessageDetail>('GET', `/messages/${String(id)}`)).body,
    reactivations: (query = '') => all<Reactivation>(`/reactivations${query}`),
    reactivation: async (id: number) => (await api<ReactivationDetail>('GET', `/reactivations/${String(id)}`)).body,
    run: async (id: number) => (await api<Run>('GET', `/reactivation/runs/${String(id)}`)).body,
    write: (clientId: number, text: string) => api<MessageDetail>('POST', '/messages', { clientId, text }),
  };
}
export type Owner = Awaited<ReturnType<typeof signIn>>;

export interface Accepted {
  key: string;
  wamid: string;
  to: string;
}

/** The control API of the sandbox: what people there see and do. */
export function outsideWorld(stack: Stack) {
  const at = <T>(method: string, path: string, body?: unknown) => call<T>(`${stack.sandboxUrl}${path}`, method, body);
  return {
    at,
    /** The witness of exactly-once: every send that WhatsApp took. */
    accepted: async () => (await at<{ items: Accepted[] }>('GET', '/sandbox/whatsapp/accepted')).body.items,
    reply: (phone: string, text: string) => at('POST', '/sandbox/whatsapp/reply', { phone, text }),
    cards: async () =>
      (
        await at<{
          chats: {
            id: number;
            messages: {
              message_id: number;
              text?: string;
              reply_markup?: { inline_keyboard: { text: string; callback_data?: string }[][] };
            }[];
          }[];
        }>('GET', '/sandbox/telegram/chats')
      ).body.chats.flatMap((chat) => chat.messages.map((message) => ({ ...message, chatId: chat.id }))),
    tap: (order: { userId: number; chatId: number; messageId: number; button?: string; data?: string }) =>
      at<{ toast: string | null }>('POST', '/sandbox/telegram/tap', { ...order, wait: true }),
  };
}
