/** How long lists and searches of 100,000 people take at 50 requests a second, asked of the real API over HTTP by somebody signed in. */

import { fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { CLIENT_SORTS } from '../contracts/http/insight.ts';
import { addOwner, startApi } from './support/api-process.ts';
import { benchDatabase } from './support/database.ts';
import { addManyPeople } from './support/many-people.ts';
import type { Load, LoadReport, Waited } from './support/open-load.ts';

const PEOPLE = Number(process.env['BENCH_CLIENTS'] ?? 100_000);
const PER_SECOND = 50;
const SECONDS = Number(process.env['BENCH_SECONDS'] ?? 60);
const WARM_UP_SECONDS = 5;
const LIMIT_MS = 100;

const SEGMENTS = ['vip_members', 'lost_clients', 'nearly_lost', 'going_silent', 'at_risk', 'regular_members'];
const METRICS = [
  'monthly_active',
  'early_churn',
  'inactive_60',
  'inactive_180',
  'pt_repeat',
  'high_ltv',
  'milestone_10',
  'milestone_500',
];
const WORDS = [
  'ольга',
  'Новик',
  'novak',
  'ŠÁRKA',
  'смирнова ирина',
  'smith',
  'wal',
  'енко',
  'jiri dvorak',
  'olivia brown',
];
const SHORT = ['ан', 'no', 'з', 'č', 'св', 'ja'];
const PHONES = ['777 12', '916 123', '+420 60', '4477009', '8916 5', '0777 1', '55', '123-45'];

const pages = Math.ceil(PEOPLE / 50);
const of = (list: readonly string[], n: number): string => encodeURIComponent(list[n % list.length] ?? '');
const sort = (n: number): string => `${n % 2 === 0 ? '-' : ''}${of(CLIENT_SORTS, Math.floor(n / 2))}`;

/** What people do with a list, in turn; a number in it makes every request another one. */
const KINDS: [kind: string, query: (n: number) => string][] = [
  ['first page, every order', (n) => `sort=${sort(n)}`],
  ['search by name', (n) => `q=${of(WORDS, n)}`],
  ['one or two letters', (n) => `q=${of(SHORT, n)}`],
  ['search by phone', (n) => `q=${of(PHONES, n)}`],
  ['segment, every order', (n) => `segment=${of(SEGMENTS, n)}&sort=${sort(n)}`],
  ['behind a metric', (n) => `metric=${of(METRICS, n)}&sort=${sort(n)}`],
  ['second to tenth page', (n) => `sort=${sort(n)}&page=${String(2 + (n % 9))}`],
  ['any page to the last', (n) => `sort=${sort(n)}&page=${String(1 + ((n * 7919) % pages))}`],
  ['search in an order', (n) => `q=${of(WORDS, n)}&sort=${sort(n)}`],
  ['cohort', (n) => `cohort=202${String(4 + (n % 2))}-0${String(1 + (n % 9))}&sort=-spendMinor`],
];

function plan(seconds: number): Load['asked'] {
  return Array.from({ length: seconds * PER_SECOND }, (_, n) => {
    const [kind, query] = KINDS[n % KINDS.length] ?? ['', () => ''];
    return { kind, path: `/api/companies/1/clients?${query(Math.floor(n / KINDS.length))}` };
  });
}

function askInOtherProcess(load: Load): Promise<LoadReport> {
  const file = fileURLToPath(new URL(`support/open-load${path.extname(import.meta.url)}`, import.meta.url));
  const child = fork(file, { execArgv: process.execArgv });
  return new Promise((resolve, reject) => {
    child.once('message', (report) => resolve(report as LoadReport));
    child.once('exit', (code) => reject(new Error(`the load ended with ${String(code)}`)));
    child.send(load);
  });
}

function percentile(waited: readonly Waited[], share: number): number {
  const sorted = waited.map(({ ms }) => ms).toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}
const figures = (waited: readonly Waited[]): string =>
  [0.5, 0.95, 0.99, 1].map((share) => `${percentile(waited, share).toFixed(0).padStart(6)} ms`).join('');

const bench = await benchDatabase();
try {
  console.log(`Making ${String(PEOPLE)} people …`);
  await addManyPeople(bench.database, PEOPLE, new Date().toISOString().slice(0, 10));
  await addOwner(bench.database, 1);
  const api = await startApi(bench.url);
  try {
    const load = { baseUrl: api.baseUrl, cookie: api.cookie, perSecond: PER_SECOND };
    await askInOtherProcess({ ...load, asked: plan(WARM_UP_SECONDS) });
    const cpu = api.cpuSeconds();
    const { waited, cpuShare } = await askInOtherProcess({ ...load, asked: plan(SECONDS) });
    const apiCpu = (api.cpuSeconds() - cpu) / SECONDS;
    console.log(`${''.padEnd(26)}      p50      p95      p99     most`);
    for (const [kind] of KINDS) console.log(`${kind.padEnd(26)}${figures(waited.filter((one) => one.kind === kind))}`);
    console.log(`${'all'.padEnd(26)}${figures(waited)}`);
    console.log('The slowest:');
    for (const { ms, path: asked } of waited.toSorted((a, b) => b.ms - a.ms).slice(0, 8))
      console.log(`${ms.toFixed(0).padStart(6)} ms  ${decodeURIComponent(asked)}`);
    const failed = waited.filter(({ status }) => status !== 200);
    const p99 = percentile(waited, 0.99);
    const isWithin = p99 <= LIMIT_MS && failed.length === 0;
    console.log(
      `${String(waited.length)} requests at ${String(PER_SECOND)} a second, ${String(failed.length)} not answered with 200; of one processor core of ` +
        `${String(availableParallelism())} the load took ${(cpuShare * 100).toFixed(0)} %, the API ${(apiCpu * 100).toFixed(0)} %`,
    );
    console.log(`p99 ${p99.toFixed(0)} ms: ${isWithin ? 'within' : 'OVER'} the limit of ${String(LIMIT_MS)} ms`);
    if (!isWithin) process.exitCode = 1;
  } finally {
    await api.stop();
  }
} finally {
  await bench.remove();
}
