/** How much memory the API takes while somebody takes a million people away as CSV, and how long it lasts. */

import { get, type IncomingMessage } from 'node:http';
import { addOwner, startApi } from './support/api-process.ts';
import { benchDatabase } from './support/database.ts';
import { addManyPeople } from './support/many-people.ts';

const ROWS = Number(process.env['BENCH_ROWS'] ?? 1_000_000);
/** Above what the API takes before: buffers of a few thousand rows and the garbage between two collections. */
const LIMIT_MB = 100;
const SAMPLE_MS = 100;
/** A reader this slow lets the export stand still most of the time. */
const SLOW_CHUNK_MS = 1;

function open(url: string, cookie: string): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    get(url, { headers: { cookie } }, resolve).once('error', reject);
  });
}

async function take(url: string, cookie: string, pauseMs: number): Promise<{ lines: number; bytes: number }> {
  const answer = await open(url, cookie);
  let [lines, bytes] = [0, 0];
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) lines += 1;
    if (pauseMs > 0) await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
  return { lines: lines - 1, bytes };
}

const bench = await benchDatabase();
try {
  console.log(`Making ${String(ROWS)} people …`);
  await addManyPeople(bench.database, ROWS, new Date().toISOString().slice(0, 10));
  await addOwner(bench.database, 1);
  const api = await startApi(bench.url);
  try {
    const path = `${api.baseUrl}/api/companies/1/clients.csv`;
    // What a first request loads is no part of an export.
    await take(`${path}?q=nobody`, api.cookie, 0);
    const before = api.rssMb().now;
    let isWithin = true;
    for (const [name, pauseMs] of [
      ['as fast as it comes', 0],
      ['by a slow reader', SLOW_CHUNK_MS],
    ] as const) {
      let most = 0;
      const sampling = setInterval(() => (most = Math.max(most, api.rssMb().now)), SAMPLE_MS);
      const [began, cpu] = [performance.now(), api.cpuSeconds()];
      const { lines, bytes } = await take(`${path}?sort=-spendMinor`, api.cookie, pauseMs);
      clearInterval(sampling);
      const seconds = (performance.now() - began) / 1_000;
      const grown = most - before;
      isWithin &&= grown <= LIMIT_MB && lines === ROWS;
      console.log(
        `${name}: ${String(lines)} rows, ${(bytes / 1e6).toFixed(0)} MB in ${seconds.toFixed(1)} s ` +
          `(${(lines / seconds / 1_000).toFixed(0)} thousand rows a second, ${(api.cpuSeconds() - cpu).toFixed(1)} s of processor); ` +
          `memory before ${String(before)} MB, at most ${String(most)} MB: ${String(grown)} MB more`,
      );
    }
    console.log(`${isWithin ? 'within' : 'OVER'} the limit of ${String(LIMIT_MB)} MB more, with every row there`);
    if (!isWithin) process.exitCode = 1;
  } finally {
    await api.stop();
  }
} finally {
  await bench.remove();
}
