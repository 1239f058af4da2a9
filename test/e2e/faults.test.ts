import { expect } from 'chai';
import { setTimeout as sleep } from 'node:timers/promises';
import knexFactory from 'knex';
import { localSecrets } from '../../config/local-secrets.ts';
import type { Message } from '../../contracts/http/delivery.ts';
import type { SyncState } from '../../contracts/http/sync.ts';
import { type Owner, outsideWorld, signIn } from '../support/people.ts';
import { eventually, type Stack, startStack } from '../support/stack.ts';

const MESSAGES = 40;
const VICTIMS = ['sender', 'core-worker', 'sync-worker', 'api', 'moderation-bot', 'temporal', 'postgres'];
const ENDED = new Set(['sent', 'delivered', 'read', 'dead', 'unknown', 'cancelled']);

describe('forty messages while every process is killed in turn', function () {
  this.timeout(420_000);
  let stack: Stack;
  let owner: Owner;
  let world: ReturnType<typeof outsideWorld>;
  let written: { id: number; phone: string }[];
  let pagesAtDeath = 0;
  const sync = async () => (await owner.api<SyncState>('GET', '/sync')).body;
  const pagesCopied = async (): Promise<number> =>
    (await sync()).cursors.find(({ collection }) => collection === 'records')?.firstCopyPage ?? 0;

  before(async () => {
    stack = await startStack();
    world = outsideWorld(stack);
    owner = await signIn(stack);
    await eventually('some pages of the first copy', async () => (await pagesCopied()) >= 5, 120_000);
    pagesAtDeath = await pagesCopied();
    await kill('sync-worker');
    // The limits of a hot number let forty go in one hour; nobody needs to approve in this mode.
    const mode = await owner.api('PUT', '/delivery-mode', { mode: 'notification', pending: 'keep' });
    expect(mode.status).to.equal(200);
    await eventually('the first copy of the books', async () => (await sync()).lastSuccessAt, 180_000);
    // People whom nothing forbids writing to: seen within a year, each with a phone of their own.
    const seen = (await owner.clients()).filter(
      (client) => client.phone !== null && client.daysSince !== null && client.daysSince < 300,
    );
    const phones = [...new Map(seen.map((client) => [client.phone, client])).values()];
    written = [];
    for (const client of phones) {
      if (written.length === MESSAGES) break;
      const answer = await owner.write(client.id, 'We would love to see you again.');
      if (answer.status < 300) written.push({ id: answer.body.id, phone: client.phone ?? '' });
    }
    expect(written).to.have.length(MESSAGES);
  });
  after(() => stack?.remove());

  async function kill(name: string): Promise<void> {
    const pid = stack.pids().get(name);
    if (pid === undefined) throw new Error(`no process ${name}: ${[...stack.pids().keys()].join(', ')}`);
    process.kill(pid, 'SIGKILL');
    await eventually(`${name} to be started again`, async () => {
      const again = stack.pids().get(name);
      return again !== undefined && again !== pid;
    });
  }

  it('has copied the books as they are, though the copying process died between two pages, and dies in a rebuild', async () => {
    const first = (await sync()).cursors.find(({ collection }) => collection === 'records');
    expect(first?.firstCopyPage, 'the death came before the last page').to.be.greaterThan(pagesAtDeath);
    const started = await owner.api('POST', '/sync/rebuild');
    expect(started.status).to.be.lessThan(300);
    const rebuild = async () => {
      const { current, last } = (await sync()).rebuild;
      return current ?? last;
    };
    const places = async () => (await rebuild())?.progress ?? [];
    await eventually(
      'some pages of the rebuild',
      async () => ((await places()).find(({ collection }) => collection === 'records')?.page ?? 0) >= 3,
      60_000,
    );
    await kill('sync-worker');
    await eventually(
      'the rebuild to have read all but memberships',
      async () => (await places()).some(({ collection, isDone }) => collection === 'goods' && isDone),
      180_000,
    );
    // Nothing is missing, nothing differs, nothing is there that the platform has not. Memberships come with the cards, later.
    const none = { missing: 0, changed: 0, gone: 0 };
    const { catalogue, clients, records, goods } = (await rebuild())?.drift ?? {};
    expect({ catalogue, clients, records, goods }).to.deep.equal({
      catalogue: none,
      clients: none,
      records: none,
      goods: none,
    });
  });

  it('says that it restarts each of them', async () => {
    for (const victim of VICTIMS) {
      await kill(victim);
      await sleep(1_000);
    }
    for (const victim of VICTIMS) await kill(victim);
    const said = stack
      .output()
      .split('\n')
      .filter((line) => /restart|again/i.test(line));
    expect(said.length, stack.output()).to.be.at.least(VICTIMS.length);
  });

  it('has each message accepted exactly once or listed as unknown, and then settled', async () => {
    const ids = new Set(written.map((message) => message.id));
    const outcome = await eventually<Message[]>(
      'every message to come to its end',
      async () => {
        const seen = (await owner.messages()).filter((message) => ids.has(message.id));
        return seen.length === MESSAGES && seen.every((message) => ENDED.has(message.status)) && seen;
      },
      150_000,
    );
    const accepted = await world.accepted();
    const keys = accepted.map((send) => send.key);
    expect(new Set(keys).size, 'no key was accepted twice').to.equal(keys.length);
    const reached = new Set(accepted.map((send) => `+${send.to.replace('+', '')}`));
    for (const message of outcome) {
      const isAccepted = reached.has(message.phone);
      if (message.status === 'unknown') continue;
      // A card that says "no newsletter" is read only when somebody is written to: the one honest way not to be sent.
      if (message.status === 'cancelled') {
        expect([message.reason, isAccepted]).to.deep.equal(['no_consent', false]);
        continue;
      }
      expect(isAccepted, `message ${String(message.id)} is ${message.status}`).to.equal(true);
    }
    // An unknown one that WhatsApp had accepted is settled by its own status; one it had not is left to a person.
    await eventually(
      'the unknown ones to be settled',
      async () => {
        const open = (await owner.messages('?status=unknown')).filter((message) => ids.has(message.id));
        return open.every((message) => !reached.has(message.phone));
      },
      60_000,
    );
    const cancelled = outcome.filter((message) => message.status === 'cancelled');
    expect(cancelled.length, 'most were sent').to.be.lessThan(MESSAGES / 4);
  });

  it('leaves no phone, name or text in anything Temporal keeps, also after decoding', async () => {
    const { postgresPassword } = localSecrets(stack.dataDir);
    const people = (await owner.clients()).flatMap((client) => (client.phone ? [client.phone.replace('+', '')] : []));
    const texts = ['We would love to see you again'];
    const found = new Set<string>();
    for (const database of ['temporal', 'temporal_visibility']) {
      const knex = knexFactory({
        client: 'pg',
        connection: `postgres://reprise:${postgresPassword}@127.0.0.1:${String(stack.ports.postgres)}/${database}`,
        pool: { min: 0, max: 1 },
      });
      const { rows: tables } = await knex.raw<{ rows: { name: string }[] }>(
        `select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'`,
      );
      for (const { name } of tables) {
        const { rows } = await knex.raw<{ rows: Record<string, unknown>[] }>(`select * from "${name}"`);
        for (const row of rows) {
          for (const value of Object.values(row)) {
            const words = legible(value);
            if (people.some((phone) => words.includes(phone))) found.add(`a phone in ${database}.${name}`);
            if (texts.some((text) => words.includes(text))) found.add(`a text in ${database}.${name}`);
          }
        }
      }
      await knex.destroy();
    }
    expect([...found]).to.deep.equal([]);
  });

  it('stops in order when asked, and leaves no process', async () => {
    const pids = [...stack.pids().values()];
    expect(await stack.stop()).to.equal(0);
    const left = pids.filter((pid) => {
      try {
        process.kill(pid, 0);
        return true;
      } catch {
        return false;
      }
    });
    expect(left).to.deep.equal([]);
  });
});

/** The bytes as text, and whatever in them reads as base64 decoded: a wamid hides the phone. */
function legible(value: unknown): string {
  const text = Buffer.isBuffer(value)
    ? value.toString('latin1')
    : typeof value === 'string'
      ? value
      : JSON.stringify(value ?? '');
  const runs = [...text.matchAll(/[A-Za-z0-9+/=_-]{16,}/g)].map(([run]) => run);
  // Base64 may begin anywhere in a run of such letters: all four alignments are read.
  const hidden = runs.flatMap((run) =>
    [0, 1, 2, 3].map((skip) => Buffer.from(run.slice(skip), 'base64').toString('latin1')),
  );
  return [text, ...hidden].join('\n');
}
