/** Delivers webhooks as Meta does: signed over the raw bytes, several changes in one body, again until somebody answers 2xx. */

import { createHmac, randomUUID } from 'node:crypto';
import type { Faults } from '../faults.ts';
import type { Account, PendingWebhook, WhatsAppEvent, WhatsAppState } from './state.ts';

export interface WebhookOptions {
  state: WhatsAppState;
  append: (event: WhatsAppEvent) => void;
  accountOf: (phoneNumberId: string) => Account | undefined;
  faults: Faults;
  /** First wait after a refused delivery; doubles up to `RETRY_CAP_MS`. Meta's own clock runs for seven days. */
  firstRetryMs: number;
}

export interface Webhooks {
  enqueue: (account: Account, change: PendingWebhook['change']) => void;
  /** Sends whatever is due; called after a restart, when the address changes, and by itself. */
  pump: () => void;
  pending: () => number;
  close: () => void;
}

const RETRY_CAP_MS = 30_000;
const BATCH = 20;
const ANSWER_WITHIN_MS = 10_000;
const SHUFFLE_OVER_MS = 1_500;

/** PHP's way of writing JSON: every character beyond ASCII escaped. The signature is over exactly these bytes. */
export function encodeBody(body: unknown): Buffer {
  const text = JSON.stringify(body)
    .replaceAll('/', String.raw`\/`)
    .replaceAll(/[\u0080-\uffff]/g, (unit) => String.raw`\u` + unit.charCodeAt(0).toString(16).padStart(4, '0'));
  return Buffer.from(text, 'ascii');
}

export function sign(body: Buffer, appSecret: string): string {
  return `sha256=${createHmac('sha256', appSecret).update(body).digest('hex')}`;
}

async function post(account: Account, url: string, webhooks: PendingWebhook[]): Promise<boolean> {
  const body = encodeBody({
    object: 'whatsapp_business_account',
    entry: [
      {
        id: account.businessAccountId,
        time: Math.floor(Date.now() / 1000),
        changes: webhooks.map((webhook) => webhook.change),
      },
    ],
  });
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'user-agent': 'facebookexternalua',
        'x-hub-signature-256': sign(body, account.appSecret),
      },
      body: new Uint8Array(body),
      redirect: 'manual',
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  }
}

export function createWebhooks({ state, append, accountOf, faults, firstRetryMs }: WebhookOptions): Webhooks {
  const inFlight = new Set<string>();
  const failures = new Map<string, number>();
  /** One delivery at a time for a number: without an ordered fault its changes arrive in the order they happened. */
  const busy = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  let isClosed = false;

  function due(nowMs: number): { account: Account; url: string; webhooks: PendingWebhook[] } | undefined {
    let batch: { account: Account; url: string; webhooks: PendingWebhook[] } | undefined;
    const dropped: string[] = [];
    for (const webhook of state.webhooks.values()) {
      if (inFlight.has(webhook.id) || webhook.dueAt > nowMs || busy.has(webhook.phoneNumberId)) continue;
      const account = accountOf(webhook.phoneNumberId);
      if (!account?.webhookUrl) {
        // Nobody is subscribed: Meta keeps nothing for later.
        dropped.push(webhook.id);
        continue;
      }
      batch ??= { account, url: account.webhookUrl, webhooks: [] };
      if (batch.account.phoneNumberId === account.phoneNumberId && batch.webhooks.length < BATCH)
        batch.webhooks.push(webhook);
    }
    if (dropped.length > 0) append({ type: 'webhooks_done', ids: dropped });
    return batch;
  }

  async function deliver(batch: { account: Account; url: string; webhooks: PendingWebhook[] }): Promise<void> {
    const isDelivered = await post(batch.account, batch.url, batch.webhooks);
    if (isClosed) return;
    if (isDelivered) append({ type: 'webhooks_done', ids: batch.webhooks.map(({ id }) => id) });
    for (const webhook of batch.webhooks) {
      inFlight.delete(webhook.id);
      if (isDelivered) {
        failures.delete(webhook.id);
        continue;
      }
      const failed = failures.get(webhook.id) ?? 0;
      failures.set(webhook.id, failed + 1);
      webhook.dueAt = Date.now() + Math.min(firstRetryMs * 2 ** failed, RETRY_CAP_MS);
    }
  }

  function pump(): void {
    if (isClosed) return;
    clearTimeout(timer);
    timer = undefined;
    for (let batch = due(Date.now()); batch; batch = due(Date.now())) {
      const { phoneNumberId } = batch.account;
      for (const { id } of batch.webhooks) inFlight.add(id);
      busy.add(phoneNumberId);
      void deliver(batch).finally(() => {
        busy.delete(phoneNumberId);
        pump();
      });
    }
    const waiting = [...state.webhooks.values()]
      .filter(({ id, phoneNumberId }) => !inFlight.has(id) && !busy.has(phoneNumberId))
      .map(({ dueAt }) => dueAt);
    if (waiting.length > 0) timer = setTimeout(pump, Math.max(5, Math.min(...waiting) - Date.now()));
  }

  function queue(account: Account, change: PendingWebhook['change'], delayMs: number): void {
    const webhook = { id: randomUUID(), phoneNumberId: account.phoneNumberId, change, dueAt: Date.now() + delayMs };
    append({ type: 'webhook_queued', webhook });
  }

  return {
    enqueue(account, change) {
      if (faults.take('whatsapp', ['mute_webhooks'])) return;
      const shuffle = faults.take('whatsapp', ['shuffle_webhooks']);
      const delayMs = shuffle ? Math.floor(Math.random() * (shuffle.afterMs ?? SHUFFLE_OVER_MS)) : 0;
      queue(account, change, delayMs);
      const twice = faults.take('whatsapp', ['duplicate_webhooks']);
      if (twice) queue(account, change, delayMs + (twice.afterMs ?? 50));
      // On the next turn, so that changes made together travel together.
      clearTimeout(timer);
      timer = setTimeout(pump, 1);
    },
    pump,
    pending: () => state.webhooks.size,
    close() {
      isClosed = true;
      clearTimeout(timer);
    },
  };
}
