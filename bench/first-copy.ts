/**
 * How fast a first copy goes, by one process and by three: records a minute against what the platform's limit allows,
 * with the sandbox's own log as the witness that the limit was kept.
 */

import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { syncChanges } from '../activities/sync/sync-changes.ts';
import { openDatabase, type Database } from '../db/database.ts';
import { attributeBookings } from '../db/repositories/campaigns/attribution.ts';
import { createRateTurnsRepository } from '../db/repositories/sync/rate-turns.ts';
import { createSyncStore } from '../db/repositories/sync/store.ts';
import { Unavailable } from '../domain/errors.ts';
import { createBookingGateway } from '../integrations/booking/yclients/gateway.ts';
import { SANDBOX_BOOKING } from '../sandbox/credentials.ts';
import { startCrowd, type RunningCrowd } from './support/crowd.ts';
import { benchDatabase } from './support/database.ts';
import { mostIn } from './support/windows.ts';

const LIMIT_PER_MINUTE = 200;
const ROWS_PER_PAGE = 200;
const FULL = LIMIT_PER_MINUTE * ROWS_PER_PAGE;
const REACH = 0.95;

/** What the syncing worker does for one company, in a process of its own; a cycle that ends early is tried again, as its workflow does. */
async function copyCompany(databaseUrl: string, baseUrl: string, companyId: number): Promise<void> {
  const database = openDatabase(databaseUrl);
  const turns = createRateTurnsRepository(database);
  const actor = { kind: 'system', name: 'bench' } as const;
  const gateway = createBookingGateway({
    baseUrl,
    ...SANDBOX_BOOKING,
    takeTurn: (key, asked) => turns.takeTurn(actor, key, asked),
    heldFor: (key) => turns.heldFor(actor, key),
    holdTurns: (key, forMs) => turns.holdTurns(actor, key, forMs),
    lane: 'background',
  });
  const deps = { store: createSyncStore(database, { attributeBookings }), gatewayFor: () => Promise.resolve(gateway) };
  for (let attempt = 1; ; attempt += 1) {
    const surroundings = { workflowRunId: `bench ${String(companyId)}`, beat: () => undefined };
    try {
      await syncChanges(deps, { companyId, at: new Date().toISOString() }, surroundings);
      break;
    } catch (error) {
      if (!(error instanceof Unavailable) || attempt > 50) throw error;
      process.stderr.write(`company ${String(companyId)}, attempt ${String(attempt)}: ${error.message}\n`);
      await new Promise((resolve) => setTimeout(resolve, error.retryAfterMs ?? 2_000));
    }
  }
  await database.destroy();
}

function copyInProcess(databaseUrl: string, baseUrl: string, companyId: number): Promise<void> {
  const child = spawn(
    process.execPath,
    [...process.execArgv, fileURLToPath(import.meta.url), 'copy', databaseUrl, baseUrl, String(companyId)],
    { stdio: ['ignore', 'inherit', 'inherit'] },
  );
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`a copying process ended with ${String(code)}`));
    });
  });
}

async function addCompany(database: Database, externalId: number): Promise<number> {
  const [row] = await database('companies')
    .insert({
      external_id: String(externalId),
      name: 'Crowd',
      time_zone: 'Europe/Prague',
      country: 'CZ',
      currency: 'CZK',
      business_type: 'fitness',
    })
    .returning<{ id: number }[]>('id');
  return row?.id ?? 0;
}

async function measure(title: string, crowd: RunningCrowd, database: Database, url: string, companies: number[]) {
  const ids = await Promise.all(companies.map((externalId) => addCompany(database, externalId)));
  await Promise.all(ids.map((id) => copyInProcess(url, crowd.baseUrl, id)));
  const requests = await crowd.requests();
  const pages = requests
    .filter(({ path, status }) => path.startsWith('/records/') && status === 200)
    .map(({ at }) => at);
  const [first, last] = [Math.min(...pages), Math.max(...pages)];
  const perMinute = ((pages.length - 1) / (last - first)) * 60_000 * ROWS_PER_PAGE;
  // Full minutes that lie wholly within the reading of records, one beginning with every request.
  const minutes = pages
    .filter((at) => at + 60_000 <= last)
    .map((from) => pages.filter((at) => at >= from && at < from + 60_000).length * ROWS_PER_PAGE);
  const all = requests.map(({ at }) => at);
  const refused = requests.filter(({ status }) => status === 429).length;
  const inMinute = mostIn(all, 60_000);
  const stored = await database('visits').whereIn('company_id', ids).count<{ count: number }[]>('* as count');
  const isReached = perMinute >= FULL * REACH && Math.min(...minutes) >= FULL * REACH;
  const isKept = inMinute <= LIMIT_PER_MINUTE && refused === 0;
  console.log(`
${title}
  ${String(stored[0]?.count ?? 0)} records copied, ${String(pages.length)} pages in ${((last - first) / 1000).toFixed(1)} s
  ${perMinute.toFixed(0)} records a minute over all pages, ${String(Math.min(...minutes))} in the slowest of ${String(minutes.length)} full minutes:
  ${((perMinute / FULL) * 100).toFixed(1)} % of ${String(FULL)}, ${isReached ? 'reached' : 'NOT REACHED'} (wanted: ${String(REACH * 100)} %)
  by the sandbox's log: at most ${String(inMinute)} requests in any sliding 60 s and ${String(mostIn(all, 1000))} in any second, ${String(refused)} refused: ${isKept ? 'kept' : 'BROKEN'}`);
  if (!isReached || !isKept) process.exitCode = 1;
}

async function main(): Promise<void> {
  const place = await benchDatabase();
  const one = await startCrowd({ clients: 2_000, records: 64_000 });
  const three = await startCrowd({ clients: 1_000, records: 22_000 });
  try {
    console.log(
      `First copy against the sandbox, whose limit is the platform's: ${String(LIMIT_PER_MINUTE)} requests in any 60 s.`,
    );
    await measure('One process, one company of 64,000 records', one, place.database, place.url, [1]);
    await measure('Three processes, a company of 22,000 records each', three, place.database, place.url, [2, 3, 4]);
    console.log('\nnpm run bench -- first-copy');
  } finally {
    one.stop();
    three.stop();
    await place.remove();
  }
}

const [mode, databaseUrl = '', baseUrl = '', companyId = '0'] = process.argv.slice(2);
if (mode === 'copy') await copyCompany(databaseUrl, baseUrl, Number(companyId));
else await main();
