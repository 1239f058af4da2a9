import { expect } from 'chai';
import { createGuardActivities } from '../../../activities/delivery/guard-account.ts';
import { accountTold } from '../../../contracts/workflows/delivery.ts';
import { TASK_QUEUES } from '../../../contracts/workflows/temporal.ts';
import type { Database } from '../../../db/database.ts';
import { lockAccount, pauseAccount } from '../../../db/repositories/delivery/account-changes.ts';
import { createAccountRepository } from '../../../db/repositories/delivery/account.ts';
import { createTemporalGateway } from '../../../integrations/temporal/gateway.ts';
import { cloneDatabase } from '../../support/database.ts';
import { type Club, days, later, makeClub, minutes } from '../../support/delivery-world.ts';
import { createTestEnvironment, createTestWorker, type TestTemporal } from '../../support/temporal.ts';

describe('the workflow that watches a number', function () {
  this.timeout(120_000);
  let database: Database;
  let drop: () => Promise<void>;
  let temporal: TestTemporal;
  let club: Club;
  before(async () => {
    ({ database, drop } = await cloneDatabase());
    temporal = await createTestEnvironment();
  });
  after(async () => {
    await temporal.close();
    await drop();
  });

  it('resumes at the named end of a pause, hears what it is told, and ends with its number', async () => {
    const now = new Date(await temporal.env.currentTimeMs());
    club = await makeClub(database, { account: { account_created_at: later(now, -days(10)) } });
    await database.transaction(async (trx) => {
      const account = (await lockAccount(trx, club.scope))!;
      await pauseAccount(trx, club.scope, account, { reason: 'restricted', until: later(now, minutes(90)), at: now });
    });
    const gateway = createTemporalGateway(temporal.env.client);
    const worker = await createTestWorker(
      temporal.env,
      TASK_QUEUES.core,
      createGuardActivities({ accounts: createAccountRepository(database) }),
    );
    const number = () =>
      database('whatsapp_account_health')
        .where({ company_id: club.companyId })
        .first<{ paused_at: Date | null; warmup_level: string; looked_at: Date }>();
    await worker.runUntil(async () => {
      const { workflowId } = await gateway.startGuard({ companyId: club.companyId, phoneNumberId: club.phoneNumberId });
      // Begun twice it is one.
      await gateway.startGuard({ companyId: club.companyId, phoneNumberId: club.phoneNumberId });
      await temporal.env.sleep(minutes(80));
      expect((await number()).paused_at).not.to.equal(null);
      await temporal.env.sleep(minutes(15));
      expect((await number()).paused_at).to.equal(null);
      const [resumed] = await database('whatsapp_account_events')
        .where({ company_id: club.companyId, kind: 'resumed' })
        .select<{ at: Date }[]>('at');
      const late = resumed!.at.getTime() - later(now, minutes(90)).getTime();
      expect(late, 'it looks at that moment, and not minutes later').to.be.within(0, minutes(1));

      const before = (await number()).looked_at;
      await temporal.env.client.workflow.getHandle(workflowId).signal(accountTold, { noticeId: 1, subjectId: 1 });
      await temporal.env.sleep(10_000);
      const after = (await number()).looked_at;
      expect(after.getTime() - before.getTime()).to.be.greaterThan(0);

      await database('whatsapp_account_health')
        .where({ company_id: club.companyId })
        .update({ phone_number_id: 'other' });
      await temporal.env.sleep(minutes(10));
      expect(await temporal.env.client.workflow.getHandle(workflowId).result()).to.deep.equal({ outcome: 'gone' });
    });
  });
});
