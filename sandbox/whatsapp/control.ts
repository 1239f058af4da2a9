/** What tests and the page may do with WhatsApp beside the Graph API: see the witness log and the phones, answer, and set things. */

import express, { type Router } from 'express';
import { type AccountControlOptions, createAccountControl } from './account.ts';
import type { Accepted, Account, Chat } from './state.ts';
import { preferenceChange } from './payloads.ts';
import { digitsOf, type Pace, type Phones, type Reply } from './phones.ts';
import { isFields } from './read-request.ts';
import { addTemplateControl } from './template-control.ts';
import type { TemplateReview } from './template-review.ts';
import type { TemplateBook } from './template-book.ts';
import type { Webhooks } from './webhooks.ts';

export interface ControlOptions {
  accounts: () => readonly Account[];
  accepted: () => readonly Accepted[];
  chats: () => Chat[];
  phones: Phones;
  webhooks: Webhooks;
  templates: { book: TemplateBook; review: TemplateReview };
  nameOf: (waId: string) => string | undefined;
  setWebhookUrl: (url: string | null) => void;
  account: AccountControlOptions;
}

export function createWhatsAppControl(options: ControlOptions): Router {
  const router = express.Router();
  addViews(router, options);
  addPhones(router, options);
  addSettings(router, options);
  addTemplateControl(router, { accounts: options.accounts, ...options.templates });
  router.use(createAccountControl(options.account));
  return router;
}

/** What happened so far. */
function addViews(router: Router, options: ControlOptions): void {
  const { phones, webhooks } = options;
  router.get('/accepted', (request, response) => {
    const { to, key } = request.query;
    const digits = typeof to === 'string' ? digitsOf(to) : undefined;
    const items = options
      .accepted()
      .filter((one) => (digits === undefined || one.to === digits) && (typeof key !== 'string' || one.key === key));
    response.json({ total: items.length, items });
  });

  // `phone` gives one person's chats; `summary` only the last message of each, which is all that a list needs.
  router.get('/chats', (request, response) => {
    const { phone, summary } = request.query;
    const waId = typeof phone === 'string' ? digitsOf(phone) : undefined;
    const numbers = new Map(options.accounts().map((account) => [account.phoneNumberId, account.verifiedName]));
    response.json({
      pace: phones.pace(),
      accepted: options.accepted().length,
      pendingWebhooks: webhooks.pending(),
      chats: options
        .chats()
        .filter((chat) => waId === undefined || chat.waId === waId)
        .map((chat) => ({
          ...chat,
          messages: summary === undefined ? chat.messages : chat.messages.slice(-1),
          phone: `+${chat.waId}`,
          name: options.nameOf(chat.waId) ?? null,
          club: numbers.get(chat.phoneNumberId) ?? chat.phoneNumberId,
        })),
    });
  });
}

/** What the people do with their phones. */
function addPhones(router: Router, { phones }: ControlOptions): void {
  router.post('/reply', (request, response) => {
    const body: unknown = request.body;
    if (!isFields(body) || typeof body['phone'] !== 'string') {
      response.status(400).json({ error: 'phone is missing' });
      return;
    }
    const answer = phones.reply(body as unknown as Reply);
    response.status('problem' in answer ? 400 : 200).json(answer);
  });

  router.post('/read', (request, response) => {
    const body: unknown = request.body;
    const fields = isFields(body) ? body : {};
    const phone = fields['phone'];
    if (typeof phone === 'string') {
      response.json({ read: phones.readNow(digitsOf(phone)) });
      return;
    }
    const automatic = fields['automatic'];
    if (typeof automatic !== 'boolean') {
      response.status(400).json({ error: 'give phone to read its chat now, or automatic: true or false' });
      return;
    }
    phones.setPace({ readMs: automatic ? Number(fields['afterMs'] ?? 4_000) : null });
    response.json({ pace: phones.pace() });
  });
}

function addSettings(router: Router, options: ControlOptions): void {
  const { phones, webhooks } = options;
  router.put('/pace', (request, response) => {
    phones.setPace(request.body as Partial<Pace>);
    response.json({ pace: phones.pace() });
  });

  router.put('/webhook', (request, response) => {
    const url: unknown = isFields(request.body) ? request.body['url'] : undefined;
    if (url !== null && (typeof url !== 'string' || !URL.canParse(url))) {
      response.status(400).json({ error: 'url must be an address or null' });
      return;
    }
    options.setWebhookUrl(url);
    webhooks.pump();
    response.json({ url });
  });

  // What Meta does when somebody enters a webhook address: it asks that address to prove that it knows the verify token.
  router.post('/verify', (request, response) => {
    const given: unknown = isFields(request.body) ? request.body['url'] : undefined;
    const account = options.accounts()[0];
    const url = typeof given === 'string' ? given : account?.webhookUrl;
    if (!url || !account) {
      response.status(400).json({ error: 'url is missing' });
      return;
    }
    void verify(url, account.verifyToken).then((verified) => {
      response.json({ verified });
    });
  });

  // The person uses WhatsApp's own "stop marketing messages".
  router.post('/preference', (request, response) => {
    const { phone, value } = request.body as { phone?: unknown; value?: unknown };
    if (typeof phone !== 'string' || (value !== 'stop' && value !== 'resume')) {
      response.status(400).json({ error: 'phone is missing, or value is neither stop nor resume' });
      return;
    }
    for (const account of options.accounts()) {
      webhooks.enqueue(account, preferenceChange(account, digitsOf(phone), value, Date.now()));
    }
    response.json({ phone, value });
  });
}

async function verify(url: string, token: string): Promise<boolean> {
  const challenge = String(Math.floor(Math.random() * 1e9));
  const asked = new URL(url);
  asked.searchParams.set('hub.mode', 'subscribe');
  asked.searchParams.set('hub.verify_token', token);
  asked.searchParams.set('hub.challenge', challenge);
  try {
    const answer = await fetch(asked, { signal: AbortSignal.timeout(5_000) });
    return answer.status === 200 && (await answer.text()) === challenge;
  } catch {
    return false;
  }
}
