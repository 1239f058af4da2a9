/** A recorded process is told from a later one with the same number; a lock of the dead holds nobody up. */

import { expect } from 'chai';
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { tryLock, waitForLock } from '../../../local/lock.ts';
import { endProcess, identify, isAlive, type ProcessIdentity } from '../../../local/process-identity.ts';

function known(child: ChildProcess): ProcessIdentity {
  const identity = identify(child.pid ?? 0);
  if (!identity) throw new Error('The process has no identity');
  return identity;
}

const sleeper = (): ChildProcess => spawn('sleep', ['60'], { stdio: 'ignore', detached: true });

describe('A recorded process', () => {
  it('is alive until it ends, and signals end it', async () => {
    const identity = known(sleeper());
    expect(isAlive(identity)).to.equal(true);
    await endProcess(identity, 'SIGTERM', 2_000);
    expect(isAlive(identity)).to.equal(false);
  });

  it('that does not listen is killed after its time', async () => {
    const child = spawn('sh', ['-c', 'trap "" TERM; echo deaf; while :; do sleep 0.1; done'], {
      stdio: ['ignore', 'pipe', 'ignore'],
      detached: true,
    });
    await new Promise((resolve) => child.stdout.once('data', resolve));
    const identity = known(child);
    await endProcess(identity, 'SIGTERM', 200);
    expect(isAlive(identity)).to.equal(false);
  });

  it('is not mistaken for another that has its number now, and that one is left alone', async () => {
    const stranger = sleeper();
    const itself = known(stranger);
    const former = { pid: itself.pid, startedAt: `${itself.startedAt}0` };
    expect(isAlive(former)).to.equal(false);
    await endProcess(former, 'SIGKILL', 1_000);
    expect(isAlive(itself)).to.equal(true);
    await endProcess(itself, 'SIGKILL', 1_000);
  });

  it('cannot be init, a group or nonsense', () => {
    for (const pid of [0, 1, -1, -5, 1.5, Number.NaN, 2 ** 30]) expect(identify(pid), String(pid)).to.equal(undefined);
  });
});

describe('A lock', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'reprise-lock-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it('is held by one, who is named to the others, until it is released', () => {
    const file = path.join(folder, 'deep/er/lock');
    const first = tryLock(file);
    const second = tryLock(file);
    expect(second).to.deep.include({ held: false });
    expect(!second.held && second.holder.pid).to.equal(process.pid);
    if (first.held) first.release();
    expect(tryLock(file).held).to.equal(true);
  });

  it('of a dead process, or of one whose number is somebody else’s now, is taken over', async () => {
    const file = path.join(folder, 'lock');
    const dead = known(sleeper());
    writeFileSync(file, JSON.stringify(dead));
    expect(tryLock(file).held, 'while it lives').to.equal(false);
    await endProcess(dead, 'SIGKILL', 1_000);
    expect(tryLock(file).held, 'when it is dead').to.equal(true);
    writeFileSync(file, JSON.stringify({ pid: process.pid, startedAt: 'another time' }));
    expect(tryLock(file).held, 'when the number is another’s').to.equal(true);
    writeFileSync(file, '{"pid":');
    expect(tryLock(file).held, 'when it is torn').to.equal(true);
    expect(readdirSync(folder)).to.deep.equal(['lock']);
  });

  it('can be waited for', async () => {
    const file = path.join(folder, 'lock');
    const holder = known(sleeper());
    writeFileSync(file, JSON.stringify(holder));
    let told = 0;
    const release = waitForLock(file, () => {
      told += 1;
    });
    await endProcess(holder, 'SIGKILL', 1_000);
    (await release)();
    expect(told).to.equal(1);
    expect(readdirSync(folder)).to.deep.equal([]);
  });
});
