import { expect } from 'chai';
import type { SettingsUpdate } from '../../../contracts/http/access.ts';
import type { Database } from '../../../db/database.ts';
import { ensureFirstCompany, type FirstCompany } from '../../../db/repositories/access/first-company.ts';
import { createSecretsRepository } from '../../../db/repositories/access/secrets.ts';
import { createSessionsRepository, SESSION_DAYS } from '../../../db/repositories/access/sessions.ts';
import { createSettingsRepository } from '../../../db/repositories/access/settings.ts';
import { createUsersRepository } from '../../../db/repositories/access/users.ts';
import { type Actor, systemScope } from '../../../domain/access/scope.ts';
import { RuleBroken } from '../../../domain/errors.ts';
import { cloneDatabase } from '../../support/database.ts';

const AT = new Date('2026-11-20T10:00:00Z');
const ACTOR: Actor = { kind: 'system', name: 'test' };

const first = (over: Partial<FirstCompany> = {}): FirstCompany => ({
  company: {
    externalId: '77',
    name: 'Riverside',
    timeZone: 'America/Vancouver',
    country: 'CA',
    currency: 'CAD',
    booksShiftDays: 14,
    isTryOut: true,
  },
  secretKey: 'k'.repeat(32),
  secrets: [{ system: 'whatsapp', key: 'app_secret', value: 'very secret' }],
  whatsapp: { phoneNumberId: '1000' },
  moderators: [{ telegramUserId: 700001, name: 'Anna' }],
  moderationChatId: -100,
  owner: { email: 'Owner@Club.example', password: null },
  templates: [
    {
      scenario: 'service_reactivation',
      name: 'reprise_service_reactivation',
      language: 'en',
      category: 'MARKETING',
      status: 'APPROVED',
      body: 'Hi {{1}}! {{2}} See you.',
      variables: ['first_name', 'personal_part'],
    },
  ],
  ...over,
});

describe('access repositories', () => {
  let database: Database;
  let drop: () => Promise<void>;
  let companyId: number;
  let otherId: number;
  let password: string;
  let userId: number;

  before(async () => {
    ({ database, drop } = await cloneDatabase());
    const made = await ensureFirstCompany(database, first(), AT);
    companyId = made.companyId;
    password = made.generatedPassword ?? '';
    const [other] = await database('companies')
      .insert({ name: 'Other', time_zone: 'Europe/Prague', country: 'CZ', currency: 'CZK' })
      .returning<{ id: number }[]>('id');
    otherId = other?.id ?? 0;
    await database('reactivation_settings').insert({ company_id: otherId });
    userId = (await createUsersRepository(database).signIn(ACTOR, 'owner@club.example', password))?.id ?? 0;
  });
  after(() => drop());

  describe('the first company', () => {
    it('is made once, however often and at the same time it is asked for', async () => {
      const again = await Promise.all([1, 2, 3].map(() => ensureFirstCompany(database, first(), AT)));
      expect(again.map((made) => [made.companyId, made.created, made.generatedPassword])).to.deep.equal(
        [1, 2, 3].map(() => [companyId, false, null]),
      );
      expect(again[0]?.ownerEmail).to.equal('owner@club.example');
      expect(await database('users').where({ email: 'owner@club.example' })).to.have.length(1);
    });

    it('of a try-out may write at any hour, from a number past its warm-up, without a hold-out', async () => {
      const settings = await createSettingsRepository(database).settings(systemScope(companyId, 'test'));
      expect(settings).to.deep.include({
        enabled: true,
        holdOutPercent: 0,
        sendingHours: { start: 0, end: 24 },
        isTryOut: true,
      });
      expect(settings.sendingDays).to.deep.equal([1, 2, 3, 4, 5, 6, 7]);
      const number = await database('whatsapp_account_health').where({ company_id: companyId }).first();
      expect(number).to.include({ warmup_level: 'hot', phone_number_id: '1000' });
    });

    it('gets templates of a newer version, and keeps what the platform said about those it has', async () => {
      await database('message_templates').where({ company_id: companyId, language: 'en' }).update({ status: 'PAUSED' });
      const [english] = first().templates;
      if (!english) throw new Error('no template');
      await ensureFirstCompany(database, first({ templates: [english, { ...english, language: 'ru' }] }), AT);
      const rows = await database('message_templates').where({ company_id: companyId }).orderBy('language');
      expect(rows.map((row: { language: string; status: string }) => [row.language, row.status])).to.deep.equal([
        ['en', 'PAUSED'],
        ['ru', 'APPROVED'],
      ]);
    });

    it('is refused with a weak owner password, and nothing is left behind', async () => {
      const fresh = await cloneDatabase();
      const refused = await ensureFirstCompany(
        fresh.database,
        first({ owner: { email: 'a@b.example', password: 'short' } }),
        AT,
      ).catch((error: unknown) => error);
      expect(refused).to.be.instanceOf(RuleBroken).with.property('code', 'owner_password_too_short');
      expect(await fresh.database('companies')).to.have.length(0);
      await fresh.drop();
    });
  });

  describe('users and sessions', () => {
    it('sign in with the right password whatever the case of the address, and with nothing else', async () => {
      const users = createUsersRepository(database);
      expect(await users.signIn(ACTOR, 'OWNER@club.example', password)).to.include({ id: userId });
      expect(await users.signIn(ACTOR, 'owner@club.example', `${password}x`)).to.equal(null);
      expect(await users.signIn(ACTOR, 'nobody@club.example', password)).to.equal(null);
    });

    it('belong only to the companies that took them in', async () => {
      const users = createUsersRepository(database);
      expect(await users.roleIn(ACTOR, userId, companyId)).to.equal('owner');
      expect(await users.roleIn(ACTOR, userId, otherId)).to.equal(null);
      expect((await users.companiesOf(ACTOR, userId)).map((company) => company.id)).to.deep.equal([companyId]);
    });

    it('keep a session for seven days, and the table only its hash', async () => {
      const sessions = createSessionsRepository(database);
      const actor: Actor = { kind: 'user', userId, name: 'Owner', role: 'owner' };
      const { token } = await sessions.open(actor, 'test', AT);
      const after = (days: number) => new Date(AT.getTime() + days * 86_400_000);
      expect(await sessions.userOf(ACTOR, token, after(SESSION_DAYS - 0.01))).to.include({ id: userId });
      expect(await sessions.userOf(ACTOR, token, after(SESSION_DAYS))).to.equal(null);
      const rows = await database.raw<{ rows: { text: string }[] }>('select s::text as text from sessions s');
      expect(rows.rows.some((row) => row.text.includes(token))).to.equal(false);
      // Signing out twice is signing out once, also in the log.
      await sessions.end(ACTOR, token);
      await sessions.end(ACTOR, token);
      expect(await sessions.userOf(ACTOR, token, AT)).to.equal(null);
      const ended = await database('audit_log').where({ action: 'session.ended' }).select<object[]>();
      expect(ended).to.have.length(1);
      expect(ended[0]).to.include({ actor_id: userId, subject_id: String(userId), company_id: null });
    });

    it('who are disabled are out at once', async () => {
      const sessions = createSessionsRepository(database);
      const { token } = await sessions.open({ kind: 'user', userId, name: 'Owner', role: 'owner' }, null, AT);
      await database('users').where({ id: userId }).update({ disabled_at: AT });
      expect(await sessions.userOf(ACTOR, token, AT)).to.equal(null);
      expect(await createUsersRepository(database).signIn(ACTOR, 'owner@club.example', password)).to.equal(null);
      await database('users').where({ id: userId }).update({ disabled_at: null });
    });
  });

  describe('secrets', () => {
    it('open with the key that sealed them, for their company only, and stand nowhere in the clear', async () => {
      const secrets = createSecretsRepository(database, 'k'.repeat(32));
      expect(await secrets.of(systemScope(companyId, 'test'), 'whatsapp')).to.deep.equal({ app_secret: 'very secret' });
      expect(await secrets.of(systemScope(otherId, 'test'), 'whatsapp')).to.deep.equal({});
      const { ciphertext } = await database('company_secrets').first<{ ciphertext: string }>('ciphertext');
      expect(ciphertext).not.to.include('very secret');
    });

    it('do not open with another key, nor when moved to another company', async () => {
      const fails = async (attempt: Promise<unknown>) =>
        attempt.then(
          () => 'opened',
          (error: unknown) => String(error),
        );
      const other = createSecretsRepository(database, 'x'.repeat(32));
      expect(await fails(other.of(systemScope(companyId, 'test'), 'whatsapp'))).to.include('another SECRET_KEY');
      const { ciphertext } = await database('company_secrets').first<{ ciphertext: string }>('ciphertext');
      await database('company_secrets').insert({
        company_id: otherId,
        system: 'whatsapp',
        key: 'app_secret',
        ciphertext,
      });
      const right = createSecretsRepository(database, 'k'.repeat(32));
      expect(await fails(right.of(systemScope(otherId, 'test'), 'whatsapp'))).not.to.equal('opened');
      await database('company_secrets').where({ company_id: otherId }).delete();
    });
  });

  describe('settings', () => {
    const update = async (id: number, over: Partial<SettingsUpdate>): Promise<SettingsUpdate> => {
      const now = await createSettingsRepository(database).settings(systemScope(id, 'test'));
      const {
        deliveryMode: _,
        dryRunSeenAt: _d,
        isTryOut: _t,
        moderators: _m,
        moderationChat: _c,
        updatedAt: _u,
        ...editable
      } = now;
      return { ...editable, ...over };
    };

    it('change once from one version; the second writer is shown what is there', async () => {
      const settings = createSettingsRepository(database);
      const scope = systemScope(companyId, 'test');
      const [one, two] = await Promise.all([
        settings.change(scope, await update(companyId, { tone: 'casual' })),
        settings.change(scope, await update(companyId, { tone: 'professional' })),
      ]);
      expect([one.outcome, two.outcome].sort()).to.deep.equal(['changed', 'conflict']);
      const conflict = one.outcome === 'conflict' ? one : two;
      expect(conflict).to.have.property('current').that.has.property('version', 2);
      const entry = await database('audit_log').where({ company_id: companyId, action: 'settings.changed' });
      expect(entry).to.have.length(1);
    });

    it('cannot switch reactivation on before a dry run was seen', async () => {
      const settings = createSettingsRepository(database);
      const scope = systemScope(otherId, 'test');
      const refused = await settings
        .change(scope, await update(otherId, { enabled: true }))
        .catch((error: unknown) => error);
      expect(refused).to.be.instanceOf(RuleBroken).with.property('code', 'dry_run_not_seen');
      await settings.markDryRunSeen(scope, AT);
      await settings.markDryRunSeen(scope, AT);
      const seen = await database('audit_log').where({ company_id: otherId, action: 'dry_run.seen' });
      expect(seen).to.have.length(1);
      expect(await settings.change(scope, await update(otherId, { enabled: true }))).to.have.property(
        'outcome',
        'changed',
      );
    });

    it('stop one company and leave the other sending', async () => {
      const settings = createSettingsRepository(database);
      const scope = systemScope(companyId, 'Anna');
      await settings.stopSending(scope, 'wrong discount', AT);
      await settings.stopSending(scope, 'again', AT);
      expect(await settings.sendingState(scope)).to.deep.equal({
        stopped: true,
        scope: 'company',
        at: AT.toISOString(),
        reason: 'wrong discount',
        by: 'Anna',
      });
      expect((await settings.sendingState(systemScope(otherId, 'test'))).stopped).to.equal(false);
      await settings.resumeSending(scope, 'fixed');
      expect((await settings.sendingState(scope)).stopped).to.equal(false);
    });
  });
});
