/**
 * How much memory the syncing worker takes while it copies a large company: the peak of that one process in the running
 * product, against its limit. Starts a stack of its own whose booking platform is a crowd, and removes it again.
 */

import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { SANDBOX_BOOKING } from '../sandbox/credentials.ts';
import { startStack } from '../test/support/stack.ts';
import { startCrowd } from './support/crowd.ts';

const LIMIT_MB = 250;
const ROWS_PER_PAGE = 200;
const SAMPLE_MS = 1_000;
/** A worker that ends is started again within seconds. */
const MOST_UNSEEN_SECONDS = 60;
const [asked] = process.argv.slice(2);
const SIZE = { clients: 20_000, records: Number(asked ?? 500_000) };

interface Sample {
  rssMb: number;
  peakRssMb: number;
  pssMb: number;
}

function sampleOf(pid: number): Sample | null {
  try {
    const status = readFileSync(`/proc/${String(pid)}/status`, 'utf8');
    const smaps = readFileSync(`/proc/${String(pid)}/smaps_rollup`, 'utf8');
    const megabytes = (text: string, name: string): number =>
      Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(text)?.[1] ?? 0) / 1_000;
    return {
      rssMb: megabytes(status, 'VmRSS'),
      peakRssMb: megabytes(status, 'VmHWM'),
      pssMb: megabytes(smaps, 'Pss'),
    };
  } catch {
    // It ended between two looks.
    return null;
  }
}

const pages = SIZE.records / ROWS_PER_PAGE;
const crowd = await startCrowd(SIZE);
const stack = await startStack({
  env: {
    BOOKING_BASE_URL: crowd.baseUrl,
    BOOKING_PARTNER_TOKEN: SANDBOX_BOOKING.partnerToken,
    BOOKING_USER_TOKEN: SANDBOX_BOOKING.userToken,
  },
});
try {
  const samples: Sample[] = [];
  const pids = new Set<number>();
  let copied = 0;
  let seenAt = 0;
  for (let tick = 0; copied < pages; tick += 1) {
    const pid = stack.pids().get('sync-worker');
    const sample = pid === undefined ? null : sampleOf(pid);
    if (pid !== undefined && sample) {
      pids.add(pid);
      samples.push(sample);
      seenAt = tick;
    } else if (tick - seenAt > MOST_UNSEEN_SECONDS) throw new Error('The stack was stopped.');
    if (tick % 10 === 0) {
      const answered = await crowd.requests();
      copied = answered.filter(({ path, status }) => path.startsWith('/records/') && status === 200).length;
    }
    if (tick % 60 === 0 && sample) {
      const rows = String(copied * ROWS_PER_PAGE).padStart(8);
      console.log(
        `${rows} records copied: ${sample.rssMb.toFixed(0)} MB resident, ${sample.pssMb.toFixed(0)} MB proportional`,
      );
    }
    await sleep(SAMPLE_MS);
  }
  const peak = Math.max(...samples.map((sample) => sample.peakRssMb));
  const peakPss = Math.max(...samples.map((sample) => sample.pssMb));
  const isWithin = peak <= LIMIT_MB && pids.size === 1;
  console.log(`
${String(SIZE.records)} records of ${String(SIZE.clients)} clients copied by ${pids.size === 1 ? 'one process' : `${String(pids.size)} processes: IT WAS STARTED AGAIN`}
peak of the syncing worker: ${peak.toFixed(0)} MB resident (${peakPss.toFixed(0)} MB proportional), ${isWithin ? 'within' : 'OVER'} the limit of ${String(LIMIT_MB)} MB
npm run bench -- sync-memory ${String(SIZE.records)}`);
  if (!isWithin) process.exitCode = 1;
} finally {
  crowd.stop();
  await stack.remove();
}
