/** One supervised process: restarted when it dies, never after it was stopped, killed when it does not listen. */

import { expect } from 'chai';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { endProcess, identify } from '../../../local/process-identity.ts';
import { startPart, type Part, type PartSpec } from '../../../scripts/supervisor/part.ts';
import { endOrphans, knownProcesses, rememberProcess } from '../../../scripts/supervisor/records.ts';
import type { Screen } from '../../../scripts/supervisor/screen.ts';
import { createStack, Stopped } from '../../../scripts/supervisor/stack.ts';

function recordingScreen(): Screen & { lines: string[] } {
  const lines: string[] = [];
  const keep = (text: string): void => void lines.push(text);
  return {
    lines,
    step: keep,
    progress: keep,
    warn: keep,
    trouble: keep,
    plain: keep,
    table: () => undefined,
    seconds: () => 0,
  };
}

async function eventually(what: () => boolean): Promise<void> {
  for (let tries = 0; !what(); tries += 1) {
    if (tries > 200) throw new Error('It did not happen within 5 s');
    await sleep(25);
  }
}

describe('A supervised process', () => {
  let dataDir: string;
  let screen: ReturnType<typeof recordingScreen>;
  let parts: Part[];
  const spec = (script: string, more: Partial<PartSpec> = {}): PartSpec => ({
    name: 'part',
    label: 'The part',
    launch: { command: 'sh', args: ['-c', script], env: process.env, cwd: '/', stopSignal: 'SIGTERM' },
    tier: 1,
    stopWithinMs: 2_000,
    ...more,
  });
  const start = (script: string, more: Partial<PartSpec> = {}): Part => {
    const part = startPart(spec(script, more), dataDir, screen);
    parts.push(part);
    return part;
  };
  const log = (): string => readFileSync(path.join(dataDir, 'logs/part.log'), 'utf8');

  beforeEach(() => {
    dataDir = mkdtempSync(path.join(tmpdir(), 'reprise-part-'));
    screen = recordingScreen();
    parts = [];
  });
  afterEach(async () => {
    await Promise.all(parts.map((part) => part.stop('at once')));
    rmSync(dataDir, { recursive: true, force: true });
  });

  it('is started again when it is killed, and that is said', async () => {
    const part = start('echo here; exec sleep 60');
    part.keepAlive();
    const first = part.pid() ?? 0;
    await eventually(() => log().includes('here'));
    process.kill(first, 'SIGKILL');
    await eventually(() => log().match(/here/g)?.length === 2);
    expect(part.pid()).not.to.equal(first);
    expect(screen.lines[0]).to.match(
      new RegExp(`The part \\(process ${String(first)}\\) was ended by SIGKILL; starting it again in 0\\.3 s`),
    );
    expect(screen.lines[1]).to.equal(`The part was started again (process ${String(part.pid())})`);
  });

  it('that dies again and again is started more and more slowly, with its last words', async () => {
    const part = start('echo \'{"level":"fatal","msg":"no such table"}\'; exit 3');
    part.keepAlive();
    await eventually(() => screen.lines.filter((line) => line.includes('starting it again')).length >= 3);
    const delays = screen.lines
      .map((line) => /again in (\S+) s/.exec(line)?.[1])
      .filter((delay) => delay !== undefined);
    expect(delays.slice(0, 3)).to.deep.equal(['0.3', '1', '2']);
    expect(screen.lines[0]).to.include('ended with code 3').and.to.include('It said: no such table');
  });

  it('that dies before it was ready is not started again: the start has failed, for a reason', async () => {
    const part = start('echo "cannot open the door" >&2; exit 1');
    await eventually(() => part.gaveUp() !== undefined);
    expect(part.gaveUp()).to.match(/The part ended with code 1\. It said: cannot open the door Its log: .*part\.log/);
    const explained = start('echo "disk is gone"; exit 1', { explain: (words) => `Explained: ${words.trim()}` });
    await eventually(() => explained.gaveUp() !== undefined);
    expect(explained.gaveUp()).to.equal('Explained: disk is gone');
  });

  it('whose program is missing says so instead of crashing the supervisor', async () => {
    const part = start('', {
      launch: { command: '/no/such/program', args: [], env: {}, cwd: '/', stopSignal: 'SIGTERM' },
    });
    await eventually(() => part.gaveUp() !== undefined);
    expect(part.gaveUp()).to.match(/could not be started: spawn \/no\/such\/program ENOENT/);
  });

  it('stays stopped once it is stopped, also when it was just waiting to be started again', async () => {
    const part = start('exec sleep 60');
    part.keepAlive();
    process.kill(part.pid() ?? 0, 'SIGKILL');
    await eventually(() => screen.lines.length === 1);
    await part.stop();
    await sleep(500);
    expect(part.pid()).to.equal(undefined);
    expect(screen.lines).to.have.length(1);
  });

  it('is killed with everything it started when it does not stop in time', async () => {
    const part = start('trap "" TERM; sh -c \'trap "" TERM; echo $$; while :; do sleep 0.1; done\' & wait; wait', {
      stopWithinMs: 300,
    });
    await eventually(() => /\d+/.test(log()));
    const grandchild = identify(Number(/\d+/.exec(log())?.[0]));
    await part.stop();
    expect(screen.lines.join()).to.match(/did not stop within 0\.3 s and is killed/);
    await eventually(() => identify(grandchild?.pid ?? 0) === undefined);
  });

  it('is written down while it lives, so that the next start finds it', async () => {
    const part = start('exec sleep 60');
    const [record] = knownProcesses(dataDir);
    expect(record).to.include({ name: 'part', pid: part.pid(), tier: 1 });
    await part.stop();
    expect(knownProcesses(dataDir)).to.deep.equal([]);
  });

  describe('left behind by a killed supervisor', () => {
    it('is stopped, the upper tiers before the lower', async () => {
      const order: string[] = [];
      const below = start(
        `trap 'sleep 0.2; echo below >> ${dataDir}/order; exit' TERM; echo up; while :; do sleep 0.05; done`,
        { name: 'below', tier: 0 },
      );
      const above = start(
        `trap 'sleep 0.2; echo above >> ${dataDir}/order; exit' TERM; echo up; while :; do sleep 0.05; done`,
        { name: 'above', tier: 5 },
      );
      for (const name of ['below', 'above']) {
        await eventually(() => readFileSync(path.join(dataDir, `logs/${name}.log`), 'utf8').includes('up'));
      }
      // Our own bookkeeping forgets a part that ends; a killed supervisor's would not.
      await endOrphans(dataDir, (names) => order.push(...names));
      expect(order).to.have.members(['below', 'above']);
      expect(readFileSync(path.join(dataDir, 'order'), 'utf8')).to.equal('above\nbelow\n');
      expect([below.pid(), above.pid()].map((pid) => pid && identify(pid))).to.deep.equal([undefined, undefined]);
      expect(knownProcesses(dataDir)).to.deep.equal([]);
    });

    it('is not looked for behind a number that somebody else has now', async () => {
      const stranger = start('exec sleep 60', { name: 'stranger' });
      const pid = stranger.pid() ?? 0;
      const [record] = knownProcesses(dataDir);
      const { startedAt, ...rest } = record ?? {
        startedAt: '',
        name: '',
        pid,
        stopSignal: 'SIGTERM' as const,
        stopWithinMs: 1,
        tier: 1,
      };
      rememberProcess(dataDir, { ...rest, name: 'of-the-past' });
      const file = path.join(dataDir, 'run/of-the-past.json');
      writeFileSync(file, readFileSync(file, 'utf8').replace(startedAt, 'long ago'));
      rmSync(path.join(dataDir, 'run/stranger.json'));
      const found: string[] = [];
      await endOrphans(dataDir, (names) => found.push(...names));
      expect(found).to.deep.equal([]);
      expect(identify(pid)?.pid).to.equal(pid);
    });
  });
});

describe('The stack', () => {
  let dataDir: string;
  beforeEach(() => {
    dataDir = mkdtempSync(path.join(tmpdir(), 'reprise-stack-'));
  });
  afterEach(() => {
    rmSync(dataDir, { recursive: true, force: true });
  });
  const recorder = (name: string, tier: number, traps = 'TERM'): PartSpec => ({
    name,
    label: name,
    launch: {
      command: 'sh',
      args: ['-c', `trap 'sleep 0.1; echo ${name} >> order; exit' ${traps}; echo up; while :; do sleep 0.05; done`],
      env: process.env,
      cwd: dataDir,
      stopSignal: 'SIGTERM',
    },
    tier,
    stopWithinMs: 5_000,
  });
  const isUp = (name: string) => (): boolean =>
    readFileSync(path.join(dataDir, `logs/${name}.log`), 'utf8').includes('up');

  it('stops from the top down, and starts nothing more', async () => {
    const screen = recordingScreen();
    const stack = createStack(dataDir, screen);
    for (const [name, tier] of Object.entries({ postgres: 0, temporal: 1, workers: 4, api: 6 }))
      stack.start(recorder(name, tier));
    for (const name of ['postgres', 'temporal', 'workers', 'api']) await eventually(isUp(name));
    await stack.stop();
    expect(readFileSync(path.join(dataDir, 'order'), 'utf8')).to.equal('api\nworkers\ntemporal\npostgres\n');
    expect(() => stack.start(recorder('late', 9))).to.throw(Stopped);
    expect(() => stack.gaveUp()()).to.throw(Stopped);
  });

  it('takes two signals that arrive together for one wish, and a later one for impatience', async () => {
    const screen = recordingScreen();
    const stack = createStack(dataDir, screen);
    const deaf = stack.start({ ...recorder('deaf', 0), stopWithinMs: 60_000 });
    await eventually(isUp('deaf'));
    stack.askToStop();
    stack.askToStop();
    expect(stack.signal.aborted).to.equal(true);
    expect(deaf.pid(), 'nothing is killed').to.be.a('number');
    await sleep(2_100);
    const identity = identify(deaf.pid() ?? 0);
    stack.askToStop();
    await eventually(() => deaf.pid() === undefined);
    expect(screen.lines).to.deep.equal(['Asked again: stopping at once.']);
    if (identity) await endProcess(identity, 'SIGKILL', 1_000);
  });
});
