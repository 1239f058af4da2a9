import { expect } from 'chai';
import fc from 'fast-check';
import type { Database } from '../../../db/database.ts';
import { addAlert, pauseAccount, lockAccount } from '../../../db/repositories/delivery/account-changes.ts';
import { createAccountRepository, readSpamScore } from '../../../db/repositories/delivery/account.ts';
import { createClaimRepository } from '../../../db/repositories/delivery/claim.ts';
import { createSendingRepository } from '../../../db/repositories/delivery/sending.ts';
import type { Scope } from '../../../domain/access/scope.ts';
import { spamScoreOf } from '../../../domain/delivery/spam-score.ts';
import { cloneDatabase } from '../../support/database.ts';
import { type Club, days, hours, later, makeClub, minutes, NOON, noticesOf } from '../../support/delivery-world.ts';

describe('the guard of a number', function () {
  this.timeout(60_000);
  let database: Database;
  let drop: () => Promise<void>;
  let club: Club;
  let other: Club;
  before(async () => {
    ({ database, drop } = await cloneDatabase());
  });
  after(() => drop());
  beforeEach(async () => {
    club = await makeClub(database, { account: { warmup_level: 'hot' } });
    other = await makeClub(database, { account: { warmup_level: 'hot' } });
  });

  const accounts = () => createAccountRepository(database);
  const look = (at = NOON, of = club) => accounts().look(of.scope, of.phoneNumberId, at);
  const person = (of = club): Scope => ({
    companyId: of.companyId,
    actor: { kind: 'user', userId: 1, name: 'Jana', role: 'owner' },
  });
  const number = (of = club) =>
    database('whatsapp_account_health').where({ company_id: of.companyId }).first<Record<string, unknown>>();
  const events = async (of = club): Promise<string[]> =>
    database('whatsapp_account_events').where({ company_id: of.companyId }).orderBy('id').pluck('kind');
  const alerts = async (of = club): Promise<string[]> =>
    database('admin_alerts').where({ company_id: of.companyId }).orderBy('id').pluck('kind');

  /** What was sent, refused and declined, without the whole way of each message. */
  async function past(of: Club, sent: number, errors: number, optOuts: number, at = later(NOON, -hours(3))) {
    const total = sent + errors;
    if (total > 0)
      await database.raw(
        `with client as (insert into clients (company_id, external_id, name, phone) values (:company, gen_random_uuid()::text, 'Olga', '+420777000111') returning id),
         written as (
           insert into messages (company_id, client_id, phone, scenario, mode, workflow_id)
           select :company, client.id, '+420777000111', 'service_reactivation', 'notification', 'none' from client, generate_series(1, :total) returning id, client_id)
         insert into outbox_messages (company_id, message_id, phone_number_id, client_id, phone, status, sent_at, last_error_code, last_error_at)
         select :company, id, :number, client_id, '+420777000111', case when n <= :sent then 'sent' else 'dead' end,
                case when n <= :sent then :at::timestamptz end, case when n > :sent then '131048' end, case when n > :sent then :at::timestamptz end
         from (select id, client_id, row_number() over (order by id) as n from written) numbered`,
        { company: of.companyId, number: of.phoneNumberId, total, sent, at },
      );
    for (let n = 0; n < optOuts; n += 1)
      await database('opt_outs').insert({
        company_id: of.companyId,
        phone: `+4206${String(of.companyId)}${String(n)}`,
        source: 'word',
        at,
      });
  }

  it('has the same score in SQL as in words', async () => {
    await fc.assert(
      fc.asyncProperty(fc.record({ sent: fc.nat(60), errors: fc.nat(6), optOuts: fc.nat(6) }), async (parts) => {
        const one = await makeClub(database);
        await past(one, parts.sent, parts.errors, parts.optOuts);
        // None of these is in the last seven days, this number's, or a person's own "no".
        await past(one, 25, 5, 0, later(NOON, -days(8)));
        await database('opt_outs').insert({ company_id: one.companyId, phone: '+420700', source: 'import', at: NOON });
        const found = await readSpamScore(
          database,
          one.scope,
          { phoneNumberId: one.phoneNumberId, timeZone: 'Europe/Prague' },
          NOON,
        );
        expect(found).to.deep.include(parts);
        expect(found.score).to.be.closeTo(spamScoreOf(parts), 1e-12);
      }),
      { numRuns: 25 },
    );
  });

  it('counts the seven local days that end today, and nothing before twenty messages', async () => {
    expect(spamScoreOf({ sent: 19, optOuts: 10, errors: 9 })).to.equal(0);
    // Prague's 25 February begins at 23:00 UTC of the 24th.
    await past(club, 20, 0, 0, new Date('2026-02-24T23:00:00Z'));
    await past(club, 20, 0, 0, new Date('2026-02-24T22:59:59Z'));
    await look();
    expect(await number()).to.include({ spam_sent: 20 });
  });

  it('writes the warm-up level and its history once, however often it looks', async () => {
    const young = await makeClub(database, { account: { account_created_at: later(NOON, -days(31)) } });
    await look(NOON, young);
    await look(later(NOON, minutes(5)), young);
    expect(await number(young)).to.include({ warmup_level: 'warm' });
    expect(await events(young)).to.deep.equal(['warmup']);
  });

  it('halves above 0.3, and pauses above 0.6 until a person who has looked resumes', async () => {
    await past(club, 100, 0, 7);
    await look();
    expect(await number()).to.deep.include({ spam_score: 0.35, paused_at: null });
    await past(club, 0, 6, 0);
    await look(later(NOON, minutes(5)));
    await look(later(NOON, minutes(10)));
    expect(await number()).to.include({ spam_score: 0.65, paused_reason: 'spam_score', paused_until: null });
    expect(await events()).to.deep.equal(['spam_score', 'spam_score', 'paused']);
    expect(await alerts()).to.deep.equal(['account_spam_score', 'account_paused']);
    expect([await events(other), await alerts(other)]).to.deep.equal([[], []]);

    await accounts().resume(person(), 'the wrong list, deleted', later(NOON, minutes(20)));
    await look(later(NOON, minutes(25)));
    expect(await number()).to.include({ paused_at: null, paused_reason: null });
    const epoch = (await createSendingRepository(database).raiseEpoch(club.scope, club.phoneNumberId))!;
    const facts = await createClaimRepository(database).numberFacts(club.scope, {
      phoneNumberId: club.phoneNumberId,
      epoch,
      at: NOON,
    });
    expect(facts).to.deep.include({ paused: false, limits: { daily: 250, hourly: 50, concurrent: 5 } });
    // Whoever looked has not seen what comes after.
    await past(club, 0, 1, 0);
    await look(later(NOON, minutes(30)));
    expect(await number()).to.include({ paused_reason: 'spam_score' });
  });

  it('pauses at once for a ban, a token and an unpaid bill, once for many messages', async () => {
    for (const [code, isBan] of [
      ['131031', true],
      ['368', true],
      ['190', false],
      ['131042', false],
      ['131048', false],
    ] as const) {
      const one = await makeClub(database, { account: { warmup_level: 'hot' } });
      const sending = createSendingRepository(database);
      await Promise.all([1, 2, 3].map(() => sending.noteTrouble(one.scope, code, NOON)));
      expect(await number(one)).to.include({
        paused_reason: `whatsapp_${code}`,
        paused_until: null,
        ban_count: isBan ? 1 : 0,
      });
      expect(await events(one)).to.deep.equal(['paused']);
      expect(await alerts(one)).to.deep.equal(['account_paused']);
      expect(await noticesOf(database, one.companyId)).to.deep.equal([`accountTold → account:${one.phoneNumberId}`]);
      await look(later(NOON, days(30)), one);
      expect(await number(one)).to.include({ paused_reason: `whatsapp_${code}` });
    }
  });

  it('tells people about a country that is closed to the number, and goes on with the others', async () => {
    const sending = createSendingRepository(database);
    await sending.noteTrouble(club.scope, '130497', NOON);
    await sending.noteTrouble(club.scope, '130497', later(NOON, minutes(1)));
    expect(await number()).to.include({ paused_at: null });
    expect([await events(), await alerts()]).to.deep.equal([['trouble'], ['account_trouble']]);
  });

  it('tells people once about a burst of errors', async () => {
    await past(club, 5, 12, 0, later(NOON, -minutes(10)));
    await look();
    await look(later(NOON, minutes(1)));
    expect((await events()).filter((kind) => kind === 'error_burst')).to.have.length(1);
    expect((await alerts()).filter((kind) => kind === 'account_errors')).to.have.length(1);
  });

  it('resumes by itself when the end that Meta named is past, and not before', async () => {
    const until = later(NOON, hours(24));
    await database.transaction(async (trx) => {
      const account = (await lockAccount(trx, club.scope))!;
      expect(await pauseAccount(trx, club.scope, account, { reason: 'restricted', until, at: NOON })).to.equal(true);
    });
    expect(await look(later(NOON, hours(23)))).to.deep.equal({ outcome: 'looked', until });
    expect(await look(until)).to.deep.equal({ outcome: 'looked', until: null });
    expect(await number()).to.include({ paused_at: null, last_incident_type: 'restricted' });
    expect(await events()).to.deep.equal(['paused', 'resumed']);
    expect(await alerts()).to.deep.equal(['account_paused', 'account_resumed']);
  });

  it('lets a ban outlast a restriction with an end, whichever came first', async () => {
    const until = later(NOON, hours(24));
    const restrict = (of: Club) =>
      database.transaction(async (trx) => {
        const account = (await lockAccount(trx, of.scope))!;
        await pauseAccount(trx, of.scope, account, { reason: 'restricted', until, at: NOON });
      });
    await restrict(club);
    await accounts().noteTrouble(club.scope, '131031', NOON);
    await accounts().noteTrouble(other.scope, '131031', NOON);
    await restrict(other);
    for (const one of [club, other]) {
      await look(later(until, 1), one);
      expect(await number(one)).to.include({ paused_reason: 'whatsapp_131031' });
    }
  });

  it('is paused and resumed by a person with a reason, on record, and nobody is alarmed', async () => {
    await accounts().pause(person(), { reason: 'stocktaking', until: null }, NOON);
    expect(await number()).to.include({ paused_reason: 'by_person', paused_by: 'Jana', last_incident_type: null });
    await accounts().resume(person(), 'done', later(NOON, hours(1)));
    expect([await events(), await alerts()]).to.deep.equal([['paused', 'resumed'], []]);
    const audit: string[] = await database('audit_log')
      .where({ company_id: club.companyId })
      .orderBy('id')
      .pluck('action');
    expect(audit).to.deep.equal(['number.paused', 'number.resumed']);
    const refused = await accounts()
      .resume(person(), 'again', NOON)
      .then(
        () => null,
        (error: unknown) => (error as { code: string }).code,
      );
    expect(refused).to.equal('not_paused');
    expect(await number(other)).to.include({ paused_at: null });
  });

  it('says that it is gone when the company has another number', async () => {
    expect(await accounts().look(club.scope, other.phoneNumberId, NOON)).to.deep.equal({ outcome: 'gone' });
  });

  it('keeps an alert for its own company', async () => {
    await addAlert(database, other.scope, { kind: 'account_paused', at: NOON });
    expect([await alerts(), await alerts(other)]).to.deep.equal([[], ['account_paused']]);
  });
});
