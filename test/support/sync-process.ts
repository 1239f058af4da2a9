/** A process of its own that copies once, for tests that kill it: says each page on standard output, and when it is within a transaction. */

import { systemScope } from '../../domain/access/scope.ts';
import { openDatabase } from '../../db/database.ts';
import { createBookingGateway } from '../../integrations/booking/yclients/gateway.ts';
import { syncChanges } from '../../activities/sync/sync-changes.ts';
import { SANDBOX_BOOKING } from '../../sandbox/credentials.ts';
import { NO_LIMIT } from './booking.ts';
import { syncStore } from './sync-world.ts';

const [url = '', baseUrl = '', companyId = '', at = ''] = process.argv.slice(2);
const database = openDatabase(url);
/** Long enough for a kill to hit what is half done. */
const HALF_DONE_SECONDS = 0.3;

const store = syncStore(database, async (trx) => {
  process.stdout.write('transaction\n');
  await trx.raw('select pg_sleep(?)', [HALF_DONE_SECONDS]);
});
const gateway = createBookingGateway({ baseUrl, ...SANDBOX_BOOKING, ...NO_LIMIT });
const { companyId: id } = systemScope(Number(companyId), 'test');
await syncChanges(
  { store, gatewayFor: () => Promise.resolve(gateway) },
  { companyId: id, at },
  {
    // The activity's retries belong to one workflow run.
    workflowRunId: 'the run',
    beat: () => {
      process.stdout.write('page\n');
    },
  },
);
await database.destroy();
