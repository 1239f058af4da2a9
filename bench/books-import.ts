/** How long the API keeps others waiting while somebody imports seventeen megabytes of books: its health and a page, asked all the while. */

import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { addOwner, startApi, type ApiProcess } from './support/api-process.ts';
import { benchDatabase } from './support/database.ts';

const RECEIPTS = Number(process.env['BENCH_ROWS'] ?? 270_000);
const PEOPLE = 9_000;
/** The body alone, one JSON text, is parsed in a tenth of a second that nothing can interrupt. */
const LIMIT_MS = 150;
const ASK_EVERY_MS = 25;

/** Receipts of four years, five lines for every hundredth of them booked, cancelled or missed. */
function bigBooks(): Record<string, string> {
  const day = (index: number): string => {
    const date = new Date(Date.UTC(2022, 0, 1 + (index % 1_460)));
    return (
      [date.getUTCMonth() + 1, date.getUTCDate()].map((part) => String(part).padStart(2, '0')).join('/') +
      `/${String(date.getUTCFullYear())}`
    );
  };
  const code = (index: number): string => `CODE${String((index * 7_919) % PEOPLE).padStart(5, '0')}`;
  const lines = (count: number, line: (index: number) => string): string[] =>
    Array.from({ length: count }, (_, index) => line(index));
  const staff = (index: number): string => `STAFF${String(index % 40)}`;
  const few = Math.floor(RECEIPTS / 100);
  const services = lines(
    60,
    (index) => `S${String(index)},Service number ${String(index)},Care,${String(100 + index)}.50`,
  );
  return Object.fromEntries(
    Object.entries({
      'service-listing.csv': ['Code,Desc,Cate,Price', ...services],
      'receipt-transactions.csv': [
        'Date,Description,Client,Staff,Amount',
        ...lines(
          RECEIPTS,
          (index) =>
            `${day(index)},Service number ${String(index % 90)},${code(index)},${staff(index)},${String(index % 300)}.25`,
        ),
      ],
      'future-bookings.csv': [
        'Code,Staff,Service,Date,Time',
        ...lines(few, (index) => `${code(index)},${staff(index)},S${String(index % 60)},${day(index)},3:50:00 PM`),
      ],
      'no-show-report.csv': [
        'Date,Code,Service,Staff',
        ...lines(few, (index) => `${day(index)},${code(index)},S1,${staff(index)}`),
      ],
      'client-cancellations.csv': [
        'Cancel Date,Code,Service,Staff,Booking Date',
        ...lines(few, (index) => `${day(index)},${code(index)},S2,${staff(index)},${day(index + 3)}`),
      ],
    }).map(([name, rows]) => [name, `${rows.join('\n')}\n`]),
  );
}

/** A connection for each: one that was kept may be closed just when it is used again. */
function ask(api: ApiProcess, method: string, path: string, body?: string): Promise<void> {
  const headers = {
    cookie: api.cookie,
    ...(body === undefined ? {} : { 'content-type': 'application/json', 'idempotency-key': `bench${path}` }),
  };
  return new Promise((resolve, reject) => {
    request(`${api.baseUrl}${path}`, { method, headers, agent: false }, (answer) => {
      text(answer).then((told) => {
        if ((answer.statusCode ?? 500) < 300) resolve();
        else reject(new Error(`${path} answered ${String(answer.statusCode)} ${told.slice(0, 300)}`));
      }, reject);
    })
      .once('error', reject)
      .end(body);
  });
}

/** What others wait for while `work` is done: each question is asked whether or not the one before was answered. */
async function others(
  api: ApiProcess,
  work: () => Promise<unknown>,
): Promise<{ seconds: number; waits: Map<string, number[]> }> {
  const paths = ['/health/live', '/api/session'];
  const waits = new Map<string, number[]>(paths.map((path) => [path, []]));
  const asked: Promise<void>[] = [];
  const state = { isOver: false };
  const asking = (async () => {
    for (let index = 0; !state.isOver; index += 1) {
      const path = paths[index % paths.length] ?? '';
      const began = performance.now();
      asked.push(ask(api, 'GET', path).then(() => void waits.get(path)?.push(performance.now() - began)));
      await sleep(ASK_EVERY_MS);
    }
  })();
  const began = performance.now();
  await work();
  const seconds = (performance.now() - began) / 1_000;
  state.isOver = true;
  await asking;
  await Promise.all(asked);
  return { seconds, waits };
}

const at = (waits: number[], share: number): string =>
  `${(waits.toSorted((a, b) => a - b)[Math.floor((waits.length - 1) * share)] ?? 0).toFixed(0)} ms`;

const bench = await benchDatabase();
try {
  await bench
    .database('companies')
    .insert({ name: 'Books', time_zone: 'Europe/Prague', country: 'CZ', currency: 'CZK', business_type: 'fitness' });
  await addOwner(bench.database, 1);
  const api = await startApi(bench.url);
  try {
    const files = bigBooks();
    console.log(
      `${String(RECEIPTS)} receipts, ${(Buffer.byteLength(JSON.stringify(files)) / 1e6).toFixed(1)} MB; asked every ${String(ASK_EVERY_MS)} ms: the worst wait may be ${String(LIMIT_MS)} ms`,
    );
    const post = (path: string, sent: object): Promise<void> =>
      ask(api, 'POST', `/api/companies/1/books${path}`, JSON.stringify(sent));
    for (const [name, work] of [
      ['nothing else', () => sleep(3_000)],
      ['a preview', () => post('/preview', { files })],
      ['an import', () => post('', { files, moveDates: false })],
    ] as const) {
      const { seconds, waits } = await others(api, work);
      const told = [...waits].map(
        ([path, each]) =>
          `${path} median ${at(each, 0.5)}, p99 ${at(each, 0.99)}, worst ${at(each, 1)} of ${String(each.length)}`,
      );
      console.log(`${name}, ${seconds.toFixed(1)} s: ${told.join('; ')}`);
      if ([...waits.values()].some((each) => Math.max(...each) > LIMIT_MS)) process.exitCode = 1;
    }
    console.log(`memory at most ${String(api.rssMb().peak)} MB\n\nnpm run bench -- books-import`);
  } finally {
    await api.stop();
  }
} finally {
  await bench.remove();
}
