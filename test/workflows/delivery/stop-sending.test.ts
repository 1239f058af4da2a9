import { expect } from 'chai';
import type { Database } from '../../../db/database.ts';
import { createInstallationStop } from '../../../db/repositories/access/installation-stop.ts';
import { createSettingsRepository } from '../../../db/repositories/access/settings.ts';
import { createAccountRepository } from '../../../db/repositories/delivery/account.ts';
import { createOutboxRepository } from '../../../db/repositories/delivery/outbox.ts';
import { createTestSends } from '../../../db/repositories/delivery/test-sends.ts';
import type { Actor } from '../../../domain/access/scope.ts';
import { SANDBOX_WHATSAPP } from '../../../sandbox/credentials.ts';
import { cloneDatabase } from '../../support/database.ts';
import { type Club, makeClub, makeMessage, makePerson, messageOf, rowOf } from '../../support/delivery-world.ts';
import { openSenderWorld, type SenderWorld } from '../../support/sender-world.ts';

const MESSAGES = 40;

describe('the stop button before a sender at work', function () {
  this.timeout(60_000);
  let database: Database;
  let drop: () => Promise<void>;
  let world: SenderWorld;
  let club: Club;
  let owner: Actor & { kind: 'user' };

  beforeEach(async () => {
    const cloned = await cloneDatabase();
    ({ database, drop } = cloned);
    world = await openSenderWorld(database, cloned.url);
    club = await makeClub(database, {
      settings: {
        daily_limit_mode: 'manual',
        manual_daily_limit: 500,
        manual_hourly_limit: 500,
        manual_concurrent_limit: 30,
      },
      // Slow enough that many claimed rows still wait for their turn when somebody presses the button.
      account: { phone_number_id: SANDBOX_WHATSAPP.phoneNumberId, messages_per_second: 8 },
    });
    const [user] = await database('users')
      .insert({ email: 'jana@club.example', name: 'Jana', password_hash: 'none' })
      .returning<{ id: number }[]>('id');
    owner = { kind: 'user', userId: user!.id, name: 'Jana', role: 'owner' };
    await database('company_users').insert({ company_id: club.companyId, user_id: user!.id, role: 'owner' });
  });
  afterEach(async () => {
    await world.close();
    await drop();
  });

  async function eventually(isSo: () => Promise<boolean> | boolean, what: string): Promise<void> {
    for (let tries = 0; tries < 800; tries += 1) {
      if (await isSo()) return;
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
    expect.fail(`it did not become so within twenty seconds: ${what}`);
  }
  const accepted = () => world.sandbox.whatsapp.accepted();
  const begun = async (): Promise<number> =>
    (await database('outbox_messages').whereNotNull('sending_at').select('id')).length;

  const buttons = {
    'of one company': {
      stop: () => createSettingsRepository(database).stopSending(club.scope, 'wrong discount', world.clock.now()),
      resume: () => createSettingsRepository(database).resumeSending(club.scope, 'mended'),
    },
    'of the installation': {
      stop: () => createInstallationStop(database).stop(owner, owner.userId, 'wrong discount', world.clock.now()),
      resume: () => createInstallationStop(database).resume(owner, owner.userId, 'mended'),
    },
    'that pauses the number': {
      stop: () =>
        createAccountRepository(database).pause(
          { companyId: club.companyId, actor: owner },
          { reason: 'wrong discount', until: null },
          world.clock.now(),
        ),
      resume: () =>
        createAccountRepository(database).resume(
          { companyId: club.companyId, actor: owner },
          'mended',
          world.clock.now(),
        ),
    },
  };
  for (const [which, button] of Object.entries(buttons)) {
    it(`begins no request once the button ${which} has answered, also for rows already claimed, and goes on when resumed`, async () => {
      for (let n = 0; n < MESSAGES; n += 1) {
        const messageId = await makeMessage(database, club, await makePerson(database, club));
        await createOutboxRepository(database).enqueue(club.scope, messageId, world.clock.now());
      }
      const sender = world.startSender(club);
      await eventually(() => accepted().length >= 3, 'the first are on their way');
      const claimed = await database('outbox_messages').where({ status: 'queued' }).whereNotNull('leased_until');
      expect(claimed.length, 'claimed and not begun').to.be.greaterThan(5);
      await button.stop();
      const stoppedAt = world.clock.now();
      await eventually(
        async () => (await database('outbox_messages').whereNotNull('leased_until')).length === 0,
        'every claimed row is let go',
      );
      // Rows are marked as begun in the commit before their request, which follows at once.
      const begunByThen = await begun();
      const late = await database('outbox_messages').where('sending_at', '>', new Date(stoppedAt.getTime() + 1_000));
      expect(late).to.deep.equal([]);
      await eventually(() => accepted().length === begunByThen, 'what had begun has arrived');
      expect(begunByThen).to.be.lessThan(MESSAGES);
      // One turn of the sender later the rows say what they wait for.
      const reason = which.includes('number') ? 'number_paused' : 'stopped';
      await eventually(
        async () =>
          (await database('outbox_messages').where({ wait_reason: reason })).length === MESSAGES - begunByThen,
        'every row says why it waits',
      );
      expect(accepted().length).to.equal(begunByThen);
      await button.resume();
      await eventually(() => accepted().length === MESSAGES, 'all have gone');
      expect(new Set(accepted().map(({ key }) => key)).size).to.equal(MESSAGES);
      await sender.stop();
    });
  }

  it('sends a test to one’s own number through the same outbox, and counts it nowhere', async () => {
    world.listenFor(club);
    const scope = { companyId: club.companyId, actor: owner };
    const tests = createTestSends(database);
    const phone = '+420777888999';
    const asked = { template: 'reprise_service_reactivation', language: 'cs', requestKey: 'press-one' };
    const at = world.clock.now();
    const refusal = await tests
      .send(scope, { ...asked, phone }, at)
      .catch((error: unknown) => (error as { code: string }).code);
    expect(refusal).to.equal('not_own_number');
    await tests.addNumber(scope, { phone, name: 'Jana', isOwn: true }, at);
    await createSettingsRepository(database).stopSending(club.scope, 'a moment', at);
    const sent = await tests.send(scope, asked, at);
    expect((await tests.send(scope, asked, at)).id).to.equal(sent.id);
    const sender = world.startSender(club);
    const status = async () => (await tests.newest(scope)).items[0];
    await eventually(async () => (await status())?.reason === 'stopped', 'a stop holds tests too');
    await createSettingsRepository(database).resumeSending(club.scope, 'go on');
    await eventually(async () => (await status())?.status === 'read', 'the test is read');
    await sender.stop();
    expect(accepted().map(({ to }) => to)).to.deep.equal(['420777888999']);
    expect(accepted()[0]?.text).to.include('Jana').and.to.include('[personal_part]');
    expect(await messageOf(database, sent.id)).to.deep.include({ client_id: null, scenario: 'test' });
    expect(await rowOf(database, sent.id)).to.deep.include({ is_test: true, status: 'read' });
    expect(await database('campaign_decisions').where({ company_id: club.companyId })).to.deep.equal([]);
  });
});
