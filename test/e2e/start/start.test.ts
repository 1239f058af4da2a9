/** `npm start` as an operator meets it: what it refuses, what it survives, and that it leaves nothing behind. */

import { expect } from 'chai';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { postgresPlace } from '../../../local/postgres.ts';
import { portIsTaken } from '../../../local/ports.ts';
import { identify, type ProcessIdentity } from '../../../local/process-identity.ts';
import { BOOK_FILES } from '../../../scripts/supervisor/data-folder.ts';
import { knownProcesses } from '../../../scripts/supervisor/records.ts';
import { makePlace, startCommand, type Command, type Place } from '../../support/start-command.ts';

const READY = /Reprise is ready \(\d+\.\d s\)/;
const PARTS = [
  'postgres',
  'temporal',
  'temporal-ui',
  'sandbox',
  'core-worker',
  'sync-worker',
  'sender',
  'moderation-bot',
  'api',
];

const health = async (place: Place): Promise<number> => {
  try {
    return (await fetch(`http://127.0.0.1:${place.ports.PORT}/health/ready`)).status;
  } catch {
    return 0;
  }
};

async function healthy(place: Place): Promise<void> {
  for (let tries = 0; (await health(place)) !== 200; tries += 1) {
    if (tries > 1_200) throw new Error('It is not healthy again after two minutes');
    await sleep(100);
  }
}

const processesOf = (place: Place): ProcessIdentity[] => knownProcesses(place.dataDir);

function stillAlive(known: ProcessIdentity[]): number[] {
  return known.filter(({ pid, startedAt }) => identify(pid)?.startedAt === startedAt).map(({ pid }) => pid);
}

describe('The start command', function () {
  this.timeout(300_000);
  let place: Place;

  describe('refuses at once, with a sentence and a non-zero exit, and starts nothing:', () => {
    beforeEach(async () => {
      place = await makePlace();
    });
    afterEach(() => {
      place.remove();
    });
    const refusal = async (args: string[], env: Record<string, string> = {}): Promise<string> => {
      const command = startCommand(place, args, env);
      expect(await command.ended, command.output()).to.equal(1);
      expect(processesOf(place)).to.deep.equal([]);
      return command.output();
    };

    it('an argument it does not know', async () => {
      expect(await refusal(['--fersh'])).to.match(/'--fersh'.*npm start -- --fresh/s);
      expect(existsSync(place.dataDir)).to.equal(false);
    });

    it('bad and unknown variables, all of them', async () => {
      const output = await refusal([], { PORT: 'http', WHATSAP_ACCESS_TOKEN: 'x', SECRET_KEY: 'changeme' });
      expect(output).to.match(/PORT: must be a port number/);
      expect(output).to.match(/WHATSAP_ACCESS_TOKEN: is not known\. Did you mean WHATSAPP_ACCESS_TOKEN\?/);
      expect(output).to.match(/SECRET_KEY: is too short/);
      expect(existsSync(place.dataDir)).to.equal(false);
    });

    it('real WhatsApp beside the sandbox', async () => {
      expect(await refusal([], { WHATSAPP_ACCESS_TOKEN: 'EAAGm0PX4ZCpsBA' })).to.match(
        /real WhatsApp beside a stand-in/,
      );
    });

    it('production without SECRET_KEY, and books in production', async () => {
      expect(await refusal([], { NODE_ENV: 'production' })).to.match(/SECRET_KEY: is required/);
      const books = path.join(path.dirname(place.dataDir), 'books');
      mkdirSync(books);
      for (const name of BOOK_FILES) writeFileSync(path.join(books, name), 'x');
      const key = { NODE_ENV: 'production', SECRET_KEY: '9f2c1b7ae4d35086f1a2b3c4d5e6f70818293a4b5c6d7e8f' };
      expect(await refusal(['--books', books], key)).to.match(/sandbox never runs with NODE_ENV=production/);
    });

    it('an owner’s password that anybody would try', async () => {
      expect(await refusal([], { OWNER_EMAIL: 'anna@club.example', OWNER_PASSWORD: 'anna-anna-1-2-3' })).to.match(
        /OWNER_PASSWORD/,
      );
    });

    it('books that are not there or not whole', async () => {
      expect(await refusal(['--books', '/no/such/folder'])).to.match(/there is no folder \/no\/such\/folder/);
      expect(await refusal(['--books', path.dirname(place.dataDir)])).to.match(/has no client-cancellations\.csv/);
    });

    it('a port that is taken, named by its variable', async () => {
      const other = createServer().listen(Number(place.ports.TEMPORAL_PORT), '127.0.0.1');
      await new Promise((resolve) => other.once('listening', resolve));
      try {
        expect(await refusal([])).to.match(
          new RegExp(`Port ${place.ports.TEMPORAL_PORT}, for Temporal, is taken.*TEMPORAL_PORT`),
        );
      } finally {
        other.close();
      }
    });

    it('a data folder that is a file', async () => {
      writeFileSync(place.dataDir, '');
      expect(await refusal([])).to.match(/is not a folder.*DATA_DIR/);
    });

    it('a data folder whose secrets are damaged', async () => {
      mkdirSync(place.dataDir);
      writeFileSync(path.join(place.dataDir, 'secrets.json'), '{"secretKey": "half');
      expect(await refusal([])).to.match(/secrets\.json is damaged/);
    });

    it('a data folder whose PostgreSQL files are broken', async () => {
      const folder = path.join(place.dataDir, 'postgres');
      mkdirSync(folder, { recursive: true });
      writeFileSync(path.join(folder, 'PG_VERSION'), '18\n');
      expect(await refusal([])).to.match(/is broken: global\/pg_control, base, pg_wal, postgresql\.conf are missing/);
    });

    it('a DATABASE_URL and a TEMPORAL_ADDRESS where nobody answers', async () => {
      const nobody = `127.0.0.1:${place.ports.POSTGRES_PORT}`;
      const database = { DATABASE_URL: `postgres://u:p@${nobody}/club` };
      expect(await refusal([], database)).to.match(/DATABASE_URL: the database club at .* cannot be reached/);
      expect(await refusal(['--fresh'], database)).to.match(/--fresh.*DATABASE_URL/s);
    });
  });

  describe('from the first start to the last', () => {
    let command: Command;
    before(async () => {
      place = await makePlace();
    });
    after(async () => {
      command.child.kill('SIGKILL');
      await command.ended;
      place.remove();
    });

    it('comes up with everything, and shows where everything is', async () => {
      command = startCommand(place);
      await command.says(READY, 240_000);
      const output = command.output();
      expect(output).to.include(`http://localhost:${place.ports.PORT}`);
      expect(output).to.include(`http://127.0.0.1:${place.ports.TEMPORAL_UI_PORT}`);
      expect(output).to.include(`http://localhost:${place.ports.SANDBOX_PORT}`);
      expect(output).to.match(/Sign in +\S+@\S+ +password: [a-z2-9]{5}(-[a-z2-9]{5}){3}\n/);
      expect(knownProcesses(place.dataDir).map(({ name }) => name)).to.have.members(PARTS);
      expect(await health(place)).to.equal(200);
    });

    it('keeps secrets to its owner, and none of them out of order on the command line', () => {
      const { postgresPassword, secretKey } = JSON.parse(
        readFileSync(path.join(place.dataDir, 'secrets.json'), 'utf8'),
      ) as Record<string, string>;
      for (const { pid } of processesOf(place)) {
        const line = existsSync('/proc') ? readFileSync(`/proc/${String(pid)}/cmdline`, 'latin1') : '';
        expect(line).not.to.include(postgresPassword).and.not.to.include(secretKey);
      }
    });

    it('is refused a second time on the same data folder, and the first goes on', async () => {
      const second = startCommand(place);
      expect(await second.ended).to.equal(1);
      expect(second.output()).to.match(
        new RegExp(`already running on ${place.dataDir} \\(process ${String(command.child.pid)}\\)`),
      );
      expect(await health(place)).to.equal(200);
    });

    for (const name of PARTS) {
      it(`starts ${name} again when it is killed, and says so`, async () => {
        const before = knownProcesses(place.dataDir).find((record) => record.name === name);
        process.kill(before?.pid ?? 0, 'SIGKILL');
        await command.says(
          new RegExp(`\\(process ${String(before?.pid)}\\) was ended by SIGKILL; starting it again`),
          60_000,
        );
        for (let tries = 0; ; tries += 1) {
          const after = knownProcesses(place.dataDir).find((record) => record.name === name);
          if (after && after.pid !== before?.pid) break;
          if (tries > 600) throw new Error(`${name} did not come back`);
          await sleep(100);
        }
        await healthy(place);
      });
    }

    it('finds and stops what a killed supervisor left, and is ready again', async () => {
      const left = processesOf(place);
      command.child.kill('SIGKILL');
      await command.ended;
      expect(stillAlive(left), 'its children live on').to.have.length(PARTS.length);
      command = startCommand(place);
      await command.says(READY);
      expect(command.output()).to.match(/An earlier start was killed; stopping what it left: .*postgres/);
      expect(stillAlive(left)).to.deep.equal([]);
      expect(command.output()).to.match(/as at the first start/);
    });

    it('cannot be filled from books any more', async () => {
      const books = path.join(path.dirname(place.dataDir), 'books');
      mkdirSync(books);
      for (const name of BOOK_FILES) writeFileSync(path.join(books, name), 'x');
      command.child.kill('SIGINT');
      expect(await command.ended).to.equal(0);
      command = startCommand(place, ['--books', books]);
      expect(await command.ended).to.equal(1);
      expect(command.output()).to.match(/is filled from an invented club already.*--fresh/);
      expect(processesOf(place)).to.deep.equal([]);
    });

    it('is stopped by Ctrl-C halfway through its start, and leaves no process', async () => {
      command = startCommand(place);
      await command.says(/Temporal on port/);
      const running = processesOf(place);
      command.child.kill('SIGINT');
      expect(await command.ended).to.equal(0);
      expect(stillAlive(running)).to.deep.equal([]);
      expect(processesOf(place)).to.deep.equal([]);
    });

    it('is stopped by Ctrl-C in order, twice the same signal included, and leaves no process and no taken port', async () => {
      command = startCommand(place);
      await command.says(READY);
      const running = processesOf(place);
      // A terminal's Ctrl-C reaches us once from the terminal and once from npm.
      command.child.kill('SIGINT');
      command.child.kill('SIGINT');
      expect(await command.ended).to.equal(0);
      expect(command.output(), command.output())
        .to.match(/Everything is stopped/)
        .and.not.to.match(/killed|did not stop/);
      expect(stillAlive(running)).to.deep.equal([]);
      for (const port of Object.values(place.ports)) expect(await portIsTaken(Number(port)), port).to.equal(false);
    });

    it('begins anew with --fresh, with nothing of the old and new secrets', async () => {
      const oldSecrets = readFileSync(path.join(place.dataDir, 'secrets.json'), 'utf8');
      command = startCommand(place, ['--fresh'], {
        OWNER_EMAIL: 'owner@club.example',
        OWNER_PASSWORD: 'a-quiet-morning-run',
      });
      await command.says(READY);
      expect(readFileSync(path.join(place.dataDir, 'secrets.json'), 'utf8')).not.to.equal(oldSecrets);
      expect(command.output()).to.match(/owner@club\.example +password: as set in OWNER_PASSWORD/);
      const signedIn = await fetch(`http://127.0.0.1:${place.ports.PORT}/api/session`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ email: 'owner@club.example', password: 'a-quiet-morning-run' }),
      });
      expect(signedIn.status).to.be.within(200, 204);
      command.child.kill('SIGTERM');
      expect(await command.ended).to.equal(0);
    });

    it('meets no old database when the data folder was removed by hand', async () => {
      const { moved, folder } = postgresPlace(place.dataDir);
      rmSync(place.dataDir, { recursive: true });
      command = startCommand(place);
      await command.says(READY);
      expect(command.output()).to.match(/password: [a-z2-9]{5}-/);
      expect(command.output().includes('.left-over')).to.equal(moved);
      command.child.kill('SIGINT');
      expect(await command.ended).to.equal(0);
      if (moved) rmSync(`${path.dirname(folder)}.left-over`, { recursive: true });
      expect(readdirSync(place.dataDir)).to.include('secrets.json');
    });
  });
});
