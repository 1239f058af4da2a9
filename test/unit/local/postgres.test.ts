/** PostgreSQL as a laptop has it: Cyrillic works, a killed server is no trap, and every failure is a sentence. */

import { expect } from 'chai';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startPostgres, type LocalPostgres } from '../../../local/postgres.ts';
import { explainPostgres, freeCluster } from '../../../local/postgres/cluster.ts';
import { ensureDatabase, ensureFilledDatabase, onServer } from '../../../local/postgres/database.ts';
import { identify } from '../../../local/process-identity.ts';
import { freePorts } from '../../../local/ports.ts';
import { Trouble } from '../../../local/trouble.ts';

async function troubleOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    if (error instanceof Trouble) return error.message;
    throw error;
  }
  return 'no trouble';
}

describe('The embedded PostgreSQL', function () {
  this.timeout(60_000);
  let folder: string;
  let dataDir: string;
  let port: number;
  const running: LocalPostgres[] = [];
  const start = async (password = 'a long password'): Promise<LocalPostgres> => {
    const postgres = await startPostgres({ dataDir, port, password, settings: ['-c', 'fsync=off'] });
    running.push(postgres);
    return postgres;
  };

  before(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'reprise-pg-unit-'));
    chmodSync(folder, 0o755);
    dataDir = path.join(folder, 'data');
    [port = 0] = await freePorts(1);
  });
  afterEach(async () => {
    for (const postgres of running.splice(0)) await postgres.stop();
  });
  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it('knows Cyrillic letters, whatever the locale of the machine', async () => {
    const before = { LANG: process.env['LANG'], LC_ALL: process.env['LC_ALL'] };
    process.env['LANG'] = 'xx_XX.UTF-8';
    process.env['LC_ALL'] = 'no_such_locale';
    try {
      const postgres = await start();
      const found = await onServer(postgres.url('postgres'), (client) =>
        client.query<{ low: string; encoding: string }>(
          "select lower('ЖАННА') as low, current_setting('server_encoding') as encoding",
        ),
      );
      expect(found.rows[0]).to.deep.equal({ low: 'жанна', encoding: 'UTF8' });
    } finally {
      for (const [name, value] of Object.entries(before)) {
        if (value === undefined) delete process.env[name];
        else process.env[name] = value;
      }
    }
  });

  it('makes a database once, and shows one that needs several steps only when it is whole', async () => {
    const server = (await start()).url('postgres');
    expect(await ensureDatabase(server, 'club')).to.equal(true);
    expect(await ensureDatabase(server, 'club')).to.equal(false);
    const failed = ensureFilledDatabase(server, 'story', () => Promise.reject(new Error('killed')));
    expect(await failed.catch((error: unknown) => String(error))).to.equal('Error: killed');
    expect(await ensureFilledDatabase(server, 'story', () => Promise.resolve()), 'again').to.equal(true);
    expect(await ensureFilledDatabase(server, 'story', () => Promise.reject(new Error('twice')))).to.equal(false);
  });

  it('is freed from a server that was left running, and from the note of one that is gone', async () => {
    await start();
    const pid = Number(readFileSync(path.join(dataDir, 'postmaster.pid'), 'utf8').split('\n')[0]);
    expect(await freeCluster(dataDir)).to.equal('stopped');
    expect(identify(pid)).to.equal(undefined);
    // The number of a living process that is no PostgreSQL: in a container numbers return soon.
    writeFileSync(path.join(dataDir, 'postmaster.pid'), `${String(process.pid)}\n${dataDir}\n`);
    expect(await freeCluster(dataDir)).to.equal('free');
    expect(existsSync(path.join(dataDir, 'postmaster.pid'))).to.equal(false);
    await start();
  });

  it('says so when its files belong to another data folder', async () => {
    expect(await troubleOf(start('not the password'))).to.match(/another password.*--fresh/);
  });

  it('says so when its files are broken, of another version, or none at all', async () => {
    const away = path.join(dataDir, 'global/pg_control');
    renameSync(away, `${away}.away`);
    expect(await troubleOf(start())).to.match(/is broken: global\/pg_control is missing.*--fresh/);
    renameSync(`${away}.away`, away);
    const version = readFileSync(path.join(dataDir, 'PG_VERSION'), 'utf8');
    writeFileSync(path.join(dataDir, 'PG_VERSION'), '9\n');
    expect(await troubleOf(start())).to.match(/made by PostgreSQL 9/);
    writeFileSync(path.join(dataDir, 'PG_VERSION'), version);
    const strange = path.join(folder, 'strange');
    mkdirSync(strange);
    writeFileSync(path.join(strange, 'letter.txt'), 'not a cluster');
    const refused = startPostgres({ dataDir: strange, port, password: 'x' });
    expect(await troubleOf(refused)).to.match(/holds files but no PostgreSQL cluster/);
    expect(readFileSync(path.join(strange, 'letter.txt'), 'utf8')).to.equal('not a cluster');
  });

  it('turns what PostgreSQL writes before it gives up into a sentence', () => {
    const cases: [string, RegExp][] = [
      ['FATAL:  could not write lock file "postmaster.pid": No space left on device', /disk is full/],
      ['LOG: could not bind IPv4 address "127.0.0.1": Address already in use', /POSTGRES_PORT/],
      ['FATAL:  lock file "postmaster.pid" already exists', /Another PostgreSQL/],
      ['FATAL:  data directory "/x" has wrong ownership', /belongs to another user/],
      ['FATAL:  could not create shared memory segment: No such device', /shared memory/],
      ['PANIC:  could not locate a valid checkpoint record', /could not locate a valid checkpoint record.*--fresh/],
    ];
    for (const [log, sentence] of cases) expect(explainPostgres(`LOG:  starting\n${log}\n`, '/x')).to.match(sentence);
  });
});
