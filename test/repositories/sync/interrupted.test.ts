import { expect } from 'chai';
import { spawn } from 'node:child_process';
import path from 'node:path';
import type { RebuildStore } from '../../../activities/sync/rebuild-deps.ts';
import type { Database } from '../../../db/database.ts';
import type { Scope } from '../../../domain/access/scope.ts';
import { Unavailable } from '../../../domain/errors.ts';
import { smallFilling, startBooking, type TestBooking } from '../../support/booking.ts';
import { cloneDatabase } from '../../support/database.ts';
import { addCompany, copied, cycle, depsFor, syncStore } from '../../support/sync-world.ts';
import { projectRoot } from '../../support/temporal.ts';

const NOW = new Date('2026-03-02T09:00:00Z');

describe('a copying that is broken off', function () {
  // A busy machine is no failure.
  this.timeout(400_000);
  let database: Database;
  let url: string;
  let drop: () => Promise<void>;
  let world: TestBooking;
  let undisturbed: Record<string, unknown[]>;

  before(async () => {
    ({ database, url, drop } = await cloneDatabase());
    world = await startBooking({
      clock: { now: () => NOW },
      filling: smallFilling({
        clients: Array.from({ length: 210 }, () => ({})),
        bookings: Array.from({ length: 410 }, (_, index) => ({ clientId: (index % 210) + 1 })),
      }),
    });
    undisturbed = await copied(database, await copyOf(syncStore(database)));
    expect(undisturbed['visits']).to.have.length(410);
  });
  after(async () => {
    await world.close();
    await drop();
  });

  let copies = 0;
  async function addNext(): Promise<Scope> {
    copies += 1;
    const { contents } = world.booking;
    // Two of our companies may copy one stand-in; the platform's id must differ among ours, so the earlier one gives it up.
    await database('companies').update({ external_id: database.raw(`'former ' || id`) });
    return addCompany(database, contents);
  }
  async function copyOf(store: RebuildStore): Promise<Scope> {
    const scope = await addNext();
    for (let attempts = 0; attempts < 5; attempts += 1) {
      const ended = await cycle(depsFor(store, world.gateway), scope, NOW, `copy ${String(copies)}`).catch(() => null);
      if (ended !== null) return scope;
    }
    throw new Error('It does not come to an end');
  }
  const counted = async (scope: Scope): Promise<unknown> =>
    (
      await database('sync_runs')
        .where({ company_id: scope.companyId })
        .orderBy('id')
        .select<{ kind: string; outcome: string }[]>('kind', 'outcome')
    ).map(({ outcome }) => outcome);

  /** The store, of which the k-th call fails: without effect, or with its effect and the answer lost. */
  function failingAt(k: number, when: 'before' | 'after', calls: { made: number }): RebuildStore {
    const store = syncStore(database);
    const wrapped = Object.entries(store).map(([name, ask]) => [
      name,
      async (...given: unknown[]): Promise<unknown> => {
        calls.made += 1;
        const isNow = calls.made === k;
        if (isNow && when === 'before') throw new Unavailable('database', 'connection_broke');
        const answer: unknown = await (ask as (...all: unknown[]) => unknown)(...given);
        if (isNow) throw new Unavailable('database', 'connection_broke');
        return answer;
      },
    ]);
    return Object.fromEntries(wrapped) as RebuildStore;
  }

  for (const when of ['before', 'after'] as const) {
    it(`at any step, ${when} its effect, ends as if nothing had happened`, async () => {
      for (let k = 1; ; k += 1) {
        const calls = { made: 0 };
        const scope = await copyOf(failingAt(k, when, calls));
        expect(await copied(database, scope), `step ${String(k)}`).to.deep.equal(undisturbed);
        await database('companies').where({ id: scope.companyId }).delete();
        if (calls.made < k) break;
        expect(k).to.be.below(60);
      }
    });
  }

  it('within a transaction leaves nothing of its page, and the next attempt ends as if nothing had happened', async () => {
    for (const k of [1, 2, 3]) {
      let told = 0;
      const store = syncStore(database, async () => {
        told += 1;
        if (told === k) throw new Unavailable('database', 'connection_broke');
      });
      const scope = await copyOf(store);
      expect(await copied(database, scope)).to.deep.equal(undisturbed);
      expect(await counted(scope)).to.deep.equal(['changed']);
    }
  });

  /** Starts the copying as a process of its own, and kills it as soon as it has said this for the n-th time. */
  function killedAt(scope: Scope, word: string, n: number): Promise<number | null> {
    return new Promise((resolve, reject) => {
      const child = spawn(
        process.execPath,
        [
          '--import',
          'tsx',
          path.join(projectRoot, 'test/support/sync-process.ts'),
          url,
          `${world.baseUrl}/booking/api/v1`,
          String(scope.companyId),
          NOW.toISOString(),
        ],
        { cwd: projectRoot, stdio: ['ignore', 'pipe', 'inherit'] },
      );
      let said = '';
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        said += text;
        if (said.split('\n').filter((line) => line === word).length >= n) child.kill('SIGKILL');
      });
      child.once('error', reject);
      child.once('exit', (code) => {
        resolve(code);
      });
    });
  }

  it('by the death of its process, between pages and within transactions, ends as if nothing had happened', async () => {
    const scope = await addNext();
    const deaths: [word: string, n: number][] = [
      ['page', 1],
      ['page', 3],
      ['transaction', 1],
      ['transaction', 2],
      ['page', 4],
    ];
    for (const [word, n] of deaths) {
      expect(await killedAt(scope, word, n), `${word} ${String(n)}`).to.equal(null);
      // The server finds out that its client is dead when it next writes to it: a page half done is rolled back.
      for (let tries = 0; tries < 200; tries += 1) {
        const { rows } = await database.raw<{ rows: { open: number }[] }>(
          `select count(*)::int as open from pg_stat_activity
           where datname = current_database() and pid <> pg_backend_pid() and state <> 'idle'`,
        );
        if (rows[0]?.open === 0) break;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    }
    expect(await killedAt(scope, 'never said', 1)).to.equal(0);
    expect(await copied(database, scope)).to.deep.equal(undisturbed);
    // All attempts are one run.
    expect(await counted(scope)).to.deep.equal(['changed']);
  });
});
