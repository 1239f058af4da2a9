/** A sandbox in memory with somebody who listens to its webhooks, for tests of the stand-ins and of what speaks to them. */

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createSandbox, type Sandbox, type SandboxOptions } from '../../sandbox/app.ts';
import { SANDBOX_WHATSAPP } from '../../sandbox/credentials.ts';

export interface ReceivedWebhook {
  raw: Buffer;
  signature: string;
  body: WebhookBody;
}

export interface StatusTold {
  id: string;
  status: string;
  timestamp: string;
  recipient_id: string;
  recipient_user_id: string;
  biz_opaque_callback_data?: string;
  pricing?: { pricing_model: string; category: string };
  errors?: { code: number; title: string; error_data: { details: string } }[];
}

export interface InboundTold {
  from?: string;
  from_user_id: string;
  id: string;
  type: string;
  text?: { body: string };
  button?: { payload: string; text: string };
  interactive?: { type: string; button_reply: { id: string; title: string } };
  context?: { from: string; id: string };
}

export interface WebhookBody {
  object: string;
  entry: {
    id: string;
    changes: {
      field: string;
      value: { statuses?: StatusTold[]; messages?: InboundTold[]; contacts?: { wa_id?: string }[] } & Record<
        string,
        unknown
      >;
    }[];
  }[];
}

export interface Receiver {
  url: string;
  received: ReceivedWebhook[];
  statuses: () => StatusTold[];
  inbound: () => InboundTold[];
  /** What the next deliveries are answered with; 200 once the list is used up. */
  answers: number[];
  close: () => Promise<void>;
}

export async function startReceiver(port = 0): Promise<Receiver> {
  const received: ReceivedWebhook[] = [];
  const answers: number[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const status = answers.shift() ?? 200;
      const raw = Buffer.concat(chunks);
      const signature = String(request.headers['x-hub-signature-256']);
      if (status === 200) received.push({ raw, signature, body: JSON.parse(raw.toString()) as WebhookBody });
      response.writeHead(status).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const values = () =>
    received.flatMap(({ body }) => body.entry.flatMap((entry) => entry.changes.map(({ value }) => value)));
  return {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/webhooks/whatsapp`,
    received,
    statuses: () => values().flatMap((value) => value.statuses ?? []),
    inbound: () => values().flatMap((value) => value.messages ?? []),
    answers,
    async close() {
      await new Promise<void>((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      });
    },
  };
}

export interface Called {
  status: number;
  headers: Headers;
  body: Record<string, never> & { error?: GraphRefusal; messages?: { id: string }[] };
}

export interface GraphRefusal {
  code: number;
  message: string;
  type: string;
  error_subcode?: number;
  error_data?: { messaging_product: string; details: string };
  fbtrace_id: string;
}

export interface SandboxWorld {
  sandbox: Sandbox;
  url: string;
  receiver: Receiver;
  /** The send call as the product makes it. */
  send: (
    message: Record<string, unknown>,
    options?: { token?: string; phoneNumberId?: string; timeoutMs?: number },
  ) => Promise<Called>;
  close: () => Promise<void>;
}

export async function startSandboxWorld(options: Partial<SandboxOptions> = {}): Promise<SandboxWorld> {
  const receiver = await startReceiver();
  const sandbox = createSandbox({
    dataDir: null,
    pace: 'immediate',
    ...options,
    whatsapp: { webhookUrl: receiver.url, ...options.whatsapp },
  });
  const url = await sandbox.listen(0);
  return {
    sandbox,
    url,
    receiver,
    async send(
      message,
      { token = SANDBOX_WHATSAPP.accessToken, phoneNumberId = SANDBOX_WHATSAPP.phoneNumberId, timeoutMs = 5_000 } = {},
    ) {
      const response = await fetch(`${url}/whatsapp/v23.0/${phoneNumberId}/messages`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify(message),
        signal: AbortSignal.timeout(timeoutMs),
      });
      const text = await response.text();
      const body = (text.startsWith('{') ? JSON.parse(text) : {}) as Called['body'];
      return { status: response.status, headers: response.headers, body };
    },
    async close() {
      await sandbox.close();
      await receiver.close();
    },
  };
}

/** A template message that WhatsApp takes; what a test is about replaces the rest. */
export function templateMessage(
  changes: { to?: string; key?: string; name?: string; language?: string; parameters?: string[] } = {},
) {
  const parameters = changes.parameters ?? ['Olga', 'Your last visit was 74 days ago.'];
  return {
    messaging_product: 'whatsapp',
    recipient_type: 'individual',
    to: changes.to ?? '+420777111222',
    type: 'template',
    template: {
      name: changes.name ?? 'reprise_service_reactivation',
      language: { code: changes.language ?? 'cs' },
      components: [{ type: 'body', parameters: parameters.map((text) => ({ type: 'text', text })) }],
    },
    ...(changes.key === undefined ? {} : { biz_opaque_callback_data: changes.key }),
  };
}

export const textMessage = (body: string, to = '+420777111222') => ({
  messaging_product: 'whatsapp',
  recipient_type: 'individual',
  to,
  type: 'text',
  text: { body },
});

/** Waits until something is true, and fails with the words given when it never is. */
export async function eventually<Value>(
  look: () => Value | undefined | false,
  what: string,
  withinMs = 20_000,
): Promise<Value> {
  const until = Date.now() + withinMs;
  for (;;) {
    const value = look();
    if (value !== undefined && value !== false) return value;
    if (Date.now() > until) throw new Error(`This never happened: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
