/**
 * Asks at fixed moments whether or not the answers before have come, so that a slow answer delays nobody's question and hides
 * nothing; a wait is counted from the moment the question was due. A process of its own: its work is not the API's.
 */

import { Agent, get } from 'node:http';

export interface Load {
  baseUrl: string;
  cookie: string;
  perSecond: number;
  /** Asked one after the other; `kind` is what they are counted under. */
  asked: { kind: string; path: string }[];
}
export interface Waited {
  kind: string;
  path: string;
  ms: number;
  status: number;
}
export interface LoadReport {
  waited: Waited[];
  cpuShare: number;
}

const agent = new Agent({ keepAlive: true, maxSockets: 200 });

process.once('message', (load: Load) => {
  void run(load).then((report) => {
    process.send?.(report, () => process.exit(0));
  });
});

async function run({ baseUrl, cookie, perSecond, asked }: Load): Promise<LoadReport> {
  const waited: Promise<Waited>[] = [];
  const began = performance.now() + 500;
  const cpu = process.cpuUsage();
  await new Promise<void>((resolve) => {
    const tick = (): void => {
      for (;;) {
        const next = asked[waited.length];
        if (!next) {
          resolve();
          return;
        }
        const due = began + (waited.length * 1000) / perSecond;
        const wait = due - performance.now();
        if (wait > 0) {
          setTimeout(tick, wait);
          return;
        }
        waited.push(ask(baseUrl, cookie, next, due));
      }
    };
    tick();
  });
  const all = await Promise.all(waited);
  const { user, system } = process.cpuUsage(cpu);
  return { waited: all, cpuShare: (user + system) / 1000 / (performance.now() - began) };
}

function ask(
  baseUrl: string,
  cookie: string,
  { kind, path }: { kind: string; path: string },
  due: number,
): Promise<Waited> {
  return new Promise((resolve) => {
    const end = (status: number): void => resolve({ kind, path, ms: performance.now() - due, status });
    get(`${baseUrl}${path}`, { agent, headers: { cookie } }, (answer) => {
      answer.resume();
      answer.once('end', () => end(answer.statusCode ?? 0));
    }).once('error', () => end(0));
  });
}
