/** The data folder: one start at a time, room enough, only our own things thrown away, one filling for good. */

import { expect } from 'chai';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { loadConfig } from '../../../config/config.ts';
import { freePorts } from '../../../local/ports.ts';
import { Trouble } from '../../../local/trouble.ts';
import { readArguments } from '../../../scripts/supervisor/arguments.ts';
import { childEnvironment } from '../../../scripts/supervisor/child-environment.ts';
import {
  BOOK_FILES,
  emptyDataFolder,
  holdDataFolder,
  requireSpace,
  settleFilling,
} from '../../../scripts/supervisor/data-folder.ts';
import { requirePorts } from '../../../scripts/supervisor/ports.ts';

function troubleOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof Trouble) return error.message;
    throw error;
  }
  return 'no trouble';
}

describe('The data folder', () => {
  let folder: string;
  let dataDir: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'reprise-folder-'));
    dataDir = path.join(folder, 'data');
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  const books = (name: string, mark = ''): string => {
    const place = path.join(folder, name);
    mkdirSync(place);
    for (const file of BOOK_FILES) writeFileSync(path.join(place, file), `Code\n${file}${mark}\n`);
    return place;
  };

  it('is held by one start; the second is told by whom', () => {
    const release = holdDataFolder(dataDir);
    expect(troubleOf(() => holdDataFolder(dataDir))).to.include(
      `already running on ${dataDir} (process ${String(process.pid)})`,
    );
    release();
    holdDataFolder(dataDir)();
  });

  it('that is a file, or lies below one, is a sentence', () => {
    writeFileSync(dataDir, 'a file');
    expect(troubleOf(() => holdDataFolder(dataDir))).to.match(/is not a folder.*DATA_DIR/);
    expect(troubleOf(() => holdDataFolder(path.join(dataDir, 'below')))).to.match(/is not a folder.*DATA_DIR/);
  });

  it('on a full disk is refused before anything is written', () => {
    expect(troubleOf(() => requireSpace(dataDir, 2 ** 60))).to.match(/The disk is full: .* MB free, and Reprise needs/);
    expect(troubleOf(() => requireSpace(dataDir, 1))).to.equal('no trouble');
    expect(existsSync(dataDir)).to.equal(false);
  });

  it('is emptied of our own things only', () => {
    for (const name of ['postgres/base', 'temporal', 'sandbox', 'logs', 'holiday-photos'])
      mkdirSync(path.join(dataDir, name), { recursive: true });
    for (const name of ['secrets.json', 'filling.json', 'thesis.odt']) writeFileSync(path.join(dataDir, name), '{}');
    emptyDataFolder(dataDir);
    expect(readdirSync(dataDir)).to.have.members(['holiday-photos', 'thesis.odt']);
  });

  describe('filled from books', () => {
    beforeEach(() => {
      mkdirSync(dataDir);
    });

    it('keeps them, also when the folder they came from is gone', () => {
      const place = books('salon');
      const copy = settleFilling(dataDir, place);
      expect(readdirSync(copy ?? '')).to.have.members(BOOK_FILES);
      rmSync(place, { recursive: true });
      expect(settleFilling(dataDir, undefined)).to.equal(copy);
    });

    it('takes the same books again from wherever they are, and no others', () => {
      const place = books('salon');
      const copy = settleFilling(dataDir, place);
      cpSync(place, path.join(folder, 'moved'), { recursive: true });
      expect(settleFilling(dataDir, path.join(folder, 'moved'))).to.equal(copy);
      expect(troubleOf(() => settleFilling(dataDir, books('other', '!')))).to.match(
        /is filled from the books in .*salon already.*--fresh/,
      );
    });

    it('cannot be filled when it holds an invented club', () => {
      expect(settleFilling(dataDir, undefined)).to.equal(undefined);
      expect(troubleOf(() => settleFilling(dataDir, books('salon')))).to.match(
        /is filled from an invented club already/,
      );
      expect(settleFilling(dataDir, undefined)).to.equal(undefined);
    });

    it('wants a folder with all five files', () => {
      expect(troubleOf(() => settleFilling(dataDir, path.join(folder, 'nowhere')))).to.match(/there is no folder/);
      const place = books('salon');
      rmSync(path.join(place, 'no-show-report.csv'));
      rmSync(path.join(place, 'service-listing.csv'));
      expect(troubleOf(() => settleFilling(dataDir, place))).to.match(
        /has no no-show-report\.csv, service-listing\.csv\.$/,
      );
      expect(readdirSync(dataDir)).to.deep.equal([]);
    });
  });

  it('has arguments that are understood or refused', () => {
    expect(readArguments([])).to.deep.equal({ fresh: false, books: undefined, help: false });
    expect(readArguments(['--fresh', '--books', '../x'])).to.deep.equal({ fresh: true, books: '../x', help: false });
    expect(readArguments(['--books=../x'])).to.include({ books: '../x' });
    for (const wrong of [['--fersh'], ['salon'], ['--books'], ['--books='], ['--fresh=yes'], ['--books', '--fresh']]) {
      expect(
        troubleOf(() => readArguments(wrong)),
        wrong.join(' '),
      ).to.match(/npm start -- --books DIR/);
    }
  });

  describe('and its processes', () => {
    const config = (more: Record<string, string> = {}) =>
      loadConfig({ variables: { DATA_DIR: dataDir, ...more }, fromFile: [] });

    it('are given every variable they need, and keep what the operator set', () => {
      const env = childEnvironment(config({ SANDBOX_PORT: '4999' }), { WHATSAPP_VERIFY_TOKEN: 'my-own', PORT: '' });
      expect(env).to.include({
        DATA_DIR: dataDir,
        WHATSAPP_BASE_URL: 'http://127.0.0.1:4999/whatsapp',
        TELEGRAM_API_ROOT: 'http://127.0.0.1:4999/telegram',
        WHATSAPP_VERIFY_TOKEN: 'my-own',
        TELEGRAM_ALLOWED_USER_IDS: '700001,700002',
      });
      for (const name of ['DATABASE_URL', 'SECRET_KEY', 'BOOKING_PARTNER_TOKEN', 'MODERATION_BOT_TOKEN'])
        expect(env[name]).to.be.a('string');
      expect(env).not.to.have.property('PORT');
    });

    it('are given no sandbox credential beside a real system', () => {
      const real = {
        BOOKING_PARTNER_TOKEN: 'gf84hgf73hf',
        BOOKING_USER_TOKEN: 'k3jh4kj5h34',
        MODERATION_BOT_TOKEN: '123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw',
        MODERATION_CHAT_ID: '-1001234567890',
      };
      const env = childEnvironment(config(real), real);
      expect(env).to.include({
        ...real,
        BOOKING_BASE_URL: 'https://api.yclients.com/api/v1',
        TELEGRAM_API_ROOT: 'https://api.telegram.org',
      });
      expect(env, 'an empty allow-list denies everybody').not.to.have.property('TELEGRAM_ALLOWED_USER_IDS');
    });

    it('find every port free, or the one that is not is named by its variable', async () => {
      const [api = 0, postgres = 0, temporal = 0, ui = 0, sandbox = 0] = await freePorts(5);
      const ports = {
        PORT: String(api),
        POSTGRES_PORT: String(postgres),
        TEMPORAL_PORT: String(temporal),
        TEMPORAL_UI_PORT: String(ui),
        SANDBOX_PORT: String(sandbox),
      };
      await requirePorts(config(ports));
      const [onAll, onLoopback] = [createServer().listen(api, '0.0.0.0'), createServer().listen(temporal, '127.0.0.1')];
      await Promise.all(
        [onAll, onLoopback].map((server) => new Promise((resolve) => server.once('listening', resolve))),
      );
      try {
        const said = await requirePorts(config(ports)).catch((error: unknown) => String(error));
        expect(said)
          .to.include(`Port ${String(api)}`)
          .and.to.include('Choose another with PORT.');
        expect(said)
          .to.include(`Port ${String(temporal)}`)
          .and.to.include('TEMPORAL_PORT');
        expect(said).not.to.include('SANDBOX_PORT');
        // Not asked for when Temporal is the operator's own.
        const elsewhere = await requirePorts(config({ ...ports, TEMPORAL_ADDRESS: 'temporal.internal:7233' })).catch(
          String,
        );
        expect(elsewhere).not.to.include('TEMPORAL_PORT');
      } finally {
        for (const server of [onAll, onLoopback]) server.close();
      }
    });
  });
});
