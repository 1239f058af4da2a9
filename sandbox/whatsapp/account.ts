/** What Meta does to a whole number: grades it, moves its tier, restricts it for a time, disables it; each told by webhook. */

import express, { type Router } from 'express';
import type { Clock } from '../../domain/clock.ts';
import { accountUpdateChange, capabilityChange, qualityChange } from './payloads.ts';
import { isFields } from './read-request.ts';
import type { Account, Block, WhatsAppEvent } from './state.ts';
import type { Webhooks } from './webhooks.ts';

export interface AccountControlOptions {
  accounts: () => readonly Account[];
  webhooks: Webhooks;
  append: (event: WhatsAppEvent) => void;
  blocked: () => ReadonlyMap<string, Block>;
  clock: Clock;
}

/** 368: temporarily blocked for policy violations; 131031: the account is locked. */
const RESTRICTED = 368;
const LOCKED = 131031;
const DAY_MS = 86_400_000;

type Fields = Record<string, unknown>;

export function createAccountControl(options: AccountControlOptions): Router {
  const router = express.Router();
  router.get('/account', (_request, response) => {
    response.json({ blocked: Object.fromEntries(options.blocked()) });
  });
  router.post('/account', (request, response) => {
    const body: unknown = request.body;
    const fields = isFields(body) ? body : {};
    const wanted = options
      .accounts()
      .filter((one) => (fields['phoneNumberId'] ?? one.phoneNumberId) === one.phoneNumberId);
    const told = wanted.map((account) => happen(options, account, fields));
    if (told.length === 0 || told.includes(false)) {
      response.status(400).json({ error: 'event is quality, tier, restrict, violation, disable, reinstate or lift' });
      return;
    }
    response.json({ blocked: Object.fromEntries(options.blocked()) });
  });
  return router;
}

/** False: there is no such event. */
function happen({ webhooks, append, clock }: AccountControlOptions, account: Account, fields: Fields): boolean {
  const now = clock.now().getTime();
  const text = (name: string, usual: string): string => (typeof fields[name] === 'string' ? fields[name] : usual);
  const block = (set: Block | null): void => {
    append({ type: 'blocked', phoneNumberId: account.phoneNumberId, block: set });
  };
  switch (fields['event']) {
    case 'quality':
      webhooks.enqueue(account, qualityChange(account, text('quality', 'FLAGGED'), fields['limit']));
      return true;
    case 'tier':
      webhooks.enqueue(account, capabilityChange(fields['limit'] ?? 250));
      return true;
    case 'restrict': {
      const until = fields['forMs'] === null ? null : now + Number(fields['forMs'] ?? DAY_MS);
      block({ code: RESTRICTED, templatesOnly: true, until });
      const restriction = {
        restriction_type: text('type', 'RESTRICTED_BIZ_INITIATED_MESSAGING'),
        ...(until === null ? {} : { expiration: Math.floor(until / 1_000) }),
      };
      webhooks.enqueue(
        account,
        accountUpdateChange(account, 'ACCOUNT_RESTRICTION', { restriction_info: [restriction] }),
      );
      return true;
    }
    case 'violation':
      webhooks.enqueue(
        account,
        accountUpdateChange(account, 'ACCOUNT_VIOLATION', {
          violation_info: { violation_type: text('violation', 'SPAM') },
        }),
      );
      return true;
    case 'disable':
      block({ code: LOCKED, templatesOnly: false, until: null });
      webhooks.enqueue(account, accountUpdateChange(account, 'DISABLED_UPDATE', banned('DISABLE', now)));
      return true;
    case 'reinstate':
      block(null);
      webhooks.enqueue(account, accountUpdateChange(account, 'DISABLED_UPDATE', banned('REINSTATE', now)));
      return true;
    // Meta says nothing when a restriction is over.
    case 'lift':
      block(null);
      return true;
    default:
      return false;
  }
}

const banned = (state: string, now: number) => ({
  ban_info: { waba_ban_state: [state], waba_ban_date: new Date(now).toISOString().slice(0, 10) },
});
