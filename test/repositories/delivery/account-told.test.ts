import { expect } from 'chai';
import type { Database } from '../../../db/database.ts';
import { createAccountRepository } from '../../../db/repositories/delivery/account.ts';
import { createIntakeRepository } from '../../../db/repositories/delivery/intake.ts';
import { createStatusesRepository } from '../../../db/repositories/delivery/statuses.ts';
import type { AccountTold } from '../../../domain/delivery/webhook.ts';
import { createOutboxRepository } from '../../../db/repositories/delivery/outbox.ts';
import { cloneDatabase } from '../../support/database.ts';
import {
  type Club,
  days,
  hours,
  later,
  makeClub,
  makeMessage,
  makePerson,
  NOON,
  noticesOf,
  rowOf,
} from '../../support/delivery-world.ts';

describe('what WhatsApp says about a number', () => {
  let database: Database;
  let drop: () => Promise<void>;
  let club: Club;
  let other: Club;
  before(async () => {
    ({ database, drop } = await cloneDatabase());
  });
  after(() => drop());
  beforeEach(async () => {
    const account = { tier_limit: 2_000, display_phone: '+1 604 555 0100', warmup_level: 'hot' };
    club = await makeClub(database, { account });
    other = await makeClub(database, { account });
  });

  let ids = 0;
  type Bare = AccountTold extends infer Told ? (Told extends AccountTold ? Omit<Told, 'id' | 'at'> : never) : never;
  const told = (what: Bare): AccountTold => {
    ids += 1;
    return { ...what, id: `told-${String(ids)}`, at: NOON };
  };
  const receive = (accounts: AccountTold[], to = club, at = NOON) =>
    createIntakeRepository(database).receiveWhatsApp(
      to.scope,
      { messages: [], statuses: [], preferences: [], templates: [], notUnderstood: [], accounts },
      at,
    );
  const number = (of = club) =>
    database('whatsapp_account_health').where({ company_id: of.companyId }).first<Record<string, unknown>>();
  const kinds = async (table: 'whatsapp_account_events' | 'admin_alerts', of = club): Promise<string[]> =>
    database(table).where({ company_id: of.companyId }).orderBy('id').pluck('kind');

  it('moves the tier at once and once, and alarms people only when it falls', async () => {
    const lower = told({ kind: 'tier', tier: 250 });
    expect(await receive([lower, lower])).to.deep.equal({ taken: 1 });
    expect(await receive([lower])).to.deep.equal({ taken: 0 });
    expect(await number()).to.include({ tier_limit: 250 });
    await receive([told({ kind: 'quality', event: 'UPGRADE', displayPhone: '16045550100', tier: 10_000 })]);
    expect(await number()).to.include({ tier_limit: 10_000, quality: 'UPGRADE', paused_at: null });
    expect(await kinds('whatsapp_account_events')).to.deep.equal(['tier', 'quality', 'tier']);
    expect(await kinds('admin_alerts')).to.deep.equal(['account_tier']);
    expect(await number(other)).to.include({ tier_limit: 2_000 });
    expect(await noticesOf(database, club.companyId)).to.deep.equal([`accountTold → account:${club.phoneNumberId}`]);
  });

  it('leaves a number alone when another of the same business is meant', async () => {
    await receive([told({ kind: 'quality', event: 'FLAGGED', displayPhone: '420777000000', tier: 250 })]);
    expect(await number()).to.include({ tier_limit: 2_000, quality: null });
    const kept = await database('webhook_inbox').where({ company_id: club.companyId }).pluck('problem');
    expect(kept).to.deep.equal(['other_number']);
  });

  it('pauses a restricted number until the latest end, and not for one that is over or stops no message', async () => {
    const type = 'RESTRICTED_BIZ_INITIATED_MESSAGING';
    await receive([told({ kind: 'restricted', restrictions: [{ type, until: later(NOON, -hours(1)) }] })]);
    await receive([
      told({ kind: 'restricted', restrictions: [{ type: 'RESTRICTED_ADD_PHONE_NUMBER_ACTION', until: null }] }),
    ]);
    expect(await number()).to.include({ paused_at: null, ban_count: 0 });
    const ends = [later(NOON, days(1)), later(NOON, days(7))];
    await receive([told({ kind: 'restricted', restrictions: ends.map((until) => ({ type, until })) })]);
    expect(await number()).to.deep.include({ paused_reason: 'restricted', paused_until: ends[1], ban_count: 1 });
    const look = (at: Date) => createAccountRepository(database).look(club.scope, club.phoneNumberId, at);
    await look(later(NOON, days(6)));
    expect(await number()).to.include({ paused_reason: 'restricted' });
    await look(later(NOON, days(7)));
    expect(await number()).to.include({ paused_at: null });
  });

  it('pauses a disabled number until a person has looked, also after it was reinstated', async () => {
    await receive([told({ kind: 'disabled', state: 'SCHEDULE_FOR_DISABLE', on: '2026-03-10' })]);
    expect(await number()).to.include({ paused_at: null });
    await receive([told({ kind: 'disabled', state: 'DISABLE', on: '2026-03-10' })]);
    await receive([told({ kind: 'disabled', state: 'REINSTATE', on: null })]);
    expect(await number()).to.include({ paused_reason: 'disabled', paused_until: null, ban_count: 1 });
    expect(await kinds('whatsapp_account_events')).to.deep.equal(['disabled', 'disabled', 'paused', 'disabled']);
    expect(await kinds('admin_alerts')).to.deep.equal(['account_disabled', 'account_paused', 'account_disabled']);
  });

  it('alarms people about a violation and keeps what it does not know in the history', async () => {
    await receive([told({ kind: 'violation', violation: 'SPAM' }), told({ kind: 'other', event: 'PARTNER_ADDED' })]);
    expect(await kinds('whatsapp_account_events')).to.deep.equal(['violation', 'account_update']);
    expect(await kinds('admin_alerts')).to.deep.equal(['account_violation']);
  });

  it('pauses by the error of a status just as by that of a request', async () => {
    const messageId = await makeMessage(database, club, await makePerson(database, club));
    await createOutboxRepository(database).enqueue(club.scope, messageId, NOON);
    const { id, key } = await rowOf(database, messageId);
    await database('outbox_messages').where({ id }).update({ status: 'sent', sent_at: NOON, wamid: 'w1' });
    await createIntakeRepository(database).receiveWhatsApp(
      club.scope,
      {
        messages: [],
        statuses: [{ wamid: 'w1', status: 'failed', key, code: '131042', at: NOON }],
        preferences: [],
        templates: [],
        notUnderstood: [],
      },
      NOON,
    );
    await createStatusesRepository(database).applyStatuses(later(NOON, 1_000));
    expect(await number()).to.include({ paused_reason: 'whatsapp_131042' });
    expect((await rowOf(database, messageId)).status).to.equal('dead');
    expect(await number(other)).to.include({ paused_at: null });
  });
});
