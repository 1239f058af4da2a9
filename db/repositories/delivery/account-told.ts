/** What WhatsApp's webhooks say about a number, applied: its tier, its pauses, its history. */

import type { Knex } from 'knex';
import type { Scope } from '../../../domain/access/scope.ts';
import type { AccountTold } from '../../../domain/delivery/webhook.ts';
import { type Account, addAccountEvent, addAlert, lockAccount, pauseAccount, tellGuard } from './account-changes.ts';

/** Nobody can be written to first, or nobody at all. Other restrictions (adding numbers) stop no message. */
const STOPS_SENDING = ['RESTRICTED_BIZ_INITIATED_MESSAGING', 'RESTRICTED_CUSTOMER_INITIATED_MESSAGING'];
const BANNED = 'DISABLE';
/** Good news, and the end of a warning, wake nobody. */
const QUIET_EVENTS = ['UNFLAGGED', 'UPGRADE', 'THROUGHPUT_UPGRADE', 'ONBOARDING'];

/** Inside the intake's transaction, and only for what had not come before. Answers a problem: it concerns another number. */
export async function applyAccountTold(
  trx: Knex,
  scope: Scope,
  told: AccountTold,
  receivedAt: Date,
): Promise<'other_number' | null> {
  const account = await lockAccount(trx, scope);
  if (!account) return 'other_number';
  if (told.kind === 'quality' && isOther(account, told.displayPhone)) return 'other_number';
  await apply(trx, scope, account, told, receivedAt);
  await tellGuard(trx, scope);
  return null;
}

function isOther(account: Account, displayPhone: string | null): boolean {
  const own = account.displayPhone?.replace(/\D/g, '') ?? '';
  return displayPhone !== null && own !== '' && own !== displayPhone;
}

async function apply(trx: Knex, scope: Scope, account: Account, told: AccountTold, at: Date): Promise<void> {
  switch (told.kind) {
    case 'quality': {
      await trx('whatsapp_account_health').where({ id: account.id }).update({ quality: told.event, updated_at: at });
      const details = { event: told.event };
      await addAccountEvent(trx, scope, { kind: 'quality', at: told.at, details });
      if (!QUIET_EVENTS.includes(told.event)) await addAlert(trx, scope, { kind: 'account_quality', details, at });
      if (told.tier !== null) await setTier(trx, scope, account, told.tier, told.at, at);
      return;
    }
    case 'tier':
      await setTier(trx, scope, account, told.tier, told.at, at);
      return;
    case 'restricted':
      await restrict(trx, scope, account, told, at);
      return;
    case 'violation': {
      const details = { violation: told.violation };
      await addAccountEvent(trx, scope, { kind: 'violation', at: told.at, details });
      await addAlert(trx, scope, { kind: 'account_violation', details, at });
      return;
    }
    case 'disabled': {
      const details = { state: told.state, on: told.on };
      await addAccountEvent(trx, scope, { kind: 'disabled', at: told.at, details });
      if (told.state === BANNED)
        await pauseAccount(trx, scope, account, { reason: 'disabled', until: null, isBan: true, details, at });
      // Announced, or taken back: a person decides what to do about it.
      else await addAlert(trx, scope, { kind: 'account_disabled', details, at });
      return;
    }
    case 'other':
      await addAccountEvent(trx, scope, { kind: 'account_update', at: told.at, details: { event: told.event } });
  }
}

async function setTier(trx: Knex, scope: Scope, account: Account, tier: number, toldAt: Date, at: Date): Promise<void> {
  if (tier === account.tierLimit) return;
  await trx('whatsapp_account_health').where({ id: account.id }).update({ tier_limit: tier, updated_at: at });
  const details = { from: account.tierLimit, to: tier };
  await addAccountEvent(trx, scope, { kind: 'tier', at: toldAt, details });
  if (tier < account.tierLimit) await addAlert(trx, scope, { kind: 'account_tier', details, at });
}

async function restrict(
  trx: Knex,
  scope: Scope,
  account: Account,
  told: Extract<AccountTold, { kind: 'restricted' }>,
  at: Date,
): Promise<void> {
  const stopping = told.restrictions.filter(({ type }) => STOPS_SENDING.includes(type));
  const types = told.restrictions.map(({ type }) => type);
  await addAccountEvent(trx, scope, { kind: 'restricted', at: told.at, details: { types } });
  if (stopping.length === 0) {
    await addAlert(trx, scope, { kind: 'account_restricted', details: { types }, at });
    return;
  }
  // All of them must be over; one without an end is for a person.
  const ends = stopping.map(({ until }) => until);
  const until = ends.includes(null) ? null : new Date(Math.max(...ends.map((end) => end?.getTime() ?? 0)));
  if (until !== null && until <= at) return;
  await pauseAccount(trx, scope, account, { reason: 'restricted', until, isBan: true, details: { types }, at });
}
