import { Client } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { expect } from 'chai';
import { createSyncActivities } from '../../../activities/sync/create-sync-activities.ts';
import { runSyncCycleId } from '../../../contracts/workflows/sync.ts';
import { TASK_QUEUES } from '../../../contracts/workflows/temporal.ts';
import type { Database } from '../../../db/database.ts';
import { wantCycle } from '../../../db/repositories/sync/pace.ts';
import { Unavailable } from '../../../domain/errors.ts';
import { runSyncCycle } from '../../../workflows/sync/run-sync-cycle.ts';
import { smallFilling, startBooking, type TestBooking } from '../../support/booking.ts';
import { cloneDatabase } from '../../support/database.ts';
import { addCompany, copied, depsFor, syncStore } from '../../support/sync-world.ts';
import { createTestEnvironment, createTestWorker, type TestTemporal } from '../../support/temporal.ts';

describe('a cycle of copying, as a workflow', function () {
  this.timeout(60_000);
  let temporal: TestTemporal;
  let database: Database;
  let drop: () => Promise<void>;
  let world: TestBooking;
  before(async () => {
    temporal = await createTestEnvironment();
    ({ database, drop } = await cloneDatabase());
    world = await startBooking({ clients: 12 });
  });
  after(async () => {
    await temporal.close();
    await world.close();
    await drop();
  });

  // In real time: the server's clock would run on by years between two cycles, and a new day has new shifts to copy.
  function cycleOf(companyId: number, workflowId: string) {
    const { connection, namespace } = temporal.env;
    const client = new Client({ connection, ...(namespace ? { namespace } : {}) });
    const options = { workflowId, taskQueue: TASK_QUEUES.core, args: [{ companyId }] as [{ companyId: number }] };
    return client.workflow.execute(runSyncCycle, options);
  }
  async function activitiesOf(workflowId: string): Promise<string[]> {
    const history = await temporal.env.client.workflow.getHandle(workflowId).fetchHistory();
    return (history.events ?? []).flatMap((event) => {
      const name = event.activityTaskScheduledEventAttributes?.activityType?.name;
      return name ? [name] : [];
    });
  }

  it('copies through a platform that stumbles, reads cards, and is one activity once there is nothing new', async () => {
    const scope = await addCompany(database, world.booking.contents);
    let stumbles = 2;
    const gateway: typeof world.gateway = {
      ...world.gateway,
      async records(company, since) {
        if (stumbles-- > 0) throw new Unavailable('booking', 'http_503');
        return world.gateway.records(company, since);
      },
    };
    const activities = createSyncActivities(depsFor(syncStore(database), gateway));
    const woken: number[] = [];
    const workflows = await createTestWorker(temporal.env, TASK_QUEUES.core, {
      wakeInsight: async ({ companyId }: { companyId: number }) => void woken.push(companyId),
    });
    const booking = await createTestWorker(temporal.env, TASK_QUEUES.booking, activities, { withWorkflows: false });
    const id = runSyncCycleId(scope.companyId);
    await workflows.runUntil(
      booking.runUntil(async () => {
        const first = await cycleOf(scope.companyId, id);
        expect(first.outcome).to.equal('changed');
        expect(first.counts).to.include({ clients: 12, visits: world.booking.contents.bookings.size });
        expect(await activitiesOf(id)).to.deep.equal(['syncChanges', 'wakeInsight', 'readCards', 'wakeInsight']);
        expect(await cycleOf(scope.companyId, id)).to.deep.equal({ outcome: 'idle', counts: {} });
        expect(await activitiesOf(id)).to.deep.equal(['syncChanges']);
        expect(woken).to.deep.equal([scope.companyId, scope.companyId]);
      }),
    );
    expect((await copied(database, scope))['visits']).to.have.length(world.booking.contents.bookings.size);
    expect(await database('clients').where({ company_id: scope.companyId }).whereNull('card_read_at')).to.have.length(
      0,
    );
  });

  it('that is asked for while cards are being read comes before them, and loses none of them', async () => {
    const store = syncStore(database);
    const other = await startBooking({ filling: smallFilling({ clients: Array.from({ length: 24 }, () => ({})) }) });
    const scope = await addCompany(database, other.booking.contents);
    const read: string[] = [];
    const gateway: typeof world.gateway = {
      ...other.gateway,
      async consent(company, externalId) {
        read.push(externalId);
        // Somebody changes a client on the platform, and presses "sync now".
        const client = other.booking.contents.clients.get(24);
        if (read.length === 4 && client) {
          const changed = { ...client, name: 'Changed', changedAt: Date.now() };
          other.booking.change({ type: 'client_saved', client: changed });
          await wantCycle(database, scope);
        }
        return other.gateway.consent(company, externalId);
      },
    };
    const seen: number[] = [];
    const workflows = await createTestWorker(temporal.env, TASK_QUEUES.core, {
      async wakeInsight() {
        const changed = await database('clients').where({ company_id: scope.companyId, name: 'Changed' });
        if (changed.length > 0) seen.push(read.length);
      },
    });
    const activities = createSyncActivities(depsFor(store, gateway));
    const booking = await createTestWorker(temporal.env, TASK_QUEUES.booking, activities, { withWorkflows: false });
    await workflows.runUntil(
      booking.runUntil(async () => {
        await cycleOf(scope.companyId, 'sync:first');
        expect(read).to.have.length(4);
        await cycleOf(scope.companyId, 'sync:wanted');
      }),
    );
    await other.close();
    expect(await activitiesOf('sync:wanted')).to.deep.equal(['syncChanges', 'wakeInsight', 'readCards', 'wakeInsight']);
    expect(seen[0], 'cards that were read when the change was told of').to.equal(4);
    expect(new Set(read).size).to.equal(24);
    expect(await store.cardsDue(scope, 100, new Date().toISOString())).to.deep.equal([]);
  });

  it('is as good when nobody can be told of what it copied: reconcile finds the marks', async () => {
    const workflows = await createTestWorker(temporal.env, TASK_QUEUES.core, {
      wakeInsight: () => Promise.reject(ApplicationFailure.nonRetryable('away', 'database')),
    });
    const activities = {
      syncChanges: () => Promise.resolve({ outcome: 'changed', counts: { visits: 1 }, hasCardsDue: true }),
      readCards: () => Promise.resolve({ read: 1, hasMore: false }),
    };
    const booking = await createTestWorker(temporal.env, TASK_QUEUES.booking, activities, { withWorkflows: false });
    const ended = await workflows.runUntil(booking.runUntil(() => cycleOf(1, 'sync:untold')));
    expect(ended).to.deep.equal({ outcome: 'changed', counts: { visits: 1 } });
  });
});
